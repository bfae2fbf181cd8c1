#include "gateway/decision/limit_watch.h"

#include <algorithm>
#include <vector>

#include "gateway/decision/ceiling_watch.h"
#include "gateway/decision/effect_watch.h"

namespace gateway {

namespace {

using std::chrono::milliseconds;

constexpr double kOverLimitShare = 1.05;  // measured power may exceed the limit by 5 %
constexpr double kOverLimitAmperes = 1;   // or by one ampere a phase
constexpr double kSittingShare = 0.9;

double most_allowed(const ConnectorView& view, double kilowatts, int phases) {
    if (kilowatts <= 0) return kFlowingKw;
    const double one_ampere_more = kOverLimitAmperes * view.facts().voltage * phases / 1000;
    return std::max(kilowatts * kOverLimitShare, kilowatts + one_ampere_more);
}

/// What the charger is held to. The ampere on top is one for each phase that is seen to draw.
double most_allowed(const ConnectorView& view, const AcknowledgedLimit& limit) {
    const int phases = view.facts().phases;
    return most_allowed(view, allowed_by(limit), std::min(phases, view.observed.meter.phases_seen().value_or(phases)));
}

/// A measured excess lasts from `begin` to the sample. Of an estimate the energy above the limit tells how long what
/// flowed before must have gone on.
milliseconds lasts(const PowerReading& reading, SteadyTime begin, double allowed_kw, double flowed_kw) {
    using std::chrono::duration_cast;
    if (reading.least_kw <= allowed_kw) return milliseconds(0);
    if (reading.since == reading.at) return duration_cast<milliseconds>(reading.at - begin);  // of a moment
    const double unlimited_kw = std::max(flowed_kw, reading.kilowatts);
    const auto window = duration_cast<milliseconds>(reading.at - reading.since);
    if (unlimited_kw <= reading.least_kw) return window;
    return duration_cast<milliseconds>(window * ((reading.least_kw - allowed_kw) / (unlimited_kw - allowed_kw)));
}

constexpr milliseconds half_more(milliseconds delay) { return delay * 3 / 2; }

/// From when on the excess over this limit counts.
SteadyTime excess_begins(const ConnectorView& view, const AcknowledgedLimit& limit) {
    SteadyTime begin = limit.counts_from();
    if (view.observed.transaction) begin = std::max(begin, view.observed.transaction->opened_at);
    const auto& seen = view.evidence.exceeded_at ? view.evidence.exceeded_at : view.evidence.within_at;
    return seen ? std::max(begin, *seen) : begin;
}

milliseconds trial_after(const ConnectorView& view, Effect effect) {
    const auto delay = view.effect_delays.of(effect);
    return delay ? std::max(view.timings.least_trial_after, half_more(*delay)) : view.timings.trial_after;
}

/// Empty: no need to, or what was told since is judged like any other limit.
std::optional<SteadyTime> start_is_checked_at(const ConnectorView& view, const AcknowledgedLimit& limit) {
    if (view.evidence.start_is_checked || !view.charging_since || !view.power_is_measured) return std::nullopt;
    if (limit.at > *view.charging_since) return std::nullopt;
    return std::max(*view.charging_since + view.timings.checked_after_start, limit.at + view.timings.trial_after);
}

milliseconds next_trial_after(const ConnectorView& view, Effect effect) {
    const LimitEvidence& evidence = view.evidence;
    if (evidence.was_followed && evidence.exceeded_at && evidence.within_at) {
        // Overridden: it may have been so since the last value that showed none, and no effect of ours is waited for.
        const auto unseen = std::chrono::duration_cast<milliseconds>(*evidence.exceeded_at - *evidence.within_at);
        const milliseconds most = view.timings.trial_after, least = std::min(view.timings.least_trial_after, most);
        return std::clamp(view.timings.overridden_after - unseen, least, most);
    }
    return trial_after(view, effect) + evidence.trials * std::max(view.timings.trial_after, trial_after(view, effect));
}

bool more_flows_than_ceiling(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now) {
    const auto& ceiling = view.desired.max_charge_rate_kw;
    const auto reading = ceiling ? proven_since(view, limit.counts_from(), now) : std::nullopt;
    return reading && reading->least_kw > most_allowed(view, *ceiling, view.facts().phases);
}

std::optional<SteadyTime> evidence_of_limit_at(const ConnectorView& view, SteadyTime now) {
    const AcknowledgedLimit* limit = view.binding_limit();
    if (limit == nullptr || !view.observed.transaction || !limit_is_settled(view)) return std::nullopt;
    if (const auto due = start_is_checked_at(view, *limit); due && !view.power_since(*due, now)) return due;
    const auto& within = view.evidence.within_at;
    const SteadyTime known = std::max(limit->counts_from(), view.observed.transaction->opened_at);
    const bool was_seen_within =
        !view.evidence.exceeded_at && within && *within >= known + view.timings.live_effect_after;
    if (was_seen_within) return std::nullopt;
    const SteadyTime begin = excess_begins(view, *limit);
    const Effect effect = effect_of(*limit);
    std::vector<milliseconds> moments{next_trial_after(view, effect)};
    if (limit->limit.is_zero()) {
        const bool stands_for_ceiling = ceiling_is_below_minimum(view) || more_flows_than_ceiling(view, *limit, now);
        moments.push_back(stands_for_ceiling ? view.timings.zero_enforced_after : judged_after(view, effect));
    }
    std::sort(moments.begin(), moments.end());
    for (const milliseconds moment : moments) {
        const auto reading = view.power_since(begin + moment, now);
        if (!reading) return begin + moment;
        if (reading->assumes_phases || reading->least_kw <= most_allowed(view, *limit)) return std::nullopt;
    }
    return std::nullopt;
}

}  // namespace

Effect effect_of(const AcknowledgedLimit& limit) { return limit.limit.is_zero() ? Effect::pause : Effect::reduction; }

milliseconds judged_after(const ConnectorView& view, Effect effect) {
    const auto delay = view.effect_delays.of(effect);
    const ControlTimings& timings = view.timings;
    if (!delay) return timings.judged_after;
    return std::clamp(half_more(*delay), std::min(timings.least_judged_after, timings.judged_after),
                      timings.judged_after);
}

milliseconds excess_over(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now) {
    const SteadyTime begin = excess_begins(view, limit);
    const double allowed = most_allowed(view, limit);
    const auto reading = proven_since(view, begin, now);
    if (!reading) return milliseconds(0);
    if (reading->since == reading->at) return lasts(*reading, begin, allowed, limit.flowed_kw);
    // The energy of a reduction's first moments is the charger's to take.
    const milliseconds delay = view.effect_delays.of(effect_of(limit)).value_or(milliseconds(0));
    const auto later = proven_since(view, std::max(begin, limit.counts_from() + delay), now);
    const auto excess = later ? lasts(*later, later->since, allowed, limit.flowed_kw) : milliseconds(0);
    return excess.count() > 0 ? excess + delay : excess;
}

bool trial_is_due(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now) {
    const Effect effect = effect_of(limit);
    if (excess_over(view, limit, now) < next_trial_after(view, effect)) return false;
    return !view.evidence.tried_at || now - *view.evidence.tried_at >= trial_after(view, effect) / 2;
}

std::optional<PowerReading> proven_since(const ConnectorView& view, SteadyTime since, SteadyTime now) {
    const auto power = view.meter_may_be_frozen ? std::nullopt : view.power_since(since, now);
    if (!power || power->assumes_phases || power->source == PowerSource::implied) return std::nullopt;
    return power;
}

bool has_no_effect(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now) {
    return excess_over(view, limit, now) >= judged_after(view, effect_of(limit));
}

bool flows_within_ceiling(const ConnectorView& view, SteadyTime now) {
    const AcknowledgedLimit* limit = view.binding_limit();
    const auto reading = limit ? proven_since(view, limit->counts_from(), now) : std::nullopt;
    const auto& ceiling = view.desired.max_charge_rate_kw;
    return reading && ceiling && reading->most_kw <= most_allowed(view, *ceiling, view.facts().phases);
}

bool zero_is_to_be_enforced(const ConnectorView& view, SteadyTime now) {
    const AcknowledgedLimit* limit = view.binding_limit();
    if (limit == nullptr || !limit->limit.is_zero()) return false;
    if (limit->is_stale) return false;  // another may hold
    if (!ceiling_is_below_minimum(view) && !more_flows_than_ceiling(view, *limit, now)) return false;
    return excess_over(view, *limit, now) >= view.timings.zero_enforced_after;
}

bool limit_was_lost_at_start(const ConnectorView& view, SteadyTime now) {
    const AcknowledgedLimit* limit = view.binding_limit();
    const auto due = limit ? start_is_checked_at(view, *limit) : std::nullopt;
    const auto reading = due ? proven_since(view, *due, now) : std::nullopt;
    return reading && reading->least_kw > most_allowed(view, *limit);
}

std::optional<SteadyTime> start_not_checked_at(const ConnectorView& view, SteadyTime now) {
    const AcknowledgedLimit* limit = view.binding_limit();
    const auto due = limit ? start_is_checked_at(view, *limit) : std::nullopt;
    if (!due || proven_since(view, *due, now)) return std::nullopt;
    return *due + view.timings.trial_after;
}

bool raise_shows_no_effect(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now) {
    constexpr double kRaise = 1.1;
    const double before = limit.kilowatts_before;
    if (before <= 0 || limit.kilowatts < kRaise * before) return false;
    const auto power = proven_since(view, limit.counts_from() + trial_after(view, Effect::resume), now);
    return power && power->least_kw >= kSittingShare * before && power->most_kw <= kOverLimitShare * before;
}

bool is_followed(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now) {
    const SteadyTime settled = limit.counts_from() + view.timings.live_effect_after;
    const auto power = at_most_since(view, settled, most_allowed(view, limit), now);
    return power && power->least_kw >= kBindingShare * allowed_by(limit);
}

std::optional<PowerReading> flow_since(const ConnectorView& view, SteadyTime since, SteadyTime now) {
    const auto reading = view.power_since(since, now);
    if (reading && reading->exports) return reading;
    if (!reading || !reading->flows()) return std::nullopt;
    if (reading->since == reading->at) return reading;
    // Energy that came early in a long window is no flow of now.
    const auto half = std::chrono::duration_cast<milliseconds>(reading->at - reading->since) / 2;
    const AcknowledgedLimit* limit = view.binding_limit();
    const bool goes_on = lasts(*reading, reading->since, kFlowingKw, limit ? limit->flowed_kw : 0) >= half;
    return goes_on ? reading : std::nullopt;
}

std::optional<PowerReading> at_most_since(const ConnectorView& view, SteadyTime since, double kilowatts,
                                          SteadyTime now) {
    constexpr std::chrono::seconds kWindows[] = {std::chrono::hours(1), std::chrono::seconds(180),
                                                 std::chrono::seconds(120), std::chrono::seconds(60),
                                                 std::chrono::seconds(30)};
    for (const auto window : kWindows) {
        const auto reading = view.power_since(std::max(since, now - window), now);
        if (reading && reading->exports && kilowatts <= kFlowingKw) return std::nullopt;  // no import, and no rest
        if (reading && !reading->assumes_phases && reading->most_kw <= kilowatts) return reading;
        if (!reading || !reading->is_estimated()) return std::nullopt;
    }
    return std::nullopt;
}

std::optional<SteadyTime> evidence_wanted_at(const ConnectorView& view, SteadyTime now) {
    if (view.meter_interval <= view.timings.live_effect_after) return std::nullopt;  // it comes soon anyway
    // One value a little later serves both: a second one might be asked for too soon after it, and come late.
    constexpr std::chrono::seconds kOneServesBoth{15};
    auto due = evidence_of_limit_at(view, now);
    const auto of_alert = proof_of_excess_at(view, now);
    if (due && of_alert && *due - *of_alert <= kOneServesBoth && *due > *of_alert) return due;
    keep_earlier(due, of_alert);
    return due;
}

// What is noted of it.

namespace {

void look_at_limit(ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now) {
    LimitEvidence& evidence = view.evidence;
    const double allowed = most_allowed(view, limit);
    const SteadyTime begin = excess_begins(view, limit);
    if (const auto within = at_most_since(view, begin, allowed, now);
        within && within->source != PowerSource::implied) {
        evidence.within_at = within->at;
        evidence.exceeded_at.reset();
        evidence.tried_at.reset();
        evidence.trials = 0;
    } else if (evidence.within_at && *evidence.within_at >= limit.counts_from() && !evidence.exceeded_at) {
        const auto reading = proven_since(view, begin, now);
        if (reading && reading->least_kw > allowed) evidence.exceeded_at = reading->since;
    }
    if (!is_followed(view, limit, now)) return;
    evidence.was_followed = true;
    evidence.no_strategy_is_left = false;
}

/// What the owner is told of: strict while the phases are not known.
double allowed_by_owner(const ConnectorView& view, const WantedLimit& wanted) {
    const bool may_hold_minimum = !wanted.limit.is_zero() && (wants_no_power(view) || phase_probe_may_help(view));
    return may_hold_minimum ? to_kilowatts(wanted.limit, view.facts()) : wanted.kilowatts;
}

void look_at_ceiling(ConnectorView& view, SteadyTime now) {
    LimitEvidence& evidence = view.evidence;
    const auto wanted = wanted_limit(view, binding_purpose(view));
    if (!view.is_connected || !wanted) {
        evidence.over_ceiling_since.reset();
        evidence.allowed_kw.reset();
        return;
    }
    const double allowed = allowed_by_owner(view, *wanted);
    note_allowed(view, allowed, wanted->kilowatts, now);
    if (view.meter_may_be_frozen && !view.meter_is_frozen) return;
    const SteadyTime begin = std::max(view.connected_changed_at, evidence.allowed_since.value_or(SteadyTime{}));
    const auto reading = proven_since(view, begin, now);
    const double then = reading ? allowed_then(evidence, reading->since) : allowed;
    const double most = most_allowed(view, then, view.observed.meter.phases_drawing().value_or(1));
    const auto within = at_most_since(view, begin, most, now);
    if (within) evidence.over_ceiling_at = now;
    if (!reading || within) return evidence.over_ceiling_since.reset();
    // Where phases are told one by one those of the telling before stand in: that is no excess of then.
    if (!evidence.over_ceiling_since && reading->at <= evidence.over_ceiling_at) return;
    const milliseconds excess =
        lasts(*reading, evidence.over_ceiling_since.value_or(reading->at), most, evidence.flowed_kw);
    if (reading->least_kw > most) {
        evidence.over_ceiling_since = reading->at - excess_in_all(evidence, *reading, excess);
        evidence.over_ceiling_at = reading->at;
    } else if (!ceiling_is_not_followed(view))
        evidence.over_ceiling_since.reset();  // an alarm waits for proof that it is over
}

}  // namespace

void look_at_power(ConnectorView& view, SteadyTime now) {
    look_at_ceiling(view, now);
    watch_resume(view, now);
    const AcknowledgedLimit* limit = view.binding_limit();
    if (limit == nullptr || !limit_is_settled(view) || !view.observed.transaction) return;
    const bool is_base = view.tx_default.acknowledged && limit == &*view.tx_default.acknowledged;
    look_at_limit(view, *limit, now);
    watch_effect(view, *(is_base ? view.tx_default : view.tx_profile).acknowledged, most_allowed(view, *limit), now);
}

}  // namespace gateway
