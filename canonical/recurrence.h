#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "canonical/time.h"
#include "canonical/wall_time.h"

/// On which days a schedule repeats: the subset of RFC 5545 (3.3.10) that a charger's plan needs. Pure.
namespace canonical {

/// Days since 1970-01-01 on the calendar of the schedule's zone.
using DayNumber = std::int64_t;
DayNumber day_number_of(WallTime time);
WallTime midnight_of(DayNumber day);

constexpr int kLongestInterval = 52;
constexpr int kMostRepeats = 10000;
constexpr std::size_t kLongestRule = 200;  ///< characters; all parts with every weekday are half of it

enum class Frequency { daily, weekly };

struct Recurrence {
    Frequency frequency = Frequency::daily;
    int interval = 1;
    std::array<bool, 7> weekdays{};        ///< BYDAY, Monday first; none: every day, or weekly the day of the anchor
    std::optional<int> count;              ///< of each slot
    std::optional<UtcTime> until_instant;  ///< the last instant at which something may fire
    std::optional<DayNumber> until_day;    ///< the last day
};

/// "daily", "weekly" or the parts FREQ=DAILY|WEEKLY, INTERVAL, BYDAY, COUNT, UNTIL of a rule. Throws ApiError: 422
/// VALIDATION_ERROR naming the part that is not understood.
Recurrence parse_recurrence(std::string_view rule);
/// The same without a rule: once.
Recurrence once();

/// The first day of the plan from `from` on. Intervals are counted from the day `anchor`, weeks from its Monday, and
/// no day before it counts; `count` and `until` are not looked at. Empty when no day ever fits (every 14th day, on a
/// Friday).
std::optional<DayNumber> next_day(const Recurrence& rule, DayNumber anchor, DayNumber from);
/// The day of the plan that is the `steps`th after `day`, which is one.
DayNumber day_after(const Recurrence& rule, DayNumber anchor, DayNumber day, int steps);
/// True when the plan has two days in a row.
bool has_neighbouring_days(const Recurrence& rule, DayNumber anchor);

}  // namespace canonical
