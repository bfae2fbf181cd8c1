#include <catch2/catch.hpp>

#include "day.h"
#include "promises.h"

/// That the watch would see what it watches for, and that a day can be replayed.
namespace days {

namespace {

WorldOptions with(bool simulators::Behaviour::*member) {
    WorldOptions options;
    options.charger.behaviour.*member = true;
    return options;
}

void begin_session(World& world, double ceiling_kw) {
    world.run_for(minutes(2));
    REQUIRE(world.set_ceiling(ceiling_kw));
    world.run_for(minutes(2));
    world.plug();
    world.swipe();
    world.run_for(minutes(2));
    REQUIRE(world.power_w() > 0);
}

}  // namespace

TEST_CASE("a day is the same each time it is played", "[world]") {
    for (const std::uint64_t seed : {1u, 2u, 3u, 4u, 5u, 6u}) {
        const DayResult first = play(plan_day(seed)), second = play(plan_day(seed));
        CHECK(first.counters.events == second.counters.events);
        CHECK(first.counters.frames == second.counters.frames);
        CHECK(first.worst_overshoot == second.worst_overshoot);
        CHECK(first.broken == second.broken);
    }
}

TEST_CASE("a ceiling reaches the simulated charger through the whole engine", "[world]") {
    World world({});
    begin_session(world, 7);
    CHECK(world.power_w() <= 7000);
    CHECK(world.power_w() > 6000);
}

TEST_CASE("the watch sees a charger that does not follow its limit, and for how long", "[world]") {
    World world(with(&simulators::Behaviour::ignores_profiles));
    Promises promises(world);
    begin_session(world, 7);
    world.run_for(seconds(30));
    CHECK(world.power_w() > 10000);
    // The session began two minutes and a half ago; no alarm, or a late one, would be a broken promise.
    CHECK(promises.worst_overshoot() >= seconds(30));
}

TEST_CASE("a session begins anew after a reboot, and the limit is there before the car draws more", "[world]") {
    WorldOptions options = with(&simulators::Behaviour::forgets_profiles_on_reboot);
    options.charger.autostart = true;
    World world(options);
    Promises promises(world);
    world.run_for(minutes(2));
    REQUIRE(world.set_ceiling(7));
    world.plug();
    world.run_for(minutes(5));
    world.reboot_charger();
    world.run_for(minutes(5));
    CHECK(world.power_w() > 0);
    CHECK(world.power_w() <= 7000);
    CHECK(promises.worst_overshoot() < Promises::kReaction);
    CHECK(promises.broken().empty());
}

TEST_CASE("an answer of storage that was on its way when the gateway was killed is lost, what it was about is not",
          "[world]") {
    World world({});
    begin_session(world, 7);
    world.kill_gateway_at_next_write(seconds(10));
    world.set_ceiling(4.5);
    CHECK_FALSE(world.gateway_is_up());
    CHECK(world.ceiling_kw() == 7.0);
    world.run_for(minutes(3));
    REQUIRE(world.gateway_is_up());
    CHECK(world.ceiling_kw() == 4.5);
    CHECK(world.broken_promises().empty());
    CHECK(world.power_w() <= 4500);
}

TEST_CASE("an answer that is lost does not arrive, and the limit does all the same", "[world]") {
    World world({});
    Promises promises(world);
    begin_session(world, 7);
    world.lose_charger_answers(1);
    REQUIRE(world.set_ceiling(4.5));
    world.run_for(minutes(20));
    CHECK(world.counters().lost_answers == 1);
    CHECK(world.power_w() <= 4500);
    promises.expect_settled();
    CHECK(promises.broken().empty());
}

TEST_CASE("while the link is away the clock of the reaction stands still", "[world]") {
    WorldOptions options = with(&simulators::Behaviour::forgets_profiles_on_disconnect);
    World world(options);
    Promises promises(world);
    begin_session(world, 7);
    world.drop_link(minutes(30));
    world.run_for(minutes(29));
    CHECK(world.power_w() > 10000);
    world.run_for(minutes(5));
    CHECK(world.power_w() <= 7000);
    CHECK(promises.worst_overshoot() < Promises::kReaction);
    CHECK(promises.broken().empty());
}

TEST_CASE("a storm of calls is a broken promise", "[world]") {
    World world({});
    Promises promises(world);
    for (int i = 0; i <= Promises::kCallsPerHour + 20 * Promises::kCallsPerCause; ++i)
        promises.gateway_called(R"([2,"x","TriggerMessage",{}])");
    CHECK_FALSE(promises.broken().empty());
}

TEST_CASE("two profiles of one purpose at once are a broken promise, unless zero is one of them", "[world]") {
    const auto profile = [](const char* id, const char* limit) {
        return R"([2,")" + std::string(id) +
               R"(","SetChargingProfile",{"connectorId":1,"csChargingProfiles":{"chargingProfilePurpose":"TxProfile","limit":)" +
               limit + "}}]";
    };
    World world({});
    Promises promises(world);
    promises.gateway_called(profile("a", "10"));
    promises.gateway_called(profile("b", "0"));
    CHECK(promises.broken().empty());
    promises.gateway_called(profile("c", "8"));
    CHECK(promises.broken().empty());
    promises.gateway_called(profile("d", "9"));
    CHECK(promises.broken().size() == 1);
}

TEST_CASE("after a refusal the next profile may follow at once", "[world]") {
    const std::string profile =
        R"(","SetChargingProfile",{"connectorId":1,"csChargingProfiles":{"chargingProfilePurpose":"TxProfile","limit":9}}])";
    World world({});
    Promises promises(world);
    promises.gateway_called("[2,\"a" + profile);
    promises.charger_answered(R"([3,"a",{"status":"Rejected"}])");
    promises.gateway_called("[2,\"b" + profile);
    CHECK(promises.broken().empty());
}

TEST_CASE("a clear in a session is a broken promise", "[world]") {
    World world({});
    Promises promises(world);
    begin_session(world, 7);
    CHECK(promises.broken().empty());
    promises.gateway_called(R"([2,"x","ClearChargingProfile",{}])");
    CHECK_FALSE(promises.broken().empty());
}

}  // namespace days
