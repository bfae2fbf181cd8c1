#pragma once

#include "ocpp/messages/smart_charging.h"

/// Charging profiles for tests, written in one line each.
namespace simulators::test {

using Purpose = ocpp::ChargingProfilePurposeType;
using Kind = ocpp::ChargingProfileKindType;
using Unit = ocpp::ChargingRateUnitType;

inline ocpp::UtcTime at(const char* text) { return *ocpp::parse_date_time(text).time; }

struct Period {
    std::int64_t start;
    double limit;
    std::optional<std::int64_t> phases = std::nullopt;
};

inline ocpp::ChargingProfile profile(std::int64_t id, Purpose purpose, std::int64_t level, std::vector<Period> periods,
                                     Kind kind = Kind::Absolute, const char* start = "2026-03-01T10:00:00Z",
                                     Unit unit = Unit::A) {
    ocpp::ChargingProfile result;
    result.chargingProfileId = id;
    result.chargingProfilePurpose = purpose;
    result.stackLevel = level;
    result.chargingProfileKind = kind;
    if (start) result.chargingSchedule.startSchedule = ocpp::DateTime(at(start));
    result.chargingSchedule.chargingRateUnit = unit;
    for (const Period& period : periods) {
        ocpp::ChargingSchedulePeriod one;
        one.startPeriod = period.start;
        one.limit = ocpp::floor_to_tenths(period.limit);
        one.numberPhases = period.phases;
        result.chargingSchedule.chargingSchedulePeriod.push_back(one);
    }
    return result;
}

}  // namespace simulators::test
