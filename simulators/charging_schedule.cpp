#include "simulators/charging_schedule.h"

#include <algorithm>

namespace simulators {

using ocpp::ChargingProfile;
using ocpp::ChargingProfileKindType;
using ocpp::UtcTime;
using std::chrono::seconds;

namespace {

constexpr int kPhasesWhenAbsent = 3;
/// A daily schedule asked for years ahead must not list a change for every day of them.
constexpr int kMostOccurrences = 32;

seconds recurrence_of(const ChargingProfile& profile) {
    const bool weekly = profile.recurrencyKind && *profile.recurrencyKind == ocpp::RecurrencyKindType::Weekly;
    return weekly ? std::chrono::hours(7 * 24) : std::chrono::hours(24);
}

bool recurs(const ChargingProfile& profile) {
    return profile.chargingProfileKind == ChargingProfileKindType::Recurring;
}

/// The first start: of its own for Absolute and Recurring, the anchor for Relative.
UtcTime first_start(const ChargingProfile& profile, UtcTime anchor) {
    const auto& start = profile.chargingSchedule.startSchedule;
    const bool has_own = start && start->time && profile.chargingProfileKind != ChargingProfileKindType::Relative;
    return has_own ? *start->time : anchor;
}

bool is_valid_at(const ChargingProfile& profile, UtcTime at) {
    if (profile.validFrom && profile.validFrom->time && at < *profile.validFrom->time) return false;
    return !(profile.validTo && profile.validTo->time && at >= *profile.validTo->time);
}

void append_between(UtcTime instant, UtcTime from, UtcTime until, std::vector<UtcTime>& changes) {
    if (instant > from && instant <= until) changes.push_back(instant);
}

}  // namespace

CurrentLimit smaller_of(const CurrentLimit& a, const CurrentLimit& b) {
    return {std::min(a.amperes, b.amperes), std::min(a.phases, b.phases)};
}

double watts(const CurrentLimit& limit, const Wiring& wiring) { return limit.amperes * limit.phases * wiring.volts; }

CurrentLimit to_current(const ocpp::ChargingSchedulePeriod& period, ocpp::ChargingRateUnitType unit,
                        const Wiring& wiring) {
    const auto wanted = static_cast<int>(period.numberPhases.value_or(kPhasesWhenAbsent));
    const int phases = std::clamp(wanted, 1, wiring.phases);
    const double limit = static_cast<double>(period.limit.tenths) / 10;
    return {unit == ocpp::ChargingRateUnitType::A ? limit : limit / (wiring.volts * phases), phases};
}

std::optional<UtcTime> occurrence_start(const ChargingProfile& profile, UtcTime anchor, UtcTime at) {
    const UtcTime first = first_start(profile, anchor);
    if (at < first) return std::nullopt;
    if (!recurs(profile)) return first;
    const seconds period = recurrence_of(profile);
    return first + period * ((at - first) / period);
}

std::optional<CurrentLimit> limit_of(const ChargingProfile& profile, UtcTime anchor, UtcTime at, const Wiring& wiring) {
    const auto start = occurrence_start(profile, anchor, at);
    if (!start || !is_valid_at(profile, at)) return std::nullopt;
    const auto& schedule = profile.chargingSchedule;
    if (schedule.duration && at >= *start + seconds(*schedule.duration)) return std::nullopt;
    const ocpp::ChargingSchedulePeriod* current = nullptr;
    for (const auto& period : schedule.chargingSchedulePeriod) {
        if (*start + seconds(period.startPeriod) <= at) current = &period;
    }
    if (!current) return std::nullopt;
    return to_current(*current, schedule.chargingRateUnit.value.value_or(ocpp::ChargingRateUnitType::A), wiring);
}

void append_changes(const ChargingProfile& profile, UtcTime anchor, UtcTime from, UtcTime until,
                    std::vector<UtcTime>& changes) {
    if (profile.validFrom && profile.validFrom->time) append_between(*profile.validFrom->time, from, until, changes);
    if (profile.validTo && profile.validTo->time) append_between(*profile.validTo->time, from, until, changes);
    const auto& schedule = profile.chargingSchedule;
    UtcTime start = occurrence_start(profile, anchor, from).value_or(first_start(profile, anchor));
    for (int i = 0; i < kMostOccurrences && start <= until; ++i) {
        for (const auto& period : schedule.chargingSchedulePeriod) {
            append_between(start + seconds(period.startPeriod), from, until, changes);
        }
        if (schedule.duration) append_between(start + seconds(*schedule.duration), from, until, changes);
        if (!recurs(profile)) return;
        start += recurrence_of(profile);
    }
}

}  // namespace simulators
