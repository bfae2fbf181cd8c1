#include <algorithm>

#include "gateway/control/connector.h"
#include "gateway/control/limit_watch.h"

/// The Connector and its limits: since when each counts, what is tried where one shows no effect, and what is left where one is
/// refused for its height.
namespace gateway {

void Connector::forget_excess() {
    LimitEvidence& evidence = view.evidence;
    evidence.within_at.reset();
    evidence.exceeded_at.reset();
    evidence.tried_at.reset();
    evidence.trials = 0;
}

/// An equal value told again changes nothing, and a higher one gives no new time to a charger that exceeds the one before. A
/// reduction counts from its own acknowledgement.
AcknowledgedLimit Connector::after(const std::optional<AcknowledgedLimit>& before, const SendLimit& sent, SteadyTime now) const {
    AcknowledgedLimit next;
    next.limit = sent.limit;
    next.asked_kw = sent.kilowatts;
    next.kilowatts = to_kilowatts(sent.limit, view.facts());
    next.at = now;
    if (const auto power = view.power(now)) next.flowed_kw = power->kilowatts;
    if (!before) return next;
    const bool is_equal = before->limit == sent.limit;
    next.kilowatts_before = is_equal ? before->kilowatts_before : before->kilowatts;
    const bool is_raise_in_excess = next.kilowatts > before->kilowatts && !before->limit.is_zero() &&
                                    excess_over(view, *before, now).count() > 0;
    if (before->counts_anew || !(is_equal || is_raise_in_excess)) return next;
    next.first_at = before->counts_from();
    next.flowed_kw = std::max(next.flowed_kw, before->flowed_kw);
    next.effect_is_seen = before->effect_is_seen;
    return next;
}

void Connector::limit_was_lifted(SteadyTime now) {
    view.unheld_since = now;
    view.evidence.resume_is_seen = false;
    if (view.wake == Wake::not_needed) view.wake = Wake::may_be_needed;
}

/// The charger's own default is in force then, as before our first limit.
void Connector::limit_cleared(ProfilePurpose purpose, bool cleared, SteadyTime now) {
    ProfileDialogue& answered = dialogue(purpose);
    if (!cleared) {
        answered.refused_by_all_variants = answered.was_refused_by_all = true;
        answered.not_before = now + view.timings.retry_after_refusal;
        if (purpose == ProfilePurpose::tx_profile) view.tx_profile_refused = true;
        return;
    }
    const bool was_held = view.is_held_by_our_limit();
    answered = {};
    if (purpose == ProfilePurpose::tx_default) view.profile_may_be_installed = false;
    else view.tx_profile_in_use = view.tx_profile_on_trial = false;
    if (was_held && !view.is_held_by_our_limit()) limit_was_lifted(now);
}

double Connector::height_of(const SendLimit& sent) const {
    const bool is_base = sent.purpose == ProfilePurpose::tx_default;
    return sent.limit.is_zero() ? 0 : to_kilowatts(sent.limit, is_base ? view.base_facts() : view.facts());
}

/// Less was taken in the same variant: it is the height that is refused.
bool Connector::is_too_high(const SendLimit& sent, const Capabilities& capabilities) const {
    const auto& taken = sent.purpose == ProfilePurpose::tx_default ? view.tx_default.acknowledged : view.tx_profile.acknowledged;
    const bool is_not_yet = view.observed.status == ocpp::ChargePointStatus::Available && !view.observed.transaction;
    if (!taken || is_not_yet || !capabilities.rung_is_proven || view.bounds.is_exhausted()) return false;
    const bool may_be_the_fraction = sent.limit.unit == RateUnit::A && sent.limit.value.tenths % 10 != 0 && !view.whole_amperes_tried_on;
    if (may_be_the_fraction || taken->limit.unit != sent.limit.unit) return false;
    // Other errors may pass; these are about the value.
    const std::string& words = (sent.purpose == ProfilePurpose::tx_default ? view.tx_default : view.tx_profile).refusal;
    if (words != "Rejected" && words.find("ConstraintViolation") == std::string::npos) return false;
    return height_of(sent) > view.bounds.most_accepted().value_or(0) && sent.limit.value.tenths > taken->limit.value.tenths;
}

void Connector::note_trial(SteadyTime now) {
    view.evidence.tried_at = now;
    ++view.evidence.trials;
}

void Connector::begin_tx_profile_trial(SteadyTime now) {
    note_trial(now);
    view.tx_profile_on_trial = true;
    if (const AcknowledgedLimit* base = view.binding_limit()) view.base_stood_without_effect = excess_over(view, *base, now);
}

}  // namespace gateway
