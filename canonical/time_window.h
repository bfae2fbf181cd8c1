#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "canonical/time.h"

/// `start` and `end` of a push. Pure.
namespace canonical {

constexpr std::chrono::hours kFarthestStart{30 * 24};
constexpr std::chrono::hours kLongestWindow{24};

struct TimeWindow {
    std::optional<UtcTime> start;  ///< empty: at once
    std::optional<UtcTime> end;    ///< only with `start`, later than it
};

/// Either form is a wall-clock time in `zone` ("2026-05-08T22:00:00") or relative ("30m", "1.5h"): `start` from now,
/// `end` from `start`. Throws ApiError (422): VALIDATION_ERROR for what is no time, START_IN_PAST, START_OUT_OF_RANGE,
/// or INVALID_TIME_WINDOW with details.reason end_without_start | end_before_start | window_too_long.
TimeWindow parse_time_window(std::optional<std::string_view> start, std::optional<std::string_view> end,
                             const std::string& zone, UtcTime now);

}  // namespace canonical
