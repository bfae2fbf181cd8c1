#pragma once

#include <optional>
#include <set>
#include <string>

#include "canonical/action.h"
#include "gateway/decision/command_progress.h"
#include "gateway/decision/connector_view.h"
#include "gateway/decision/flow_watch.h"
#include "gateway/decision/next_step.h"
#include "ocpp/messages/core.h"
#include "storage/records.h"

namespace gateway {

/// Live state of one connector, its canonical device and the command in flight on it. Owned by its
/// ChargePoint; events are told with their time. What must be stored as a consequence is given back by the
/// functions. Io thread only.
class Connector {
  public:
    Connector(storage::ConnectorRecord record, const storage::ChargePointRecord& charge_point,
              const ControlTimings& timings);

    storage::ConnectorRecord record;               ///< as last handed to storage
    ConnectorView view;                            ///< its `desired` is what is durable, and so what is in force
    std::optional<canonical::Action> open_action;  ///< from the moment it was asked for
    std::optional<canonical::Action> last_action;
    std::optional<CommandInFlight> command;  ///< empty until the open action is durable

    const canonical::Desired& desired() const { return record.desired; }

    /// The operator's word on the charger, for the decisions from now on.
    void adopt_settings(const storage::ChargePointRecord& charge_point);

    // What the owner wants. A wish is in the record at once, so that the next one builds on it, and in force
    // when durable.

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

    // What the charger tells. True: the desired state changed and must be stored.

    bool on_status(const ocpp::StatusNotification::Request& status, SteadyTime now);
    /// Its answer was lost: a stop that named the session was refused for an id that the charger had never been given.
    void start_repeated() {
        if (!view.remote_stop.refusal.empty()) view.remote_stop = {};
    }
    void on_transaction_opened(ObservedTransaction transaction);
    bool on_transaction_closed(std::optional<ocpp::Reason> reason, SteadyTime now);
    /// They prove what was when they were measured, whenever they came.
    void on_meter_values(const ocpp::MeterValues::Request& values, bool power_counts, SteadyTime measured_at, SteadyTime now);
    /// Live values while no transaction is open, or of one that has ended: true where they show that power flows all the same.
    bool watch_flow(const ocpp::MeterValues::Request& values, SteadyTime measured_at);
    /// A session that is still told of is one that goes on: at rest in Preparing its id may be a dead one.
    bool shows_life(SteadyTime now) const;
    /// The station's meter stands in where the connector has told no values of its own lately (quirk 69).
    bool accepts_station_meter(SteadyTime now) const;
    /// Compares what flows with what was acknowledged and what the owner allows; before each decision.
    void watch_power(SteadyTime now);
    /// When the open transaction is over without a stop, if nothing flows until then: Available was told in it (quirk 55).
    std::optional<SteadyTime> transaction_lost_at() const;
    /// Flow that was seen without a session counts as long as it is proven anew.
    void watch_flow(SteadyTime now);

    // What happens to the link.

    void on_connected(SteadyTime now);
    void on_disconnected(SteadyTime now);
    void on_reboot(SteadyTime now);

    // What became of our calls.

    void limit_sent(const SendLimit& sent, SteadyTime now);
    /// `doubts_when_sent` tells whether anything happened meanwhile that makes chargers forget.
    void limit_accepted(const SendLimit& sent, int doubts_when_sent, Capabilities& capabilities, SteadyTime now);
    void limit_refused(const SendLimit& sent, std::string words, Capabilities& capabilities, SteadyTime now);
    void limit_timed_out(const SendLimit& sent, Capabilities& capabilities, SteadyTime now);
    void limit_cleared(ProfilePurpose purpose, bool cleared, SteadyTime now);
    void learn(Learn::Lesson lesson, Capabilities& capabilities, SteadyTime now);
    int doubts() const { return doubts_; }
    /// By which a base limit of ours may have been told and still stand at the charger.
    std::set<Lever> levers_used() const;

    /// A session ended soon after a zero limit, and nothing that is seen here says why else (quirk 80).
    struct EndUnderZero {
        SteadyTime zero_at{};
        SteadyTime ended_at{};
        SteadyTime plain_at{};  ///< from when on no unplugging can be the reason
        std::int64_t transaction = 0;
    };
    const std::optional<EndUnderZero>& ended_under_zero() const { return ended_under_zero_; }
    void end_under_zero_taken() { ended_under_zero_.reset(); }

    /// The charger may have forgotten, or is to be told in another way: everything is sent again, refused or
    /// not.
    void start_over();
    /// The ladder is another one now.
    void ladder_changed();

  private:
    ProfileDialogue& dialogue(ProfilePurpose purpose);
    static void what_was_sent_may_apply(ProfileDialogue& unclear);
    void doubt_all();
    /// As `doubt_all`, but a charger that keeps its profiles in flash is not asked to write them again.
    void doubt_what_chargers_forget();
    void forget_refusals();
    void forget_evidence_of_session();
    void tx_profile_refused(const SendLimit& sent, Capabilities& capabilities, SteadyTime now);
    void base_refused(const SendLimit& sent, Capabilities& capabilities, SteadyTime now);
    void next_rung(Capabilities& capabilities, std::size_t rung);
    void lesson_no_effect(Capabilities& capabilities);
    void lesson_vehicle_sleeps(SteadyTime now);
    AcknowledgedLimit after(const std::optional<AcknowledgedLimit>& before, const SendLimit& sent, SteadyTime now) const;
    ChargingLimit least_like(const SendLimit& sent) const;
    bool may_be_too_high(const SendLimit& sent) const;
    bool is_too_high(const SendLimit& sent, const Capabilities& capabilities) const;
    void limit_was_lifted(SteadyTime now);
    void note_trial(SteadyTime now);
    void begin_tx_profile_trial(SteadyTime now);
    void forget_excess();
    void forget_flow();
    bool intent_stays_after(canonical::Command failed, const std::string& code) const;
    void note_status_times(const std::optional<ocpp::ChargePointStatus>& before, SteadyTime now);
    void doubt_what_does_not_show();
    void count_write(SteadyTime now);
    void adopt_wish(SteadyTime now);
    void note_doubt(SteadyTime now);
    std::chrono::milliseconds patience_without_flow() const;
    void restore_wish_before(const canonical::Action& action);
    bool is_charging(SteadyTime now) const;
    void set_intent(canonical::Intent intent);
    bool end_run_intent();
    void update_charge_wanted();
    bool zero_may_be_why(std::optional<ocpp::Reason> reason, SteadyTime now) const;

    int doubts_ = 0;
    int ceiling_writes_ = 0;
    bool restart_session_ = false;
    std::optional<SteadyTime> zero_since_;  ///< the newest profile, sent or accepted, was zero
    SteadyTime zero_sent_at_{};             ///< before it was accepted
    std::optional<EndUnderZero> ended_under_zero_;
    std::optional<SteadyTime> own_values_at_;
    std::optional<SteadyTime> doubted_since_;  ///< Available was told while a transaction is open
    FlowWatch flow_;
    MeterReadings unrecorded_;  ///< as told, whether it counts or not
    std::set<Lever> levers_told_;
};

}  // namespace gateway
