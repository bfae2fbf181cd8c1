#pragma once

#include "ocpp/enums.h"
#include "ocpp/field.h"
#include "ocpp/types.h"

/// SmartCharging profile (OCPP 1.6 edition 2, sections 3.13, 5.5, 5.7, 5.16).
namespace ocpp {

struct ChargingSchedulePeriod {
    std::int64_t startPeriod = 0;
    Tenths limit;
    std::optional<Between<1, 3>> numberPhases;
    static constexpr auto fields() {
        return std::tuple{field("startPeriod", &ChargingSchedulePeriod::startPeriod),
                          field("limit", &ChargingSchedulePeriod::limit),
                          field("numberPhases", &ChargingSchedulePeriod::numberPhases)};
    }
};

struct ChargingSchedule {
    std::optional<std::int64_t> duration;
    std::optional<DateTime> startSchedule;
    Token<ChargingRateUnitType> chargingRateUnit;
    NonEmpty<ChargingSchedulePeriod> chargingSchedulePeriod;
    std::optional<Tenths> minChargingRate;
    static constexpr auto fields() {
        return std::tuple{field("duration", &ChargingSchedule::duration),
                          field("startSchedule", &ChargingSchedule::startSchedule),
                          field("chargingRateUnit", &ChargingSchedule::chargingRateUnit),
                          field("chargingSchedulePeriod", &ChargingSchedule::chargingSchedulePeriod),
                          field("minChargingRate", &ChargingSchedule::minChargingRate)};
    }
};

struct ChargingProfile {
    std::int64_t chargingProfileId = 0;
    std::optional<std::int64_t> transactionId;
    AtLeast<0> stackLevel;
    Token<ChargingProfilePurposeType> chargingProfilePurpose;
    Token<ChargingProfileKindType> chargingProfileKind;
    std::optional<Token<RecurrencyKindType>> recurrencyKind;
    std::optional<DateTime> validFrom;
    std::optional<DateTime> validTo;
    ChargingSchedule chargingSchedule;
    static constexpr auto fields() {
        return std::tuple{field("chargingProfileId", &ChargingProfile::chargingProfileId),
                          field("transactionId", &ChargingProfile::transactionId),
                          field("stackLevel", &ChargingProfile::stackLevel),
                          field("chargingProfilePurpose", &ChargingProfile::chargingProfilePurpose),
                          field("chargingProfileKind", &ChargingProfile::chargingProfileKind),
                          field("recurrencyKind", &ChargingProfile::recurrencyKind),
                          field("validFrom", &ChargingProfile::validFrom),
                          field("validTo", &ChargingProfile::validTo),
                          field("chargingSchedule", &ChargingProfile::chargingSchedule)};
    }
};

struct SetChargingProfile {
    static constexpr std::string_view action = "SetChargingProfile";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        AtLeast<0> connectorId;
        ChargingProfile csChargingProfiles;
        static constexpr auto fields() {
            return std::tuple{field("connectorId", &Request::connectorId),
                              field("csChargingProfiles", &Request::csChargingProfiles)};
        }
    };
    struct Response {
        Token<ChargingProfileStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

struct ClearChargingProfile {
    static constexpr std::string_view action = "ClearChargingProfile";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        std::optional<std::int64_t> id;
        std::optional<AtLeast<0>> connectorId;
        std::optional<Token<ChargingProfilePurposeType>> chargingProfilePurpose;
        std::optional<AtLeast<0>> stackLevel;
        static constexpr auto fields() {
            return std::tuple{field("id", &Request::id), field("connectorId", &Request::connectorId),
                              field("chargingProfilePurpose", &Request::chargingProfilePurpose),
                              field("stackLevel", &Request::stackLevel)};
        }
    };
    struct Response {
        Token<ClearChargingProfileStatus> status;
        static constexpr auto fields() { return std::tuple{field("status", &Response::status)}; }
    };
};

struct GetCompositeSchedule {
    static constexpr std::string_view action = "GetCompositeSchedule";
    static constexpr Sender sender = Sender::central_system;
    struct Request {
        AtLeast<0> connectorId;
        std::int64_t duration = 0;
        std::optional<Token<ChargingRateUnitType>> chargingRateUnit;
        static constexpr auto fields() {
            return std::tuple{field("connectorId", &Request::connectorId), field("duration", &Request::duration),
                              field("chargingRateUnit", &Request::chargingRateUnit)};
        }
    };
    struct Response {
        Token<GetCompositeScheduleStatus> status;
        std::optional<std::int64_t> connectorId;
        std::optional<DateTime> scheduleStart;
        std::optional<ChargingSchedule> chargingSchedule;
        static constexpr auto fields() {
            return std::tuple{field("status", &Response::status), field("connectorId", &Response::connectorId),
                              field("scheduleStart", &Response::scheduleStart),
                              field("chargingSchedule", &Response::chargingSchedule)};
        }
    };
};

}  // namespace ocpp
