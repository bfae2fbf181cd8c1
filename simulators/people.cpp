#include "simulators/charge_point.h"

/// ChargePoint: what people do with it.
namespace simulators {

void ChargePoint::plug(int number, SimulatedTime now) {
    advance(now);
    Connector* connector = state_.find(number);
    if (!connector || connector->plugged) return state_.tell(Event::Kind::note, number, "nothing to plug in there");
    connector->plugged = true;
    connector->finishing = false;
    state_.tell(Event::Kind::note, number, "vehicle plugged in");
    statuses_.announce(*connector);
    if (connector->permission) sessions_.begin_transaction(*connector, Permission(*connector->permission));
    sessions_.begin_if_free_vending(*connector);
    settle();
}

void ChargePoint::unplug(int number, SimulatedTime now) {
    advance(now);
    Connector* connector = state_.find(number);
    if (!connector || !connector->plugged) return state_.tell(Event::Kind::note, number, "nothing to unplug there");
    connector->plugged = false;
    connector->finishing = false;
    state_.tell(Event::Kind::note, number, "vehicle unplugged");
    const bool stops = state_.configuration.boolean("StopTransactionOnEVSideDisconnect");
    if (connector->transaction && stops) sessions_.end_transaction(*connector, ocpp::Reason::EVDisconnected);
    settle();
}

void ChargePoint::change_vehicle(int number, Vehicle vehicle, SimulatedTime now) {
    advance(now);
    Connector* connector = state_.find(number);
    if (!connector) return state_.tell(Event::Kind::note, number, "there is no such connector");
    connector->vehicle = vehicle;
    connector->vehicle.wakes_on_edge_only |= state_.behaviour().vehicle_wakes_on_edge_only;
    settle();
}

void ChargePoint::set_error(int number, ocpp::ChargePointErrorCode error, SimulatedTime now) {
    advance(now);
    Connector* connector = state_.find(number);
    if (!connector) return state_.tell(Event::Kind::note, number, "there is no such connector");
    connector->error = error;
    settle();
}

void ChargePoint::swipe(const std::string& id_tag, int number, SimulatedTime now) {
    advance(now);
    if (!sessions_.stop_own_transaction(id_tag))
        sessions_.authorise(id_tag, [this, id_tag, number] { sessions_.grant_to_swiper(id_tag, number); });
    settle();
}

}  // namespace simulators
