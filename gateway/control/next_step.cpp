#include "gateway/control/next_step.h"

#include <algorithm>

#include "gateway/translate/connector_status.h"

namespace gateway {

namespace {

using canonical::Intent;

constexpr double kOverLimitShare = 1.05;  // measured power may exceed the limit by 5 %
constexpr double kOverLimitAmperes = 1;   // or by one ampere a phase (algorithm (a) step 5)
constexpr double kStillDrawingKw = 0.1;
constexpr int kMostRemoteStarts = 2;
constexpr std::int64_t kSmallRiseTenths = 5;  // quirk 96

/// No power may flow: a pause, or a ceiling that no vehicle could charge under.
bool wants_no_power(const ConnectorView& view) {
    return view.desired.intent == Intent::pause || ceiling_is_below_minimum(view);
}

/// Looks for the first thing to do and remembers the nearest time at which the answer may change.
class StepFinder {
  public:
    StepFinder(const ConnectorView& view, SteadyTime now) : view_(view), now_(now) {}

    Step find() {
        if (!view_.may_call) return Nothing{};
        if (auto step = teach()) return *step;
        if (auto step = enforce_limit()) return *step;
        if (auto step = end_session_that_cannot_pause()) return *step;
        if (auto step = begin_session()) return *step;
        if (nearest_) return WaitUntil{*nearest_};
        return Nothing{};
    }

  private:
    using MaybeStep = std::optional<Step>;

    bool is_reached(SteadyTime time) {
        if (now_ >= time) return true;
        nearest_ = nearest_ ? std::min(*nearest_, time) : time;
        return false;
    }
    bool is_reached(const std::optional<SteadyTime>& time) { return !time || is_reached(*time); }

    // Lessons from what the meter shows after an acknowledgement.

    MaybeStep teach() const {
        const AcknowledgedLimit* limit = view_.binding_limit();
        const bool is_settled = limit != nullptr && limit_is_settled(view_) && !view_.limit_not_followed;
        if (!view_.observed.transaction || !is_settled ||
            !is_exceeded(*limit, view_.timings.live_effect_after))
            return {};
        if (!view_.tx_profile_in_use && !view_.tx_profile_refused)
            return Learn{Learn::Lesson::needs_tx_profile};
        // The place of the ladder's next rungs: a variant that was accepted without effect.
        if (!limit->limit.is_zero()) return Learn{Learn::Lesson::limit_not_followed};
        const bool in_time = is_exceeded(*limit, view_.timings.zero_effect_after);
        if (view_.capabilities.zero_ignored || !in_time) return {};
        return Learn{Learn::Lesson::zero_ignored};
    }

    bool is_exceeded(const AcknowledgedLimit& limit, std::chrono::milliseconds takes_effect_after) const {
        const auto power = view_.power(now_);
        if (!power || power->assumes_phases || power->at < limit.at + takes_effect_after) return false;
        return power->kilowatts > most_allowed(limit);
    }

    double most_allowed(const AcknowledgedLimit& limit) const {
        if (limit.limit.is_zero()) return kStillDrawingKw;
        const ElectricalFacts facts = view_.facts();
        const double one_ampere_more = kOverLimitAmperes * facts.voltage * facts.phases / 1000;
        return std::max(limit.kilowatts * kOverLimitShare, limit.kilowatts + one_ampere_more);
    }

    // The ceiling, or the zero of a pause, on every purpose in use.

    MaybeStep enforce_limit() {
        const auto wanted = wanted_limit(view_);
        if (!wanted) return {};
        if (view_.tx_profile_comes_first()) {
            if (auto step = enforce(ProfilePurpose::tx_profile, view_.tx_profile, *wanted)) return step;
            if (is_only_paced(view_.tx_profile, *wanted)) return {};
        }
        return enforce(ProfilePurpose::tx_default, view_.tx_default, *wanted);
    }

    MaybeStep enforce(ProfilePurpose purpose, const ProfileDialogue& dialogue, const WantedLimit& wanted) {
        if (dialogue.waits_for_plug_in) return {};
        const bool is_agreed = agrees(dialogue, wanted);
        if (is_agreed && !is_reached(dialogue.acknowledged->at + view_.timings.reapply_every)) return {};
        if (!is_reached(dialogue.not_before)) return {};
        if (is_paced(dialogue, wanted.limit) &&
            !is_reached(*dialogue.last_sent + view_.timings.between_profiles))
            return {};
        return SendLimit{purpose, variant_in_use(view_.capabilities), wanted.limit, wanted.kilowatts};
    }

    static bool is_paced(const ProfileDialogue& dialogue, const ChargingLimit& limit) {
        return dialogue.last_sent && !is_urgent(dialogue, limit);
    }

    /// The TxDefaultProfile follows the TxProfile; only one that the charger does not take is overtaken.
    bool is_only_paced(const ProfileDialogue& dialogue, const WantedLimit& wanted) const {
        const bool is_held_up = dialogue.not_before && now_ < *dialogue.not_before;
        return !agrees(dialogue, wanted) && !is_held_up;
    }

