#include "gateway/control/next_step.h"

#include <algorithm>

#include "gateway/translate/connector_status.h"

namespace gateway {

namespace {

using canonical::Intent;

constexpr double kOverLimitShare = 1.05;     // measured power may exceed the limit by 5 %
constexpr double kOverLimitAmperes = 1;      // or by one ampere a phase (algorithm (a) step 5)
constexpr double kStillDrawingKw = 0.1;
constexpr int kMostRemoteStarts = 2;

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

    void may_change_at(SteadyTime time) { nearest_ = nearest_ ? std::min(*nearest_, time) : time; }

    bool may_send_after(const std::optional<SteadyTime>& time) {
        if (!time || now_ >= *time) return true;
        may_change_at(*time);
        return false;
    }

    // Lessons from what the meter shows after an acknowledgement.

    MaybeStep teach() {
        const AcknowledgedLimit* limit = view_.binding_limit();
        if (!view_.observed.transaction || limit == nullptr || limit->in_doubt || view_.limit_not_followed) return {};
        const auto power = view_.power(now_);
        if (!power || power->at < limit->at + view_.timings.live_effect_after) return {};
        if (power->kilowatts <= most_allowed(*limit)) return {};
        if (!view_.tx_profile_in_use && !view_.tx_profile_refused && !view_.capabilities.needs_tx_profile) {
            return Learn{Learn::Lesson::needs_tx_profile};
        }
        if (view_.capabilities.needs_tx_profile && !view_.tx_profile_in_use && !view_.tx_profile_refused) return {};
        if (limit->limit.is_zero() && !view_.capabilities.zero_ignored) return Learn{Learn::Lesson::zero_ignored};
        if (limit->limit.is_zero()) return {};
        return Learn{Learn::Lesson::limit_not_followed};
    }

    double most_allowed(const AcknowledgedLimit& limit) const {
        if (limit.limit.is_zero()) return kStillDrawingKw;
        const ElectricalFacts facts = view_.facts();
        const double one_ampere_more = kOverLimitAmperes * facts.voltage * facts.phases / 1000;
        return std::max(limit.kilowatts * kOverLimitShare, limit.kilowatts + one_ampere_more);
    }

    // The ceiling, or the zero of a pause, on every purpose in use.

    MaybeStep enforce_limit() {
        const auto kilowatts = wanted_kilowatts(view_);
        if (!kilowatts) return {};
        const bool tx_profile_first = tx_profile_wanted();
        if (tx_profile_first) {
            if (auto step = enforce(ProfilePurpose::tx_profile, view_.tx_profile, *kilowatts)) return step;
        }
        return enforce(ProfilePurpose::tx_default, view_.tx_default, *kilowatts);
    }

    bool tx_profile_wanted() const {
        return view_.observed.transaction && !view_.tx_profile_refused &&
               (view_.tx_profile_in_use || view_.capabilities.needs_tx_profile);
    }

    MaybeStep enforce(ProfilePurpose purpose, const ProfileDialogue& dialogue, double kilowatts) {
        const ProfileVariant variant = variant_in_use(view_.capabilities);
        const ChargingLimit limit = to_charging_limit(kilowatts, variant.unit, view_.facts());
        if (is_agreed(dialogue, limit)) {
            may_change_at(dialogue.acknowledged->at + view_.timings.reapply_every);
            if (now_ < dialogue.acknowledged->at + view_.timings.reapply_every) return {};
        }
        if (dialogue.waits_for_plug_in || !may_send_after(dialogue.not_before)) return {};
        if (!is_urgent(dialogue, limit) && dialogue.last_sent &&
            !may_send_after(*dialogue.last_sent + view_.timings.between_profiles)) {
            return {};
        }
        return SendLimit{purpose, variant, limit, kilowatts};
    }

    static bool is_agreed(const ProfileDialogue& dialogue, const ChargingLimit& limit) {
        return dialogue.acknowledged && !dialogue.acknowledged->in_doubt && dialogue.acknowledged->limit == limit;
    }

    /// Reductions, the lifting of a pause and the first word to a charger never wait for the pace.
    static bool is_urgent(const ProfileDialogue& dialogue, const ChargingLimit& limit) {
        if (!dialogue.acknowledged || dialogue.acknowledged->limit.unit != limit.unit) return true;
        const ChargingLimit& before = dialogue.acknowledged->limit;
        return limit.value.tenths < before.value.tenths || before.is_zero() != limit.is_zero();
    }

