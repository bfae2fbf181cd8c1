#include "gateway/translate/meter_readings.h"

#include <algorithm>
#include <cmath>

namespace gateway {

namespace {

constexpr double kDrawingAmperes = 2, kDrawingKw = 0.46;
constexpr double kUsualVoltage = 230;
constexpr double kLineToLineFrom = 346, kLineToLineTo = 440;
constexpr double kComparedFromKw = 0.25;
constexpr std::chrono::seconds kTogether{10}, kOldestEntry{600};

std::vector<const ocpp::MeterValue*> in_order_of_time(const std::vector<ocpp::MeterValue>& values, bool have_time) {
    std::vector<const ocpp::MeterValue*> ordered;
    for (const auto& value : values) ordered.push_back(&value);
    if (have_time) {
        std::stable_sort(ordered.begin(), ordered.end(),
                         [](const auto* a, const auto* b) { return *a->timestamp.time < *b->timestamp.time; });
    }
    return ordered;
}

bool same_moment(const ocpp::MeterValue& a, const ocpp::MeterValue& b) {
    return a.timestamp.time && a.timestamp.time == b.timestamp.time;
}

/// An entry was measured as long before the newest of its message as their times say.
SteadyTime measured_at(const ocpp::MeterValue& value, const ocpp::MeterValue& newest, SteadyTime received) {
    return received - std::min<SteadyTime::duration>(*newest.timestamp.time - *value.timestamp.time, kOldestEntry);
}

}  // namespace

/// The readings of one moment: per quantity and phase the one of the best location and context.
struct MeterReadings::Moment {
    struct Ranked {
        double value = 0;
        int rank = 0;
    };
    std::array<std::array<std::optional<Ranked>, 5>, kQuantities> best;
    bool between_lines = false;

