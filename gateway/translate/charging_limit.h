#pragma once

#include <optional>
#include <vector>

#include "ocpp/enums.h"
#include "ocpp/types.h"

/// A ceiling in kW as a charger's limit. Pure.
namespace gateway {

using RateUnit = ocpp::ChargingRateUnitType;

/// What the conversion needs to know of the connector and its session.
struct ElectricalFacts {
    double voltage = 230;              ///< measured and plausible, else the charger's nominal
    int phases = 3;                    ///< the most that can draw; fewer once the session has shown it
    double minimum_current = 6;        ///< amperes per phase; below it a vehicle stops or faults (quirk 79)
    bool whole_numbers = false;        ///< the charger refuses fractions (quirk 78)
    std::vector<int> ampere_steps;     ///< the only values it knows, ascending; empty: any (quirk 78)
    std::optional<double> minimum_kw;  ///< of a limit in W, where it is not that of one phase (quirk 79)
};

struct ChargingLimit {
    RateUnit unit = RateUnit::A;
    ocpp::Tenths value;  ///< amperes per phase or watts in total
    bool operator==(const ChargingLimit& other) const { return unit == other.unit && value == other.value; }
    bool operator!=(const ChargingLimit& other) const { return !(*this == other); }
    bool is_zero() const { return value.tenths <= 0; }
};

/// Never rounds up. What lies between zero and the minimum current becomes zero.
ChargingLimit to_charging_limit(double kilowatts, RateUnit unit, const ElectricalFacts& facts);

/// The smallest limit that is not zero: the minimum current on every phase that can draw.
ChargingLimit least_limit(RateUnit unit, const ElectricalFacts& facts);

/// The power that the limit allows with these facts.
double to_kilowatts(const ChargingLimit& limit, const ElectricalFacts& facts);

}  // namespace gateway
