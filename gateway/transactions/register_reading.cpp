#include "gateway/transactions/register_reading.h"

#include <algorithm>

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
    return std::max<std::chrono::milliseconds>(longest, std::min(after.told - before.told, after.received - before.told));
}

bool can_flow(double wh, std::chrono::milliseconds time, double most_kw) {
    constexpr std::chrono::seconds kUntold{60};
    const auto hours = std::chrono::duration<double, std::ratio<3600>>(time + kUntold).count();
    return wh <= most_kw * 1000 * hours;
}

bool SessionStart::leads_to(const RegisterReading& told, double most_kw, double drawn_kw) const {
    constexpr double kUsualKw = 22, kUsualMostKw = 100, kOverDrawn = 1.5;
    if (!is_sound || told.wh < reading.wh) return false;
    const auto longest = longest_between(reading, told);
    if (reading.wh > 0) return can_flow(told.wh - reading.wh, longest, most_kw);
    // What waited at the charger is received late.
    const auto by_charger = told.told - reading.told;
    const auto time = by_charger > by_charger.zero() ? std::min<std::chrono::milliseconds>(by_charger, longest) : longest;
    const bool stood_higher = before_wh && *before_wh > 0 && told.wh >= *before_wh;
    const double likely_kw = std::min(most_kw, drawn_kw > 0 ? std::max(kUsualKw, kOverDrawn * drawn_kw) : kUsualMostKw);
    return !stood_higher && can_flow(told.wh, time, likely_kw);
}

void SessionStart::put(NumberRow& row) const {
    reading.put(row);
    row.put(is_sound).put(before_wh.has_value()).put(before_wh.value_or(0));
}

SessionStart SessionStart::taken(NumberRow& row) {
    SessionStart start;
    start.reading = RegisterReading::taken(row);
    start.is_sound = row.take() != 0;
    const bool has_before = row.take() != 0;
    const double before = row.take();
    if (has_before) start.before_wh = before;
    return start;
}

}  // namespace gateway
