#include <algorithm>
#include <cmath>

#include "gateway/translate/meter_readings.h"

/// What the readings say of the power now: the best source that is not found wrong.
namespace gateway {

namespace {

constexpr double kNoiseKw = -0.1;
constexpr double kResidualAmperes = 2;  // no vehicle charges with less; without a power factor it may all be reactive
constexpr double kMostBelievedKw = 400, kOverRated = 1.25;
constexpr double kOverProduct = 1.5;
constexpr double kOwnIsLess = 0.7;              // currents that say as much as a shared power are shared too
constexpr double kMostAlternatingAmperes = 80;  // a phase
constexpr double kContradictsRestKw = 1.5;      // more than reactive currents at rest

PowerReading exported(SteadyTime at) {
    PowerReading reading = PowerReading::measured(0, at);
    reading.exports = true;
    return reading;
}

double power_kw(const std::optional<PowerReading>& power) { return power ? power->kilowatts : 0; }

/// A part of what is told for several.
PowerReading shared(const PowerReading& whole, const MeterShare& share) {
    const double nobodys = std::max(0.0, whole.kilowatts - share.own_kw - share.others_kw);
    const double most = std::min(whole.kilowatts, share.own_kw + nobodys);
    const double least = std::min(most, std::max(0.0, whole.kilowatts - share.others_kw));
    return {(least + most) / 2, least, most, whole.since, whole.at, PowerSource::estimated, false, false};
}

/// Amperes of phases that no vehicle charges with, beside one that charges: nothing has to flow there.
double residue_beside(const PhaseSlots& slots) {
    double amperes = 0;
    for (std::size_t slot = kL1Slot; slot < kNeutralSlot; ++slot) {
        if (slots[slot] && slots[slot]->value > 0 && slots[slot]->value < kResidualAmperes)
            amperes += slots[slot]->value;
    }
    return amperes;
}

}  // namespace

PhaseSlots MeterReadings::fresh(Quantity quantity, SteadyTime now, SteadyTime oldest) const {
    PhaseSlots slots = told_[static_cast<std::size_t>(quantity)].at(now);
    for (auto& slot : slots) {
        if (slot && slot->at < oldest) slot.reset();
    }
    return slots;
}

/// Export told without any import may be one in the eyes of the charger: it proves nothing.
bool MeterReadings::exports(SteadyTime now, SteadyTime oldest) const {
    const auto out = fresh(Quantity::exported, now, oldest);
    const double out_kw = (out[kTotalSlot] ? out[kTotalSlot]->value : sum_of_phases(out)) / 1000;
    const auto in = told_power(now, oldest);
    return in && ((in->exports && !sign_is_wrong_) || (out_kw > kFlowingKw && in->kilowatts <= kFlowingKw));
}

std::optional<PowerReading> MeterReadings::told_power(SteadyTime now, SteadyTime oldest) const {
    const auto slots = fresh(Quantity::power, now, oldest);
    const auto at = told_since(slots, oldest);
    if (!at) return std::nullopt;
    const double kilowatts = whole_of(slots) * power_watch_.factor() / 1000;
    if (kilowatts <= kNoiseKw) return exported(*at);
    return PowerReading::measured(std::max(0.0, kilowatts), *at);
}

/// The share of what flows that is real power.
double MeterReadings::power_factor(double apparent_kva, SteadyTime now, SteadyTime oldest) const {
    const auto told = fresh(Quantity::power_factor, now, oldest);
    const int phases = phases_in(told);
    if (told[kTotalSlot] || phases > 0) {
        const double factor = std::fabs(told[kTotalSlot] ? told[kTotalSlot]->value : sum_of_phases(told) / phases);
        return factor > 1 ? factor / 100 : factor;
    }
    const auto reactive = fresh(Quantity::reactive, now, oldest);
    if (!told_since(reactive, oldest) || apparent_kva <= 0) return 1;
    const double kilovars = (reactive[kTotalSlot] ? reactive[kTotalSlot]->value : sum_of_phases(reactive)) / 1000;
    const double share = kilovars / apparent_kva;
    return std::fabs(share) >= 1 ? 0 : std::sqrt(1 - share * share);
}

/// The sum over the phases; else one current for all of them; else the neutral's, which then stands for one phase.
std::optional<PowerReading> MeterReadings::from_currents(SteadyTime now, SteadyTime oldest, double nominal_voltage,
                                                         int max_phases) const {
    const auto slots = fresh(Quantity::current, now, oldest);
    const int told = phases_in(slots);
    const auto& one = slots[kTotalSlot] ? slots[kTotalSlot] : slots[kNeutralSlot];
    if (told == 0 && !one) return std::nullopt;
    if (is_dc_ && !volts_) return std::nullopt;  // anything from 150 to 1000 V
    const bool stands_for_all = told == 0 && slots[kTotalSlot] && !is_dc_;
    const int phases = stands_for_all ? phases_.drawing().value_or(max_phases) : 1;
    const double amperes = told > 0 ? sum_of_phases(slots) : one->value * phases;
    const double volts = !volts_ ? nominal_voltage : is_dc_ ? *volts_ : volts_a_phase(told > 0 ? told : phases);
    const double apparent = std::max(0.0, amperes) * volts / 1000 * current_watch_.factor();
    PowerReading reading = PowerReading::measured(apparent * power_factor(apparent, now, oldest), now);
    PhaseSlots without_total = slots;
    if (told > 0) without_total[kTotalSlot].reset();
    reading.since = reading.at = told > 0 ? *told_since(without_total, oldest) : one->at;
    if (!volts_) reading.source = PowerSource::estimated;
    reading.assumes_phases = stands_for_all && phases > 1 && !phases_.drawing();
    const bool is_residue =
        !is_dc_ && phases_above(slots, kResidualAmperes) == 0 && (!one || one->value < kResidualAmperes);
    if (is_residue) {
        reading.least_kw = 0;
    } else if (told > 0 && !is_dc_ && amperes > 0) {
        reading.least_kw *= 1 - residue_beside(slots) / amperes;
    }
    return reading;
}

/// No outlet of alternating current gives that much a phase: tenths of amperes, unless the register bears it out.
bool MeterReadings::currents_are_unlikely(SteadyTime now, SteadyTime oldest) const {
    if (is_dc_ || current_watch_.is_borne_out() || current_watch_.factor() != 1) return false;
    const auto slots = fresh(Quantity::current, now, oldest);
    return std::any_of(slots.begin() + kL1Slot, slots.begin() + kNeutralSlot,
                       [](const auto& slot) { return slot && slot->value > kMostAlternatingAmperes; });
}

std::optional<PowerReading> MeterReadings::best_measured(SteadyTime now, SteadyTime oldest, double nominal_voltage,
                                                         int max_phases) const {
    auto power = told_power(now, oldest);
    auto currents = from_currents(now, oldest, nominal_voltage, max_phases);
    if (currents && (current_watch_.is_set_aside() || currents_are_unlikely(now, oldest))) currents.reset();
    if (power && power_watch_.is_set_aside() && (!power->exports || sign_is_wrong_)) power.reset();
    const bool have_own = currents && !currents->assumes_phases && currents->kilowatts < kOwnIsLess * power_kw(power);
    if (share_ && power) return have_own ? currents : shared(*power, *share_);
    if (exports(now, oldest)) return exported(told_power(now, oldest)->at);
    const double most = rated_kw_ ? *rated_kw_ * kOverRated : kMostBelievedKw;
    const bool agree = power && currents && is_same_power(currents->kilowatts, power->kilowatts);
    // No more than their product comes from a voltage and currents that the register bears out.
    // Phases in messages of their own are still coming in.
    const bool is_whole = currents && power && (currents->at == power->at || now - currents->at > kOneTelling);
    const bool exceeds = is_whole && power->kilowatts > kOverProduct * currents->kilowatts;
    if (exceeds && current_watch_.is_borne_out() && !currents->assumes_phases) power.reset();
    if (power && power->kilowatts > most && !agree) power.reset();
    if (currents && currents->kilowatts > most && !agree) currents.reset();
    // Until it is known which of the two is wrong, power that is told as nothing beside currents is no rest.
    const bool both_are_left = is_whole && power && currents;
    if (both_are_left && power->rests() && currents->kilowatts > kContradictsRestKw)
        power->most_kw = currents->kilowatts;
    return power ? power : currents;
}

std::optional<PowerReading> MeterReadings::power(SteadyTime now, std::chrono::milliseconds max_age,
                                                 double nominal_voltage, int max_phases) const {
    const auto measured = best_measured(now, now - max_age, nominal_voltage, max_phases);
    return measured ? measured : register_power_.power(now - max_age);
}

std::optional<PowerReading> MeterReadings::power_since(SteadyTime since, SteadyTime now,
                                                       std::chrono::milliseconds max_age, double nominal_voltage,
                                                       int max_phases) const {
    const auto measured = best_measured(now, now - max_age, nominal_voltage, max_phases);
    if (!measured) return register_power_.power_since(since, now - max_age);
    return measured->since >= since ? measured : std::nullopt;
}

}  // namespace gateway
