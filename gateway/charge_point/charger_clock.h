#pragma once

#include "gateway/charge_point/connectors.h"
#include "gateway/decision/clock_lag.h"

namespace gateway {

/// The clock of one charger, from the timestamps of what it tells. Owned by the ChargePoint; io thread.
class ChargerClock {
  public:
    ChargerClock(ChargerContext& charger, Connectors& connectors) : charger_(charger), connectors_(connectors) {}

    const ClockLag& lag() const { return lag_; }
    void link_opened() { lag_.link_opened(); }
    void heard(const ocpp::DateTime& charger_time) {
        const auto before = lag_.behind();
        lag_.heard(charger_time, charger_.utc(), charger_.now());
        // A profile's start lies in the future of a clock that was set back: it is told anew with the right one.
        if (lag_.behind() - before > ClockLag::kSame) connectors_.start_over();
    }

  private:
    ChargerContext& charger_;
    Connectors& connectors_;
    ClockLag lag_;
};

}  // namespace gateway
