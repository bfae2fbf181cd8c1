#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "ocpp/messages/metering.h"

/// One SampledValue in SI units with its defaults filled in. Pure.
namespace gateway {

enum class Quantity { power, current, voltage, energy, exported, reactive, power_factor, state_of_charge };
constexpr std::size_t kQuantities = 8;

struct NormalisedSample {
    Quantity quantity = Quantity::energy;
    std::size_t phase = 0;       ///< 0 total, 1..3 L1..L3, 4 N
    double value = 0;            ///< W, A, V, Wh, var, or a plain number
    int rank = 0;                ///< the higher, the better for "now": by context and location
    bool between_lines = false;  ///< a voltage labelled so
};

/// Nothing for what is no number, absurd, signed data, or of a quantity that nobody asks for.
std::optional<NormalisedSample> normalise(const ocpp::SampledValue& sample);

/// Numbers with a comma, mended or dropped (quirk 33).
int decimal_commas(const std::vector<ocpp::MeterValue>& values);

}  // namespace gateway
