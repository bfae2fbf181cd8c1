#include "gateway/translate/meter_readings.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

#include "gateway/translate/sampled_value.h"

namespace gateway {

namespace {

constexpr std::size_t kTotal = 0, kL1 = 1, kL3 = 3, kNeutral = 4;
constexpr double kDrawingAmperes = 1, kDrawingWatts = 250;
constexpr int kSamplesToTrust = 3;
constexpr double kVoltageSmoothing = 0.2;
constexpr std::chrono::seconds kEnergyWindow{60};
constexpr double kNoiseWatts = -100;

double clamp_noise(double watts) { return watts < 0 && watts > kNoiseWatts ? 0 : watts; }

std::vector<const ocpp::MeterValue*> in_order_of_time(const std::vector<ocpp::MeterValue>& values) {
    std::vector<const ocpp::MeterValue*> ordered;
    for (const auto& value : values) ordered.push_back(&value);
    const bool all_have_time =
        std::all_of(ordered.begin(), ordered.end(), [](const auto* value) { return value->timestamp.time.has_value(); });
    if (all_have_time) {
        std::stable_sort(ordered.begin(), ordered.end(),
                         [](const auto* a, const auto* b) { return *a->timestamp.time < *b->timestamp.time; });
    }
    return ordered;
}

}  // namespace

/// The readings of one moment: per quantity and phase the one of the best context.
struct MeterReadings::Bucket {
    struct Ranked {
        double value = 0;
        int rank = 0;
    };
    std::array<std::array<std::optional<Ranked>, 5>, kQuantities> best;

