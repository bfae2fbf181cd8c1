#pragma once

#include <optional>
#include <string>

#include "canonical/action.h"
#include "gateway/decision/command_progress.h"
#include "gateway/decision/limit_dialogue.h"

namespace gateway {

/// One connector as its owner sees it: ceiling, intent and the action in flight. A wish is in what is stored at once,
/// so that the next one builds on it, and in force (in the view) when durable. Owned by the Connector; io thread.
class DesiredState {
  public:
    DesiredState(canonical::Desired& stored, ConnectorView& connector, LimitDialogue& limits)
        : stored_(stored), view_(connector), limits_(limits) {}

    std::optional<canonical::Action> open_action;  ///< from the moment it was asked for
    std::optional<canonical::Action> last_action;
    std::optional<CommandInFlight> command;  ///< empty until the open action is durable

    /// Gives a number by which `ceiling_written` knows the newest write.
    int write_ceiling(double kilowatts);
    void ceiling_written(int write, double kilowatts, bool durable);
    /// The action and the one it takes the place of.
    struct Replaced {
        canonical::Action action;
        std::optional<CommandInFlight> command;
        canonical::Desired desired;
    };
    std::optional<Replaced> take_open_action();
    /// One with a start only waits; `start_due` is told when its time has come.
    void open(const canonical::Action& action, SteadyTime now);
    void start_due(UtcTime utc, SteadyTime now);
    /// What was due could not be stored: it waits again.
    void start_put_off();
    /// The open action and its intent are durable: the controller may work on them.
    void begin(SteadyTime now);
    /// The open action could not be stored: all is as it was before it.
    void put_back(const std::optional<Replaced>& replaced);
    /// The cancelled action is scheduled still. False: a newer one has taken its place.
    bool cancel_was_not_stored(const Replaced& cancelled, const std::optional<canonical::Action>& last);
    /// The action's last state; an intent that did not succeed gives way to the one it replaced.
    canonical::Action close_action(const Verdict& verdict, UtcTime now);
    /// The window of a charge is over: from now on a pause.
    void end_window();
    bool is_scheduled() const;
    bool is_in_window() const;
    /// When the wall clock next changes anything: a start, or the end of a window.
    std::optional<UtcTime> next_turn() const;

    // What a session does to the wish. True: it changed and must be stored.

    void session_begins();
    /// `begins_again`: it was only interrupted.
    bool session_ended(bool begins_again);
    bool end_run_intent();

  private:
    bool intent_stays_after(canonical::Command failed, const std::string& code) const;
    void adopt_stored(SteadyTime now);
    void restore_stored_before(const canonical::Action& action);
    bool is_charging(SteadyTime now) const;
    void set_intent(canonical::Intent intent);
    void update_charge_wanted();

    canonical::Desired& stored_;
    ConnectorView& view_;
    LimitDialogue& limits_;
    int ceiling_writes_ = 0;
    bool restart_session_ = false;
};

}  // namespace gateway
