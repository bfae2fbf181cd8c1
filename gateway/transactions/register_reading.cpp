#include "gateway/transactions/register_reading.h"

#include <algorithm>
#include <cmath>

namespace gateway {

RegisterReading RegisterReading::taken(NumberRow& row) {
    RegisterReading reading;
    reading.wh = row.take();
    reading.told = row.take_time();
    reading.received = row.take_time();
    return reading;
}

std::chrono::milliseconds longest_between(const RegisterReading& before, const RegisterReading& after) {
    std::chrono::milliseconds longest = std::max<std::chrono::milliseconds>(after.received - before.received, {});
    const bool was_set_between = (before.told < kPlausibleFrom) != (after.told < kPlausibleFrom);
    if (was_set_between) return longest;
    return std::max<std::chrono::milliseconds>(longest,
                                               std::min(after.told - before.told, after.received - before.told));
}

bool can_flow(double wh, std::chrono::milliseconds time, double most_kw) {
    constexpr std::chrono::seconds kUntold{60};
    const auto hours = std::chrono::duration<double, std::ratio<3600>>(time + kUntold).count();
    return wh <= most_kw * 1000 * hours;
}

std::optional<double> SessionStart::began_at(const RegisterReading& told, double most_kw, double drawn_kw) const {
    constexpr double kUsualKw = 22, kUsualMostKw = 100, kOverDrawn = 1.5;
    if (!is_sound || told.wh < reading.wh) return std::nullopt;
    const auto longest = longest_between(reading, told);
    if (reading.wh > 0)
        return can_flow(told.wh - reading.wh, longest, most_kw) ? std::optional(reading.wh) : std::nullopt;
    // What waited at the charger is received late.
    const auto by_charger = told.told - reading.told;
    const auto time =
        by_charger > by_charger.zero() ? std::min<std::chrono::milliseconds>(by_charger, longest) : longest;
    if (stood_higher(told.wh, time, drawn_kw))
        return before.goes_on_to(told.wh, time, drawn_kw) ? before.wh : std::nullopt;
    const double likely_kw = std::min(most_kw, drawn_kw > 0 ? std::max(kUsualKw, kOverDrawn * drawn_kw) : kUsualMostKw);
    return can_flow(told.wh, time, likely_kw) ? std::optional(0.0) : std::nullopt;
}

/// Only if the session alone can have taken what lies between: a vehicle may have drawn on after the last one.
bool RegisterBefore::goes_on_to(double told_wh, std::chrono::milliseconds time, double drawn_kw) const {
    constexpr double kUsualKw = 22, kFaster = 1.25, kRounding_s = 2;
    const double seen_kw = std::max(most_kw, drawn_kw);
    const double seconds = std::chrono::duration<double>(time).count() + kRounding_s;
    return told_wh - *wh <= (seen_kw > 0 ? kFaster * seen_kw : kUsualKw) * seconds / 3.6 + kRounding_wh;
}

/// After a boot it may stand anywhere: a charger that does tell its register at starts means its 0, else what is drawn
/// tells which of the two is nearer.
bool SessionStart::stood_higher(double told_wh, std::chrono::milliseconds time, double drawn_kw) const {
    if (before.wh.value_or(0) <= 0 || told_wh < *before.wh) return false;
    if (!before.may_have_restarted) return true;
    if (before.starts_are_told) return false;
    const double drawn_wh = drawn_kw * 1000 * std::chrono::duration<double, std::ratio<3600>>(time).count();
    return drawn_kw <= 0 || std::fabs(told_wh - *before.wh - drawn_wh) <= std::fabs(told_wh - drawn_wh);
}

void SessionStart::put(NumberRow& row) const {
    reading.put(row);
    row.put(is_sound);
    before.put(row);
}

SessionStart SessionStart::taken(NumberRow& row) {
    SessionStart start;
    start.reading = RegisterReading::taken(row);
    start.is_sound = row.take() != 0;
    start.before = RegisterBefore::taken(row);
    return start;
}

void RegisterBefore::put(NumberRow& row) const {
    row.put(wh.has_value())
        .put(wh.value_or(0))
        .put(may_have_restarted)
        .put(starts_are_told)
        .put(most_kw)
        .put(unit_factor);
}

RegisterBefore RegisterBefore::taken(NumberRow& row) {
    RegisterBefore before;
    const bool is_known = row.take() != 0;
    const double wh = row.take();
    if (is_known) before.wh = wh;
    before.may_have_restarted = row.take() != 0;
    before.starts_are_told = row.take() != 0;
    before.most_kw = row.take();
    before.unit_factor = row.take();
    return before;
}

}  // namespace gateway
