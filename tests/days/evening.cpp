#include "evening.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "truth.h"

namespace days {

namespace {

/// Counts what the gateway asks for, and what a read shows every ten seconds.
class Clerk : public Onlooker {
  public:
    Clerk(World& world, Evening& evening) : world_(world), evening_(evening) { world_.watch(this); }
    ~Clerk() override { world_.unwatch(this); }

    void gateway_called(std::string_view frame) override {
        evening_.profiles_sent += frame.find("\"SetChargingProfile\"") != std::string_view::npos;
        evening_.remote_stops += frame.find("\"RemoteStopTransaction\"") != std::string_view::npos;
    }
    void time_passed() override {
        if (world_.now() - looked_at_ < seconds(10)) return;
        looked_at_ = world_.now();
        const auto device = world_.describe();
        if (!device) return;
        for (const auto& alarm : device->alerts) {
            auto& seen = evening_.alarms;
            if (std::find(seen.begin(), seen.end(), alarm.code) == seen.end()) seen.push_back(alarm.code);
        }
    }

  private:
    World& world_;
    Evening& evening_;
    SteadyTime looked_at_{};
};

}  // namespace

Evening& Evening::with(std::initializer_list<std::string> behaviours) {
    for (const std::string& each : behaviours) simulators::set_member(options_.charger.behaviour, each);
    return *this;
}

Evening& Evening::with(const Tweak& tweak) {
    tweak(options_);
    return *this;
}

Evening& Evening::in_session(Meanwhile meanwhile) {
    in_session_ = std::move(meanwhile);
    return *this;
}

Evening& Evening::in_pause(Meanwhile meanwhile) {
    in_pause_ = std::move(meanwhile);
    return *this;
}

Evening& Evening::ceiling(double kilowatts) {
    ceiling_kw_ = kilowatts;
    return *this;
}

Evening& Evening::without_pause() {
    pauses_ = false;
    return *this;
}

std::string Evening::wrong() {
    if (std::getenv("OCPP_TRACE")) options_.trace = &std::cout;
    options_.charger.vehicle.battery_kwh = 500;  // never full
    World world(options_);
    Court court(world, false);
    Clerk clerk(world, *this);
    play(world, court);
    court.close();
    std::string all = wrong_;
    for (const std::string& what : court.every_broken()) all += what + "\n";
    if (court.energy.judged() == 0) all += "no session was stored\n";
    return all;
}

void Evening::play(World& world, Court& court) {
    const auto push = [&](canonical::Command command) { court.pushed(1, command, world.push(command)); };
    world.run_for(minutes(2));
    world.set_ceiling(ceiling_kw_);
    world.run_for(minutes(2));
    world.plug();
    world.run_for(seconds(20));
    if (!world.connector().transaction) world.swipe();
    world.run_for(minutes(15));
    if (in_session_) in_session_(world);
    world.run_for(minutes(15));
    if (pauses_) {
        push(canonical::Command::idle);
        world.run_for(minutes(5));
        if (in_pause_) in_pause_(world);
        world.run_for(minutes(5));
        push(canonical::Command::charge);
        world.run_for(minutes(15));
        if (world.power_w() < Promises::kPausedWatts) wrong_ += "nothing flows a quarter of an hour after the pause\n";
    }
    world.unplug();
    world.run_for(minutes(15) + slowest_effect(world.options().charger.behaviour));
}

}  // namespace days