    /// Reductions, the lifting of a pause and the first word to a charger never wait for the pace.
    static bool is_urgent(const ProfileDialogue& dialogue, const ChargingLimit& limit) {
        if (!dialogue.acknowledged || dialogue.acknowledged->limit.unit != limit.unit) return true;
        const ChargingLimit& before = dialogue.acknowledged->limit;
        return limit.value.tenths < before.value.tenths || before.is_zero() != limit.is_zero();
    }

    // Where zero does not pause, stopping is the only pause left (algorithm (b), fall-backs 1 and 2).

    MaybeStep end_session_that_cannot_pause() {
        if (!wants_no_power(view_) || !view_.observed.transaction) return {};
        const Capabilities& known = view_.capabilities;
        if (!known.zero_ends_transaction && !known.zero_ignored && !view_.every_profile_is_refused())
            return {};
        const RemoteCallState& stop = view_.remote_stop;
        const auto pause =
            stop.refusal.empty() ? view_.timings.effect_window : view_.timings.retry_after_refusal;
        if (stop.sent_at && !is_reached(*stop.sent_at + pause)) return {};
        return SendRemoteStop{view_.observed.transaction->id};
    }

    MaybeStep begin_session() {
        const Observed& observed = view_.observed;
        if (!view_.charge_is_wanted_now || observed.transaction || observed.starts_being_stored > 0)
            return {};
        if (wants_no_power(view_) || !vehicle_may_be_there() || !ceiling_stands()) return {};
        const RemoteCallState& start = view_.remote_start;
        const bool first = start.attempts == 0;
        const bool unanswered =
            start.timeouts > 0 && !start.accepted_at && start.attempts < kMostRemoteStarts;
        if (first || (unanswered && start.refusal.empty())) return SendRemoteStart{};
        return {};
    }

    /// An old status counts for nothing; a charger that never tells one gets its start all the same.
    bool vehicle_may_be_there() {
        if (!view_.status_is_current() &&
            !is_reached(view_.status_missing_since() + view_.timings.status_patience))
            return false;
        return !view_.observed.status || means_plugged(*view_.observed.status);
    }

    /// The cap comes before the start; a charger that takes none in this state gets it at the first chance
    /// after.
    bool ceiling_stands() const {
        const auto wanted = wanted_limit(view_);
        if (!wanted || view_.tx_default.waits_for_plug_in) return true;
        const auto& acknowledged = view_.tx_default.acknowledged;
        if (!acknowledged || acknowledged->in_doubt || acknowledged->limit.unit != wanted->limit.unit)
            return false;
        return !acknowledged->limit.is_zero() &&
               acknowledged->limit.value.tenths <= wanted->limit.value.tenths;
    }

    const ConnectorView& view_;
    SteadyTime now_;
    std::optional<SteadyTime> nearest_;
};

std::optional<double> wanted_kilowatts(const ConnectorView& view) {
    // Where zero ends sessions it is never armed: stopping does the pausing.
    if (view.desired.intent == Intent::pause && !view.capabilities.zero_ends_transaction) return 0;
    if (view.desired.max_charge_rate_kw) return std::min(*view.desired.max_charge_rate_kw, view.max_kw);
    // Lifting a pause where no ceiling was ever written: unlimited is a limit at the rating, never a Clear
    // (quirk 94).
    if (view.profile_may_be_installed) return view.max_kw;
    return std::nullopt;
}

}  // namespace

std::optional<WantedLimit> wanted_limit(const ConnectorView& view) {
    const auto kilowatts = wanted_kilowatts(view);
    if (!kilowatts) return std::nullopt;
    const RateUnit unit = variant_in_use(view.capabilities).unit;
    const ElectricalFacts facts = view.facts();
    const ChargingLimit limit = to_charging_limit(*kilowatts, unit, facts);
    if (limit.is_zero() && view.capabilities.zero_ends_transaction)
        return WantedLimit{*kilowatts, least_limit(unit, facts)};
    return WantedLimit{*kilowatts, limit};
}

bool agrees(const ProfileDialogue& dialogue, const WantedLimit& wanted) {
    if (!dialogue.acknowledged || dialogue.acknowledged->in_doubt) return false;
    const AcknowledgedLimit& told = *dialogue.acknowledged;
    if (told.limit == wanted.limit) return true;
    // The voltage wanders all day: a small rise by it alone is not worth a call, a reduction always is (quirk
    // 96).
    const bool same_wish = told.asked_kw == wanted.kilowatts && told.limit.unit == RateUnit::A &&
                           wanted.limit.unit == RateUnit::A && !told.limit.is_zero();
    const std::int64_t rise = wanted.limit.value.tenths - told.limit.value.tenths;
    return same_wish && rise > 0 && rise < kSmallRiseTenths;
}

bool limit_is_settled(const ConnectorView& view) {
    const auto wanted = wanted_limit(view);
    if (!wanted) return true;
    return agrees(view.tx_profile_comes_first() ? view.tx_profile : view.tx_default, *wanted);
}

bool ceiling_is_below_minimum(const ConnectorView& view) {
    if (!view.desired.max_charge_rate_kw) return false;
    const double ceiling = std::min(*view.desired.max_charge_rate_kw, view.max_kw);
    return to_charging_limit(ceiling, variant_in_use(view.capabilities).unit, view.facts()).is_zero();
}

Step next_step(const ConnectorView& view, SteadyTime now) { return StepFinder(view, now).find(); }

}  // namespace gateway
