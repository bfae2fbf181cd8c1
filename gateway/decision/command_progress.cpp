#include "gateway/decision/command_progress.h"

#include <algorithm>

#include "gateway/decision/limit_watch.h"
#include "gateway/decision/next_step.h"
#include "gateway/rounding.h"
#include "gateway/translate/connector_status.h"
#include "json/writer.h"

namespace gateway {

namespace {

using canonical::Evidence;
using ocpp::ChargePointStatus;

constexpr int kTimeoutsToGiveUp = 2;

/// Empty: not decided yet, ask again after the next event.
using MaybeVerdict = std::optional<Verdict>;

Failed no_answer() { return {"TIMEOUT", "the charger does not answer"}; }

/// With what the bounds leave open.
Succeeded not_measured(const ConnectorView& view, SteadyTime since, SteadyTime now) {
    const auto reading = view.power_since(since, now);
    json::Writer most;
    most.number(rounded(reading ? reading->most_kw : view.max_kw, kTenths));
    return {Evidence::acknowledged, "not measured: below " + most.take() + " kW"};
}

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
        const auto grace =
            command_.began_by_clock ? view_.timings.scheduled_offline_grace : view_.timings.offline_grace;
        const SteadyTime deadline = std::max(command_.since, view_.connected_changed_at) + grace;
        return wait_until(deadline, Failed{"DEVICE_OFFLINE", "the charger did not come back in time"});
    }

    /// The charger said nothing to what the command needs.
    bool gave_no_answer(const RemoteCallState& remote_call) const {
        const auto& dialogue = view_.tx_profile_comes_first() ? view_.tx_profile : view_.tx_default;
        return dialogue.timeouts >= kTimeoutsToGiveUp || remote_call.timeouts >= kTimeoutsToGiveUp;
    }

    bool flows_since(SteadyTime time) const {
        const auto power = view_.power_since(time, now_);
        return power && power->at > time && power->flows();
    }
    bool has_reading_since(SteadyTime time) const { return view_.power_since(time, now_).has_value(); }
    bool has_status(ChargePointStatus status) const { return view_.observed.status == status; }

    // charge

    MaybeVerdict charge() const {
        if (is_out_of_order()) return charge_out_of_order();
        if (ceiling_is_below_minimum(view_)) {
            return Failed{"CEILING_BELOW_MINIMUM",
                          "the ceiling is under the minimum current of this connector; raise it, or set the charger's "
                          "number of phases"};
        }
        if (!view_.observed.transaction) return charge_without_session();
        if (our_stop_is_pending()) return {};
        return charge_in_session();
    }

    bool is_out_of_order() const {
        return !view_.observed.transaction &&
               (has_status(ChargePointStatus::Faulted) || has_status(ChargePointStatus::Unavailable));
    }

    /// A connector that went out of order at our zero comes back when that is lifted.
    MaybeVerdict charge_out_of_order() const {
        const Verdict failure = Failed{"DEVICE_UNAVAILABLE", out_of_order_text()};
        if (!view_.out_of_order_by_our_zero) return failure;
        if (view_.is_held_by_our_limit()) return limit_was_not_taken();
        return wait_until(std::max(view_.unheld_since, command_.since) + view_.timings.own_zero_shows_within, failure);
    }

    std::string out_of_order_text() const {
        const auto& observed = view_.observed;
        return "the charger reports " + observed.status_text +
               (observed.error_text.empty() ? "" : " (" + observed.error_text + ")");
    }

    bool our_stop_is_pending() const {
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
        if (has_status(ChargePointStatus::SuspendedEVSE)) {
            return wait_until(begun + judged_after(view_, Effect::resume),
                              Failed{"EFFECT_NOT_OBSERVED", "the charger stays SuspendedEVSE"});
        }
        if (view_.observed.transaction_is_stale || has_status(ChargePointStatus::Available)) return {};
        return wait_until(begun + view_.timings.effect_window, session_without_flow(begun));
    }

    Verdict session_without_flow(SteadyTime begun) const {
        if (!at_most_since(view_, begun, kFlowingKw, now_)) return not_measured(view_, begun, now_);
        return Succeeded{Evidence::transaction, "a transaction is open; the vehicle does not draw power yet"};
    }

    MaybeVerdict charging_is_observed() const {
        // What was told before the link came back may be of a session that has ended meanwhile.
        if (flows_since(std::max(view_.unheld_since, view_.connected_changed_at)))
            return Succeeded{Evidence::meter, "power flows"};
        if (view_.observed.status_at < view_.unheld_since || !view_.status_is_current()) return {};
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
        if (view_.may_hide_vehicle()) return charge_unseen_vehicle();
        if (has_status(ChargePointStatus::Available) || has_status(ChargePointStatus::Reserved)) return no_vehicle();
        const RemoteCallState& start = view_.remote_start;
        if (!start.refusal.empty()) return start_was_refused();
        if (start.accepted_at) return start_was_accepted(*start.accepted_at);
        return limit_was_not_taken();
    }

