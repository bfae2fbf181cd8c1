#include <algorithm>

#include "canonical/errors.h"
#include "world.h"

/// The part of World that people play: at the charger, and the owner behind the REST side.
namespace days {

// People.

void World::act(const std::function<void(simulators::ChargePoint&, simulators::SimulatedTime)>& act_on) {
    act_on(*charger_, moment());
    charger_told_at_ = now();
    settle();
}

void World::reboot_charger() {
    act([](auto& charger, auto at) { charger.reboot(at); });
}

void World::plug(int connector) {
    act([connector](auto& charger, auto at) { charger.plug(connector, at); });
}

void World::unplug(int connector) {
    act([connector](auto& charger, auto at) { charger.unplug(connector, at); });
}

void World::swipe(const std::string& tag, int connector) {
    act([&](auto& charger, auto at) { charger.swipe(tag, connector, at); });
}

void World::change_vehicle(const simulators::Vehicle& vehicle, int connector) {
    act([&](auto& charger, auto at) { charger.change_vehicle(connector, vehicle, at); });
}

// The owner.

gateway::DeviceRef World::device(int connector, std::string_view identity) const {
    if (!site_) return {};
    for (const auto& id : site_->devices().ids(canonical::Environment::live)) {
        const auto found = site_->devices().find(id, canonical::Environment::live);
        if (!found || found.charge_point->record().id != identity) continue;
        if (found.connector->view.connector_id == connector) return found;
    }
    return {};
}

const gateway::ConnectorView* World::view(int number) const {
    const auto known = site_ ? site_->charge_point(std::string(kIdentity)) : nullptr;
    if (!known) return nullptr;
    const gateway::Connector* found = known->connectors().find(number);
    return found == nullptr ? nullptr : &found->view;
}

std::optional<canonical::Device> World::describe(int number) const {
    const auto target = device(number);
    if (!target) return std::nullopt;
    return site_->devices().describe(target);
}

void World::set_charger_clock(Span behind) {
    note("the charger's clock is set " + std::to_string(behind.count()) + " ms behind");
    ++counters_.clock_sets;
    clock_behind_ = behind;
    act([behind](auto& charger, auto at) { charger.set_clock_lag(behind, at); });
}

std::optional<double> World::ceiling_kw(int number) const {
    return ceilings_[static_cast<std::size_t>(number - 1)].told;
}

bool World::set_ceiling(double kilowatts, int connector) {
    auto target = device(connector);
    if (!target || kilowatts > site_->devices().bounds(target).max_charge_rate_kw.max) return false;
    note("the owner writes " + std::to_string(kilowatts) + " kW on connector " + std::to_string(connector));
    Ceiling& ceiling = ceilings_[static_cast<std::size_t>(connector - 1)];
    ceiling.asked = kilowatts;
    canonical::SettingsPatch patch;
    patch.max_charge_rate_kw = kilowatts;
    site_->commands().write_settings(target, patch, [this, &ceiling, kilowatts](bool durable) {
        if (!durable) return;
        ceiling.told = kilowatts;
        if (ceiling.asked == kilowatts) ceiling.asked.reset();
        cause(Cause::ceiling);
    });
    target = {};  // the gateway may be killed while it settles
    settle();
    return true;
}

std::string World::push(canonical::Command command, int connector, std::string_view identity) {
    auto target = device(connector, identity);
    if (!target) return {};
    note("the owner pushes " + std::string(canonical::to_text(command)));
    std::string id;
    canonical::PushRequest request;
    request.command = command;
    request.cancel_and_replace = true;
    try {
        site_->commands().push(target, request, [](const auto&) {});
        id = target.connector->desired_state.open_action ? target.connector->desired_state.open_action->id
                                                         : std::string();
    } catch (const canonical::ApiError& refusal) {
        note("refused: " + refusal.code);
    }
    cause(Cause::command);
    target = {};
    settle();
    return id;
}

const canonical::Action* World::action(const std::string& id) const {
    const auto& actions = storage_.rows().actions();
    const auto found =
        std::find_if(actions.rbegin(), actions.rend(), [&](const auto& action) { return action.id == id; });
    return found == actions.rend() ? nullptr : &*found;
}

}  // namespace days
