#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace canonical {

/// An ISO 8601 duration of whole days, hours, minutes and seconds: "PT5H", "PT1H30M", "P1D" (24 hours). Empty for
/// anything else, years, months and weeks among it. Pure.
std::optional<std::chrono::seconds> duration_from(std::string_view text);

}  // namespace canonical
