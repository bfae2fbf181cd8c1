#include "day.h"

#include "court.h"
#include "neighbour.h"
#include "truth.h"

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

void push(World& world, Court& court, canonical::Command command, int connector) {
    court.pushed(connector, command, world.push(command, connector));
}

/// A sibling's day: a session in the morning that its owner pauses for ten minutes.
class SiblingDays {
  public:
    explicit SiblingDays(World& world) : world_(world) {}

    void run_until(SteadyTime end) {
        while (next_ < std::size(kSteps) && world_.neighbours() > 0 && world_.began_at() + kSteps[next_].at < end) {
            world_.run_until(world_.began_at() + kSteps[next_].at);
            for (std::size_t i = 0; i < world_.neighbours(); ++i) act(kSteps[next_].deed, world_.neighbour(i));
            ++next_;
        }
        world_.run_until(end);
    }

  private:
    struct Step {
        minutes at;
        Deed deed;
    };
    static constexpr Step kSteps[] = {{minutes(360), Deed::plug},    {minutes(400), Deed::idle},
                                      {minutes(410), Deed::charge},  {minutes(480), Deed::unplug},
                                      {minutes(960), Deed::plug},    {minutes(1000), Deed::idle},
                                      {minutes(1010), Deed::charge}, {minutes(1100), Deed::unplug}};

    void act(Deed deed, Neighbour& sibling) {
        if (deed == Deed::plug) sibling.begin_session();
        if (deed == Deed::unplug) sibling.end_session();
        if (deed == Deed::idle) world_.push(canonical::Command::idle, 1, sibling.identity());
        if (deed == Deed::charge) world_.push(canonical::Command::charge, 1, sibling.identity());
    }

    World& world_;
    std::size_t next_ = 0;
};

void apply(World& world, Court& court, const DayPlan& plan, const Happening& happening) {
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
            return push(world, court, canonical::Command::charge, connector);
        case Deed::idle:
            return push(world, court, canonical::Command::idle, connector);
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
        case Deed::set_clock:
            return world.set_charger_clock_back(seconds(static_cast<long>(happening.value)));
        case Deed::cut_power_at_key_write:
            return world.cut_power_at_key_write(happening.span);
    }
}

}  // namespace

DayResult play(const DayPlan& plan, std::ostream* trace) {
    WorldOptions options = plan.world;
    options.trace = trace;
    World world(options);
    Court court(world, plan.persona->leaves_no_lever);
    SiblingDays siblings(world);
    for (const Happening& happening : plan.happenings) {
        siblings.run_until(world.began_at() + happening.at);
        apply(world, court, plan, happening);
    }
    siblings.run_until(world.began_at() + DayPlan::kLength - DayPlan::kCalm);
    world.nothing_goes_wrong_any_more();
    world.run_until(world.began_at() + DayPlan::kLength);
    // Desired state is reached once the charger cooperates: not while it answers nothing, nor in the moment in which
    // another controller has just set something else.
    const auto& behaviour = plan.world.charger.behaviour;
    const Span pending_operations =
        minutes(2) + milliseconds(2 * behaviour.profile_answer_after_ms) + slowest_effect(behaviour);
    const Promises& promises = court.promises;
    world.run_until([&] { return promises.is_settled(); },
                    plan.persona->goes_mute ? Span(DayPlan::kCalm) : pending_operations);
    court.close();
    DayResult result{court.broken(), world.counters(), promises.worst_overshoot(), promises.most_calls_in_an_hour(),
                     promises.saw_alarm()};
    result.energies_judged = court.energy.judged();
    result.powers_judged = court.power.judged();
    return result;
}

}  // namespace days
