#pragma once

#include <string>

#include "gateway/charge_point/charger_clock.h"
#include "gateway/charge_point/charger_writes.h"
#include "gateway/charge_point/shared_meter.h"
#include "gateway/charge_point/state_requests.h"
#include "gateway/inspection/charger_reports.h"
#include "gateway/transactions/lost_sessions.h"
#include "gateway/transactions/transactions.h"

namespace gateway {

/// MeterValues of one charger (OCPP 1.6, 4.7): whose they are, how old, and which session they show. Owned by the
/// ChargePoint; io thread.
class MeterValuesIntake {
  public:
    /// The parts that it works with, all of the same ChargePoint.
    struct Parts {
        ChargerContext& charger;
        Connectors& connectors;
        ChargerWrites& writes;
        SessionBook& sessions;
        Transactions& transactions;
        LostSessions& lost_sessions;
        StateRequests& requests;
        ChargerClock& clock;
        const Setup& setup;
        ChargerReports& reports;
    };
    explicit MeterValuesIntake(Parts parts) : parts_(parts) {}

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
    SharedMeter shared_meter_;
};

}  // namespace gateway