    /// The one start tells whether a vehicle is there.
    MaybeVerdict charge_unseen_vehicle() const {
        const RemoteCallState& start = view_.remote_start;
        if (!start.refusal.empty()) return no_vehicle();
        if (!start.accepted_at) return limit_was_not_taken();
        if (now_ < *start.accepted_at + start_window()) return StillPending{*start.accepted_at + start_window()};
        return no_vehicle();
    }

    /// A status from before the connection or a boot is given the time to be replaced.
    MaybeVerdict no_vehicle() const {
        const Verdict failure = Failed{"VEHICLE_NOT_CONNECTED", "no vehicle is plugged in"};
        if (command_.window_ends_at) return wait_until(*command_.window_ends_at, failure);
        if (view_.status_is_current() || view_.remote_start.attempts > 0) return failure;
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
        if (const auto verdict = idle_while_it_flows()) return verdict;
        if (view_.stopped_by_us) return Succeeded{Evidence::transaction, "the session was stopped"};
        const bool is_armed = limit_is_settled(view_) || view_.tx_default.waits_for_plug_in ||
                              view_.every_profile_is_refused() || view_.capabilities.zero_ends_transaction;
        if (is_armed) return Succeeded{Evidence::status, "no session is open"};
        if (gave_no_answer(view_.remote_stop)) return no_answer();
        return {};
    }

    /// No session is not no power.
    MaybeVerdict idle_while_it_flows() const {
        if (!view_.flows_without_transaction(now_)) return {};
        const AcknowledgedLimit* limit = view_.binding_limit();
        const bool is_zero = limit != nullptr && limit->limit.is_zero() && limit_is_settled(view_);
        const SteadyTime since = std::max(command_.since, is_zero ? limit->counts_from() : command_.since);
        if (is_zero && at_most_since(view_, since, kFlowingKw, now_)) return {};
        return wait_until(since + judged_after(view_, Effect::pause),
                          Failed{"EFFECT_NOT_OBSERVED", "power flows, though no session is open"});
    }

    /// Since when the charger has agreed to give no power.
    std::optional<SteadyTime> acknowledged_pause() const {
        if (view_.remote_stop.accepted_at) return view_.remote_stop.accepted_at;
        if (!limit_is_settled(view_) || !(view_.is_held_by_our_limit() || view_.holds_at_minimum()))
            return std::nullopt;
        return view_.binding_limit()->counts_from();
    }

    Verdict idle_in_session(SteadyTime acknowledged) const {
        if (view_.holds_at_minimum())
            return Succeeded{Evidence::acknowledged,
                             "zero would end the session on this charger: it is held at the minimum"};
        const bool suspended = view_.observed.status && means_suspended(*view_.observed.status);
        if (suspended && !flows_since(view_.observed.status_at)) {
            if (const auto due = rest_shows_until(acknowledged); due && now_ < *due) return StillPending{*due};
            return Succeeded{Evidence::status, "the charger reports " + view_.observed.status_text};
        }
        // The zero may have stood before: what was measured then is no evidence of now.
        const SteadyTime begun = view_.remote_stop.accepted_at ? acknowledged : std::max(acknowledged, command_.since);
        if (const auto rest = at_most_since(view_, begun, kFlowingKw, now_)) return rests(*rest, acknowledged);
        if (const auto rest = at_most_since(view_, acknowledged, kFlowingKw, now_);
            rest && rest->source == PowerSource::implied)
            return rests(*rest, acknowledged);
        if (!flow_since(view_, acknowledged, now_)) {
            const bool may_show_yet = has_reading_since(acknowledged);
            return wait_until(begun + (may_show_yet ? pause_window() : view_.timings.effect_window),
                              not_measured(view_, acknowledged, now_));
        }
        return wait_until(begun + pause_window(), Failed{"EFFECT_NOT_OBSERVED", "power still flows"});
    }

    /// The meter's last word is that power flows: its next one is waited for, and its next but one.
    std::optional<SteadyTime> rest_shows_until(SteadyTime acknowledged) const {
        const auto last = view_.last_measured(now_);
        if (!last || !last->flows()) return std::nullopt;
        const auto patience = std::min<std::chrono::milliseconds>(
            2 * view_.meter_interval + view_.timings.refresh_patience, view_.timings.effect_window);
        return std::max(acknowledged, view_.observed.status_at) + patience;
    }

    Verdict rests(const PowerReading& rest, SteadyTime acknowledged) const {
        if (rest.source != PowerSource::implied) return Succeeded{Evidence::meter, "no power flows"};
        // Some tell Available after each reconnect, whatever they do.
        if (const auto due = rest_shows_until(acknowledged); due && now_ < *due) return StillPending{*due};
        return Succeeded{Evidence::status, "the charger reports " + view_.observed.status_text};
    }

    /// Where a zero without effect leads to a stop, that has its time, too.
    std::chrono::milliseconds pause_window() const {
        if (view_.remote_stop.accepted_at) return view_.timings.effect_window;
        const auto window = judged_after(view_, Effect::pause);
        return view_.traits.stop_as_pause ? window + view_.timings.effect_window / 2 : window;
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
