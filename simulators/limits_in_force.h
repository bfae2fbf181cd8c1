#pragma once

#include <optional>
#include <string>

#include "simulators/charge_point_state.h"

namespace simulators {

/// The number in the key that is the limit of a charger without profiles (quirk 99); empty: it is none.
std::optional<double> vendor_limit_in(const std::string& text);

/// How much each connector of one charge point may draw, by its rating, its profiles and what else it obeys. Owned by
/// the ChargePoint.
class LimitsInForce {
  public:
    explicit LimitsInForce(ChargePointState& state) : state_(state) { read_vendor_limit(); }

    CurrentLimit limit_for(const Connector& connector) const;
    /// What was told may take its time, and a write may let everything flow for some seconds.
    CurrentLimit limit_that_counts(Connector& connector);
    /// Less than the minimum was offered, and now it is not.
    void resume(Connector& connector);
    /// After a while a foreign limit wins over it (quirk 124).
    void profile_was_accepted();
    void read_vendor_limit();
    std::optional<SteadyTime> next_foreign_limit() const;
    /// When what flows changes by itself.
    std::optional<SteadyTime> next_physics(const Connector& connector) const;

  private:
    CurrentLimit most_for(const Connector& connector) const;
    bool foreign_limit_rules() const;
    int sharers() const;

    ChargePointState& state_;
    std::optional<SteadyTime> foreign_limit_from_;  ///< quirk 124
    std::optional<double> vendor_limit_a_;          ///< quirk 99
};

}  // namespace simulators
