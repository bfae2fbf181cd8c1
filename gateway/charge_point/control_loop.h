#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "gateway/access/identity_watch.h"
#include "gateway/authorization/reservations.h"
#include "gateway/charge_point/charger_writes.h"
#include "gateway/charge_point/device_events.h"
#include "gateway/clock_steps.h"
#include "gateway/decision/boot_gate.h"
#include "gateway/decision/next_step.h"
#include "gateway/inspection/raw_calls.h"
#include "ocpp/call_queue.h"

namespace gateway {

/// The control loop of one charger: judge what is under way, then take the first step that is due; one call at a time,
/// so the rest follows with its answer. Event or timer -> state -> next_step -> call -> outcome -> state. Owned by the
/// ChargePoint; io thread.
class ControlLoop {
  public:
    /// The parts of the charger that it works with.
    struct Parts {
        const storage::ChargePointRecord& record;
        Time& time;
        const ControlTimings& timings;
        const ConnectorMap& connectors;
        ChargerWrites& writes;
        ocpp::CallQueue& calls;
        BootGate& boot_gate;
        const IdentityWatch& identity;
        const Reservations& reservations;
        RawCalls& raw_calls;
        DeviceEvents& events;
    };
    /// How it reaches the rest. `wake` is when it has to look again.
    struct Ports {
        using WakeTime = std::optional<SteadyTime>;
        std::function<std::weak_ptr<void>()> still_here;
        std::function<void()> looked_at;  ///< it has decided anew
        // The link.
        std::function<bool()> is_connected, is_reading_paused;
        std::function<void(SteadyTime now)> reconnect_if_unanswered;
        std::function<void()> pause_reading_if_congested;
        // What is known of the charger.
        std::function<std::chrono::seconds()> meter_interval;
        std::function<bool()> knows_triggers;
        std::function<Capabilities&()> capabilities;
        std::function<void(const Capabilities& before, const Connector&, const std::string& observation)>
            capabilities_changed;
        std::function<void(SteadyTime now, WakeTime& wake)> learn_from_what_flows;
        // CALLs. True: one went out.
        std::function<bool(Connector&, const Step&)> send;
        std::function<bool(SteadyTime now, WakeTime&wake)> take_setup_step, ask_for_state;
        std::function<void()> ask_for_boot;
        std::function<void(std::function<void(bool cleared)> done)> clear_all_limits;
        // Who waits for what was asked for.
        std::function<void(SteadyTime now, WakeTime&wake)> count_what_did_not_come, finish_overdue_readers;
    };
    ControlLoop(Parts parts, Ports ports);

    /// Desired state changed, or a command began, or a message came.
    void decide_soon();
    void decide();

    /// Ends the open action of a connector, whose time was over before this gateway knew of it.
    void end_missed(Connector& connector);

    /// Sends nothing of its own accord any more and clears our profiles.
    /// False: they may still be there, because a transaction is open or the charger did not answer.
    void retire(std::function<void(bool cleared)> done);
    void stay_in_service();
    bool is_retiring() const { return is_retiring_; }

  private:
    void look_at_connectors(SteadyTime now);
    void judge_commands(SteadyTime now, std::optional<SteadyTime>& wake);
    void end_action(Connector& connector, const Verdict& verdict);
    void tell_events(SteadyTime now, std::optional<SteadyTime>& wake);
    void wake_at(SteadyTime now, std::optional<SteadyTime> wake);
    // Steps.
    void take_steps(SteadyTime now, std::optional<SteadyTime>& wake);
    bool take_own_steps(SteadyTime now, std::optional<SteadyTime>& wake, bool may_call);
    bool take_step(Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake);
    bool take_setup_step(SteadyTime now, std::optional<SteadyTime>& wake);
    void learn(Connector& connector, Learn::Lesson lesson);
    // Windows (control_windows.cpp).
    void watch_wall_clock(SteadyTime now, std::optional<SteadyTime>& wake);
    void begin_due(Connector& connector);
    void end_window(Connector& connector, SteadyTime now);

    Parts parts_;
    Ports ports_;
    ClockSteps clock_steps_;
    std::unique_ptr<Time::Timer> timer_;
    bool deciding_soon_ = false, is_retiring_ = false;
};

}  // namespace gateway
