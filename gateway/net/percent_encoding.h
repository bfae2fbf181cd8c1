#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace gateway {

/// Decodes %XX exactly once. Empty where an escape is broken or stands for NUL. Pure; any thread.
std::optional<std::string> percent_decoded(std::string_view text);

}  // namespace gateway
