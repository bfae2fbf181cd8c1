#include "gateway/control/command_progress.h"

#include <algorithm>

#include "gateway/control/next_step.h"
#include "gateway/translate/connector_status.h"

namespace gateway {

namespace {

using canonical::Evidence;
using ocpp::ChargePointStatus;

constexpr double kFlowingKw = 0.1;
constexpr int kTimeoutsToGiveUp = 2;

class Judge {
  public:
    Judge(const ConnectorView& view, const CommandInFlight& command, SteadyTime now)
        : view_(view), command_(command), now_(now) {}

    Verdict charge() const {
        if (auto verdict = offline()) return *verdict;
        if (is_out_of_order()) return Failed{"DEVICE_UNAVAILABLE", out_of_order_text()};
        if (ceiling_is_below_minimum(view_)) return Failed{"CEILING_BELOW_MINIMUM", below_minimum_text()};
        return view_.observed.transaction ? charge_in_session() : charge_without_session();
    }

    Verdict idle() const {
        if (auto verdict = offline()) return *verdict;
        if (!view_.observed.transaction) return idle_without_session();
        if (auto verdict = refused_limit(/*stop_may_help=*/true)) return *verdict;
        const auto acknowledged = acknowledged_pause();
        if (!acknowledged) return StillPending{};
        return idle_in_session(*acknowledged);
    }

  private:
    using MaybeVerdict = std::optional<Verdict>;

    MaybeVerdict offline() const {
        if (view_.is_connected) return {};
        const SteadyTime deadline = std::max(command_.since, view_.connected_changed_at) + view_.timings.offline_grace;
        if (now_ >= deadline) return Verdict(Failed{"DEVICE_OFFLINE", "the charger did not come back in time"});
        return Verdict(StillPending{deadline});
    }

    bool is_out_of_order() const {
        return !view_.observed.transaction && (view_.observed.status == ChargePointStatus::Faulted ||
                                               view_.observed.status == ChargePointStatus::Unavailable);
    }

    std::string out_of_order_text() const {
        return "the charger reports " + view_.observed.status_text +
               (view_.observed.error_text.empty() ? "" : " (" + view_.observed.error_text + ")");
    }

    std::string below_minimum_text() const {
        return "the ceiling is under the minimum current of this connector; raise it, or set the charger's number of phases";
    }

    /// The charger said no, or nothing, to the limit that the command needs.
    MaybeVerdict refused_limit(bool stop_may_help) const {
        const ProfileDialogue& dialogue = view_.tx_default;
        if (dialogue.timeouts >= kTimeoutsToGiveUp) {
            return Verdict(Failed{"TIMEOUT", "the charger does not answer"});
        }
        if (dialogue.refused_by_all_variants && !stop_may_help) {
            return Verdict(Failed{"COMMAND_REJECTED", dialogue.refusal});
        }
        if (view_.remote_stop.timeouts >= kTimeoutsToGiveUp) {
            return Verdict(Failed{"TIMEOUT", "the charger does not answer"});
        }
        if (stop_may_help && !view_.remote_stop.refusal.empty()) {
            return Verdict(Failed{"COMMAND_REJECTED", view_.remote_stop.refusal});
        }
        return {};
    }

    bool flows_since(SteadyTime time) const {
        const auto power = view_.power(now_);
        return power && power->at > time && power->kilowatts > kFlowingKw;
    }
    bool rests_since(SteadyTime time) const {
        const auto power = view_.power(now_);
        return power && power->at > time && power->kilowatts <= kFlowingKw;
    }
    bool has_status(ChargePointStatus status) const { return view_.observed.status == status; }

    // charge

    Verdict charge_in_session() const {
        if (!view_.is_held_by_our_limit()) {
            if (auto verdict = charging_is_observed()) return *verdict;
        }
        if (view_.is_held_by_our_limit() || !limit_is_settled(view_)) {
            if (auto verdict = refused_limit(false)) return *verdict;
            if (view_.is_held_by_our_limit()) return StillPending{};
        }
        const SteadyTime deadline = started_at() + view_.timings.effect_window;
        if (now_ < deadline) return StillPending{deadline};
        if (has_status(ChargePointStatus::SuspendedEVSE)) {
            return Failed{"EFFECT_NOT_OBSERVED", "the charger stays SuspendedEVSE"};
        }
        return Succeeded{Evidence::transaction, "a transaction is open; the vehicle does not draw power yet"};
    }

