#include "gateway/control/limit_watch.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr double kOverLimitShare = 1.05;  // measured power may exceed the limit by 5 %
constexpr double kOverLimitAmperes = 1;   // or by one ampere a phase
constexpr double kBindingShare = 0.5;
constexpr double kSittingShare = 0.9;

double most_allowed(const ConnectorView& view, double kilowatts, int phases) {
    if (kilowatts <= 0) return kFlowingKw;
    const double one_ampere_more = kOverLimitAmperes * view.facts().voltage * phases / 1000;
    return std::max(kilowatts * kOverLimitShare, kilowatts + one_ampere_more);
}

/// What the charger is held to.
double most_allowed(const ConnectorView& view, double kilowatts) {
    return most_allowed(view, kilowatts, view.facts().phases);
}

double allowed_by(const AcknowledgedLimit& limit) { return limit.limit.is_zero() ? 0 : limit.kilowatts; }

/// Empty while nothing newer than `since` is known, or the number of phases is a guess.
std::optional<double> known_power(const ConnectorView& view, SteadyTime since, SteadyTime now) {
    const auto power = view.power_since(since, now);
    if (!power || power->assumes_phases) return std::nullopt;
    return power->kilowatts;
}

}  // namespace

bool is_exceeded(const ConnectorView& view, const AcknowledgedLimit& limit,
                 std::chrono::milliseconds takes_effect_after, SteadyTime now) {
    const auto power = known_power(view, limit.at + takes_effect_after, now);
    return power && *power > most_allowed(view, allowed_by(limit));
}

bool raise_shows_no_effect(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now) {
    constexpr double kRaise = 1.1;
    const double before = limit.kilowatts_before;
    if (before <= 0 || limit.kilowatts < kRaise * before) return false;
    const auto power = known_power(view, limit.at + view.timings.live_effect_after, now);
    return power && *power >= kSittingShare * before && *power <= kOverLimitShare * before;
}

bool is_followed(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now) {
    const auto power = known_power(view, limit.at + view.timings.live_effect_after, now);
    return power && *power <= most_allowed(view, allowed_by(limit)) && *power >= kBindingShare * allowed_by(limit);
}

std::optional<SteadyTime> evidence_wanted_at(const ConnectorView& view, SteadyTime now) {
    const AcknowledgedLimit* limit = view.binding_limit();
    const bool comes_soon_anyway = view.meter_interval <= view.timings.live_effect_after;
    if (limit == nullptr || comes_soon_anyway || !view.observed.transaction || !limit_is_settled(view))
        return std::nullopt;
    const bool is_last_zero = limit->limit.is_zero() && (view.tx_profile_in_use || !view.tx_profile_is_possible());
    const SteadyTime due = limit->at + (is_last_zero ? view.timings.zero_effect_after : view.timings.live_effect_after);
    const bool is_there = known_power(view, due, now).has_value();
    return is_there ? std::nullopt : std::optional(due);
}

bool is_over_ceiling(const ConnectorView& view, SteadyTime now) {
    const auto wanted = wanted_limit(view, binding_purpose(view));
    if (!wanted) return false;
    const auto power = known_power(view, view.connected_changed_at, now);
    const bool may_hold_minimum = !wanted->limit.is_zero() && (wants_no_power(view) || phase_probe_may_help(view));
    const double allowed = may_hold_minimum ? to_kilowatts(wanted->limit, view.facts()) : wanted->kilowatts;
    // What the owner is told of: strict while the phases are not known.
    const int phases = view.observed.meter.phases_drawing().value_or(1);
    return power && *power > most_allowed(view, allowed, phases);
}

bool ceiling_is_not_followed(const ConnectorView& view, SteadyTime now) {
    const auto& since = view.evidence.over_ceiling_since;
    return since && now - *since >= view.timings.alarm_after;
}

}  // namespace gateway
