#include "gateway/control/command_progress.h"

#include <algorithm>

#include "gateway/control/next_step.h"
#include "gateway/translate/connector_status.h"

namespace gateway {

namespace {

using canonical::Evidence;
using ocpp::ChargePointStatus;

constexpr int kTimeoutsToGiveUp = 2;

/// Empty: not decided yet, ask again after the next event.
using MaybeVerdict = std::optional<Verdict>;

Failed no_answer() { return {"TIMEOUT", "the charger does not answer"}; }

class Judge {
  public:
    Judge(const ConnectorView& view, const CommandInFlight& command, SteadyTime now)
        : view_(view), command_(command), now_(now) {}

    Verdict verdict() const {
        if (!view_.is_connected) return offline();
        if (auto verdict = command_.command == canonical::Command::charge ? charge() : idle()) return *verdict;
        return wait_until(command_.since + view_.timings.longest_command,
                          Failed{"TIMEOUT", "the command could not be carried out in time"});
    }

  private:
    /// Pending up to a time, then `at_the_end`.
    Verdict wait_until(SteadyTime deadline, Verdict at_the_end) const {
        if (now_ < deadline) return StillPending{deadline};
        return at_the_end;
    }

    Verdict offline() const {
        const auto grace = command_.began_by_clock ? view_.timings.scheduled_offline_grace : view_.timings.offline_grace;
        const SteadyTime deadline = std::max(command_.since, view_.connected_changed_at) + grace;
        return wait_until(deadline, Failed{"DEVICE_OFFLINE", "the charger did not come back in time"});
    }

    /// The charger said nothing to what the command needs.
    bool gave_no_answer(const RemoteCallState& remote_call) const {
        const auto& dialogue = view_.tx_profile_comes_first() ? view_.tx_profile : view_.tx_default;
        return dialogue.timeouts >= kTimeoutsToGiveUp || remote_call.timeouts >= kTimeoutsToGiveUp;
    }

    bool flows_since(SteadyTime time) const {
        const auto power = view_.power(now_);
        return power && power->at > time && power->flows();
    }
    bool rests_since(SteadyTime time) const {
        const auto power = view_.power(now_);
        return power && power->at > time && !power->flows();
    }
    bool has_status(ChargePointStatus status) const { return view_.observed.status == status; }

    // charge

    MaybeVerdict charge() const {
        if (is_out_of_order()) return Failed{"DEVICE_UNAVAILABLE", out_of_order_text()};
        if (ceiling_is_below_minimum(view_)) {
            return Failed{"CEILING_BELOW_MINIMUM",
                          "the ceiling is under the minimum current of this connector; raise it, or set the charger's "
                          "number of phases"};
        }
        if (!view_.observed.transaction) return charge_without_session();
        if (our_stop_is_under_way()) return {};
        return charge_in_session();
    }

    bool is_out_of_order() const {
        return !view_.observed.transaction &&
               (has_status(ChargePointStatus::Faulted) || has_status(ChargePointStatus::Unavailable));
    }

    std::string out_of_order_text() const {
        const auto& observed = view_.observed;
        return "the charger reports " + observed.status_text +
               (observed.error_text.empty() ? "" : " (" + observed.error_text + ")");
    }

    bool our_stop_is_under_way() const {
        const RemoteCallState& stop = view_.remote_stop;
        return stop.sent_at && stop.refusal.empty() && now_ < *stop.sent_at + view_.timings.effect_window;
    }

    MaybeVerdict charge_in_session() const {
        const bool held = view_.is_held_by_our_limit();
        if (!held) {
            if (auto success = charging_is_observed()) return success;
        }
        if (held || !limit_is_settled(view_)) {
            if (auto failure = limit_was_not_taken()) return failure;
        }
        if (held) return {};
        const SteadyTime begun = std::max({command_.since, view_.unheld_since, view_.observed.transaction->opened_at});
        const Verdict at_the_end =
            has_status(ChargePointStatus::SuspendedEVSE)
                ? Verdict(Failed{"EFFECT_NOT_OBSERVED", "the charger stays SuspendedEVSE"})
                : Verdict(
                      Succeeded{Evidence::transaction, "a transaction is open; the vehicle does not draw power yet"});
        return wait_until(begun + view_.timings.effect_window, at_the_end);
    }

    MaybeVerdict charging_is_observed() const {
        if (flows_since(view_.unheld_since)) return Succeeded{Evidence::meter, "power flows"};
        if (view_.observed.status_at < view_.unheld_since) return {};
        if (has_status(ChargePointStatus::Charging)) return Succeeded{Evidence::status, "the charger reports Charging"};
        if (has_status(ChargePointStatus::SuspendedEV)) {
            return Succeeded{Evidence::status, "the charger offers power; the vehicle does not draw it"};
        }
        return {};
    }

