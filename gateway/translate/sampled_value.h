#pragma once

#include <cstddef>
#include <optional>

#include "ocpp/messages/metering.h"

/// One SampledValue in SI units with its defaults filled in (field-quirks, items 31-33, 60-66, 71). Pure.
namespace gateway {

enum class Quantity { power, current, voltage, energy };
constexpr std::size_t kQuantities = 4;

struct NormalisedSample {
    Quantity quantity = Quantity::energy;
    std::size_t phase = 0;  ///< 0 total, 1..3 L1..L3, 4 N
    double value = 0;       ///< W, A, V (line to neutral), Wh
    int rank = 0;           ///< the higher, the better for "now": by context and location
};

/// Nothing for what is no number, absurd, signed data, or of a quantity that nobody asks for.
std::optional<NormalisedSample> normalise(const ocpp::SampledValue& sample);

bool is_plausible_voltage(double volts);

}  // namespace gateway
