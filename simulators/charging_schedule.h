#pragma once

#include <optional>
#include <vector>

#include "ocpp/messages/smart_charging.h"

/// What one charging profile says about one instant (OCPP 1.6, sections 3.13 and 7.10 to 7.13). Pure functions.
namespace simulators {

/// The charge point's own supply; a W limit becomes amperes by it (quirk 76).
struct Wiring {
    int phases = 3;
    double volts = 230;
};

/// A limit as the control pilot knows it: amperes on each phase. W limits are converted on reading.
struct CurrentLimit {
    double amperes = 0;
    int phases = 3;
};

/// The smaller current and the fewer phases of both.
CurrentLimit smaller_of(const CurrentLimit& a, const CurrentLimit& b);

/// Total power of a limit.
double watts(const CurrentLimit& limit, const Wiring& wiring);

CurrentLimit to_current(const ocpp::ChargingSchedulePeriod& period, ocpp::ChargingRateUnitType unit,
                        const Wiring& wiring);

/// Where startPeriod 0 stands for the occurrence that covers `at`: startSchedule, its latest repetition, or `anchor`
/// (start of charging) where the schedule has no start of its own. Empty while nothing has begun.
std::optional<ocpp::UtcTime> occurrence_start(const ocpp::ChargingProfile& profile, ocpp::UtcTime anchor,
                                              ocpp::UtcTime at);

/// Empty where the profile says nothing: outside validity, before the start or after the duration.
std::optional<CurrentLimit> limit_of(const ocpp::ChargingProfile& profile, ocpp::UtcTime anchor, ocpp::UtcTime at,
                                     const Wiring& wiring);

/// Appends the instants in (from, until] at which `limit_of` may change.
void append_changes(const ocpp::ChargingProfile& profile, ocpp::UtcTime anchor, ocpp::UtcTime from, ocpp::UtcTime until,
                    std::vector<ocpp::UtcTime>& changes);

}  // namespace simulators
