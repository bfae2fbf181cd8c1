#pragma once

#include "simulators/charge_point_state.h"
#include "simulators/csms_session.h"

namespace simulators {

/// The statuses of one charge point as it tells them, true or not. Owned by the ChargePoint.
class Statuses {
  public:
    Statuses(ChargePointState& state, CsmsSession& csms) : state_(state), csms_(csms) {}

    /// Everything is to be told again.
    void forget_told();
    /// What it says of sessions is not true, for as long as the truth stays (quirk of a reconnect).
    void lie_about_sessions();
    /// Where it changed, and may be told.
    void announce(Connector& connector);
    void announce_station();
    ocpp::StatusNotification::Request status_of(Connector& connector) const;

  private:
    ocpp::ChargePointStatus told_status(Connector& connector) const;

    ChargePointState& state_;
    CsmsSession& csms_;
    bool station_announced_ = false;
};

}  // namespace simulators
