#include "simulators/connector.h"

namespace simulators {

using Status = ocpp::ChargePointStatus;

Status Connector::status() const {
    if (is_faulted()) return Status::Faulted;
    if (transaction) {
        if (offered.amperes < least_current_a()) return Status::SuspendedEVSE;
        return current_a > 0 ? Status::Charging : Status::SuspendedEV;
    }
    if (plugged) return finishing ? Status::Finishing : Status::Preparing;
    return permission ? Status::Preparing : Status::Available;
}

void Connector::settle_flow() {
    const bool closed = transaction && plugged && !is_faulted();
    phases = vehicle.used_phases(offered.phases);
    current_a = closed ? vehicle.drawn_current_a(offered.amperes, offered.phases, volts) : 0;
}

void Connector::pass(SteadyTime::duration time) {
    const double hours = std::chrono::duration<double, std::ratio<3600>>(time).count();
    const double energy_wh = power_w() * hours;
    if (energy_wh <= 0) return;
    meter_wh += energy_wh;
    vehicle.take(energy_wh / 1000);
}

}  // namespace simulators
