#include "day.h"

#include "promises.h"

namespace days {

namespace {

void change_phases(World& world, const Happening& happening) {
    simulators::Vehicle vehicle = world.connector(happening.connector).vehicle;
    vehicle.phases = static_cast<int>(happening.value);
    world.change_vehicle(vehicle, happening.connector);
}

/// Each session is another vehicle's, else the day ends with the first full battery.
void plug(World& world, const DayPlan& plan, int connector) {
    simulators::Vehicle vehicle = plan.world.charger.vehicle;
    vehicle.phases = world.connector(connector).vehicle.phases;
    if (!world.connector(connector).plugged) world.change_vehicle(vehicle, connector);
    world.plug(connector);
}

void push(World& world, Promises& promises, canonical::Command command, int connector) {
    const std::string action = world.push(command, connector);
    if (command == canonical::Command::idle) promises.idle_pushed(connector, action);
    else promises.charge_pushed(connector);
}

void apply(World& world, Promises& promises, const DayPlan& plan, const Happening& happening) {
    const int connector = happening.connector;
    const int count = static_cast<int>(happening.value);
    switch (happening.deed) {
        case Deed::plug:
            return plug(world, plan, connector);
        case Deed::unplug:
            return world.unplug(connector);
        case Deed::swipe:
            return world.swipe("CARD" + std::to_string(connector), connector);
        case Deed::ceiling:
            world.set_ceiling(happening.value, connector);
            return;
        case Deed::charge:
            return push(world, promises, canonical::Command::charge, connector);
        case Deed::idle:
            return push(world, promises, canonical::Command::idle, connector);
        case Deed::phases:
            return change_phases(world, happening);
        case Deed::reboot:
            return world.reboot_charger();
        case Deed::drop:
            return world.drop_link(happening.span);
        case Deed::stall:
            return world.stall(happening.span);
        case Deed::lose_charger_answers:
            return world.lose_charger_answers(count);
        case Deed::lose_gateway_answers:
            return world.lose_gateway_answers(count);
        case Deed::kill:
            return world.kill_gateway(happening.span);
        case Deed::kill_at_write:
            return world.kill_gateway_at_next_write(happening.span);
    }
}

}  // namespace

DayResult play(const DayPlan& plan, std::ostream* trace) {
    WorldOptions options = plan.world;
    options.trace = trace;
    World world(options);
    Promises promises(world, plan.persona->leaves_no_lever);
    for (const Happening& happening : plan.happenings) {
        world.run_until(world.began_at() + happening.at);
        apply(world, promises, plan, happening);
    }
    world.run_until(world.began_at() + DayPlan::kLength - DayPlan::kCalm);
    world.nothing_goes_wrong_any_more();
    world.run_until(world.began_at() + DayPlan::kLength);
    // Desired state is reached once the charger cooperates: not while it answers nothing, nor in the moment in which another
    // controller has just set something else.
    constexpr std::chrono::minutes kUnderWay{2};
    world.run_until([&] { return promises.is_settled(); }, plan.persona->goes_mute ? DayPlan::kCalm : kUnderWay);
    promises.expect_settled();
    return {promises.broken(), world.counters(), promises.worst_overshoot(), promises.most_calls_in_an_hour(),
            promises.saw_alarm()};
}

}  // namespace days
