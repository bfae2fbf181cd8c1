#include "gateway/translate/charging_limit.h"

#include <cmath>

namespace gateway {

namespace {

double minimum_watts(RateUnit unit, const ElectricalFacts& facts) {
    // A limit in W leaves the number of phases to the charger, so one phase at minimum current is the least
    // of all.
    if (unit == RateUnit::W && facts.minimum_kw) return *facts.minimum_kw * 1000;
    const int phases = unit == RateUnit::A ? facts.phases : 1;
    return facts.minimum_current * facts.voltage * phases;
}

ocpp::Tenths rounded_down(double value, bool whole_numbers) {
    const ocpp::Tenths tenths = ocpp::floor_to_tenths(value);
    return whole_numbers ? ocpp::Tenths{tenths.tenths / 10 * 10} : tenths;
}

/// The highest step that is not above it; zero below the first.
ocpp::Tenths on_step(ocpp::Tenths value, const std::vector<int>& steps) {
    if (steps.empty()) return value;
    ocpp::Tenths best{0};
    for (const int step : steps) {
        if (step * 10 <= value.tenths) best = {step * 10};
    }
    return best;
}

}  // namespace

ChargingLimit to_charging_limit(double kilowatts, RateUnit unit, const ElectricalFacts& facts) {
    constexpr double kRounding = 1e-6;  // 4.14 kW on 3 x 230 V is 6 A, whatever binary makes of it
    const double watts = kilowatts * 1000;
    if (watts + kRounding < minimum_watts(unit, facts)) return {unit, {0}};
    if (unit == RateUnit::W) return {unit, rounded_down(watts, true)};
    const auto amperes = rounded_down(watts / (facts.voltage * facts.phases), facts.whole_numbers);
    return {unit, on_step(amperes, facts.ampere_steps)};
}

ChargingLimit least_limit(RateUnit unit, const ElectricalFacts& facts) {
    if (unit == RateUnit::A && !facts.ampere_steps.empty()) return {unit, {facts.ampere_steps.front() * 10}};
    if (unit == RateUnit::W) return {unit, {std::llround(std::ceil(minimum_watts(unit, facts))) * 10}};
    const auto tenths = static_cast<std::int64_t>(std::ceil(facts.minimum_current * (facts.whole_numbers ? 1 : 10)));
    return {unit, {facts.whole_numbers ? tenths * 10 : tenths}};
}

double to_kilowatts(const ChargingLimit& limit, const ElectricalFacts& facts) {
    const double value = static_cast<double>(limit.value.tenths) / 10;
    return limit.unit == RateUnit::W ? value / 1000 : value * facts.voltage * facts.phases / 1000;
}

}  // namespace gateway
