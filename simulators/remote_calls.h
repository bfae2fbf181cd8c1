#pragma once

#include <optional>

#include "ocpp/call_table.h"
#include "simulators/sessions.h"

namespace simulators {

/// One charge point is started and stopped from afar (OCPP 1.6, 5.11 and 5.12). Owned by the ChargePoint.
class RemoteCalls {
  public:
    RemoteCalls(ChargePointState& state, CsmsSession& csms, Sessions& sessions)
        : state_(state), csms_(csms), sessions_(sessions) {}

    void answer(const ocpp::RemoteStartTransaction::Request& request, const ocpp::Reply& reply);
    void answer(const ocpp::RemoteStopTransaction::Request& request, const ocpp::Reply& reply);
    /// Its StartTransaction was answered (quirk 42).
    void give_held_answer(int connector);
    void forget_held_answer() { held_start_.reset(); }

  private:
    Connector* connector_for_remote_start(const ocpp::RemoteStartTransaction::Request& request);
    void start_remotely(Connector& connector, const Permission& permission, const ocpp::Reply& reply);
    void authorise_then_start(Connector& connector, const Permission& permission, const ocpp::Reply& reply);

    struct HeldAnswer {
        int connector;
        ocpp::Reply reply;
    };

    ChargePointState& state_;
    CsmsSession& csms_;
    Sessions& sessions_;
    std::optional<HeldAnswer> held_start_;  ///< until StartTransaction is answered (quirk 42)
};

}  // namespace simulators
