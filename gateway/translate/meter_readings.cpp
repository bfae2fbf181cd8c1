#include "gateway/translate/meter_readings.h"

#include <algorithm>
#include <cmath>

#include "gateway/translate/sampled_value.h"

namespace gateway {

namespace {

constexpr std::size_t kTotal = 0, kL1 = 1, kL3 = 3, kNeutral = 4;
constexpr double kDrawingAmperes = 1, kDrawingWatts = 250;
constexpr double kUsualVoltage = 230;
constexpr int kSamplesToTrust = 3;
constexpr double kVoltageSmoothing = 0.2;
constexpr double kAgreement = 0.2;  // two ways to the same power may differ by a fifth
constexpr double kNoiseWatts = -100;

double clamp_noise(double watts) { return watts < 0 && watts > kNoiseWatts ? 0 : watts; }

bool agree(double a, double b) { return std::fabs(a - b) <= kAgreement * std::fabs(b); }

std::vector<const ocpp::MeterValue*> in_order_of_time(const std::vector<ocpp::MeterValue>& values) {
    std::vector<const ocpp::MeterValue*> ordered;
    for (const auto& value : values) ordered.push_back(&value);
    const bool all_have_time = std::all_of(
        ordered.begin(), ordered.end(), [](const auto* value) { return value->timestamp.time.has_value(); });
    if (all_have_time) {
        std::stable_sort(ordered.begin(), ordered.end(), [](const auto* a, const auto* b) {
            return *a->timestamp.time < *b->timestamp.time;
        });
    }
    return ordered;
}

bool same_moment(const ocpp::MeterValue& a, const ocpp::MeterValue& b) {
    return a.timestamp.time && a.timestamp.time == b.timestamp.time;
}

}  // namespace

/// The readings of one moment: per quantity and phase the one of the best location and context.
struct MeterReadings::Moment {
    struct Ranked {
        double value = 0;
        int rank = 0;
    };
    std::array<std::array<std::optional<Ranked>, 5>, kQuantities> best;

