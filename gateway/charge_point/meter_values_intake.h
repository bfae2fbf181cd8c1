#pragma once

#include <functional>

#include "gateway/charge_point/charger_writes.h"
#include "gateway/charge_point/shared_meter.h"
#include "gateway/decision/clock_lag.h"
#include "gateway/inspection/charger_reports.h"
#include "gateway/transactions/lost_sessions.h"
#include "gateway/transactions/session_book.h"
#include "ocpp/call_table.h"

namespace gateway {

/// MeterValues of one charger (OCPP 1.6, 4.7): whose they are, how old, and which session they show. Owned by the
/// ChargePoint; io thread.
class MeterValuesIntake {
  public:
    /// The parts of the charger that it works with.
    struct Parts {
        const storage::ChargePointRecord& record;
        Time& time;
        ocpp::QuirkCounters& quirks;
        const ConnectorMap& connectors;
        ChargerWrites& writes;
        SessionBook& sessions;
        LostSessions& lost_sessions;
        const ClockLag& clock_lag;
        ChargerReports& reports;
    };
    /// How it reaches the rest.
    struct Ports {
        std::function<ocpp::Strictness()> strictness;
        std::function<std::chrono::seconds()> meter_interval;
        std::function<Connector*(std::int64_t meter)> connector;      ///< null: nobody's
        std::function<bool(std::int64_t transaction)> is_foreign;     ///< another charger's, which is noted
        std::function<void(ConnectorView&, std::int64_t id)> adopt;   ///< a session that nobody here has begun
        std::function<void(ConnectorView&, std::int64_t id)> resume;  ///< one that was given up
        std::function<void(const ocpp::DateTime&)> clock_heard;       ///< the charger's
        std::function<void(int connector_id)> values_came;            ///< somebody may wait for them
    };
    MeterValuesIntake(Parts parts, Ports ports) : parts_(parts), ports_(std::move(ports)) {}

    /// Answered at once, or, with what is to be kept of them, once they are on disk.
    void take(const ocpp::MeterValues::Request& request, const ocpp::Call& call, const ocpp::Reply& reply);

  private:
    struct Whose {
        Connector* connector = nullptr;
        bool has_ended = false;   ///< the session that they name
        bool is_foreign = false;  ///< it is another charger's
        bool is_live = true;      ///< they did not wait through an outage (quirk 48)
    };

    bool refuse_commas(const ocpp::MeterValues::Request& request, const ocpp::Reply& reply);
    bool is_history(const ocpp::MeterValues::Request& values) const;
    void show(const ocpp::MeterValues::Request& request, const Whose& whose);
    void keep(const ocpp::MeterValues::Request& request, const ocpp::Call& call, const Whose& whose,
              const ocpp::Reply& reply);

    Parts parts_;
    Ports ports_;
    SharedMeter shared_meter_;
};

}  // namespace gateway
