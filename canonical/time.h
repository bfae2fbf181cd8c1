#pragma once

#include <chrono>
#include <string>

namespace canonical {

/// Absolute time as the REST surface and the database know it: UTC in whole milliseconds.
using UtcTime = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// "2026-05-08T11:30:00.000Z", the only form that the REST surface sends.
std::string to_text(UtcTime time);

}  // namespace canonical
