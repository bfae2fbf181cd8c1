#include "simulators/profile_rules.h"

#include <algorithm>

namespace simulators {

using ocpp::ChargingProfile;
using Kind = ocpp::ChargingProfileKindType;
using Purpose = ocpp::ChargingProfilePurposeType;

namespace {

constexpr std::int64_t kFirstForeignId = 9000;
/// Above 0 by less than any meter shows.
constexpr double kHair_a = 1e-6;

bool refuses_by_purpose(const ChargingProfile& profile, std::int64_t connector, const Behaviour& behaviour) {
    if (profile.chargingProfilePurpose == Purpose::ChargePointMaxProfile) return behaviour.rejects_charge_point_max;
    if (profile.chargingProfilePurpose == Purpose::TxProfile) {
        const bool refuses_form =
            profile.transactionId ? behaviour.rejects_tx_profile_with_id : behaviour.rejects_tx_profile_without_id;
        return behaviour.rejects_tx_profile || refuses_form;
    }
    return connector == 0 ? behaviour.rejects_connector_zero : behaviour.rejects_tx_default_on_connectors;
}

bool refuses_by_kind(const ChargingProfile& profile, const Behaviour& behaviour) {
    const auto kind = profile.chargingProfileKind;
    if (behaviour.rejects_absolute_profiles && kind == Kind::Absolute) return true;
    if (behaviour.rejects_relative_profiles && kind == Kind::Relative) return true;
    return behaviour.rejects_stack_level_above_zero && profile.stackLevel > 0;
}

template <class Wanted>
bool has_limit(const ChargingProfile& profile, Wanted wanted) {
    const auto& periods = profile.chargingSchedule.chargingSchedulePeriod;
    return std::any_of(periods.begin(), periods.end(), [&](const auto& period) { return wanted(period.limit.tenths); });
}

bool refuses_by_limit(const ChargingProfile& profile, const Behaviour& behaviour) {
    if (behaviour.rejects_zero && has_limit(profile, [](auto tenths) { return tenths == 0; })) return true;
    return behaviour.rejects_fractions && has_limit(profile, [](auto tenths) { return tenths % 10 != 0; });
}

bool ignores(const ChargingProfile& profile, const Behaviour& behaviour, std::int64_t most_stack_level) {
    const bool watts = profile.chargingSchedule.chargingRateUnit == ocpp::ChargingRateUnitType::W;
    if (watts ? behaviour.ignores_watts : behaviour.ignores_amperes) return true;
    if (behaviour.only_top_stack_level_applies && profile.stackLevel < most_stack_level) return true;
    if (behaviour.ignores_zero && has_limit(profile, [](auto tenths) { return tenths == 0; })) return true;
    return behaviour.ignores_charge_point_max && profile.chargingProfilePurpose == Purpose::ChargePointMaxProfile;
}

}  // namespace

ProfileFate fate_of(const ChargingProfile& profile, std::int64_t connector, const Behaviour& behaviour,
                    std::int64_t most_stack_level) {
    if (behaviour.mute_on_absolute_profiles && profile.chargingProfileKind == Kind::Absolute)
        return ProfileFate::unanswered;
    const bool takes_none =
        behaviour.rejects_profiles || !behaviour.refusal_words.empty() || !behaviour.vendor_limit_key.empty();
    if (takes_none || refuses_by_purpose(profile, connector, behaviour)) return ProfileFate::refused;
    if (refuses_by_kind(profile, behaviour) || refuses_by_limit(profile, behaviour)) return ProfileFate::refused;
    return ignores(profile, behaviour, most_stack_level) ? ProfileFate::ignored : ProfileFate::stored;
}

double rounded_to_step(double amperes, const std::vector<double>& steps) {
    if (steps.empty()) return amperes;
    const auto above = std::upper_bound(steps.begin(), steps.end(), amperes + kHair_a);
    return above == steps.begin() ? 0 : *std::prev(above);
}

std::vector<InstalledProfile> foreign_profiles(const Behaviour& behaviour, int connectors, ocpp::UtcTime now) {
    if (behaviour.foreign_profile_a <= 0) return {};
    ChargingProfile profile;
    profile.stackLevel = behaviour.foreign_profile_level;
    profile.chargingProfilePurpose = Purpose::TxDefaultProfile;
    profile.chargingProfileKind = Kind::Relative;
    profile.chargingSchedule.chargingRateUnit = ocpp::ChargingRateUnitType::A;
    profile.chargingSchedule.chargingSchedulePeriod.push_back(
        {0, ocpp::floor_to_tenths(behaviour.foreign_profile_a), std::nullopt});
    std::vector<InstalledProfile> installed;
    // One of a connector wins over every one of connector 0, so that is where it hurts.
    const int first = behaviour.rejects_tx_default_on_connectors ? 0 : 1;
    for (int number = first; number <= first * connectors; ++number) {
        profile.chargingProfileId = kFirstForeignId + number;
        installed.push_back({number, now, profile});
    }
    return installed;
}

}  // namespace simulators
