#include "gateway/translate/charging_profile.h"

namespace gateway {

namespace {

constexpr std::int64_t kTxDefaultIds = 200;
constexpr std::int64_t kTxProfileIds = 300;
constexpr std::chrono::seconds kStartsInThePast{60};

}  // namespace

std::int64_t profile_id(const ProfileAddress& address) {
    const auto base = address.purpose == ProfilePurpose::tx_default ? kTxDefaultIds : kTxProfileIds;
    return base + address.connector_id;
}

ocpp::SetChargingProfile::Request to_set_charging_profile(const ProfileAddress& address,
                                                          const ProfileVariant& variant,
                                                          const ChargingLimit& limit, UtcTime charger_utc) {
    ocpp::SetChargingProfile::Request request;
    request.connectorId = address.connector_id;
    ocpp::ChargingProfile& profile = request.csChargingProfiles;
    profile.chargingProfileId = profile_id(address);
    profile.stackLevel = variant.stack_level;
    profile.chargingProfileKind = variant.kind;
    profile.chargingProfilePurpose = ocpp::ChargingProfilePurposeType::TxDefaultProfile;
    if (address.purpose == ProfilePurpose::tx_profile) {
        profile.chargingProfilePurpose = ocpp::ChargingProfilePurposeType::TxProfile;
        profile.transactionId = address.transaction_id;
    }
    ocpp::ChargingSchedule& schedule = profile.chargingSchedule;
    schedule.chargingRateUnit = limit.unit;
    schedule.chargingSchedulePeriod = {{0, limit.value, std::nullopt}};
    if (variant.kind == ocpp::ChargingProfileKindType::Absolute) {
        schedule.startSchedule = ocpp::DateTime(charger_utc - kStartsInThePast);
    }
    return request;
}

}  // namespace gateway
