#include "gateway/translate/charging_profile.h"

namespace gateway {

namespace {

constexpr std::int64_t kChargePointMaxId = 100;
constexpr std::int64_t kTxDefaultIds = 200;
constexpr std::int64_t kTxProfileIds = 300;
constexpr std::chrono::seconds kStartsInThePast{60};

}  // namespace

std::int64_t profile_id(const ProfileAddress& address, Lever lever) {
    if (address.purpose == ProfilePurpose::tx_profile) return kTxProfileIds + address.connector_id;
    if (lever == Lever::charge_point_max) return kChargePointMaxId;
    return kTxDefaultIds + (lever == Lever::station ? 0 : address.connector_id);
}

namespace {

ocpp::ChargingProfilePurposeType purpose_of(const ProfileAddress& address, const ProfileVariant& variant) {
    using Purpose = ocpp::ChargingProfilePurposeType;
    if (address.purpose == ProfilePurpose::tx_profile) return Purpose::TxProfile;
    return variant.lever == Lever::charge_point_max ? Purpose::ChargePointMaxProfile : Purpose::TxDefaultProfile;
}

}  // namespace

ocpp::SetChargingProfile::Request to_set_charging_profile(const ProfileAddress& address, const ProfileVariant& variant,
                                                          const ChargingLimit& limit, UtcTime charger_utc) {
    ocpp::SetChargingProfile::Request request;
    const bool is_on_connector = address.purpose == ProfilePurpose::tx_profile || variant.lever == Lever::connector;
    request.connectorId = is_on_connector ? address.connector_id : 0;
    ocpp::ChargingProfile& profile = request.csChargingProfiles;
    profile.chargingProfileId = profile_id(address, variant.lever);
    profile.stackLevel = variant.stack_level;
    profile.chargingProfileKind = variant.kind;
    profile.chargingProfilePurpose = purpose_of(address, variant);
    if (address.purpose == ProfilePurpose::tx_profile) profile.transactionId = address.transaction_id;
    ocpp::ChargingSchedule& schedule = profile.chargingSchedule;
    schedule.chargingRateUnit = limit.unit;
    schedule.chargingSchedulePeriod = {{0, limit.value, std::nullopt}};
    if (variant.kind == ocpp::ChargingProfileKindType::Absolute) {
        schedule.startSchedule = ocpp::DateTime(charger_utc - kStartsInThePast);
    }
    return request;
}

}  // namespace gateway
