#pragma once

#include <optional>

#include "gateway/charge_point/desired_state.h"
#include "gateway/decision/connector_view.h"
#include "gateway/decision/flow_watch.h"
#include "gateway/decision/limit_dialogue.h"
#include "ocpp/messages/core.h"
#include "storage/records.h"

namespace gateway {

/// Live state of one connector and its canonical device: what the charger tells of it, what its owner wants, what
/// became of its limits. Owned by its ChargePoint; events are told with their time. What must be stored as a
/// consequence is given back by the functions. Io thread only.
class Connector {
  public:
    Connector(storage::ConnectorRecord record, const storage::ChargePointRecord& charge_point,
              const ControlTimings& timings);

    Connector(const Connector&) = delete;
    Connector& operator=(const Connector&) = delete;

    storage::ConnectorRecord record;  ///< as last handed to storage
    ConnectorView view;               ///< its `desired` is what is durable, and so what is in force
    LimitDialogue limits{view};
    DesiredState desired_state{record.desired, view, limits};

    /// The operator's word on the charger, for the decisions from now on.
    void adopt_settings(const storage::ChargePointRecord& charge_point);

    // What the charger tells. True: the desired state changed and must be stored.

    bool on_status(const ocpp::StatusNotification::Request& status, SteadyTime now);
    /// Its answer was lost: a stop that named the session was refused for an id that the charger had never been given.
    void start_repeated() {
        if (!view.remote_stop.refusal.empty()) view.remote_stop = {};
    }
    void on_transaction_opened(ObservedTransaction transaction);
    bool on_transaction_closed(std::optional<ocpp::Reason> reason, SteadyTime now);
    /// They prove what was when they were measured, whenever they came.
    void on_meter_values(const ocpp::MeterValues::Request& values, bool power_counts, SteadyTime measured_at,
                         SteadyTime now);
    /// Live values, whether or not a transaction is open: a meter that freezes is seen by it. True: they show that
    /// power flows though none is open.
    bool watch_flow(const ocpp::MeterValues::Request& values, SteadyTime measured_at);
    /// The newest values did, and not only some before them.
    bool proves_flow(SteadyTime measured_at) const { return flow_.last_flow() == measured_at; }
    /// A session that is still told of is one that goes on: at rest in Preparing its id may be a dead one.
    bool shows_life(SteadyTime now) const;
    /// The station's meter stands in where the connector has told no values of its own lately (quirk 69).
    bool accepts_station_meter(SteadyTime now) const;
    /// Compares what flows with what was acknowledged and what the owner allows; before each decision.
    void watch_power(SteadyTime now);
    /// When the open transaction is over without a stop, if nothing flows until then: Available was told in it (quirk
    /// 55).
    std::optional<SteadyTime> transaction_lost_at() const;

    // What happens to the link.

    void on_connected(SteadyTime now);
    void on_disconnected(SteadyTime now);
    void on_reboot(SteadyTime now);

    /// A session ended soon after a zero limit, and nothing that is seen here says why else (quirk 80).
    struct EndUnderZero {
        SteadyTime zero_at{};
        SteadyTime ended_at{};
        SteadyTime plain_at{};  ///< from when on no unplugging can be the reason
        std::int64_t transaction = 0;
    };
    const std::optional<EndUnderZero>& ended_under_zero() const { return ended_under_zero_; }
    void end_under_zero_taken() { ended_under_zero_.reset(); }

  private:
    enum class FlowIs { another, unseen };
    void forget_flow(FlowIs flow);
    void note_status_times(const std::optional<ocpp::ChargePointStatus>& before, SteadyTime now);
    void note_contradiction(SteadyTime now);
    std::chrono::milliseconds patience_without_flow() const;
    bool zero_may_be_why(std::optional<ocpp::Reason> reason, SteadyTime now) const;

    std::optional<EndUnderZero> ended_under_zero_;
    std::optional<SteadyTime> own_values_at_;
    std::optional<SteadyTime> contradicted_since_;  ///< Available was told while a transaction is open
    FlowWatch flow_;
    SteadyTime value_told_at_{};  ///< the newest
    MeterReadings unrecorded_;    ///< as told, whether it counts or not
};

}  // namespace gateway
