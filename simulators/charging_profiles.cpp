#include "simulators/charging_profiles.h"

#include <algorithm>

#include "ocpp/call_error.h"

namespace simulators {

using ocpp::ChargingProfile;
using ocpp::ChargingProfileKindType;
using ocpp::ChargingProfileStatus;
using ocpp::UtcTime;
using Purpose = ocpp::ChargingProfilePurposeType;

namespace {

/// The start of charging that Relative schedules count from; without a transaction the profile's own arrival.
UtcTime anchor_of(const InstalledProfile& entry, const TransactionView* transaction) {
    const bool station = entry.profile.chargingProfilePurpose == Purpose::ChargePointMaxProfile;
    return transaction && !station ? transaction->started : entry.installed;
}

bool replaces(const InstalledProfile& older, int connector, const ChargingProfile& newer) {
    if (older.profile.chargingProfileId == newer.chargingProfileId) return true;
    return older.connector == connector &&
           older.profile.chargingProfilePurpose.value == newer.chargingProfilePurpose.value &&
           older.profile.stackLevel.value == newer.stackLevel.value;
}

bool matches(const InstalledProfile& entry, const ocpp::ClearChargingProfile::Request& filter) {
    if (filter.id) return entry.profile.chargingProfileId == *filter.id;
    if (filter.connectorId && entry.connector != *filter.connectorId) return false;
    if (filter.stackLevel && entry.profile.stackLevel.value != *filter.stackLevel) return false;
    return !filter.chargingProfilePurpose ||
           filter.chargingProfilePurpose->value == entry.profile.chargingProfilePurpose.value;
}

bool has_sound_periods(const ocpp::ChargingSchedule& schedule) {
    const auto& periods = schedule.chargingSchedulePeriod;
    if (periods.empty() || periods.front().startPeriod != 0) return false;
    const auto not_later = [](const auto& a, const auto& b) { return b.startPeriod <= a.startPeriod; };
    if (std::adjacent_find(periods.begin(), periods.end(), not_later) != periods.end()) return false;
    return std::none_of(periods.begin(), periods.end(), [](const auto& period) {
        return period.limit.tenths < 0 || period.numberPhases.value_or(3) < 1 || period.numberPhases.value_or(3) > 3;
    });
}

}  // namespace

ChargingProfileStatus ChargingProfiles::install(int connector, const ChargingProfile& profile,
                                                const TransactionView* transaction, UtcTime now) {
    if (connector < 0 || connector > rules_.connectors) {
        throw ocpp::CallError(ocpp::ErrorCode::PropertyConstraintViolation, "there is no such connector");
    }
    if (rules_.clears_same_id_first) {
        erase_if([&](const auto& entry) { return entry.profile.chargingProfileId == profile.chargingProfileId; });
    }
    if (!is_sound(profile) || !suits_connector(connector, profile, transaction)) return ChargingProfileStatus::Rejected;
    const auto is_older = [&](const InstalledProfile& entry) { return replaces(entry, connector, profile); };
    const auto older =
        rules_.counts_before_replacing ? 0 : std::count_if(installed_.begin(), installed_.end(), is_older);
    if (installed_.size() - static_cast<std::size_t>(older) >= rules_.most_installed)
        return ChargingProfileStatus::Rejected;
    erase_if(is_older);
    installed_.push_back({connector, now, profile});
    return ChargingProfileStatus::Accepted;
}

bool ChargingProfiles::is_sound(const ChargingProfile& profile) const {
    const auto& schedule = profile.chargingSchedule;
    if (profile.stackLevel > rules_.most_stack_level) return false;
    const bool amperes = schedule.chargingRateUnit == ocpp::ChargingRateUnitType::A;
    if (amperes ? !rules_.allows_amperes : !rules_.allows_watts) return false;
    const bool recurring = profile.chargingProfileKind == ChargingProfileKindType::Recurring;
    if (recurring && (!profile.recurrencyKind || !schedule.startSchedule)) return false;
    if (schedule.duration.value_or(1) < 0) return false;
    return schedule.chargingSchedulePeriod.size() <= rules_.most_periods && has_sound_periods(schedule);
}

bool ChargingProfiles::suits_connector(int connector, const ChargingProfile& profile,
                                       const TransactionView* transaction) const {
    if (profile.chargingProfilePurpose == Purpose::ChargePointMaxProfile) {
        return connector == 0 && profile.chargingProfileKind != ChargingProfileKindType::Relative &&
               !profile.transactionId;
    }
    if (profile.chargingProfilePurpose == Purpose::TxDefaultProfile) return !profile.transactionId;
    if (connector == 0 || !transaction) return false;
    return !profile.transactionId || profile.transactionId == transaction->id;
}

ocpp::ClearChargingProfileStatus ChargingProfiles::clear(const ocpp::ClearChargingProfile::Request& filter) {
    const auto first = std::remove_if(installed_.begin(), installed_.end(),
                                      [&](const InstalledProfile& entry) { return matches(entry, filter); });
    const bool found = first != installed_.end();
    installed_.erase(first, installed_.end());
    return found ? ocpp::ClearChargingProfileStatus::Accepted : ocpp::ClearChargingProfileStatus::Unknown;
}

void ChargingProfiles::end_transaction(int connector) {
    erase_if([&](const InstalledProfile& entry) {
        return entry.connector == connector && entry.profile.chargingProfilePurpose == Purpose::TxProfile;
    });
}

void ChargingProfiles::forget_top_level() {
    erase_if([&](const InstalledProfile& entry) { return entry.profile.stackLevel >= rules_.most_stack_level; });
}

std::optional<CurrentLimit> ChargingProfiles::highest(const std::vector<InstalledProfile>& among, Purpose purpose,
                                                      int connector, const TransactionView* transaction,
                                                      UtcTime at) const {
    std::optional<CurrentLimit> limit;
    std::int64_t level = -1;
    for (const InstalledProfile& entry : among) {
        if (entry.connector != connector || entry.profile.chargingProfilePurpose != purpose) continue;
        if (entry.profile.stackLevel <= level) continue;
        const auto candidate = limit_of(entry.profile, anchor_of(entry, transaction), at, rules_.wiring);
        if (!candidate) continue;
        limit = candidate;
        level = entry.profile.stackLevel;
    }
    return limit;
}

std::optional<CurrentLimit> ChargingProfiles::connector_limit(int connector, const TransactionView* transaction,
                                                              UtcTime at) const {
    if (transaction) {
        if (const auto own = highest(installed_, Purpose::TxProfile, connector, transaction, at)) return own;
    }
    const bool frozen = transaction && transaction->frozen_defaults;
    const auto& defaults = frozen ? *transaction->frozen_defaults : installed_;
    if (const auto own = highest(defaults, Purpose::TxDefaultProfile, connector, transaction, at)) return own;
    return highest(defaults, Purpose::TxDefaultProfile, 0, transaction, at);
}

std::optional<CurrentLimit> ChargingProfiles::station_limit(UtcTime at) const {
    return highest(installed_, Purpose::ChargePointMaxProfile, 0, nullptr, at);
}

CurrentLimit ChargingProfiles::total_limit(int connector, const TransactionView* transaction, UtcTime at,
                                           const CurrentLimit& most) const {
    CurrentLimit limit = most;
    if (const auto station = station_limit(at)) limit = smaller_of(limit, *station);
    if (connector == 0) return limit;
    if (const auto own = connector_limit(connector, transaction, at)) limit = smaller_of(limit, *own);
    return limit;
}

std::vector<UtcTime> ChargingProfiles::changes(const TransactionView* transaction, UtcTime from, UtcTime until) const {
    std::vector<UtcTime> instants;
    const auto append_all = [&](const std::vector<InstalledProfile>& entries) {
        for (const auto& entry : entries)
            append_changes(entry.profile, anchor_of(entry, transaction), from, until, instants);
    };
    append_all(installed_);
    if (transaction && transaction->frozen_defaults) append_all(*transaction->frozen_defaults);
    std::sort(instants.begin(), instants.end());
    instants.erase(std::unique(instants.begin(), instants.end()), instants.end());
    return instants;
}

std::optional<UtcTime> ChargingProfiles::next_change(const TransactionView* transaction, UtcTime after,
                                                     UtcTime until) const {
    const auto instants = changes(transaction, after, until);
    if (instants.empty()) return std::nullopt;
    return instants.front();
}

ocpp::ChargingSchedule ChargingProfiles::composite(int connector, const TransactionView* transaction, UtcTime from,
                                                   std::chrono::seconds duration, ocpp::ChargingRateUnitType unit,
                                                   const CurrentLimit& most) const {
    ocpp::ChargingSchedule schedule;
    schedule.duration = duration.count();
    schedule.chargingRateUnit = unit;
    auto instants = changes(transaction, from, from + duration - std::chrono::milliseconds(1));
    instants.insert(instants.begin(), from);
    for (const UtcTime at : instants) {
        const CurrentLimit limit = total_limit(connector, transaction, at, most);
        const bool amperes = unit == ocpp::ChargingRateUnitType::A;
        ocpp::ChargingSchedulePeriod period;
        period.startPeriod = std::chrono::duration_cast<std::chrono::seconds>(at - from).count();
        period.limit = ocpp::floor_to_tenths(amperes ? limit.amperes : watts(limit, rules_.wiring));
        if (limit.phases != 3) period.numberPhases = limit.phases;
        auto& periods = schedule.chargingSchedulePeriod;
        const bool same = !periods.empty() && periods.back().limit == period.limit &&
                          periods.back().numberPhases == period.numberPhases;
        if (same) continue;
        // Starts with fractions of a second may fall into the same one: the later period counts.
        if (!periods.empty() && periods.back().startPeriod == period.startPeriod) periods.pop_back();
        periods.push_back(period);
    }
    return schedule;
}

std::vector<InstalledProfile> ChargingProfiles::defaults_for(int connector) const {
    std::vector<InstalledProfile> defaults;
    for (const InstalledProfile& entry : installed_) {
        const bool counts = entry.connector == connector || entry.connector == 0;
        if (counts && entry.profile.chargingProfilePurpose == Purpose::TxDefaultProfile) defaults.push_back(entry);
    }
    return defaults;
}

}  // namespace simulators
