#include "ocpp/semantic_checks.h"

#include <set>

#include "json/ascii.h"
#include "ocpp/call_error.h"

namespace ocpp {

namespace {

[[noreturn]] void refuse_value(const std::string& path, const std::string& reason) {
    throw CallError(ErrorCode::PropertyConstraintViolation, path + " " + reason);
}

[[noreturn]] void refuse_presence(const std::string& path, const std::string& reason) {
    throw CallError(ErrorCode::OccurenceConstraintViolation, path + " " + reason);
}

template <class Number>
void check_not_negative(const std::string& path, const std::optional<Number>& number) {
    if (number && *number < 0) refuse_value(path, "is negative");
}

void check_not_negative(const std::string& path, const std::optional<Tenths>& decimal) {
    if (decimal && decimal->tenths < 0) refuse_value(path, "is negative");
}

void check_tag(const std::string& path, const IdToken& tag) {
    if (tag.value.empty()) refuse_value(path, "is empty");
}

/// Either may be absent.
void check_order(const std::optional<DateTime>& first, const std::string& later_path,
                 const std::optional<DateTime>& later) {
    if (first && later && first->time && later->time && *later->time < *first->time) {
        refuse_value(later_path, "is earlier than the beginning");
    }
}

void check_periods(const std::string& path, const std::vector<ChargingSchedulePeriod>& periods) {
    for (std::size_t i = 0; i < periods.size(); ++i) {
        const std::string period = path + "[" + std::to_string(i) + "]/";
        if (i == 0 && periods[i].startPeriod != 0) refuse_value(period + "startPeriod", "of the first period is not 0");
        if (i > 0 && periods[i].startPeriod <= periods[i - 1].startPeriod) {
            refuse_value(period + "startPeriod", "is not later than that of the period before");
        }
        check_not_negative(period + "limit", std::optional(periods[i].limit));
    }
}

void check_schedule(const std::string& path, const ChargingSchedule& schedule) {
    check_not_negative(path + "/duration", schedule.duration);
    check_not_negative(path + "/minChargingRate", schedule.minChargingRate);
    check_periods(path + "/chargingSchedulePeriod", schedule.chargingSchedulePeriod);
}

void check_profile(const std::string& path, const ChargingProfile& profile) {
    const bool is_for_transaction = profile.chargingProfilePurpose == ChargingProfilePurposeType::TxProfile;
    if (profile.transactionId && !is_for_transaction) {
        refuse_presence(path + "/transactionId", "is only for a TxProfile");
    }
    if (profile.chargingProfileKind == ChargingProfileKindType::Recurring && !profile.recurrencyKind) {
        refuse_presence(path + "/recurrencyKind", "is missing, and the kind is Recurring");
    }
    check_order(profile.validFrom, path + "/validTo", profile.validTo);
    check_schedule(path + "/chargingSchedule", profile.chargingSchedule);
}

void check_retries(const std::optional<std::int64_t>& retries, const std::optional<std::int64_t>& interval) {
    check_not_negative("retries", retries);
    check_not_negative("retryInterval", interval);
}

}  // namespace

void check_semantics(const SetChargingProfile::Request& request) {
    const auto purpose = request.csChargingProfiles.chargingProfilePurpose;
    if (purpose == ChargingProfilePurposeType::TxProfile && request.connectorId == 0) {
        refuse_value("connectorId", "is 0, and a TxProfile is for one connector");
    }
    if (purpose == ChargingProfilePurposeType::ChargePointMaxProfile && request.connectorId != 0) {
        refuse_value("connectorId", "is not 0, and a ChargePointMaxProfile is for the whole charger");
    }
    check_profile("csChargingProfiles", request.csChargingProfiles);
}

void check_semantics(const RemoteStartTransaction::Request& request) {
    check_tag("idTag", request.idTag);
    if (!request.chargingProfile) return;
    const ChargingProfile& profile = *request.chargingProfile;
    if (profile.chargingProfilePurpose != ChargingProfilePurposeType::TxProfile) {
        refuse_value("chargingProfile/chargingProfilePurpose", "is not TxProfile");
    }
    if (profile.transactionId) {
        refuse_presence("chargingProfile/transactionId", "is there, but the transaction has not begun");
    }
    check_profile("chargingProfile", profile);
}

void check_semantics(const GetCompositeSchedule::Request& request) {
    check_not_negative("duration", std::optional(request.duration));
}

void check_semantics(const SendLocalList::Request& request) {
    if (!request.localAuthorizationList) return;
    std::set<std::string> seen;
    const auto& entries = *request.localAuthorizationList;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const std::string entry = "localAuthorizationList[" + std::to_string(i) + "]/";
        check_tag(entry + "idTag", entries[i].idTag);
        const bool is_new = seen.insert(json::lower_case(entries[i].idTag.value)).second;  // section 7.28
        if (!is_new) refuse_value(entry + "idTag", "is there twice");
        if (request.updateType == UpdateType::Full && !entries[i].idTagInfo) {
            refuse_presence(entry + "idTagInfo", "is missing, and the update is Full");
        }
    }
}

void check_semantics(const ReserveNow::Request& request) { check_tag("idTag", request.idTag); }

void check_semantics(const ChangeConfiguration::Request& request) {
    if (request.key.value.empty()) refuse_value("key", "is empty");
}

void check_semantics(const GetDiagnostics::Request& request) {
    check_retries(request.retries, request.retryInterval);
    check_order(request.startTime, "stopTime", request.stopTime);
}

void check_semantics(const UpdateFirmware::Request& request) { check_retries(request.retries, request.retryInterval); }

void check_semantics(const GetLog::Request& request) {
    check_retries(request.retries, request.retryInterval);
    check_order(request.log.oldestTimestamp, "log/latestTimestamp", request.log.latestTimestamp);
}

void check_semantics(const SignedUpdateFirmware::Request& request) {
    check_retries(request.retries, request.retryInterval);
    check_order(request.firmware.retrieveDateTime, "firmware/installDateTime", request.firmware.installDateTime);
}

}  // namespace ocpp
