#include "gateway/site/sandbox_orders.h"
#include "gateway/site/site.h"

/// What a client of the sandbox wants to see happen to its command, over OCPP like all else.
namespace gateway {

bool Site::changes_scene(const DeviceRef& device, const canonical::SandboxControls& controls) {
    if (device.charge_point->record().environment == canonical::Environment::live) return false;
    return !controls.is_plain() || device.charge_point->follows_order();
}

/// Only for a command that is stored: one that was refused must leave the charger as it is.
void Site::set_the_scene(const DeviceRef& device, const canonical::SandboxControls& controls) {
    ChargePoint& charge_point = *device.charge_point;
    charge_point.order_outcome(kOrderingVendor, controls);
    // What a charger does on order teaches nothing about its kind.
    forget_learnt(charge_point.record().id, [](const Forgotten&) {});
}

}  // namespace gateway
