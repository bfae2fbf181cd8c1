#include "gateway/control/register_reading.h"

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

}  // namespace gateway
