#include "gateway/decision/next_step.h"

#include <algorithm>

#include "gateway/decision/limit_watch.h"
#include "gateway/translate/connector_status.h"

namespace gateway {

namespace {

using canonical::Intent;
using ocpp::ChargePointStatus;

constexpr int kMostRemoteStarts = 2;

/// Looks for the first thing to do and remembers the nearest time at which the answer may change.
class StepFinder {
  public:
    StepFinder(const ConnectorView& view, SteadyTime now) : view_(view), now_(now) {}

    Step find() {
        if (!view_.may_call) return Nothing{};
        if (auto step = teach()) return *step;
        if (auto step = probe_phases()) return *step;
        if (auto step = wake_vehicle()) return *step;
        if (auto step = end_session()) return *step;
        if (auto step = enforce_limit()) return *step;
        if (auto step = begin_session()) return *step;
        if (nearest_) return WaitUntil{*nearest_};
        return Nothing{};
    }

  private:
    using MaybeStep = std::optional<Step>;

    bool is_reached(SteadyTime time) {
        if (now_ >= time) return true;
        keep_earlier(nearest_, time);
        return false;
    }
    bool is_reached(const std::optional<SteadyTime>& time) { return !time || is_reached(*time); }

    // Lessons from what the meter shows after an acknowledgement.

    MaybeStep teach() {
        const AcknowledgedLimit* limit = view_.binding_limit();
        if (limit == nullptr || !limit_is_settled(view_)) return {};
        if (!view_.observed.transaction) return hold_what_has_no_session(*limit);
        if (limit_was_lost_at_start(view_, now_)) return Learn{Learn::Lesson::lost_at_start};
        if (const auto at = start_not_checked_at(view_, now_); at && is_reached(*at))
            return Learn{Learn::Lesson::lost_at_start};
        if (tx_profile_alone_helped(*limit)) return Learn{Learn::Lesson::needs_tx_profile};
        if (may_try_tx_profile() && raise_shows_no_effect(view_, *limit, now_))
            return Learn{Learn::Lesson::tx_profile_trial};
        if (limit->limit.is_zero() && !view_.evidence.was_followed && has_no_effect(view_, *limit, now_))
            return zero_has_no_effect();
        return trial_is_due(view_, *limit, now_) ? next_trial(*limit) : MaybeStep{};
    }

    MaybeStep next_trial(const AcknowledgedLimit& limit) {
        if (view_.evidence.was_followed) return reassert();
        if (may_try_tx_profile()) return Learn{Learn::Lesson::tx_profile_trial};
        if (limit.limit.is_zero()) return {};
        return limit_has_no_effect();
    }

    bool may_try_tx_profile() const {
        return !view_.tx_profile_on_trial && !view_.tx_profile_in_use && !view_.tx_profile_comes_first() &&
               view_.tx_profile_is_possible();
    }

    /// Known only where it is known how long the base alone would have taken.
    bool tx_profile_alone_helped(const AcknowledgedLimit& limit) const {
        if (!view_.tx_profile_on_trial || view_.capabilities.needs_tx_profile || !view_.tx_profile_in_use) return false;
        const auto delay = view_.effect_delays.of(effect_of(limit));
        if (!delay || !view_.evidence.was_followed || !view_.base_stood_without_effect) return false;
        const bool base_had_time = *view_.base_stood_without_effect > *delay * 3 / 2;
        return base_had_time && now_ >= limit.counts_from() + judged_after(view_, effect_of(limit));
    }

    /// Another controller, or a charger that forgets: told again, but not in a fight of seconds (quirk 124).
    MaybeStep reassert() {
        const auto& before = view_.evidence.reasserted_at;
        if (before && !is_reached(*before + view_.timings.between_reassertions)) return {};
        return Learn{Learn::Lesson::drifted};
    }

    /// What flows without a transaction is nobody's fault yet: the base is told again, and teaches nothing.
    MaybeStep hold_what_has_no_session(const AcknowledgedLimit& limit) {
        if (!view_.has_session_without_record(now_) || !trial_is_due(view_, limit, now_)) return {};
        const auto& before = view_.evidence.reasserted_at;
        if (before && !is_reached(*before + view_.timings.between_reassertions)) return {};
        return Learn{Learn::Lesson::lost_at_start};
    }

    MaybeStep zero_has_no_effect() const {
        if (view_.zero_ignored() || may_try_tx_profile()) return {};
        return Learn{Learn::Lesson::zero_ignored};
    }

    MaybeStep limit_has_no_effect() const {
        if (view_.evidence.no_strategy_is_left) return {};
        return Learn{Learn::Lesson::no_effect};
    }

    // A ceiling that is below the minimum only if all phases draw: the minimum, offered for a while, tells.

