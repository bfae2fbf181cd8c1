#include "gateway/api/operator_routes.h"

namespace gateway {

void OperatorRoutes::add_to(RouteTable& routes) {
    add_charge_point_routes(routes);
    add_call_routes(routes);
    add_record_routes(routes);
    add_reservation_routes(routes);
    add_tag_routes(routes);
    add_counter_routes(routes);
}

std::function<void(ApiCall&)> OperatorRoutes::bind(Run run) {
    return [this, run](ApiCall& call) { (this->*run)(call); };
}

std::shared_ptr<ChargePoint> OperatorRoutes::charge_point(const ApiCall& call) const {
    const auto found = site_.charge_point(call.captured.at(0));
    if (!found || found->record().environment != call.key.environment)
        throw canonical::ApiError(404, "CHARGE_POINT_NOT_FOUND", "no such charge point belongs to this key");
    return found;
}

/// History of a charger that was removed stays the live site's.
bool OperatorRoutes::is_visible(const std::string& charge_point_id, canonical::Environment environment) const {
    const auto found = site_.charge_point(charge_point_id);
    return environment == (found ? found->record().environment : canonical::Environment::live);
}

}  // namespace gateway
