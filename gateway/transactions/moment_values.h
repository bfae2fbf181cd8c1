#pragma once

#include <map>
#include <optional>
#include <utility>

#include "gateway/translate/sampled_value.h"

namespace gateway {

/// What one moment tells of energy and power: of several values of one place and phase the one of the best context.
/// Pure.
struct MomentValues {
    static constexpr int kPlaces = 5;
    /// By place, the vehicle's side first, then total, L1, L2, L3.
    using Slots = std::map<std::pair<int, std::size_t>, NormalisedSample>;

    explicit MomentValues(const ocpp::MeterValue& moment);
    /// Of the best place: its total, else the sum of its phases.
    std::optional<double> watts() const { return best_of(power); }
    std::optional<double> wh() const { return best_of(energy); }

    Slots power, energy, begin, interval;

  private:
    void keep(const ocpp::SampledValue& sample);
    static std::optional<double> best_of(const Slots& slots);
};

}  // namespace gateway
