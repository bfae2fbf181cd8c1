#pragma once

#include <optional>

#include "gateway/translate/phase_count.h"

/// What one ampere a phase comes to in watts. Pure.
namespace gateway {

/// Fitted from samples that tell power, current and voltage: k x U, with the k of a net (1, 1.732, 2 or 3). One that is
/// higher counts at once, since it means that less may be told; a lower one has to be seen for as long as a number of
/// phases.
class WattsPerAmpere {
  public:
    void sample(double watts, double amperes, double volts, SteadyTime at);
    /// Empty while no sample fitted.
    std::optional<double> most() const;
    /// For long enough that more may be told by it than the configuration allows.
    bool is_proven() const { return seen_.drawing().has_value(); }

  private:
    struct Fit {
        int k = 0;  ///< which of them, from the lowest
        double watts = 0;
    };

    std::optional<Fit> fit_;
    PhaseCount lower_, seen_;
    double last_amperes_ = 0;
};

}  // namespace gateway