    MaybeStep probe_phases() {
        if (view_.phase_probe == PhaseProbe::running) {
            const bool is_known = view_.observed.meter.phases_drawing().has_value();
            const bool is_useful = view_.observed.transaction && phase_probe_may_help(view_) && !is_known;
            if (is_useful && !is_reached(view_.phase_probe_since + view_.timings.phase_probe)) return {};
            return Learn{Learn::Lesson::phase_probe_is_over};
        }
        const bool may_begin = view_.phase_probe == PhaseProbe::not_yet && view_.observed.transaction &&
                               view_.desired.intent != Intent::pause && phase_probe_may_help(view_);
        if (!may_begin) return {};
        return Learn{Learn::Lesson::phase_probe_begins};
    }

    // A vehicle that sleeps through the end of a pause (quirk 110).

    MaybeStep wake_vehicle() {
        if (view_.wake == Wake::not_needed || view_.wake == Wake::given_up || wants_no_power(view_)) return {};
        if (view_.wake == Wake::zero_edge) return end_zero_edge();
        if (!sleeps()) return {};
        const SteadyTime since = std::max({view_.unheld_since, view_.observed.status_at, view_.wake_since});
        if (!is_reached(since + view_.timings.vehicle_sleeps_after)) return {};
        return Learn{Learn::Lesson::vehicle_sleeps};
    }

    bool sleeps() const {
        if (!view_.observed.transaction || view_.observed.status != ChargePointStatus::SuspendedEV) return false;
        return !view_.is_held_by_our_limit() && limit_is_settled(view_);
    }

    MaybeStep end_zero_edge() {
        const AcknowledgedLimit* limit = view_.binding_limit();
        const bool stands = limit != nullptr && limit->limit.is_zero() && limit_is_settled(view_);
        const SteadyTime since = stands ? limit->at : view_.wake_since + view_.timings.vehicle_sleeps_after;
        if (!is_reached(since + view_.timings.wake_edge)) return {};
        return Learn{Learn::Lesson::vehicle_was_nudged};
    }

    // The ceiling, or the zero of a pause, on every purpose in use.

    MaybeStep enforce_limit() {
        if (view_.tx_profile_comes_first()) {
            const auto wanted = wanted_limit(view_, ProfilePurpose::tx_profile);
            if (!wanted) return {};
            if (auto step = enforce(ProfilePurpose::tx_profile, view_.tx_profile, *wanted)) return step;
            if (is_only_paced(view_.tx_profile, *wanted)) return {};
        }
        const auto wanted = wanted_limit(view_, ProfilePurpose::tx_default);
        if (!wanted) return {};
        return enforce(ProfilePurpose::tx_default, view_.tx_default, *wanted);
    }

    MaybeStep enforce(ProfilePurpose purpose, const ProfileDialogue& dialogue, const WantedLimit& wanted) {
        if (dialogue.waits_for_plug_in) return {};
        if (agrees(dialogue, wanted) && !is_to_be_repeated(dialogue)) return {};
        if (!is_reached(dialogue.not_before)) return {};
        if (only_the_default_is_left(view_)) return ClearOwnLimit{purpose};
        if (dialogue.last_sent && !is_reached(*dialogue.last_sent + distance(dialogue, wanted.limit))) return {};
        if (!is_within_budget(dialogue, wanted.limit)) return {};
        return SendLimit{purpose, wanted.variant, wanted.limit, wanted.kilowatts, leaves_id_out(purpose, dialogue)};
    }

    bool is_to_be_repeated(const ProfileDialogue& dialogue) {
        if (view_.traits.keeps_profiles) return false;
        return is_reached(dialogue.acknowledged->at + view_.timings.reapply_every);
    }

    /// Some refuse a TxProfile with the id, some without (quirk 87): by turns.
    bool leaves_id_out(ProfilePurpose purpose, const ProfileDialogue& dialogue) const {
        const bool with_id_first = !view_.capabilities.tx_profile_without_id;
        return purpose == ProfilePurpose::tx_profile && (dialogue.refusals % 2 == 0) != with_id_first;
    }

    std::chrono::milliseconds distance(const ProfileDialogue& dialogue, const ChargingLimit& limit) const {
        if (!dialogue.acknowledged) {
            const bool was_of_another_session =
                dialogue.refusal.empty() && dialogue.refusals == 0 && dialogue.timeouts == 0;
            return was_of_another_session && !limit.is_zero() ? view_.timings.between_hurried_profiles
                                                              : std::chrono::milliseconds(0);
        }
        const bool is_on_a_strategy = dialogue.refusals > 0;
        if (dialogue.acknowledged->limit.unit != limit.unit)
            return is_on_a_strategy ? std::chrono::milliseconds(0) : view_.timings.between_hurried_profiles;
        if (is_urgent(dialogue, limit)) return {};
        return may_hurry(dialogue, limit) ? view_.timings.between_hurried_profiles : view_.timings.between_profiles;
    }

