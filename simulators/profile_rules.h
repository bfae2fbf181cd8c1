#pragma once

#include "simulators/behaviour.h"
#include "simulators/charging_profiles.h"

/// How a charger's behaviour treats a charging profile beside what the specification says. Pure functions.
namespace simulators {

enum class ProfileFate {
    stored,   ///< if the specification's rules allow it
    ignored,  ///< accepted without effect
    refused,
    unanswered,  ///< the charger says nothing
};

ProfileFate fate_of(const ocpp::ChargingProfile& profile, std::int64_t connector, const Behaviour& behaviour,
                    std::int64_t most_stack_level);

/// The largest of the steps that is not above `amperes`, 0 below all of them; `amperes` itself where there are none.
double rounded_to_step(double amperes, const std::vector<double>& steps);

/// The profiles that somebody else installed before (quirk 92).
std::vector<InstalledProfile> foreign_profiles(const Behaviour& behaviour, int connectors, ocpp::UtcTime now);

}  // namespace simulators
