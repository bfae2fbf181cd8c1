#pragma once

#include <optional>

#include "gateway/translate/phased_readings.h"

/// On how many phases a vehicle draws. Pure.
namespace gateway {

/// Above a residue, for half a minute and three samples; another number puts it in doubt at once.
class PhaseCount {
  public:
    void count(int drawing, SteadyTime at);
    std::optional<int> drawing() const;
    /// By the newest sample, however short that has been so.
    std::optional<int> newest() const;
    void forget() { *this = {}; }

  private:
    int phases_ = 0, samples_ = 0;
    SteadyTime since_{}, last_at_{};
    SteadyTime::duration covered_{};
};

/// Phases above max(`least`, 15 % of the largest).
int phases_above(const PhaseSlots& slots, double least);

}  // namespace gateway
