#include "gateway/app/sandbox.h"

#include "gateway/link/websocket_server.h"
#include "gateway/site/sandbox_orders.h"
#include "simulators/simulated_charger.h"

namespace gateway {

namespace {

/// Single phase at 230 V, up to 11 kW, with a vehicle that draws as much and whose battery does not fill up.
simulators::ChargerOptions sandbox_charger(const std::string& id, const std::string& password, std::uint16_t port) {
    simulators::ChargerOptions options;
    options.url = "ws://127.0.0.1:" + std::to_string(port) + "/ocpp";
    options.id = id;
    options.password = password;
    auto& point = options.charge_point;
    point.vendor = "Example Vendor A";
    point.model = "7kW AC Charger";
    point.serial_number = id;
    point.phases = 1;
    point.max_current_a = 48;
    point.vehicle.phases = 1;
    point.vehicle.max_kw = 11;
    point.vehicle.battery_kwh = 10000;
    point.vehicle.soc_percent = 20;
    point.plugged = true;
    point.autostart = true;
    point.ordering_vendor = kOrderingVendor;
    return options;
}

}  // namespace

Sandbox::Sandbox(boost::asio::io_context& io, Site& site, const ChargerPasswords& passwords, const LinkLimits& limits,
                 int chargers)
    : door_(site, canonical::Environment::sandbox), server_(listen_for_chargers(io, "127.0.0.1", 0, limits, door_)) {
    for (int i = 1; i <= chargers; ++i) {
        const std::string id = "sandbox-" + std::to_string(i);
        const NewPassword password = passwords.generate();
        site.chargers().add_sandbox_charge_point(id, password.salt, password.hash);
        chargers_.push_back(
            std::make_unique<simulators::SimulatedCharger>(io, sandbox_charger(id, password.text, server_->port())));
        chargers_.back()->start();
    }
}

Sandbox::~Sandbox() = default;

void Sandbox::stop() {
    for (auto& charger : chargers_) charger->stop();
    server_->stop();
}

}  // namespace gateway
