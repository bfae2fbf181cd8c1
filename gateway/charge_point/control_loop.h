#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "gateway/authorization/reservations.h"
#include "gateway/charge_point/charger_writes.h"
#include "gateway/charge_point/control_calls.h"
#include "gateway/charge_point/conversation.h"
#include "gateway/charge_point/device_events.h"
#include "gateway/charge_point/state_requests.h"
#include "gateway/clock_steps.h"
#include "gateway/inspection/raw_calls.h"
#include "gateway/setup/setup_dialogue.h"

namespace gateway {

/// The control loop of one charger: judge what is under way, then take the first step that is due; one call at a time,
/// so the rest follows with its answer. Event or timer -> state -> next_step -> call -> outcome -> state. Owned by the
/// ChargePoint; io thread.
class ControlLoop {
  public:
    /// The parts that it works with, all of the same ChargePoint.
    struct Parts {
        ChargerContext& charger;
        Connectors& connectors;
        ChargerWrites& writes;
        OutgoingCalls& calls;
        ChargerFacts& facts;
        ControlCalls& control;
        StateRequests& requests;
        Setup& setup;
        SetupDialogue& dialogue;
        RawCalls& raw_calls;
        ChargerRegistration& registration;
        const Reservations& reservations;
        DeviceEvents& events;
        Conversation& conversation;
        std::function<void()> looked_at;  ///< it has decided anew
    };
    explicit ControlLoop(Parts parts);

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
    bool take(Connector& connector, const Step& step, std::optional<SteadyTime>& wake);
    bool take_setup_step(SteadyTime now, std::optional<SteadyTime>& wake);
    void learn(Connector& connector, Learn::Lesson lesson);
    // Windows (control_windows.cpp).
    void watch_wall_clock(SteadyTime now, std::optional<SteadyTime>& wake);
    void begin_due(Connector& connector);
    void end_window(Connector& connector, SteadyTime now);

    Parts parts_;
    ClockSteps clock_steps_;
    std::unique_ptr<Time::Timer> timer_;
    bool deciding_soon_ = false, is_retiring_ = false;
};

}  // namespace gateway