    void take(const ocpp::MeterValue& value) {
        for (const auto& sample : value.sampledValue) {
            const auto normalised = normalise(sample);
            if (!normalised) continue;
            auto& slot = best[static_cast<std::size_t>(normalised->quantity)][normalised->phase];
            if (!slot || normalised->rank > slot->rank) slot = Ranked{normalised->value, normalised->rank};
        }
    }
    const std::array<std::optional<Ranked>, 5>& of(Quantity quantity) const {
        return best[static_cast<std::size_t>(quantity)];
    }
    bool has(Quantity quantity) const {
        const auto& slots = of(quantity);
        return std::any_of(slots.begin(), slots.end(), [](const auto& slot) { return slot.has_value(); });
    }
    int phases_reported(Quantity quantity) const {
        const auto& slots = of(quantity);
        return static_cast<int>(std::count_if(slots.begin() + kL1, slots.begin() + kNeutral,
                                              [](const auto& slot) { return slot.has_value(); }));
    }
    double sum_of_phases(Quantity quantity) const {
        double sum = 0;
        for (std::size_t phase = kL1; phase <= kL3; ++phase)
            sum += of(quantity)[phase].value_or(Ranked{}).value;
        return sum;
    }
    /// A phase that this moment does not mention is a phase that does not draw.
    void replace(Slots& slots, Quantity quantity, SteadyTime received) const {
        if (!has(quantity)) return;
        for (std::size_t i = 0; i < slots.size(); ++i) {
            const auto& reading = of(quantity)[i];
            slots[i] = reading ? std::optional<Reading>(Reading{reading->value, received}) : std::nullopt;
        }
    }
};

void MeterReadings::ingest(const std::vector<ocpp::MeterValue>& values, SteadyTime received,
                           bool power_counts) {
    const auto ordered = in_order_of_time(values);
    Moment moment;
    for (std::size_t i = 0; i < ordered.size(); ++i) {
        moment.take(*ordered[i]);
        // Some chargers send one moment in several pieces, a phase each.
        if (i + 1 < ordered.size() && same_moment(*ordered[i], *ordered[i + 1])) continue;
        take(moment, received, power_counts);
        moment = Moment{};
    }
    // Of several moments in one message only the newest was measured about when it came.
    const bool has_register = std::any_of(ordered.begin(), ordered.end(), [](const auto* value) {
        Moment alone;
        alone.take(*value);
        return alone.has(Quantity::energy);
    });
    if (const auto wh = energy_wh(); wh && has_register && power_counts) register_power_.ingest(*wh, received);
}

void MeterReadings::take(const Moment& moment, SteadyTime received, bool power_counts) {
    moment.replace(energy_wh_, Quantity::energy, received);
    if (!power_counts) return;
    moment.replace(power_w_, Quantity::power, received);
    moment.replace(current_a_, Quantity::current, received);
    take_voltage(moment);
    check_power_label(moment);
    count_phases(moment);
}

void MeterReadings::take_voltage(const Moment& moment) {
    double sum = 0;
    int count = 0;
    for (const auto& reading : moment.of(Quantity::voltage)) {
        if (!reading || !is_plausible_voltage(reading->value)) continue;
        sum += reading->value;
        ++count;
    }
    if (count == 0) return;
    const double measured = sum / count;
    voltage_ = voltage_ ? *voltage_ + kVoltageSmoothing * (measured - *voltage_) : measured;
}

/// A power a thousand times off from current times voltage, three times in a row, is a wrong label (quirk
/// 61).
void MeterReadings::check_power_label(const Moment& moment) {
    const auto& total = moment.of(Quantity::power)[kTotal];
    const double expected = moment.sum_of_phases(Quantity::current) * voltage_.value_or(kUsualVoltage);
    if (!total || expected < kDrawingWatts) return;
    double factor = power_factor_;
    for (const double candidate : {1.0, 1000.0, 0.001}) {
        if (agree(total->value * candidate, expected)) factor = candidate;
    }
    samples_of_suspicion_ = factor == suspected_factor_ ? samples_of_suspicion_ + 1 : 1;
    suspected_factor_ = factor;
    if (samples_of_suspicion_ >= kSamplesToTrust) power_factor_ = factor;
}

/// Fewer than three reported phases may be some of three (quirk 64): then only the total power can tell.
std::optional<int> MeterReadings::phases_in(const Moment& moment) const {
    const bool by_current = moment.phases_reported(Quantity::current) > 0;
    const Quantity quantity = by_current ? Quantity::current : Quantity::power;
    const double threshold = by_current ? kDrawingAmperes : kDrawingWatts;
    const auto& slots = moment.of(quantity);
    const auto drawing =
        static_cast<int>(std::count_if(slots.begin() + kL1, slots.begin() + kNeutral,
                                       [&](const auto& slot) { return slot && slot->value > threshold; }));
    if (drawing == 0) return std::nullopt;
    if (moment.phases_reported(quantity) == 3) return drawing;
    const auto& total = moment.of(Quantity::power)[kTotal];
    if (!total) return std::nullopt;
    const double volts = by_current ? voltage_.value_or(kUsualVoltage) : 1;
    const double per_phase = moment.sum_of_phases(quantity) * volts / drawing;
    return std::clamp(static_cast<int>(std::lround(total->value * power_factor_ / per_phase)), drawing, 3);
}

void MeterReadings::count_phases(const Moment& moment) {
    const auto drawing = phases_in(moment);
    if (!drawing) return;
    samples_in_agreement_ = *drawing == phases_in_last_sample_ ? samples_in_agreement_ + 1 : 1;
    phases_in_last_sample_ = *drawing;
}

std::optional<int> MeterReadings::phases_drawing() const {
    if (samples_in_agreement_ < kSamplesToTrust) return std::nullopt;
    return phases_in_last_sample_;
}

std::optional<double> MeterReadings::energy_wh() const {
    if (energy_wh_[kTotal]) return energy_wh_[kTotal]->value;
    std::optional<double> sum;
    for (std::size_t phase = kL1; phase <= kL3; ++phase) {
        if (energy_wh_[phase]) sum = sum.value_or(0) + energy_wh_[phase]->value;
    }
    return sum;
}

std::optional<PowerReading> MeterReadings::power(SteadyTime now, std::chrono::milliseconds max_age,
                                                 double nominal_voltage, int max_phases) const {
    const SteadyTime oldest = now - max_age;
    auto reading = from_measured_power(oldest);
    if (!reading) reading = from_currents(oldest, nominal_voltage, max_phases);
    return reading ? reading : register_power_.power(oldest);
}

std::optional<PowerReading> MeterReadings::power_since(SteadyTime since, SteadyTime now,
                                                       std::chrono::milliseconds max_age, double nominal_voltage,
                                                       int max_phases) const {
    const SteadyTime oldest = now - max_age;
    auto reading = from_measured_power(oldest);
    if (!reading) reading = from_currents(oldest, nominal_voltage, max_phases);
    if (!reading) return register_power_.power_since(since, oldest);
    return reading->since >= since ? reading : std::nullopt;
}

std::optional<PowerReading> MeterReadings::from_measured_power(SteadyTime oldest) const {
    const auto kilowatts = [this](const Reading& reading) {
        return clamp_noise(reading.value * power_factor_) / 1000;
    };
    if (power_w_[kTotal] && power_w_[kTotal]->at >= oldest) {
        return PowerReading::measured(kilowatts(*power_w_[kTotal]), power_w_[kTotal]->at);
    }
    std::optional<PowerReading> sum;
    for (std::size_t phase = kL1; phase <= kL3; ++phase) {
        if (!power_w_[phase] || power_w_[phase]->at < oldest) continue;
        sum = PowerReading::measured((sum ? sum->kilowatts : 0) + kilowatts(*power_w_[phase]), power_w_[phase]->at);
    }
    return sum;
}

/// The sum over the phases; else one current for all of them; else the neutral's, which then stands for one
/// phase.
std::optional<PowerReading> MeterReadings::from_currents(SteadyTime oldest, double nominal_voltage,
                                                         int max_phases) const {
    const double kilovolts = voltage_.value_or(nominal_voltage) / 1000;
    const auto reading_of = [&](double amperes, SteadyTime at) {
        auto reading = PowerReading::measured(amperes * kilovolts, at);
        if (!voltage_) reading.source = PowerSource::estimated;
        return reading;
    };
    double amperes = 0;
    std::optional<PowerReading> sum;
    for (std::size_t phase = kL1; phase <= kL3; ++phase) {
        if (!current_a_[phase] || current_a_[phase]->at < oldest) continue;
        amperes += current_a_[phase]->value;
        sum = reading_of(amperes, current_a_[phase]->at);
    }
    if (sum) return sum;
    if (const auto& total = current_a_[kTotal]; total && total->at >= oldest) {
        const int phases = phases_drawing().value_or(max_phases);
        auto reading = reading_of(total->value * phases, total->at);
        reading.assumes_phases = phases > 1;
        return reading;
    }
    if (const auto& neutral = current_a_[kNeutral]; neutral && neutral->at >= oldest) {
        return reading_of(neutral->value, neutral->at);
    }
    return std::nullopt;
}

void MeterReadings::forget_phases() {
    phases_in_last_sample_ = 0;
    samples_in_agreement_ = 0;
}

void MeterReadings::forget_session() {
    forget_phases();
    power_w_ = {};
    current_a_ = {};
    register_power_.forget_session();
}

}  // namespace gateway