    SteadyTime started_at() const {
        return std::max({command_.since, view_.unheld_since, view_.observed.transaction->opened_at});
    }

    MaybeVerdict charging_is_observed() const {
        if (flows_since(view_.unheld_since)) return Verdict(Succeeded{Evidence::meter, "power flows"});
        if (view_.observed.status_at < view_.unheld_since) return {};
        if (has_status(ChargePointStatus::Charging)) return Verdict(Succeeded{Evidence::status, "the charger reports Charging"});
        if (has_status(ChargePointStatus::SuspendedEV)) {
            return Verdict(Succeeded{Evidence::status, "the charger offers power; the vehicle does not draw it"});
        }
        return {};
    }

    Verdict charge_without_session() const {
        const RemoteCallState& start = view_.remote_start;
        if (has_status(ChargePointStatus::Available)) {
            return Failed{"VEHICLE_NOT_CONNECTED", "no vehicle is plugged in"};
        }
        if (!start.refusal.empty()) return start_was_refused();
        if (start.timeouts >= kTimeoutsToGiveUp) return Failed{"TIMEOUT", "the charger does not answer"};
        if (!start.accepted_at) {
            if (auto verdict = refused_limit(false)) return *verdict;
            return StillPending{};
        }
        const SteadyTime deadline = *start.accepted_at + start_window();
        if (now_ < deadline) return StillPending{deadline};
        if (has_status(ChargePointStatus::Finishing)) return replug();
        return Failed{"EFFECT_NOT_OBSERVED", "the charger accepted the start but began no transaction"};
    }

    std::chrono::milliseconds start_window() const {
        if (has_status(ChargePointStatus::Finishing)) return view_.timings.effect_window;
        if (!view_.capabilities.connection_timeout_s) return view_.timings.start_window;
        constexpr std::chrono::seconds kMargin{30};
        return std::min<std::chrono::milliseconds>(
            std::chrono::seconds(*view_.capabilities.connection_timeout_s) + kMargin, view_.timings.start_window * 2);
    }

    Verdict start_was_refused() const {
        if (has_status(ChargePointStatus::Finishing)) return replug();
        return Failed{"COMMAND_REJECTED", view_.remote_start.refusal};
    }

    static Verdict replug() {
        return Failed{"REPLUG_REQUIRED", "the session is over; unplug the cable and plug it in again"};
    }

    // idle

    Verdict idle_without_session() const {
        if (view_.stopped_by_us) return Succeeded{Evidence::transaction, "the session was stopped"};
        const bool settled = limit_is_settled(view_) || view_.capabilities.zero_ends_transaction ||
                             view_.tx_default.waits_for_plug_in || view_.tx_default.refused_by_all_variants;
        if (settled) return Succeeded{Evidence::status, "no session is open"};
        if (auto verdict = refused_limit(true)) return *verdict;
        return StillPending{};
    }

    /// Since when the charger has agreed to give no power.
    std::optional<SteadyTime> acknowledged_pause() const {
        if (view_.remote_stop.accepted_at) return view_.remote_stop.accepted_at;
        if (!limit_is_settled(view_) || !view_.is_held_by_our_limit()) return std::nullopt;
        return view_.binding_limit()->at;
    }

    Verdict idle_in_session(SteadyTime acknowledged) const {
        const bool suspended = view_.observed.status && means_suspended(*view_.observed.status);
        if (suspended && !flows_since(view_.observed.status_at)) {
            return Succeeded{Evidence::status, "the charger reports " + view_.observed.status_text};
        }
        if (rests_since(acknowledged)) return Succeeded{Evidence::meter, "no power flows"};
        const SteadyTime deadline = acknowledged + view_.timings.effect_window;
        if (now_ < deadline) return StillPending{deadline};
        if (flows_since(acknowledged)) return Failed{"EFFECT_NOT_OBSERVED", "power still flows"};
        return Succeeded{Evidence::acknowledged, "the charger accepted and shows nothing that contradicts it"};
    }

    const ConnectorView& view_;
    const CommandInFlight& command_;
    SteadyTime now_;
};

}  // namespace

Verdict judge(const ConnectorView& view, const CommandInFlight& command, SteadyTime now) {
    const Judge judge(view, command, now);
    return command.command == canonical::Command::charge ? judge.charge() : judge.idle();
}

}  // namespace gateway
