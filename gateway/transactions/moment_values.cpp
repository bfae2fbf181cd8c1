#include "gateway/transactions/moment_values.h"

namespace gateway {

namespace {

constexpr std::size_t kThirdPhase = 3;

int place_of(const ocpp::SampledValue& sample) {
    if (!sample.location || *sample.location == ocpp::Location::Outlet) return 0;
    if (*sample.location == ocpp::Location::Cable) return 1;
    if (*sample.location == ocpp::Location::Inlet) return 2;
    return *sample.location == ocpp::Location::Body ? 3 : 4;
}

bool is_interval(const ocpp::SampledValue& sample) {
    return sample.measurand && *sample.measurand == ocpp::Measurand::Energy_Active_Import_Interval;
}

bool is_of_clock(const ocpp::SampledValue& sample) {
    return sample.context && *sample.context == ocpp::ReadingContext::Sample_Clock;
}

bool is_begin(const ocpp::SampledValue& sample) {
    return sample.context && *sample.context == ocpp::ReadingContext::Transaction_Begin;
}

std::optional<NormalisedSample> as_register(ocpp::SampledValue sample) {
    sample.measurand = ocpp::Measurand::Energy_Active_Import_Register;
    return normalise(sample);
}

}  // namespace

MomentValues::MomentValues(const ocpp::MeterValue& moment) {
    for (const auto& sample : moment.sampledValue) keep(sample);
}

void MomentValues::keep(const ocpp::SampledValue& sample) {
    const bool of_interval = is_interval(sample);
    const auto normal = of_interval ? as_register(sample) : normalise(sample);
    const bool is_ours = normal && normal->phase <= kThirdPhase &&
                         (normal->quantity == Quantity::power || normal->quantity == Quantity::energy);
    if (!is_ours) return;
    Slots& slots = normal->quantity == Quantity::power ? power
                   : of_interval                       ? interval
                   : is_begin(sample)                  ? begin
                                                       : energy;
    const int family = of_interval ? 2 * place_of(sample) + (is_of_clock(sample) ? 1 : 0) : place_of(sample);
    const auto [at, is_new] = slots.try_emplace({family, normal->phase}, *normal);
    if (!is_new && normal->rank > at->second.rank) at->second = *normal;
}

std::optional<double> MomentValues::best_of(const Slots& slots) {
    if (slots.empty()) return std::nullopt;
    const int place = slots.begin()->first.first;
    if (const auto total = slots.find({place, 0}); total != slots.end()) return total->second.value;
    double sum = 0;
    for (const auto& [slot, sample] : slots) sum += slot.first == place ? sample.value : 0;
    return sum;
}

}  // namespace gateway
