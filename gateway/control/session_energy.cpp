#include "gateway/control/session_energy.h"

#include <array>
#include <cmath>

#include "gateway/control/transaction_flags.h"
#include "gateway/translate/sampled_value.h"

namespace gateway {

namespace {

/// Between readings further apart nobody knows what flowed.
constexpr std::chrono::minutes kLongestGap{15};
/// Meters and clocks are not exact: this much more than the rating allows is believed.
constexpr double kTolerance = 1.25, kToleranceWh = 1000;
constexpr double kMillisecondsPerHour = 3.6e6;
constexpr std::size_t kTotal = 0, kL1 = 1, kL3 = 3;

bool is_plausible(double wh) { return wh > 0 && wh <= static_cast<double>(kMostRegisterWh); }

bool is_possible(double wh, const SessionEnd& end) {
    const double hours = static_cast<double>(end.duration.count()) / kMillisecondsPerHour;
    return wh >= 0 && wh <= end.most_kw * 1000 * hours * kTolerance + kToleranceWh;
}

/// One quantity of one moment: the best total, else the sum of the phases.
std::optional<double> value_of(const ocpp::MeterValue& moment, Quantity quantity) {
    std::array<std::optional<NormalisedSample>, 5> best;
    for (const auto& sample : moment.sampledValue) {
        const auto normalised = normalise(sample);
        if (!normalised || normalised->quantity != quantity) continue;
        auto& slot = best[normalised->phase];
        if (!slot || normalised->rank > slot->rank) slot = normalised;
    }
    if (best[kTotal]) return best[kTotal]->value;
    std::optional<double> sum;
    for (std::size_t phase = kL1; phase <= kL3; ++phase) {
        if (best[phase]) sum = sum.value_or(0) + best[phase]->value;
    }
    return sum;
}

}  // namespace

void SessionEnergy::ingest(const std::vector<ocpp::MeterValue>& values, UtcTime received) {
    for (const auto& moment : values) {
        const UtcTime at = moment.timestamp.time.value_or(received);
        const auto wh = value_of(moment, Quantity::energy);
        if (wh && *wh >= 0 && *wh <= static_cast<double>(kMostRegisterWh)) take_register({at, *wh});
        if (const auto watts = value_of(moment, Quantity::power)) take_power({at, *watts});
    }
}

void SessionEnergy::take_register(Reading reading) {
    ++readings_;
    if (!first_) {
        first_ = last_ = reading;
    } else if (reading.at >= last_->at) {
        register_fell_ |= reading.value < last_->value;
        last_ = reading;
    } else if (reading.at < first_->at) {
        register_fell_ |= reading.value > first_->value;
        first_ = reading;
    }
}

void SessionEnergy::take_power(Reading reading) {
    if (power_ && reading.at < power_->at) return;
    if (power_ && reading.at - power_->at <= kLongestGap) {
        const auto elapsed = static_cast<double>((reading.at - power_->at).count());
        const double mean = std::max(0.0, (reading.value + power_->value) / 2);
        integrated_wh_ = integrated_wh_.value_or(0) + mean * elapsed / kMillisecondsPerHour;
    }
    power_ = reading;
}

std::optional<double> SessionEnergy::from_register(const SessionEnd& end) const {
    if (!first_ || register_fell_) return std::nullopt;
    const auto start = static_cast<double>(meter_start_wh_);
    const auto stop = static_cast<double>(end.meter_stop_wh.value_or(0));
    const bool start_fits = is_plausible(start) && start <= first_->value && is_possible(first_->value - start, end);
    const bool stop_fits = is_plausible(stop) && stop >= last_->value && is_possible(stop - last_->value, end);
    if (readings_ < 2 && !start_fits && !stop_fits) return std::nullopt;
    return (stop_fits ? stop : last_->value) - (start_fits ? start : first_->value);
}

std::optional<double> SessionEnergy::from_start_and_stop(const SessionEnd& end) const {
    if (!end.meter_stop_wh || meter_start_wh_ < 0) return std::nullopt;
    const auto delta = static_cast<double>(*end.meter_stop_wh) - static_cast<double>(meter_start_wh_);
    return is_possible(delta, end) ? std::optional(delta) : std::nullopt;
}

std::optional<EnergyResult> SessionEnergy::result(const SessionEnd& end) const {
    const auto rounded = [](double wh, const char* source) { return EnergyResult{std::llround(wh), source}; };
    if (const auto wh = from_register(end)) return rounded(*wh, "register");
    if (const auto wh = from_start_and_stop(end)) return rounded(*wh, "meter_start_stop");
    if (integrated_wh_) return rounded(*integrated_wh_, "power");
    return std::nullopt;
}

}  // namespace gateway
