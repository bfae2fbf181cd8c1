#include "simulators/statuses.h"

namespace simulators {

using Status = ocpp::ChargePointStatus;

Status Statuses::told_status(Connector& connector) const {
    const Behaviour& behaviour = state_.behaviour();
    const Status truth = connector.status();
    if (connector.lie && connector.lie->instead_of != truth) connector.lie.reset();
    if (connector.lie) return connector.lie->told;
    if (truth == Status::Preparing && connector.plugged) {
        if (behaviour.never_preparing) return Status::Available;
        if (behaviour.reserved_when_plugged) return Status::Reserved;
    }
    const bool held_free = behaviour.unavailable_at_zero && !connector.transaction && !connector.is_faulted() &&
                           connector.offered.amperes < connector.least_current_a();
    return held_free ? Status::Unavailable : truth;
}

void Statuses::forget_told() {
    station_announced_ = false;
    for (Connector& connector : state_.connectors) connector.announced.reset();
}

void Statuses::lie_about_sessions() {
    for (Connector& connector : state_.connectors) {
        if (connector.transaction) connector.lie = {Status::Available, connector.status()};
    }
}

ocpp::StatusNotification::Request Statuses::status_of(Connector& connector) const {
    ocpp::StatusNotification::Request request;
    request.connectorId = connector.number;
    request.errorCode = connector.error;
    request.status = told_status(connector);
    request.timestamp = ocpp::DateTime(state_.now.utc);
    return request;
}

void Statuses::announce(Connector& connector) {
    const Status status = told_status(connector);
    if (!csms_.is_ready() || connector.announced == status) return;
    connector.announced = status;
    if (status == Status::Finishing && state_.behaviour().no_status_after_stop) return;
    state_.tell(Event::Kind::status, connector.number, std::string(ocpp::wire_name(status)));
    const auto index = static_cast<std::size_t>(connector.number - 1);
    csms_.call<ocpp::StatusNotification>(status_of(connector), [this, index](const auto& outcome) {
        if (std::holds_alternative<ocpp::Disconnected>(outcome)) state_.connectors[index].announced.reset();
    });
}

void Statuses::announce_station() {
    if (station_announced_) return;
    station_announced_ = true;
    ocpp::StatusNotification::Request request;
    request.errorCode = ocpp::ChargePointErrorCode::NoError;
    request.status = Status::Available;
    request.timestamp = ocpp::DateTime(state_.now.utc);
    csms_.call<ocpp::StatusNotification>(request, [this](const auto& outcome) {
        if (std::holds_alternative<ocpp::Disconnected>(outcome)) station_announced_ = false;
    });
}

}  // namespace simulators
