#pragma once

#include <functional>
#include <map>
#include <optional>
#include <vector>

#include "gateway/charge_point/connector_map.h"
#include "gateway/decision/boot_gate.h"
#include "gateway/decision/clock_lag.h"
#include "gateway/decision/trigger_policy.h"
#include "gateway/setup/setup.h"
#include "ocpp/call_queue.h"
#include "ocpp/messages/remote_trigger.h"

namespace gateway {

/// TriggerMessage: what one charger is asked to tell, and who waits for it. Owned by the ChargePoint; io thread.
class StateRequests {
  public:
    /// The parts of the charger that it works with.
    struct Parts {
        Time& time;
        const ControlTimings& timings;
        const ConnectorMap& connectors;
        Setup& setup;
        BootGate& boot_gate;
        const ClockLag& clock_lag;
    };
    using Answer = std::function<void(const ocpp::Outcome<ocpp::TriggerMessage>&)>;
    /// How it reaches the rest.
    struct Ports {
        std::function<void(const ocpp::TriggerMessage::Request&, Answer)> trigger;
        std::function<bool()> knows_triggers;  ///< the charger does
        std::function<bool()> may_ask;         ///< calls may go out, and the charger stays in service
        std::function<void()> note_lessons;    ///< of Setup
        std::function<void()> decide_soon;
    };
    StateRequests(Parts parts, Ports ports) : parts_(parts), ports_(std::move(ports)) {}

    void ask_for_boot();
    /// The status where none of this connection is known; meter values where a session shows none (quirks 73, 112).
    /// True: a call went out.
    bool ask_for_state(SteadyTime now, std::optional<SteadyTime>& wake);
    /// Counts what was promised and did not come.
    void on_time(SteadyTime now, std::optional<SteadyTime>& wake);
    void heard(ocpp::MessageTrigger message, int connector_id);
    void session_closed(int connector_id) { policy_.forget(ocpp::MessageTrigger::StatusNotification, connector_id); }
    /// The link went, or the charger booted.
    void forget_all() { policy_.forget_all(); }

    /// Asks for fresh values, not too often; `done` comes with a message, after the patience, or at once if asking is
    /// useless.
    void refresh(Connector& connector, std::function<void()> done);
    /// Who waits for that connector is told.
    void refreshed(int connector_id);
    void finish_overdue(SteadyTime now, std::optional<SteadyTime>& wake);
    /// Nobody waits any more, at the end of the Site: who waits holds the charge point.
    void forget_readers() { refreshes_.clear(); }

  private:
    /// A reader who waits for fresh values.
    struct Refresh {
        int connector_id;
        SteadyTime until;
        std::function<void()> done;
    };

    bool ask_for_state_of(const Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake);
    bool may_trigger(ocpp::MessageTrigger message) const;
    std::optional<SteadyTime> next_trigger_at(ocpp::MessageTrigger message, const Connector& connector) const;
    void ask_for(ocpp::MessageTrigger message, const Connector& connector);
    void answered(ocpp::MessageTrigger message, int connector_id, const ocpp::Outcome<ocpp::TriggerMessage>& outcome);
    void trigger(ocpp::MessageTrigger message, std::optional<int> connector_id, Answer on_outcome);

    Parts parts_;
    Ports ports_;
    TriggerPolicy policy_;
    std::vector<Refresh> refreshes_;
    std::map<int, SteadyTime> asked_at_;
};

}  // namespace gateway
