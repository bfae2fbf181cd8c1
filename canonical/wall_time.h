#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "canonical/time.h"

/// Calendar and clock without a zone. Pure.
namespace canonical {

/// Never read: it only keeps wall clocks and absolute instants apart for the compiler.
struct WallClock {};

/// What the clock on a site's wall shows, in whole seconds since it showed 1970-01-01 00:00:00. Which instant that is,
/// a zone decides (canonical/time_zone.h).
using WallTime = std::chrono::time_point<WallClock, std::chrono::seconds>;

/// Of the proleptic Gregorian calendar.
struct CalendarDay {
    int year = 1970;
    int month = 1;  ///< 1..12
    int day = 1;    ///< 1..31
};

constexpr std::chrono::hours kDay{24};

/// Midnight of that day; empty when there is no such day (a 30 February).
std::optional<WallTime> midnight_of(const CalendarDay& day);
CalendarDay day_of(WallTime time);
WallTime midnight_before(WallTime time);
/// 0 is Monday, 6 Sunday.
int weekday_of(WallTime time);

/// "2026-05-08T11:30:00", nothing before or behind it; empty when it is none.
std::optional<WallTime> wall_time_from(std::string_view text);
std::string to_text(WallTime time);

/// An instant with its own zone: "2026-05-08T11:30:00Z", "2026-05-08T13:30:00.250+02:00"; empty when it is none.
std::optional<UtcTime> instant_from(std::string_view text);

/// "07:30" as the time since midnight; empty when it is none.
std::optional<std::chrono::seconds> time_of_day_from(std::string_view text);

}  // namespace canonical