    void take(const ocpp::MeterValue& value) {
        for (const auto& sample : value.sampledValue) {
            const auto normalised = normalise(sample);
            if (!normalised) continue;
            auto& slot = best[static_cast<std::size_t>(normalised->quantity)][normalised->phase];
            if (slot && normalised->rank <= slot->rank) continue;
            slot = Ranked{normalised->value, normalised->rank};
            if (normalised->quantity == Quantity::voltage) between_lines = normalised->between_lines;
        }
    }
    PhaseSlots of(Quantity quantity, SteadyTime at) const {
        PhaseSlots slots;
        const auto& ranked = best[static_cast<std::size_t>(quantity)];
        for (std::size_t i = 0; i < slots.size(); ++i) {
            if (ranked[i]) slots[i] = PhaseReading{ranked[i]->value, at};
        }
        return slots;
    }
    bool has(Quantity quantity) const {
        const auto& slots = best[static_cast<std::size_t>(quantity)];
        return std::any_of(slots.begin(), slots.end(), [](const auto& slot) { return slot.has_value(); });
    }
    bool has_whole(Quantity quantity) const { return best[static_cast<std::size_t>(quantity)][kTotalSlot].has_value(); }
};

void MeterReadings::ingest(const std::vector<ocpp::MeterValue>& values, SteadyTime measured, bool power_counts) {
    constexpr std::chrono::seconds kUnrest{5};
    if (measured + kUnrest < newest_) power_counts = false;
    const SteadyTime received = newest_ = std::max(measured, newest_);
    const bool have_time =
        std::all_of(values.begin(), values.end(), [](const auto& value) { return value.timestamp.time.has_value(); });
    const auto ordered = in_order_of_time(values, have_time);
    const auto delay =
        power_counts && have_time && !ordered.empty() ? delay_of(*ordered.back(), received) : SampleDelay::Verdict{};
    const SteadyTime newest_at = received - delay.waited;
    Moment moment;
    bool has_register = false;
    for (std::size_t i = 0; i < ordered.size(); ++i) {
        moment.take(*ordered[i]);
        // Some chargers send one moment in several pieces, a phase each.
        if (i + 1 < ordered.size() && same_moment(*ordered[i], *ordered[i + 1])) continue;
        take(moment, have_time ? measured_at(*ordered[i], *ordered.back(), newest_at) : received, received,
             power_counts);
        has_register |= moment.has(Quantity::energy);
        moment = Moment{};
    }
    if (!power_counts) return;
    if (delay.others_waited) register_power_.forget_times();
    // Of several moments in one message only the newest was measured about when it came.
    if (const auto wh = energy_wh(); wh && has_register && !delay.is_repeat)
        register_power_.ingest(*wh, received, delay.waited);
    if (delay.others_waited || delay.waited.count() > 0) return compare_no_sources();
    compare_sources(received);
    fit_watts_per_ampere(received);
    count_phases(received);
}

SampleDelay::Verdict MeterReadings::delay_of(const ocpp::MeterValue& newest, SteadyTime received) {
    double content = 0;
    for (const auto& sample : newest.sampledValue) {
        if (const auto normalised = normalise(sample)) content += normalised->value;
    }
    return delay_.judge(*newest.timestamp.time, received, content);
}

void MeterReadings::take(const Moment& moment, SteadyTime at, SteadyTime received, bool power_counts) {
    const auto keep = [&](Quantity quantity, SteadyTime when) {
        if (moment.has(quantity)) told_[static_cast<std::size_t>(quantity)].take(moment.of(quantity, when), when);
    };
    keep(Quantity::energy, received);
    if (!power_counts) return;
    for (const auto quantity : {Quantity::power, Quantity::current, Quantity::exported, Quantity::reactive,
                                Quantity::power_factor, Quantity::state_of_charge})
        keep(quantity, at);
    tell_dc(moment);
    take_voltage(moment);
}

void MeterReadings::tell_dc(const Moment& moment) {
    for (const auto quantity : {Quantity::power, Quantity::current, Quantity::voltage, Quantity::energy})
        phase_was_told_ |= moment.has(quantity) && !moment.has_whole(quantity);
    constexpr double kNoAlternatingVolts = 290;
    const auto volts = moment.of(Quantity::voltage, {})[kTotalSlot];
    const bool looks_so = volts && volts->value > kNoAlternatingVolts && moment.has_whole(Quantity::current) &&
                          told_[static_cast<std::size_t>(Quantity::state_of_charge)].at({})[kTotalSlot];
    const bool is_now = is_configured_as_dc_ || (!phase_was_told_ && (is_dc_ || looks_so));
    if (is_now != is_dc_) volts_.reset();
    is_dc_ = is_now;
}

void MeterReadings::take_voltage(const Moment& moment) {
    double sum = 0;
    int count = 0;
    const double least = is_dc_ ? 20 : 90, most = is_dc_ ? 1500 : moment.between_lines ? 500 : 290;
    for (const auto& reading : moment.of(Quantity::voltage, {})) {
        if (!reading) continue;
        const bool is_line_voltage = !is_dc_ && reading->value >= kLineToLineFrom && reading->value <= kLineToLineTo;
        if (!is_line_voltage && (reading->value < least || reading->value > most)) continue;
        sum += reading->value;
        ++count;
    }
    if (count == 0) return;
    const double measured = sum / count;
    between_lines_ = !is_dc_ && (moment.between_lines || measured >= kLineToLineFrom);
    volts_.take(measured);
    highest_volts_ = is_dc_ ? std::max(highest_volts_, measured) : 0;
}

/// Between two lines that one current flows through lies all of its voltage (split phase), unless it is that of a net
/// whose neutral the current returns by.
double MeterReadings::volts_a_phase(int phases) const {
    if (!between_lines_) return *volts_;
    if (is_halved(phases)) return *volts_ / 2;
    return *volts_ >= kLineToLineFrom || phases >= 3 ? *volts_ / std::sqrt(3.0) : *volts_;
}

bool MeterReadings::is_halved(int phases) const {
    return volts_ && between_lines_ && *volts_ < kLineToLineFrom && phases == 2;
}

std::optional<double> MeterReadings::voltage() const {
    if (!volts_) return std::nullopt;
    return is_dc_ ? highest_volts_ : volts_a_phase(phases_with_current_);
}

void MeterReadings::compare_sources(SteadyTime now) {
    const SteadyTime oldest = now - kTogether;
    const SteadyTime moment = now - kOneTelling;
    const auto power = fresh(Quantity::power, now, oldest);
    const auto currents = from_currents(now, oldest, kUsualVoltage, 1);
    const bool power_is_told = is_told_at(power, moment);
    const double own_kw = whole_of(power) / 1000;
    if (power_is_told && !share_) power_watch_.told(own_kw, now);
    const auto amperes = fresh(Quantity::current, now, oldest);
    const bool current_is_power = currents && (phases_in(amperes) > 0 || is_dc_ || phases_.drawing());
    const double raw_kw = current_is_power ? currents->kilowatts / current_watch_.factor() : 0;
    if (current_is_power && is_told_at(amperes, moment)) current_watch_.told(raw_kw, now);
    // Two sources that agree are not both put aside by a third.
    const bool two_agree = power_is_told && current_is_power && currents->kilowatts >= kComparedFromKw &&
                           is_same_power(own_kw, currents->kilowatts);
    const auto step = register_is_own_ && !two_agree ? std::optional(register_power_.step_wh()) : std::nullopt;
    if (share_) power_watch_.forget_session();  // the register is its own, the power is not
    else power_watch_.register_rose_to(register_power_.risen_wh(), step, now);
    current_watch_.register_rose_to(register_power_.risen_wh(), step, now);
    const bool rises = register_power_.risen_wh() > risen_at_comparison_wh_;
    const bool others_agree = rises && current_watch_.is_borne_out();
    if (!power_is_told || !current_is_power || share_ || currents->kilowatts < kComparedFromKw) return;
    if ((exports(now, oldest) && !others_agree) || power_watch_.is_borne_out()) return;
    risen_at_comparison_wh_ = register_power_.risen_wh();
    const bool really_flows = phases_above(amperes, kDrawingAmperes) > 0 ||
                              (is_dc_ && amperes[kTotalSlot] && amperes[kTotalSlot]->value > kDrawingAmperes);
    power_watch_.compare(own_kw, currents->kilowatts, others_agree || (really_flows && own_kw <= kFlowingKw));
    sign_is_wrong_ = power_watch_.is_set_aside() && (sign_is_wrong_ || (others_agree && own_kw < 0));
}

/// Where one sample tells power, current and voltage.
void MeterReadings::fit_watts_per_ampere(SteadyTime now) {
    if (share_) watts_per_ampere_ = {};  // what was fitted before was of the power of several connectors
    const auto power = fresh(Quantity::power, now, now), currents = fresh(Quantity::current, now, now);
    const bool is_whole = told_since(power, now) && told_since(currents, now) && volts_ && !share_;
    if (!is_whole || power_watch_.is_set_aside() || current_watch_.is_set_aside()) return;
    const double watts = whole_of(power) * power_watch_.factor();
    double amperes = phases_in(currents) > 0 ? 0 : currents[kTotalSlot]->value;
    for (std::size_t phase = kL1Slot; phase <= kL3Slot; ++phase)
        amperes = std::max(amperes, currents[phase].value_or(PhaseReading{}).value);
    watts_per_ampere_.sample(watts, amperes * current_watch_.factor(), *volts_, now);
}

/// What waited at the charger comes in one go: it says nothing of how much flowed in which time.
void MeterReadings::compare_no_sources() {
    power_watch_.forget_session();
    current_watch_.forget_session();
}

/// Fewer than three reported phases may be some of three (quirk 64): then only the total power can tell.
void MeterReadings::count_phases(SteadyTime now) {
    const SteadyTime oldest = now - kTogether;
    const auto currents = fresh(Quantity::current, now, oldest);
    const bool by_current = phases_in(currents) > 0;
    const auto power = fresh(Quantity::power, now, oldest);
    const auto& slots = by_current ? currents : power;
    if (!told_since(slots, now - std::chrono::seconds(5))) return;
    if (by_current) phases_with_current_ = phases_in(currents);
    const double kilowatts_each =
        by_current ? (volts_ ? volts_a_phase(phases_in(currents)) : kUsualVoltage) / 1000 : 0.001;
    if (phases_in(slots) > 0) {
        const int drawing = phases_above(slots, by_current ? kDrawingAmperes : kDrawingKw * 1000);
        if (drawing == 0) return;
        if (phases_in(slots) == 3) return phases_.count(drawing, now);
        const auto by_total = count_by_total(drawing, sum_of_phases(slots) * kilowatts_each / drawing, now);
        if (by_total) phases_.count(*by_total, now);
    } else if (currents[kTotalSlot] && currents[kTotalSlot]->value > kDrawingAmperes && !is_dc_) {
        const double each = currents[kTotalSlot]->value * (volts_ ? volts_a_phase(1) : kUsualVoltage) / 1000;
        if (const auto by_total = count_by_total(1, each, now)) phases_.count(*by_total, now);
    }
}

std::optional<int> MeterReadings::count_by_total(int drawing, double per_phase_kw, SteadyTime now) const {
    const auto total = fresh(Quantity::power, now, now - kTogether)[kTotalSlot];
    if (!total || share_ || power_watch_.is_set_aside()) return std::nullopt;
    return std::clamp(static_cast<int>(std::lround(total->value * power_watch_.factor() / 1000 / per_phase_kw)),
                      drawing, 3);
}

std::optional<double> MeterReadings::energy_wh() const {
    const auto slots = told_[static_cast<std::size_t>(Quantity::energy)].at(SteadyTime{});
    if (slots[kTotalSlot]) return slots[kTotalSlot]->value;
    return phases_in(slots) > 0 ? std::optional(sum_of_phases(slots)) : std::nullopt;
}

void MeterReadings::configured_as_dc(bool is_dc) {
    if (is_dc == is_configured_as_dc_) return;
    is_configured_as_dc_ = is_dc_ = is_dc;
    volts_.reset();
}

void MeterReadings::rated(std::optional<double> kilowatts) {
    rated_kw_ = kilowatts;
    register_power_.rated(kilowatts);
}

std::vector<MeterReadings::Anomaly> MeterReadings::anomalies() const {
    std::vector<Anomaly> anomalies;
    if (share_) anomalies.push_back({"power", "that of several connectors: one meter for all"});
    else if (power_watch_.is_wrong()) anomalies.push_back({"power", power_watch_.words()});
    if (current_watch_.is_wrong()) anomalies.push_back({"current", current_watch_.words()});
    return anomalies;
}

void MeterReadings::forget_session() {
    forget_phases();
    watts_per_ampere_ = {};
    for (const auto quantity : {Quantity::power, Quantity::current, Quantity::exported, Quantity::reactive,
                                Quantity::power_factor, Quantity::state_of_charge})
        told_[static_cast<std::size_t>(quantity)].clear();
    power_watch_.forget_session();
    current_watch_.forget_session();
    register_power_.forget_session();
}

}  // namespace gateway
