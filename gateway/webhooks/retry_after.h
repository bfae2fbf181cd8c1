#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "canonical/time.h"

namespace gateway {

/// How long an answer asks to be left alone (RFC 9110, 10.2.3: seconds or a date), at most `kLongestRetryAfter`;
/// nothing where it cannot be read. Pure; any thread.
std::optional<std::chrono::milliseconds> retry_after(const std::string& value, canonical::UtcTime now);

constexpr std::chrono::hours kLongestRetryAfter{1};

}  // namespace gateway
