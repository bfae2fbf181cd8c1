#include <algorithm>

#include "gateway/decision/limit_dialogue.h"
#include "gateway/decision/limit_strategies.h"
#include "gateway/decision/limit_watch.h"
#include "gateway/decision/wanted_limit.h"

/// LimitDialogue: since when each counts, what was learnt, what is tried where one shows no effect, and what is left
/// where one is refused for its height.
namespace gateway {

void LimitDialogue::forget_excess() {
    LimitEvidence& evidence = view_.evidence;
    evidence.within_at.reset();
    evidence.exceeded_at.reset();
    evidence.tried_at.reset();
    evidence.trials = 0;
}

/// An equal value told again changes nothing, and a higher one gives no new time to a charger that exceeds the one
/// before. A reduction counts from its own acknowledgement.
AcknowledgedLimit LimitDialogue::after(const std::optional<AcknowledgedLimit>& before, const SendLimit& sent,
                                       SteadyTime now) const {
    AcknowledgedLimit next;
    next.limit = sent.limit;
    next.asked_kw = sent.kilowatts;
    next.kilowatts = to_kilowatts(sent.limit, view_.facts());
    next.at = now;
    if (const auto power = view_.power(now)) next.flowed_kw = power->kilowatts;
    if (!before) return next;
    const bool is_equal = before->limit == sent.limit;
    next.kilowatts_before = is_equal ? before->kilowatts_before : before->kilowatts;
    const bool is_raise_in_excess =
        next.kilowatts > before->kilowatts && !before->limit.is_zero() && excess_over(view_, *before, now).count() > 0;
    if (before->counts_anew || !(is_equal || is_raise_in_excess)) return next;
    next.first_at = before->counts_from();
    next.flowed_kw = std::max(next.flowed_kw, before->flowed_kw);
    next.effect_is_seen = before->effect_is_seen;
    next.exceeded_at = before->exceeded_at;
    return next;
}

void LimitDialogue::was_lifted(SteadyTime now) {
    view_.unheld_since = now;
    view_.evidence.resume_is_seen = false;
    if (view_.wake == Wake::not_needed) view_.wake = Wake::may_be_needed;
}

/// The charger's own default is in force then, as before our first limit.
void LimitDialogue::cleared(ProfilePurpose purpose, bool cleared, SteadyTime now) {
    ProfileDialogue& answered = dialogue(purpose);
    if (!cleared) {
        answered.refused_by_all_variants = answered.was_refused_by_all = true;
        answered.not_before = now + view_.timings.retry_after_refusal;
        if (purpose == ProfilePurpose::tx_profile) view_.tx_profile_refused = true;
        return;
    }
    const bool was_held = view_.is_held_by_our_limit();
    answered = {};
    if (purpose == ProfilePurpose::tx_default) view_.profile_may_be_installed = false;
    else view_.tx_profile_in_use = view_.tx_profile_on_trial = false;
    if (was_held && !view_.is_held_by_our_limit()) was_lifted(now);
}

ChargingLimit LimitDialogue::least_like(const SendLimit& sent) const {
    return least_limit(sent.limit.unit,
                       sent.purpose == ProfilePurpose::tx_default ? view_.base_facts() : view_.facts());
}

/// Other refusals may pass, or are of the charger's state: this one may be about the value, and less could be told.
bool LimitDialogue::may_be_too_high(const SendLimit& sent) const {
    const bool is_not_yet = view_.observed.status == ocpp::ChargePointStatus::Available && !view_.observed.transaction;
    if (is_not_yet || view_.bounds.is_exhausted() || sent.limit.value.tenths < least_like(sent).value.tenths)
        return false;
    const std::string& words =
        (sent.purpose == ProfilePurpose::tx_default ? view_.tx_default : view_.tx_profile).refusal;
    if (words != "Rejected" && words.find("ConstraintViolation") == std::string::npos) return false;
    const auto taken = view_.bounds.most_accepted(sent.limit.unit);
    // To lift a pause less will do than was taken once.
    return !taken || sent.limit.value.tenths > taken->value.tenths || view_.is_held_by_our_limit();
}

/// Less was taken in the same variant: it is the height that is refused.
bool LimitDialogue::is_too_high(const SendLimit& sent, const Capabilities& capabilities) const {
    const auto& taken =
        sent.purpose == ProfilePurpose::tx_default ? view_.tx_default.acknowledged : view_.tx_profile.acknowledged;
    if (!taken || !capabilities.strategy_is_proven || taken->limit.unit != sent.limit.unit) return false;
    const bool has_fraction_first = sent.limit.value.tenths % 10 != 0 && taken->limit.value.tenths % 10 == 0;
    const bool may_be_the_fraction =
        sent.limit.unit == RateUnit::A && has_fraction_first && !view_.whole_amperes_tried_on;
    return !may_be_the_fraction && sent.limit.value.tenths > taken->limit.value.tenths && may_be_too_high(sent);
}

void LimitDialogue::note_trial(SteadyTime now) {
    view_.evidence.tried_at = now;
    ++view_.evidence.trials;
}

void LimitDialogue::begin_tx_profile_trial(SteadyTime now) {
    note_trial(now);
    view_.tx_profile_on_trial = true;
    if (const AcknowledgedLimit* base = view_.binding_limit())
        view_.base_stood_without_effect = excess_over(view_, *base, now);
}

void LimitDialogue::learn(Learn::Lesson lesson, Capabilities& capabilities, SteadyTime now) {
    switch (lesson) {
        case Learn::Lesson::tx_profile_trial:
            return begin_tx_profile_trial(now);
        case Learn::Lesson::lost_at_start:
            view_.evidence.start_is_checked = true;
            if (!view_.observed.transaction) view_.evidence.reasserted_at = now;
            return mark_all_stale();
        case Learn::Lesson::needs_tx_profile:
            capabilities.needs_tx_profile = true;
            return;
        case Learn::Lesson::zero_ignored:
            capabilities.zero_ignored = true;
            return;
        case Learn::Lesson::no_effect:
            note_trial(now);
            return lesson_no_effect(capabilities);
        case Learn::Lesson::drifted:
            note_trial(now);
            view_.evidence.was_followed = false;
            view_.evidence.reasserted_at = now;
            ++view_.evidence.reassertions;
            return mark_all_stale();
        case Learn::Lesson::phase_probe_begins:
            view_.phase_probe = PhaseProbe::running;
            view_.phase_probe_since = now;
            return;
        case Learn::Lesson::phase_probe_is_over:
            view_.phase_probe = PhaseProbe::over;
            return;
        case Learn::Lesson::vehicle_sleeps:
            return lesson_vehicle_sleeps(now);
        case Learn::Lesson::vehicle_was_nudged:
            view_.wake = view_.traits.wake_by_restart ? Wake::restart_may_be_needed : Wake::given_up;
            view_.wake_since = now;
            return;
    }
}

void LimitDialogue::lesson_no_effect(Capabilities& capabilities) {
    const auto wanted = wanted_limit(view_, binding_purpose(view_));
    if (wanted && wanted->variant.unit != view_.variant_in_use().unit) {
        capabilities.watts_detour_fails = true;
        return mark_all_stale();
    }
    const auto strategies = view_.limit_strategies();
    auto& tried = view_.evidence.variants_without_effect;
    const ProfileVariant failed = strategies[capabilities.strategy % strategies.size()];
    const bool failed_before = std::find(tried.begin(), tried.end(), failed) != tried.end();
    if (failed_before && failed.lever == Lever::charge_point_max) {
        view_.evidence.charge_point_max_fails = true;
        next_strategy(capabilities, 0);
        return mark_all_stale();
    }
    if (!failed_before) tried.push_back(failed);
    const std::size_t next = strategy_after_no_effect(strategies, capabilities.strategy, tried);
    view_.evidence.no_strategy_is_left = next == strategies.size();
    next_strategy(capabilities, view_.evidence.no_strategy_is_left ? strategy_of(strategies, tried.front()) : next);
    mark_all_stale();
}

void LimitDialogue::lesson_vehicle_sleeps(SteadyTime now) {
    const bool is_first = view_.wake == Wake::may_be_needed && !view_.zero_may_do_harm();
    view_.wake = is_first ? Wake::zero_edge : view_.traits.wake_by_restart ? Wake::restart : Wake::given_up;
    view_.wake_since = now;
}

}  // namespace gateway