    MaybeVerdict limit_was_not_taken() const {
        if (gave_no_answer(view_.remote_start)) return no_answer();
        if (view_.every_profile_is_refused()) return Failed{"COMMAND_REJECTED", view_.tx_default.refusal};
        return {};
    }

    MaybeVerdict charge_without_session() const {
        if (view_.observed.starts_being_stored > 0) return {};
        if (has_status(ChargePointStatus::Available) || has_status(ChargePointStatus::Reserved)) return no_vehicle();
        const RemoteCallState& start = view_.remote_start;
        if (!start.refusal.empty()) return start_was_refused();
        if (start.accepted_at) return start_was_accepted(*start.accepted_at);
        return limit_was_not_taken();
    }

    /// A status from before the connection or a boot is given the time to be replaced.
    MaybeVerdict no_vehicle() const {
        const Verdict failure = Failed{"VEHICLE_NOT_CONNECTED", "no vehicle is plugged in"};
        if (command_.window_ends_at) return wait_until(*command_.window_ends_at, failure);
        if (view_.status_is_current()) return failure;
        return wait_until(view_.status_missing_since() + view_.timings.status_patience, failure);
    }

    Verdict start_was_refused() const {
        if (has_status(ChargePointStatus::Finishing)) return replug();
        return Failed{"COMMAND_REJECTED", view_.remote_start.refusal};
    }

    Verdict start_was_accepted(SteadyTime at) const {
        if (has_status(ChargePointStatus::Finishing)) return wait_until(at + view_.timings.effect_window, replug());
        return wait_until(at + start_window(),
                          Failed{"EFFECT_NOT_OBSERVED", "the charger accepted the start but began no transaction"});
    }

    std::chrono::milliseconds start_window() const {
        if (!view_.capabilities.connection_timeout_s) return view_.timings.start_window;
        constexpr std::chrono::seconds kMargin{30};
        return std::min<std::chrono::milliseconds>(
            std::chrono::seconds(*view_.capabilities.connection_timeout_s) + kMargin, 2 * view_.timings.start_window);
    }

    static Verdict replug() {
        return Failed{"REPLUG_REQUIRED", "the session is over; unplug the cable and plug it in again"};
    }

    // idle

    MaybeVerdict idle() const {
        if (!view_.observed.transaction) return idle_without_session();
        if (!view_.remote_stop.refusal.empty()) return Failed{"COMMAND_REJECTED", view_.remote_stop.refusal};
        if (gave_no_answer(view_.remote_stop)) return no_answer();
        const auto acknowledged = acknowledged_pause();
        if (!acknowledged) return {};
        return idle_in_session(*acknowledged);
    }

    MaybeVerdict idle_without_session() const {
        if (view_.stopped_by_us) return Succeeded{Evidence::transaction, "the session was stopped"};
        const bool is_armed = limit_is_settled(view_) || view_.tx_default.waits_for_plug_in ||
                              view_.every_profile_is_refused() || view_.capabilities.zero_ends_transaction;
        if (is_armed) return Succeeded{Evidence::status, "no session is open"};
        if (gave_no_answer(view_.remote_stop)) return no_answer();
        return {};
    }

    /// Since when the charger has agreed to give no power.
    std::optional<SteadyTime> acknowledged_pause() const {
        if (view_.remote_stop.accepted_at) return view_.remote_stop.accepted_at;
        if (!limit_is_settled(view_) || !(view_.is_held_by_our_limit() || view_.holds_at_minimum()))
            return std::nullopt;
        return view_.binding_limit()->at;
    }

    Verdict idle_in_session(SteadyTime acknowledged) const {
        if (view_.holds_at_minimum())
            return Succeeded{Evidence::acknowledged,
                             "zero would end the session on this charger: it is held at the minimum"};
        const bool suspended = view_.observed.status && means_suspended(*view_.observed.status);
        if (suspended && !flows_since(view_.observed.status_at)) {
            return Succeeded{Evidence::status, "the charger reports " + view_.observed.status_text};
        }
        if (rests_since(acknowledged)) return Succeeded{Evidence::meter, "no power flows"};
        const Verdict at_the_end =
            flows_since(acknowledged)
                ? Verdict(Failed{"EFFECT_NOT_OBSERVED", "power still flows"})
                : Verdict(
                      Succeeded{Evidence::acknowledged, "the charger accepted and shows nothing that contradicts it"});
        return wait_until(acknowledged + view_.timings.effect_window, at_the_end);
    }

    const ConnectorView& view_;
    const CommandInFlight& command_;
    SteadyTime now_;
};

}  // namespace

Verdict judge(const ConnectorView& view, const CommandInFlight& command, SteadyTime now) {
    return Judge(view, command, now).verdict();
}

}  // namespace gateway
