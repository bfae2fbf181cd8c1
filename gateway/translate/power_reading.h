#pragma once

#include <string_view>

#include "gateway/clock.h"

/// What is known of the power at one connector, and how well. A plain value; any thread.
namespace gateway {

/// Above, power flows; below, it is what the charger itself consumes, or noise.
inline constexpr double kFlowingKw = 0.1;

enum class PowerSource {
    measured,   ///< a power, or currents with a voltage
    estimated,  ///< from a register of energy: only the bounds are proven
    implied,    ///< zero, since the status says that nobody can draw
    unknown     ///< nothing fresh tells
};
std::string_view to_text(PowerSource source);

struct PowerReading {
    double kilowatts = 0;              ///< of an estimate what is likely within its bounds
    double least_kw = 0, most_kw = 0;  ///< what is proven; a measured power is both
    SteadyTime since{}, at{};          ///< of what the evidence tells: from, to (receipt); one sample: both equal
    PowerSource source = PowerSource::measured;
    bool assumes_phases = false;  ///< one current for all phases, and their number is not known
    bool exports = false;         ///< power flows out of the vehicle: no import, and no rest either

    static PowerReading measured(double kilowatts, SteadyTime at) {
        return {kilowatts, kilowatts, kilowatts, at, at, PowerSource::measured, false, false};
    }
    static PowerReading implied_rest(SteadyTime at) { return {0, 0, 0, at, at, PowerSource::implied, false, false}; }

    bool is_estimated() const { return source == PowerSource::estimated; }
    /// Proven, either way; an estimate with wide bounds proves neither.
    bool flows() const { return least_kw > kFlowingKw; }
    bool rests() const { return most_kw <= kFlowingKw && !exports; }
};

}  // namespace gateway