    // Where zero does not pause, stopping is the only pause left (algorithm (b), fall-backs 1 and 2).

    MaybeStep end_session_that_cannot_pause() {
        if (view_.desired.intent != Intent::pause || !view_.observed.transaction) return {};
        const bool zero_refused = view_.tx_default.refused_by_all_variants;
        if (!view_.capabilities.zero_ends_transaction && !view_.capabilities.zero_ignored && !zero_refused) return {};
        if (view_.remote_stop.sent_at && !may_send_after(*view_.remote_stop.sent_at + view_.timings.effect_window)) return {};
        return SendRemoteStop{view_.observed.transaction->id};
    }

    MaybeStep begin_session() {
        if (view_.desired.intent != Intent::run || !view_.charge_is_wanted_now || view_.observed.transaction) return {};
        if (!vehicle_may_be_there() || !ceiling_stands() || ceiling_is_below_minimum(view_)) return {};
        const RemoteCallState& start = view_.remote_start;
        if (start.attempts == 0) return SendRemoteStart{};
        if (!start.refusal.empty() || start.attempts >= kMostRemoteStarts) return {};
        // Accepted but nothing came of it: once more when a vehicle was plugged in since (quirk 102).
        const bool plugged_in_since = view_.observed.status == ocpp::ChargePointStatus::Preparing && start.sent_at &&
                                      view_.observed.status_at > *start.sent_at;
        const bool unanswered = start.timeouts > 0;
        if (plugged_in_since || unanswered) return SendRemoteStart{};
        return {};
    }

    bool vehicle_may_be_there() const {
        return !view_.observed.status || means_plugged(*view_.observed.status);
    }

    /// The cap comes before the start; a charger that takes none in this state gets it at the first chance after.
    bool ceiling_stands() const {
        if (!wanted_kilowatts(view_)) return true;
        const ProfileDialogue& dialogue = view_.tx_default;
        return dialogue.waits_for_plug_in || dialogue.refused_by_all_variants ||
               (dialogue.acknowledged && !dialogue.acknowledged->in_doubt);
    }

    const ConnectorView& view_;
    SteadyTime now_;
    std::optional<SteadyTime> nearest_;
};

/// Where zero ends sessions it is never armed: stopping does the pausing.
bool pause_is_a_zero_limit(const ConnectorView& view) { return !view.capabilities.zero_ends_transaction; }

}  // namespace

std::optional<double> wanted_kilowatts(const ConnectorView& view) {
    if (view.desired.intent == Intent::pause && pause_is_a_zero_limit(view)) return 0;
    if (view.desired.max_charge_rate_kw) return std::min(*view.desired.max_charge_rate_kw, view.max_kw);
    // Lifting a pause where no ceiling was ever written: unlimited is a limit at the rating, never a Clear (quirk 94).
    if (view.tx_default.acknowledged || view.tx_profile.acknowledged) return view.max_kw;
    return std::nullopt;
}

bool limit_is_settled(const ConnectorView& view) {
    const auto kilowatts = wanted_kilowatts(view);
    if (!kilowatts) return true;
    const auto limit = to_charging_limit(*kilowatts, variant_in_use(view.capabilities).unit, view.facts());
    const auto agrees = [&](const ProfileDialogue& dialogue) {
        return dialogue.acknowledged && !dialogue.acknowledged->in_doubt && dialogue.acknowledged->limit == limit;
    };
    const bool tx_profile_counts = view.observed.transaction && !view.tx_profile_refused &&
                                   (view.tx_profile_in_use || view.capabilities.needs_tx_profile);
    if (tx_profile_counts) return agrees(view.tx_profile);
    return agrees(view.tx_default);
}

bool ceiling_is_below_minimum(const ConnectorView& view) {
    if (!view.desired.max_charge_rate_kw) return false;
    const double ceiling = std::min(*view.desired.max_charge_rate_kw, view.max_kw);
    return to_charging_limit(ceiling, variant_in_use(view.capabilities).unit, view.facts()).is_zero();
}

Step next_step(const ConnectorView& view, SteadyTime now) { return StepFinder(view, now).find(); }

}  // namespace gateway
