#include "canonical/recurrence.h"

#include <algorithm>

namespace canonical {

namespace {

/// Every plan repeats after this many days at the latest: so many of its steps are whole weeks.
DayNumber period_of(const Recurrence& rule) { return 7 * DayNumber{rule.interval}; }

DayNumber floor_divided(DayNumber number, DayNumber by) { return number / by - (number % by < 0 ? 1 : 0); }

/// Monday is 0; day 0 was a Thursday.
int weekday_number(DayNumber day) { return static_cast<int>(day + 3 - 7 * floor_divided(day + 3, 7)); }

DayNumber week_number(DayNumber day) { return floor_divided(day + 3, 7); }

bool fits_weekday(const Recurrence& rule, DayNumber anchor, DayNumber day) {
    const bool any = std::find(rule.weekdays.begin(), rule.weekdays.end(), true) == rule.weekdays.end();
    if (!any) return rule.weekdays[weekday_number(day)];
    return rule.frequency == Frequency::daily || weekday_number(day) == weekday_number(anchor);
}

bool fits_interval(const Recurrence& rule, DayNumber anchor, DayNumber day) {
    const DayNumber passed = rule.frequency == Frequency::daily ? day - anchor : week_number(day) - week_number(anchor);
    return passed % rule.interval == 0;
}

bool is_day_of(const Recurrence& rule, DayNumber anchor, DayNumber day) {
    return day >= anchor && fits_interval(rule, anchor, day) && fits_weekday(rule, anchor, day);
}

int days_in_a_period(const Recurrence& rule, DayNumber anchor, DayNumber begin) {
    int count = 0;
    for (DayNumber day = begin; day < begin + period_of(rule); ++day) count += is_day_of(rule, anchor, day) ? 1 : 0;
    return count;
}

}  // namespace

DayNumber day_number_of(WallTime time) { return floor_divided(time.time_since_epoch().count(), 86400); }

WallTime midnight_of(DayNumber day) { return WallTime{std::chrono::seconds{day * 86400}}; }

Recurrence once() {
    Recurrence rule;
    rule.count = 1;
    return rule;
}

std::optional<DayNumber> next_day(const Recurrence& rule, DayNumber anchor, DayNumber from) {
    const DayNumber begin = std::max(from, anchor);
    for (DayNumber day = begin; day < begin + period_of(rule); ++day) {
        if (is_day_of(rule, anchor, day)) return day;
    }
    return std::nullopt;
}

DayNumber day_after(const Recurrence& rule, DayNumber anchor, DayNumber day, int steps) {
    const int in_a_period = days_in_a_period(rule, anchor, day);
    day += steps / in_a_period * period_of(rule);
    for (int left = steps % in_a_period; left > 0; --left) day = *next_day(rule, anchor, day + 1);
    return day;
}

bool has_neighbouring_days(const Recurrence& rule, DayNumber anchor) {
    for (DayNumber day = anchor; day < anchor + period_of(rule); ++day) {
        if (is_day_of(rule, anchor, day) && is_day_of(rule, anchor, day + 1)) return true;
    }
    return false;
}

}  // namespace canonical
