#include "gateway/decision/limit_dialogue.h"

#include <algorithm>

#include "gateway/decision/limit_strategies.h"
#include "gateway/decision/wanted_limit.h"

namespace gateway {

namespace {

using ocpp::ChargePointStatus;

constexpr int kMostTimeoutsOnStrategy = 2;
constexpr std::size_t kMostTxProfileTries = 3;  // with its id, without, and once more when the start has settled

bool has_fraction(const SendLimit& sent) { return sent.limit.unit == RateUnit::A && sent.limit.value.tenths % 10 != 0; }

}  // namespace

void LimitDialogue::start_over() {
    forget_evidence_of_session();
    forget_refusals();
    mark_all_stale();
    for (ProfileDialogue* each : {&view_.tx_default, &view_.tx_profile}) {
        if (each->acknowledged) each->acknowledged->counts_anew = true;
    }
}

/// What was found to have no effect is not tried again before the charger boots.
void LimitDialogue::forget_evidence_of_session() {
    view_.evidence.was_followed = false;
    view_.evidence.reassertions = 0;
    view_.evidence.reasserted_at.reset();
    view_.evidence.start_is_checked = false;
    forget_excess();
}

void LimitDialogue::strategies_changed() {
    view_.evidence = {};
    view_.tx_default.was_refused_by_all = false;
    view_.bounds.forget();
    view_.refused_fraction = {};
    start_over();
}

void LimitDialogue::mark_all_stale() {
    ++times_marked_stale_;
    for (ProfileDialogue* each : {&view_.tx_default, &view_.tx_profile}) {
        if (each->acknowledged) each->acknowledged->is_stale = true;
    }
}

void LimitDialogue::mark_stale_what_chargers_forget() {
    if (!view_.traits.keeps_profiles) mark_all_stale();
}

void LimitDialogue::forget_refusals() {
    for (ProfileDialogue* each : {&view_.tx_default, &view_.tx_profile}) {
        each->not_before.reset();
        each->waits_for_plug_in = false;
        each->refused_by_all_variants = false;
        each->timeouts = 0;
        each->timeouts_on_strategy = 0;
        each->refusals = 0;
    }
}

void LimitDialogue::forget_tx_profile() {
    // It was the last session's; but the pace of telling goes on.
    const auto last_sent = view_.tx_profile.last_sent;
    view_.tx_profile = {};
    view_.tx_profile.last_sent = last_sent;
    view_.tx_profile_in_use = view_.tx_profile_refused = view_.tx_profile_may_be_installed = false;
    view_.tx_profile_on_trial = false;
}

void LimitDialogue::session_begins() {
    forget_tx_profile();
    forget_evidence_of_session();
    forget_refusals();
    mark_stale_what_does_not_show();
}

void LimitDialogue::session_ends() {
    forget_tx_profile();
    mark_stale_what_chargers_forget();
}

void LimitDialogue::vehicle_plugged_in() {
    forget_refusals();
    forget_evidence_of_session();
}

void LimitDialogue::mark_stale_what_does_not_show() {
    view_.evidence.start_is_checked = false;
    if (!view_.power_is_measured) mark_stale_what_chargers_forget();
}

ProfileDialogue& LimitDialogue::dialogue(ProfilePurpose purpose) {
    return purpose == ProfilePurpose::tx_default ? view_.tx_default : view_.tx_profile;
}

void LimitDialogue::sent(const SendLimit& sent, SteadyTime now) {
    ProfileDialogue& telling = dialogue(sent.purpose);
    if (telling.last_sent && now < *telling.last_sent + view_.timings.between_profiles) telling.hurried_at = now;
    telling.last_sent = now;
    view_.profile_may_be_installed = true;
    // Until it is answered nobody knows which of the two holds.
    if (telling.acknowledged && telling.acknowledged->limit != sent.limit) what_was_sent_may_apply(telling);
    if (sent.purpose == ProfilePurpose::tx_default) levers_told_.insert(sent.variant.lever);
    if (view_.traits.profiles_per_day) count_write(now);
    // A charger may end the session before it answers.
    if (!sent.limit.is_zero()) return;
    if (!zero_since_ || now - *zero_since_ >= view_.timings.zero_effect_after) zero_sent_at_ = now;
    zero_since_ = now;
}

/// What an earlier process told went by the lever that is still in use, unless the strategies has moved since.
std::set<Lever> LimitDialogue::levers_used() const {
    if (!view_.profile_may_be_installed) return {};
    std::set<Lever> levers = levers_told_;
    levers.insert(view_.variant_in_use().lever);
    return levers;
}

void LimitDialogue::count_write(SteadyTime now) {
    auto& writes = view_.profile_writes;
    while (!writes.empty() && now - writes.front() >= kBudgetPeriod) writes.pop_front();
    writes.push_back(now);
    if (writes.size() > static_cast<std::size_t>(*view_.traits.profiles_per_day) + 1) writes.pop_front();
}

void LimitDialogue::accepted(const SendLimit& sent, int times_marked_when_sent, Capabilities& capabilities,
                             SteadyTime now) {
    ProfileDialogue& answered = dialogue(sent.purpose);
    const bool was_held = view_.is_held_by_our_limit();
    if (!answered.acknowledged || answered.acknowledged->limit != sent.limit) view_.evidence.was_followed = false;
    const bool is_newly_wanted = !answered.acknowledged || answered.acknowledged->asked_kw != sent.kilowatts;
    const bool is_first_of_session = sent.purpose == ProfilePurpose::tx_profile && !answered.acknowledged;
    AcknowledgedLimit acknowledged =
        after(is_first_of_session ? view_.tx_default.acknowledged : answered.acknowledged, sent, now);
    acknowledged.is_stale = times_marked_when_sent != times_marked_stale_;
    if (!acknowledged.first_at) forget_excess();
    answered.acknowledged = acknowledged;
    view_.bounds.accepted(sent.limit);
    if (sent.purpose == ProfilePurpose::tx_profile && has_fraction(sent)) view_.refused_fraction.forget_refusal();
    const bool is_base_in_amperes = sent.purpose == ProfilePurpose::tx_default && sent.limit.unit == RateUnit::A;
    if (is_base_in_amperes && view_.refused_fraction.accepted(sent.limit.value.tenths))
        capabilities.whole_amperes = true;
    answered.timeouts = answered.timeouts_on_strategy = 0;
    answered.refusals = 0;
    answered.refused_by_all_variants = answered.was_refused_by_all = false;
    answered.waits_for_plug_in = false;
    answered.not_before.reset();
    answered.refusal.clear();
    const bool is_a_pause = sent.kilowatts <= 0 && view_.desired.max_charge_rate_kw.value_or(view_.max_kw) > 0;
    if (!is_a_pause) view_.acknowledged_ceiling_kw = sent.kilowatts;
    if (sent.purpose == ProfilePurpose::tx_profile) {
        view_.tx_profile_in_use = true;
        capabilities.tx_profile_without_id = sent.without_transaction_id;
    } else {
        // A new value may let the charger take the other, too: a TxProfile is never given up for good.
        if (is_newly_wanted) view_.tx_profile_refused = false;
        capabilities.strategy_is_proven = true;
        if (!view_.tx_profile.whole_amperes_tried) view_.whole_amperes_tried_on.reset();
    }
    zero_since_ = sent.limit.is_zero() ? std::optional<SteadyTime>(now) : std::nullopt;
    // After a pause the vehicle may come back on more phases (quirk 77).
    if (view_.is_held_by_our_limit() && view_.desired.intent == canonical::Intent::pause)
        view_.observed.meter.forget_phases();
    if (!was_held || view_.is_held_by_our_limit()) return;
    was_lifted(now);
}

/// A charger may apply what it answers late, wrongly or never: only a fresh acceptance tells what holds in it.
void LimitDialogue::what_was_sent_may_apply(ProfileDialogue& unclear) {
    if (unclear.acknowledged) unclear.acknowledged->is_stale = true;
}

void LimitDialogue::refused(const SendLimit& sent, std::string words, Capabilities& capabilities, SteadyTime now) {
    ProfileDialogue& refused = dialogue(sent.purpose);
    what_was_sent_may_apply(refused);
    refused.refusal = std::move(words);
    refused.timeouts = refused.timeouts_on_strategy = 0;
    if (sent.variant.unit != view_.variant_in_use().unit) {
        capabilities.watts_detour_fails = true;
        return;
    }
    if (!has_fraction(sent)) view_.refused_fraction.forget_refusal();  // so it was not the fraction
    if (is_too_high(sent, capabilities)) return view_.bounds.refused(sent.limit, least_like(sent));
    ++refused.refusals;
    if (sent.purpose == ProfilePurpose::tx_default) return base_refused(sent, capabilities, now);
    tx_profile_refused(sent, capabilities, now);
}

/// Around the start of a transaction a refusal may only mean "not yet" (quirk 87). One that was accepted before still
/// binds the charger, so a change of it is never given up.
void LimitDialogue::tx_profile_refused(const SendLimit& sent, Capabilities& capabilities, SteadyTime now) {
    ProfileDialogue& refused = view_.tx_profile;
    const bool is_first = refused.refusals == 1;
    refused.not_before = now + (is_first ? std::chrono::milliseconds(0) : view_.timings.retry_after_timeout);
    if (!is_first && has_fraction(sent) && refused.acknowledged && !refused.whole_amperes_tried) {
        // One was taken, so it may be the fraction: the same once more, rounded down.
        view_.whole_amperes_tried_on = capabilities.strategy;
        refused.whole_amperes_tried = true;
        refused.refusals = 0;
        refused.not_before = now;
        refused.hurried_at.reset();
        return;
    }
    if (refused.refusals < kMostTxProfileTries) return;
    if (may_be_too_high(sent)) {
        refused.not_before = now;
        --refused.refusals;  // less is tried once
        return view_.bounds.refused(sent.limit, least_like(sent));
    }
    if (!view_.tx_profile_in_use) {
        view_.tx_profile_refused = true;
        view_.tx_profile_may_be_installed = false;
        return;
    }
    refused.not_before = now + view_.timings.retry_after_refusal;
    // Other limits were taken: it is the zero that is not, so it cannot be the pause (quirk 80). But where no session
    // is told of it may be the transaction that the charger does not know any more, and so it is where it took a zero
    // for it before.
    const bool took_zero = refused.acknowledged && refused.acknowledged->limit.is_zero();
    if (sent.limit.is_zero() && view_.session_is_told() && !took_zero) capabilities.zero_ignored = true;
}

void LimitDialogue::base_refused(const SendLimit& sent, Capabilities& capabilities, SteadyTime now) {
    ProfileDialogue& refused = view_.tx_default;
    if (view_.observed.status == ChargePointStatus::Available && !view_.observed.transaction) {
        refused.waits_for_plug_in = true;
        return;
    }
    if (has_fraction(sent) && !view_.whole_amperes_tried_on) {
        view_.whole_amperes_tried_on = capabilities.strategy;  // the same once more, rounded down
        view_.refused_fraction.refused(sent.limit.value.tenths);
        --refused.refusals;
        return;
    }
    const std::size_t strategies = view_.limit_strategies().size();
    view_.refused_fraction.forget_refusal();
    if (less_is_wanted_than(view_, sent.limit) && !capabilities.strategy_is_proven && capabilities.strategy > 0) {
        refused.refusals = 0;
        return next_strategy(capabilities,
                             0);  // it may have been the height that was refused all the way down the strategies
    }
    const bool is_last = refused.refusals >= strategies || refused.was_refused_by_all;
    const bool goes_lower = is_last && may_be_too_high(sent);
    if (!goes_lower || !refused.was_refused_by_all)
        next_strategy(capabilities, (capabilities.strategy + 1) % strategies);
    if (!is_last) return;
    view_.whole_amperes_tried_on.reset();
    refused.refusals = 0;
    refused.refused_by_all_variants = refused.was_refused_by_all = true;
    if (goes_lower) view_.bounds.refused(sent.limit, least_like(sent));
    refused.not_before = goes_lower ? now : now + view_.timings.retry_after_refusal;
}

void LimitDialogue::next_strategy(Capabilities& capabilities, std::size_t strategy) {
    capabilities.strategy = strategy;
    capabilities.strategy_is_proven = false;
    view_.tx_default.timeouts_on_strategy = 0;
}

void LimitDialogue::timed_out(const SendLimit& sent, Capabilities& capabilities, SteadyTime now) {
    ProfileDialogue& unanswered = dialogue(sent.purpose);
    what_was_sent_may_apply(unanswered);
    ++unanswered.timeouts;
    unanswered.not_before = now + view_.timings.retry_after_timeout;
    if (sent.purpose != ProfilePurpose::tx_default) return;
    // Slowness is no refusal; but a variant that never was answered may be one that the charger is mute to (quirk 85).
    if (++unanswered.timeouts_on_strategy < kMostTimeoutsOnStrategy || capabilities.strategy_is_proven) return;
    next_strategy(capabilities, strategy_of_another_kind(view_.limit_strategies(), capabilities.strategy));
}

}  // namespace gateway