    /// A reduction hardly waits, but a stream of them does (quirk 96).
    bool may_hurry(const ProfileDialogue& dialogue, const ChargingLimit& limit) const {
        const bool hurried_lately =
            dialogue.hurried_at && now_ < *dialogue.hurried_at + 2 * view_.timings.between_profiles;
        return limit.value.tenths < dialogue.acknowledged->limit.value.tenths && !hurried_lately;
    }

    /// The TxDefaultProfile follows the TxProfile; only one that the charger does not take is overtaken.
    bool is_only_paced(const ProfileDialogue& dialogue, const WantedLimit& wanted) const {
        const bool is_held_up = dialogue.not_before && now_ < *dialogue.not_before;
        return !agrees(dialogue, wanted) && !is_held_up;
    }

    /// A pause, its end and the first word in a unit never wait for the pace.
    static bool is_urgent(const ProfileDialogue& dialogue, const ChargingLimit& limit) {
        if (!dialogue.acknowledged || dialogue.acknowledged->limit.unit != limit.unit) return true;
        return dialogue.acknowledged->limit.is_zero() != limit.is_zero();
    }

    /// Where profiles wear the charger's memory, only raises have to wait for the budget (quirk 96).
    bool is_within_budget(const ProfileDialogue& dialogue, const ChargingLimit& limit) {
        const auto& writes = view_.profile_writes;
        const auto& budget = view_.traits.profiles_per_day;
        if (!budget || writes.size() < static_cast<std::size_t>(*budget) || is_urgent(dialogue, limit)) return true;
        const AcknowledgedLimit& before = *dialogue.acknowledged;
        if (before.is_stale || limit.value.tenths <= before.limit.value.tenths) return true;
        return is_reached(writes[writes.size() - static_cast<std::size_t>(*budget)] + kBudgetPeriod);
    }

    // Where zero does not pause, stopping is the only pause left.

    MaybeStep end_session() {
        if (!view_.observed.transaction || !(must_stop_to_pause() || view_.wake == Wake::restart)) return {};
        const RemoteCallState& stop = view_.remote_stop;
        const auto pause = stop.refusal.empty() ? view_.timings.effect_window : view_.timings.retry_after_refusal;
        if (stop.sent_at && !is_reached(*stop.sent_at + pause)) return {};
        return SendRemoteStop{view_.observed.transaction->id};
    }

    bool must_stop_to_pause() const {
        if (!wants_no_power(view_) || !view_.traits.stop_as_pause || view_.holds_at_minimum()) return false;
        if (view_.desired.intent != Intent::pause && flows_within_ceiling(view_, now_)) return false;
        if (view_.zero_ends_transaction() || view_.zero_ignored() || zero_is_to_be_enforced(view_, now_)) return true;
        // A zero that stands still pauses, whatever was refused after it.
        return view_.every_profile_is_refused() && !view_.is_held_by_our_limit();
    }

    MaybeStep begin_session() {
        const Observed& observed = view_.observed;
        if (!view_.charge_is_wanted_now || observed.transaction || observed.starts_being_stored > 0) return {};
        if (wants_no_power(view_) || !vehicle_may_be_there() || !ceiling_stands() || !has_rested()) return {};
        const RemoteCallState& start = view_.remote_start;
        const bool unanswered = start.timeouts > 0 && !start.accepted_at && start.attempts < kMostRemoteStarts;
        const bool the_other_way = start.the_other_way && start.attempts < kMostRemoteStarts;
        const bool again = (unanswered || the_other_way) && !view_.may_hide_vehicle();
        const bool is_due = start.attempts == 0 || again;
        if (is_due && start.refusal.empty()) return SendRemoteStart{};
        return {};
    }

    /// An old status counts for nothing; a charger that never tells one gets its start all the same.
    bool vehicle_may_be_there() {
        if (!view_.status_is_current() && !is_reached(view_.status_missing_since() + view_.timings.status_patience))
            return false;
        return !view_.observed.status || means_plugged(*view_.observed.status) || view_.may_hide_vehicle();
    }

    /// Some break when started again at once (quirk 107).
    bool has_rested() {
        return !view_.stopped_by_us || is_reached(view_.transaction_ended_at + view_.timings.between_stop_and_start);
    }

    /// The cap comes before the start; a charger that takes none in this state gets it at the first chance after.
    bool ceiling_stands() const {
        const auto wanted = wanted_limit(view_, ProfilePurpose::tx_default);
        if (!wanted || view_.tx_default.waits_for_plug_in) return true;
        const auto& acknowledged = view_.tx_default.acknowledged;
        if (!acknowledged || acknowledged->is_stale || acknowledged->limit.unit != wanted->limit.unit) return false;
        return (!acknowledged->limit.is_zero() || phase_probe_may_help(view_)) &&
               acknowledged->limit.value.tenths <= wanted->limit.value.tenths;
    }

    const ConnectorView& view_;
    SteadyTime now_;
    std::optional<SteadyTime> nearest_;
};

}  // namespace

Step next_step(const ConnectorView& view, SteadyTime now) { return StepFinder(view, now).find(); }

}  // namespace gateway
