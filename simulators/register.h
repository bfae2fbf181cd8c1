#pragma once

#include <cstdint>
#include <optional>

namespace simulators {

/// What is known of how much of a transaction's energy could be told at all: the difference of two honest readings of
/// one count is, what flowed before the first, after the last or around a restart of the count is not.
struct ToldEnergy {
    double covered_wh = 0;
    std::optional<double> last_wh;  ///< true energy at the last honest reading
    int count = 0;                  ///< which count of the register that was

    void told(double true_wh, int of_count);
};

/// The register of energy as a display shows it, beside the truth that the connector counts. Pure.
class Register {
  public:
    explicit Register(std::int64_t step_wh = 1) : step_wh_(step_wh > 0 ? step_wh : 1) {}

    /// Whole watt-hours in steps; the sum of many small steps may lack a hair.
    std::int64_t shows(double true_wh) const;
    /// A power cycle: it counts from 0.
    void restart(double true_wh);
    int count() const { return count_; }

  private:
    std::int64_t step_wh_;
    double zero_at_wh_ = 0;
    int count_ = 0;
};

}  // namespace simulators
