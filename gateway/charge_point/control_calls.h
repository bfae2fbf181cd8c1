#pragma once

#include <functional>
#include <string>

#include "gateway/charge_point/charger_facts.h"
#include "gateway/charge_point/outgoing_calls.h"
#include "gateway/decision/clock_lag.h"
#include "gateway/inspection/charger_journal.h"

namespace gateway {

/// The CALLs by which one charger is controlled, and what their answers mean: limits, remote starts and stops
/// (OCPP 1.6, 5.5, 5.11, 5.12, 5.16). Owned by the ChargePoint; io thread.
class ControlCalls {
  public:
    /// The parts that it works with, all of the same ChargePoint.
    struct Parts {
        ChargerContext& charger;
        Connectors& connectors;
        OutgoingCalls& calls;
        ChargerFacts& facts;
        const ClockLag& clock_lag;
        ChargerJournal& journal;
        std::function<const std::string&()> remote_start_tag;
    };
    explicit ControlCalls(Parts parts) : parts_(std::move(parts)) {}

    /// True: the step is a call, and it went out.
    bool send(Connector& connector, const Step& step);
    /// All base limits of ours. False: they may still be there, because the charger did not answer.
    void clear_all_limits(std::function<void(bool cleared)> done);

  private:
    /// Of a profile that was sent.
    struct LimitContext {
        int times_marked_stale;                      ///< when it was sent
        std::optional<std::int64_t> transaction_id;  ///< that it concerns alone
    };
    struct LimitAnswer {
        bool accepted, timed_out;
        std::string words;
    };

    void send_limit(Connector& connector, const SendLimit& limit);
    /// By its id: nothing of the charger's own goes with it.
    void clear_own_limit(Connector& connector, ProfilePurpose purpose);
    void send_remote_start(Connector& connector);
    void send_remote_stop(Connector& connector, std::int64_t transaction_id);
    static LimitContext told_about(const Connector& connector, const SendLimit& limit);
    void send_vendor_limit(Connector& connector, const SendLimit& limit);
    void limit_answered(Connector& connector, const SendLimit& limit, const LimitContext& context,
                        const LimitAnswer& answer);

    Parts parts_;
};

}  // namespace gateway
