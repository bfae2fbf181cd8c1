#include <catch2/catch.hpp>

#include "planned_play.h"

using namespace gateway;
using canonical::Intent;

TEST_CASE("a windowed charge ends in a pause, and not before its end") {
    Bench bench;
    bench.arrive("Preparing");
    bench.set_ceiling(11);
    const auto id = bench.charge_in(10min, 2h);
    bench.advance(10min);
    begin_charging(bench);
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.stored_desired().pause_at == bench.action(id).end);
    bench.meter_for(119min, 7);
    CHECK(bench.stored_desired().intent == Intent::run);
    bench.advance(61s);
    CHECK(bench.stored_desired().intent == Intent::pause);
    CHECK_FALSE(bench.stored_desired().pause_at);
    CHECK(bench.last_profile()->limit == 0);
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.read().max_charge_rate_kw == 11);
}

TEST_CASE("charging that went on before the window goes on after it") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.meter(7);
    bench.charge_in(10min, 1h);
    bench.meter_for(80min, 7);
    CHECK(bench.stored_desired().intent == Intent::run);
    CHECK(bench.count("RemoteStopTransaction") == 0);
}

TEST_CASE("of two windows that meet, the second one's end counts") {
    Bench bench;
    bench.arrive("Preparing");
    bench.charge_in(10min, 60min);
    bench.advance(10min);
    begin_charging(bench);
    const auto second = bench.charge_in(50min, 60min);
    bench.meter_for(50min, 7);
    CHECK(bench.outcome(second) == "completed");
    CHECK(bench.stored_desired().pause_at == bench.action(second).end);
    bench.meter_for(59min, 7);
    CHECK(bench.stored_desired().intent == Intent::run);
    bench.advance(61s);
    CHECK(bench.stored_desired().intent == Intent::pause);
}

TEST_CASE("a newer command takes the end of the window away when it begins, and gives it back when it fails") {
    Bench bench;
    bench.arrive("Preparing");
    const auto window = bench.charge_in(10min, 2h);
    bench.advance(10min);
    begin_charging(bench);
    const auto end = bench.action(window).end;
    const auto later = bench.idle_in(30min);
    CHECK(bench.stored_desired().pause_at == end);
    bench.disconnect();
    bench.advance(30min);
    CHECK_FALSE(bench.stored_desired().pause_at);
    bench.advance(6min);
    CHECK(bench.outcome(later) == "failed DEVICE_OFFLINE");
    CHECK(bench.stored_desired().intent == Intent::run);
    CHECK(bench.stored_desired().pause_at == end);
    bench.arrive("Charging");
    bench.charge();
    CHECK_FALSE(bench.stored_desired().pause_at);
}

TEST_CASE("a window ends although a later one is planned, and that one begins with nobody there to wake the gateway") {
    Bench bench;
    bench.arrive("Preparing");
    bench.charge_in(10min, 2h);
    bench.advance(10min);
    begin_charging(bench);
    const auto later = bench.charge_in(600min);
    bench.advance(2h);
    CHECK(bench.stored_desired().intent == Intent::pause);
    CHECK(bench.outcome(later) == "scheduled");
    bench.disconnect();
    bench.advance(8h);
    CHECK(bench.outcome(later) == "acknowledged");
}

TEST_CASE("a session that was asked for in the window and begins behind it is paused") {
    Bench bench;
    bench.arrive();
    const auto id = bench.charge_in(10min, 60min);
    bench.advance(69min + 55s);
    bench.answers_with("RemoteStartTransaction", R"({"status":"Accepted"})");
    bench.status("Preparing");
    bench.advance(10s);
    CHECK(bench.outcome(id) == "failed EFFECT_NOT_OBSERVED");
    bench.start_transaction();
    bench.status("Charging");
    bench.advance(5s);
    CHECK(bench.stored_desired().intent == Intent::pause);
    CHECK(bench.last_profile()->limit == 0);
}

TEST_CASE("charging from before a restart goes on behind a window that begins with the restart") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.meter(7);
    bench.charge_in(10min, 1h);
    bench.advance(9min + 50s);
    bench.be_down_for(1min);
    CHECK_FALSE(bench.stored_desired().pause_at);
}

TEST_CASE("a vehicle may come into the window; without one the window ends in VEHICLE_NOT_CONNECTED") {
    Bench bench;
    bench.arrive();
    const auto id = bench.charge_in(10min, 3h);
    bench.advance(2h);
    CHECK(bench.outcome(id) == "acknowledged");
    SECTION("it comes") {
        bench.status("Preparing");
        bench.advance(2s);
        CHECK(bench.count("RemoteStartTransaction") == 1);
        begin_charging(bench);
        CHECK(bench.outcome(id) == "completed");
        bench.advance(70min);
        CHECK(bench.stored_desired().intent == Intent::pause);
    }
    SECTION("it does not come") {
        bench.advance(69min);
        CHECK(bench.outcome(id) == "acknowledged");
        bench.advance(1min);
        CHECK(bench.outcome(id) == "failed VEHICLE_NOT_CONNECTED");
        CHECK(bench.stored_desired().intent == Intent::none);
        CHECK_FALSE(bench.stored_desired().pause_at);
        CHECK(pushes(bench) == Types{"push.failed"});
    }
}

TEST_CASE("what begins too late for its window to be seen is paused all the same") {
    Bench bench;
    bench.arrive();
    const auto id = bench.charge_in(10min, 60min);
    bench.advance(69min + 50s);
    bench.answers_with("RemoteStartTransaction", R"({"status":"Accepted"})");
    bench.status("Preparing");
    bench.start_transaction();
    bench.status("SuspendedEVSE");
    bench.advance(20s);
    CHECK(bench.outcome(id) == "failed EFFECT_NOT_OBSERVED");
    CHECK(bench.stored_desired().intent == Intent::pause);
}

TEST_CASE("the end of a window that passed while the gateway was down is made up for at its start") {
    Bench bench;
    bench.arrive("Preparing");
    bench.charge_in(10min, 1h);
    bench.advance(10min);
    begin_charging(bench);
    bench.be_down_for(5h);
    CHECK(bench.stored_desired().intent == Intent::pause);
    CHECK_FALSE(bench.stored_desired().pause_at);
}
