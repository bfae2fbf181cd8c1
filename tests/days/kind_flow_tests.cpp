#include <catch2/catch.hpp>

#include "evening.h"
#include "neighbour.h"

/// Field cases C to F, J to N, Q and R through the whole engine: what flows, what is told of it, what is made of it.
namespace days {

TEST_CASE("kind C: it says Available after a reconnect while the current flows on") {
    CHECK(Evening()
              .with({"says_available_on_reconnect"})
              .in_session([](World& world) { world.drop_link(seconds(30)); })
              .wrong() == "");
}

TEST_CASE("kind C: a session survives a reboot that says Available") {
    CHECK(
        Evening().with({"session_survives_reboot"}).in_session([](World& world) { world.reboot_charger(); }).wrong() ==
        "");
}

TEST_CASE("kind C: a frozen meter proves nothing") {
    CHECK(Evening().with({"meter_freezes_after_s=600"}).wrong() == "");
}

TEST_CASE("kind C: values outside sessions open none") {
    CHECK(Evening().with({"samples_outside_transactions"}).wrong() == "");
}

TEST_CASE("kind D: the vehicle draws on after StopTransaction, and idle does not say that it rests") {
    World world([] {
        WorldOptions options;
        simulators::set_member(options.charger.behaviour, "draws_on_after_stop_s=600");
        simulators::set_member(options.charger.behaviour, "samples_outside_transactions");
        simulators::set_member(options.charger.behaviour, "ignores_profiles");
        return options;
    }());
    world.run_for(minutes(2));
    world.plug();
    world.swipe();
    world.run_for(minutes(10));
    world.swipe();
    REQUIRE_FALSE(world.connector().transaction);
    const std::string action = world.idle();
    world.run_for(minutes(4));
    CHECK(world.power_w() > 3000);
    CHECK(world.action(action)->state != canonical::ActionState::completed);
    CHECK(world.describe()->current_power_kw > 3);
}

TEST_CASE("kind E: a resume takes 110 s, and is not answered by our own zero") {
    CHECK(Evening().with({"resume_takes_s=110"}).wrong() == "");
}

TEST_CASE("kind E: a pause takes 75 s, and the session is kept") {
    Evening evening;
    CHECK(evening.with({"pause_takes_s=75"}).wrong() == "");
    CHECK(evening.remote_stops == 0);
}

TEST_CASE("kind E: full current for 18 s after each write is no reason for other levers") {
    Evening evening;
    CHECK(evening.with({"spikes_after_write_s=18"}).wrong() == "");
    CHECK(evening.profiles_sent < 10);
}

TEST_CASE("kind F: the owner's card stops a session seconds after idle, which teaches nothing") {
    World world([] {
        WorldOptions options;
        options.siblings = 1;
        return options;
    }());
    LessonJudge lessons(world);
    world.run_for(minutes(2));
    for (int evening = 0; evening < 3; ++evening) {
        world.plug();
        world.swipe();
        world.run_for(minutes(5));
        world.idle();
        world.run_for(seconds(3));
        world.swipe();
        world.run_for(minutes(2));
        world.charge();
        world.unplug();
        world.run_for(minutes(5));
    }
    Neighbour& sibling = world.neighbour(0);
    sibling.begin_session();
    world.run_for(minutes(5));
    world.push(canonical::Command::idle, 1, sibling.identity());
    world.run_for(minutes(5));
    CHECK(sibling.remote_stops() == 0);
    CHECK(sibling.power_w() == 0);
    CHECK(lessons.broken().empty());
}

TEST_CASE("kind F: power cuts during set-up do not make a key untouchable for the sibling") {
    World world([] {
        WorldOptions options;
        options.siblings = 1;
        options.gateway.timings.meter_interval_s = 10;
        return options;
    }());
    world.cut_power_at_key_write(seconds(16));
    world.run_for(minutes(5));
    CHECK(world.counters().power_cuts == 1);
    CHECK(world.neighbour(0).sample_interval_s() == 10);
}

TEST_CASE("kind F: the vehicle's own limit teaches nothing") {
    CHECK(Evening().with([](WorldOptions& options) { options.charger.vehicle.max_kw = 2.1; }).wrong() == "");
}

TEST_CASE("kind J: the charger's clock is an hour off from the first word") {
    const int hours_behind = GENERATE(-2, -1, 1, 5);
    CAPTURE(hours_behind);
    CHECK(Evening()
              .with([&](WorldOptions& options) { options.charger.clock_lag = std::chrono::hours(hours_behind); })
              .wrong() == "");
}

TEST_CASE("kind J: with a clock an hour behind from the first word power is shown at once") {
    World world([] {
        WorldOptions options;
        options.charger.clock_lag = std::chrono::hours(1);
        options.gateway.timings.meter_interval_s = 10;
        return options;
    }());
    world.run_for(seconds(10));
    world.plug();
    world.swipe();
    world.run_for(seconds(25));
    CHECK(world.describe()->current_power_kw == Approx(world.power_w() / 1000).epsilon(0.05));
}

TEST_CASE("kind J: the charger's clock steps in the session") {
    const int seconds_back = GENERATE(-3600, 3600, 40);
    CAPTURE(seconds_back);
    CHECK(Evening().in_session([&](World& world) { world.set_charger_clock_back(seconds(seconds_back)); }).wrong() ==
          "");
}

TEST_CASE("kind K: two boxes of one identity are told to the operator, and do not fight") {
    World world([] {
        WorldOptions options;
        options.twin = true;
        return options;
    }());
    world.run_for(minutes(10));
    bool told = false;
    const auto device = world.describe();
    REQUIRE(device);
    for (const auto& alarm : device->alerts) told = told || alarm.code == "IDENTITY_CLASH";
    CHECK(told);
    CHECK_FALSE(world.storage().rows().security_events().empty());
    CHECK(world.counters().reconnects + world.neighbour(0).connections() < 60);
}

TEST_CASE("kind M: it never says Preparing") { CHECK(Evening().with({"never_preparing"}).wrong() == ""); }

TEST_CASE("kind N: an evening needs no second copies of a limit") {
    Evening evening;
    CHECK(evening.wrong() == "");
    // The ceiling; again after the profiles of others were cleared, which may take ours with them; at plug-in and at
    // the start of the session, while this charger has told no power yet by which a lost limit would show; after a
    // quarter of an hour, as at any time; the zero and its end; and the base once more when the session is over, since
    // a charger may drop it with its transaction.
    CHECK(evening.profiles_sent <= 8);
    CHECK(evening.alarms.empty());
}

TEST_CASE("kind Q: limits above the rating are refused") {
    Evening evening;
    evening.with({"refuses_above_a=16"}).with([](WorldOptions& options) { options.charger.max_current_a = 16; });
    CHECK(evening.ceiling(50).wrong() == "");
    CHECK(evening.remote_stops == 0);
}

TEST_CASE("kind Q: it goes Unavailable at our zero while it is free, and charge brings it back") {
    World world([] {
        WorldOptions options;
        simulators::set_member(options.charger.behaviour, "unavailable_at_zero");
        return options;
    }());
    world.run_for(minutes(2));
    world.set_ceiling(7.2);
    world.run_for(minutes(2));
    world.idle();
    world.run_for(minutes(4));
    world.plug();
    world.run_for(seconds(10));
    world.charge();
    world.run_for(minutes(4));
    CHECK(world.power_w() > 3000);
}

TEST_CASE("kind R: a profile is answered after 80 s") {
    CHECK(Evening().with({"profile_answer_after_ms=80000"}).wrong() == "");
}

TEST_CASE("kind R: a status stuck at Reserved without a reservation") {
    World world([] {
        WorldOptions options;
        simulators::set_member(options.charger.behaviour, "reserved_when_plugged");
        return options;
    }());
    world.run_for(minutes(2));
    world.plug();
    world.run_for(minutes(1));
    world.charge();
    world.run_for(minutes(3));
    CHECK(world.connector().transaction);
}

TEST_CASE("kind R: a dead transaction is told at rest, and charge starts a new one") {
    World world([] {
        WorldOptions options;
        simulators::set_member(options.charger.behaviour, "tells_dead_transaction");
        return options;
    }());
    world.run_for(minutes(2));
    world.plug();
    world.swipe();
    world.run_for(minutes(5));
    world.reboot_charger();
    world.run_for(minutes(5));
    world.charge();
    world.run_for(minutes(4));
    CHECK(world.connector().transaction);
}

}  // namespace days
