#include "simulators/connector.h"

namespace simulators {

using Status = ocpp::ChargePointStatus;

Status Connector::status() const {
    if (is_faulted()) return Status::Faulted;
    if (transaction) {
        if (offered.amperes < least_current_a()) return says_suspended_ev ? Status::SuspendedEV : Status::SuspendedEVSE;
        return current_a > 0 ? Status::Charging : Status::SuspendedEV;
    }
    if (plugged) return finishing ? Status::Finishing : Status::Preparing;
    return permission ? Status::Preparing : Status::Available;
}

void Connector::follow_pause(SteadyTime now) {
    if (offered.amperes < least_current_a()) {
        if (!paused_since) paused_since = now;
        return;
    }
    if (!paused_since) return;
    const auto paused_for = now - *paused_since;
    paused_since.reset();
    if (paused_for > kFallsAsleepAfter) vehicle_sleeps = vehicle.wakes_on_edge_only;
    else if (paused_for >= kWakingPause) vehicle_sleeps = false;
}

void Connector::settle_flow(SteadyTime now) {
    const bool closed = (transaction || draws_on(now)) && plugged && !is_faulted();
    if (closed) {
        follow_pause(now);
    } else {
        paused_since.reset();
        vehicle_sleeps = false;
    }
    phases = vehicle.used_phases(offered.phases);
    current_a = closed && !vehicle_sleeps ? vehicle.drawn_current_a(offered.amperes, offered.phases, volts) : 0;
}

void Connector::pass(SteadyTime::duration time) {
    const double hours = std::chrono::duration<double, std::ratio<3600>>(time).count();
    const double energy_wh = power_w() * hours;
    if (energy_wh <= 0) return;
    meter_wh += energy_wh;
    vehicle.take(energy_wh / 1000);
}

}  // namespace simulators