    void take(const NormalisedSample& sample) {
        auto& slot = best[static_cast<std::size_t>(sample.quantity)][sample.phase];
        if (!slot || sample.rank > slot->rank) slot = Ranked{sample.value, sample.rank};
    }
    const std::array<std::optional<Ranked>, 5>& of(Quantity quantity) const {
        return best[static_cast<std::size_t>(quantity)];
    }
    bool has(Quantity quantity) const {
        const auto& slots = of(quantity);
        return std::any_of(slots.begin(), slots.end(), [](const auto& slot) { return slot.has_value(); });
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

void MeterReadings::ingest(const std::vector<ocpp::MeterValue>& values, SteadyTime received, bool power_counts) {
    for (const auto* value : in_order_of_time(values)) ingest_bucket(*value, received, power_counts);
}

void MeterReadings::ingest_bucket(const ocpp::MeterValue& value, SteadyTime received, bool power_counts) {
    Bucket bucket;
    for (const auto& sample : value.sampledValue) {
        if (const auto normalised = normalise(sample)) bucket.take(*normalised);
    }
    take_energy(bucket, received);
    if (!power_counts) return;
    bucket.replace(power_w_, Quantity::power, received);
    bucket.replace(current_a_, Quantity::current, received);
    take_voltage(bucket);
    count_phases(bucket, received);
}

void MeterReadings::take_voltage(const Bucket& bucket) {
    double sum = 0;
    int count = 0;
    for (const auto& reading : bucket.of(Quantity::voltage)) {
        if (!reading || !is_plausible_voltage(reading->value)) continue;
        sum += reading->value;
        ++count;
    }
    if (count == 0) return;
    const double measured = sum / count;
    voltage_ = voltage_ ? *voltage_ + kVoltageSmoothing * (measured - *voltage_) : measured;
}

void MeterReadings::count_phases(const Bucket& bucket, SteadyTime) {
    const bool by_current = bucket.has(Quantity::current);
    const auto& slots = bucket.of(by_current ? Quantity::current : Quantity::power);
    const double threshold = by_current ? kDrawingAmperes : kDrawingWatts;
    int drawing = 0, reported = 0;
    for (std::size_t phase = kL1; phase <= kL3; ++phase) {
        reported += slots[phase].has_value();
        drawing += slots[phase] && slots[phase]->value > threshold;
    }
    if (drawing == 0) return;
    // One reported phase may be one of three (quirk 64): only the total power can tell.
    const auto& total = bucket.of(Quantity::power)[kTotal];
    if (reported == 1 && by_current) {
        if (!total) return;
        const auto first = std::find_if(slots.begin() + kL1, slots.begin() + kNeutral, [](const auto& s) { return s.has_value(); });
        drawing = static_cast<int>(std::lround(total->value / (voltage_.value_or(230) * (*first)->value)));
    } else if (reported == 1 && !by_current && !total) {
        return;
    }
    drawing = std::clamp(drawing, 1, 3);
    samples_in_agreement_ = drawing == phases_in_last_sample_ ? samples_in_agreement_ + 1 : 1;
    phases_in_last_sample_ = drawing;
}

std::optional<int> MeterReadings::phases_drawing() const {
    if (samples_in_agreement_ < kSamplesToTrust) return std::nullopt;
    return phases_in_last_sample_;
}

void MeterReadings::take_energy(const Bucket& bucket, SteadyTime received) {
    if (!bucket.has(Quantity::energy)) return;
    bucket.replace(energy_wh_, Quantity::energy, received);
    const double now_wh = *energy_wh();
    if (!energy_window_start_ || now_wh < energy_window_start_->value) {
        energy_window_start_ = Reading{now_wh, received};
        energy_power_.reset();
        return;
    }
    const auto elapsed = std::chrono::duration<double>(received - energy_window_start_->at).count();
    if (received - energy_window_start_->at < kEnergyWindow) return;
    energy_power_ = PowerReading{(now_wh - energy_window_start_->value) * 3.6 / elapsed, received, true};
    energy_window_start_ = Reading{now_wh, received};
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
    if (!reading) reading = from_energy(oldest);
    return reading;
}

std::optional<PowerReading> MeterReadings::from_measured_power(SteadyTime oldest) const {
    if (power_w_[kTotal] && power_w_[kTotal]->at >= oldest) {
        return PowerReading{clamp_noise(power_w_[kTotal]->value) / 1000, power_w_[kTotal]->at, false};
    }
    std::optional<PowerReading> sum;
    for (std::size_t phase = kL1; phase <= kNeutral; ++phase) {
        if (!power_w_[phase] || power_w_[phase]->at < oldest) continue;
        if (!sum) sum = PowerReading{0, power_w_[phase]->at, false};
        sum->kilowatts += clamp_noise(power_w_[phase]->value) / 1000;
    }
    return sum;
}

std::optional<PowerReading> MeterReadings::from_currents(SteadyTime oldest, double nominal_voltage, int max_phases) const {
    const double volts = voltage_.value_or(nominal_voltage);
    double amperes = 0;
    std::optional<SteadyTime> at;
    for (std::size_t phase = kL1; phase <= kL3; ++phase) {
        if (!current_a_[phase] || current_a_[phase]->at < oldest) continue;
        amperes += current_a_[phase]->value;
        at = current_a_[phase]->at;
    }
    const auto& total = current_a_[kTotal];
    const auto& neutral = current_a_[kNeutral];
    if (!at && total && total->at >= oldest) {
        amperes = total->value * phases_drawing().value_or(max_phases);
        at = total->at;
    }
    if (!at && neutral && neutral->at >= oldest) {
        amperes = neutral->value;
        at = neutral->at;
    }
    if (!at) return std::nullopt;
    return PowerReading{amperes * volts / 1000, *at, true};
}

std::optional<PowerReading> MeterReadings::from_energy(SteadyTime oldest) const {
    if (!energy_power_ || energy_power_->at < oldest) return std::nullopt;
    return energy_power_;
}

void MeterReadings::forget_session() {
    phases_in_last_sample_ = 0;
    samples_in_agreement_ = 0;
    power_w_ = {};
    current_a_ = {};
    energy_window_start_.reset();
    energy_power_.reset();
}

}  // namespace gateway
