#include <catch2/catch.hpp>

#include "canonical/errors.h"
#include "planned_play.h"

using namespace gateway;
using canonical::Intent;

TEST_CASE("a scheduled charge changes nothing before its start, and is an ordinary charge from then on") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge_in(30min);
    bench.advance(29min);
    CHECK(bench.outcome(id) == "scheduled");
    CHECK(bench.stored_desired().intent == Intent::none);
    CHECK(bench.count("RemoteStartTransaction") == 0);
    bench.advance(1min);
    CHECK(bench.outcome(id) == "acknowledged");
    CHECK(bench.action(id).acknowledged_at == bench.action(id).start);
    CHECK(bench.count("RemoteStartTransaction") == 1);
    begin_charging(bench);
    CHECK(bench.outcome(id) == "completed");
    CHECK(pushes(bench) == Types{"push.completed"});
    bench.advance(24h);
    CHECK(bench.stored_desired().intent == Intent::run);
}

TEST_CASE("a cancel that could not be stored is made up for when a newer command came meanwhile") {
    Bench bench;
    bench.arrive("Preparing");
    const auto waiting = bench.charge_in(10min);
    bench.hold_storage = true;
    bench.storage.fail_next = true;
    bench.cancel(waiting);
    bench.push(canonical::Command::idle);
    bench.hold_storage = false;
    bench.deliver();
    bench.advance(10s);
    CHECK(bench.outcome(waiting) == "cancelled");
    CHECK(bench.storage.load().open_actions.empty());
}

TEST_CASE("due while the charger is away: five minutes, then DEVICE_OFFLINE") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge_in(10min);
    bench.disconnect();
    bench.advance(14min + 50s);
    CHECK(bench.outcome(id) == "acknowledged");
    SECTION("it stays away") {
        bench.advance(11s);
        CHECK(bench.outcome(id) == "failed DEVICE_OFFLINE");
        CHECK(bench.stored_desired().intent == Intent::none);
    }
    SECTION("it comes back") {
        bench.arrive("Preparing");
        CHECK(bench.count("RemoteStartTransaction") == 1);
        begin_charging(bench);
        CHECK(bench.outcome(id) == "completed");
    }
}

TEST_CASE("due while the gateway was down: it runs if it is less than five minutes late or inside its window") {
    Bench bench;
    bench.arrive("Preparing");
    const bool has_window = GENERATE(false, true);
    const auto id = has_window ? bench.charge_in(10min, 2h) : bench.charge_in(10min);
    const auto away = GENERATE(12min, 14min, 15min, 100min, 130min);
    bench.be_down_for(away);
    const bool runs = away < 15min || (has_window && away < 130min);
    CHECK(bench.outcome(id) == (runs ? "acknowledged" : "failed MISSED"));
    CHECK(pushes(bench) == (runs ? Types{} : Types{"push.failed"}));
    CHECK(bench.stored_desired().intent == (runs ? Intent::run : Intent::none));
}

TEST_CASE("a clock that is set forward under the gateway makes no start late, unless it showed another day before") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge_in(10min);
    bench.advance(5min);
    const auto by = GENERATE(20min, 60min, 720min, 26 * 60min);
    bench.time.jump_wall_clock(by);
    bench.advance(1min);
    const bool runs = by < 24h;
    CHECK(bench.outcome(id) == (runs ? "acknowledged" : "failed MISSED"));
    CHECK(bench.count("RemoteStartTransaction") == (runs ? 1 : 0));
    if (!runs) CHECK(bench.action(id).error_message == "the clock was set forward by 26 h, past its time");
}

TEST_CASE("a machine that was suspended over a start has not had its clock set: the start is late") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge_in(10min);
    bench.advance(5min);
    const auto slept = GENERATE(8min, 120min);
    bench.time.sleep(slept);
    bench.advance(1min);
    const bool runs = slept < 15min;
    CHECK(bench.outcome(id) == (runs ? "acknowledged" : "failed MISSED"));
    CHECK(bench.count("RemoteStartTransaction") == (runs ? 1 : 0));
    if (!runs) CHECK(bench.action(id).error_message == "the gateway was not there when its time came");
}

TEST_CASE("a window that the clock is set past is missed for that reason") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge_in(10min, 2h);
    bench.advance(5min);
    bench.time.jump_wall_clock(3h);
    bench.advance(1min);
    CHECK(bench.outcome(id) == "failed MISSED");
    CHECK(bench.action(id).error_message == "the clock was set forward by 3 h, past its time");
}

TEST_CASE("what could not be stored when the clock was set forward is made up for") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge_in(10min);
    bench.advance(5min);
    bench.time.jump_wall_clock(2h);
    bench.storage.fail_next = true;
    bench.advance(61s);
    CHECK(bench.outcome(id) == "scheduled");
    bench.advance(1min);
    CHECK(bench.outcome(id) == "acknowledged");
}

TEST_CASE("a clock that is set back lets no command run twice, and the clock may come to its start again") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge_in(10min);
    bench.advance(11min);
    begin_charging(bench);
    REQUIRE(bench.outcome(id) == "completed");
    bench.time.jump_wall_clock(-1h);
    if (GENERATE(false, true)) bench.restart();
    bench.advance(2h);
    CHECK(bench.count("RemoteStartTransaction") == 1);
    CHECK(pushes(bench) == Types{"push.completed"});
}

TEST_CASE("a scheduled command is cancelled before its start, and only then") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge_in(10min);
    CHECK(bench.cancel(id).empty());
    CHECK(bench.outcome(id) == "cancelled");
    CHECK(bench.action(id).completed_at);
    CHECK(bench.cancel(id) == "ACTION_NOT_CANCELLABLE");
    CHECK(pushes(bench).empty());
    bench.advance(1h);
    CHECK(bench.count("RemoteStartTransaction") == 0);
    const auto other = bench.charge();
    CHECK(bench.cancel(other) == "ACTION_NOT_CANCELLABLE");
}

TEST_CASE("a scheduled command is in the way of another, and is replaced without a trace in what the owner wants") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.meter(7);
    bench.idle();
    bench.meter(0);
    bench.status("SuspendedEVSE");
    const auto waiting = bench.charge_in(10min);
    CHECK_THROWS_AS(bench.idle(), canonical::ApiError);
    const auto newer = bench.idle(true);
    CHECK(bench.outcome(waiting) == "cancelled");
    CHECK(bench.outcome(newer) == "completed");
    CHECK(bench.stored_desired().intent == Intent::pause);
}

TEST_CASE("a start that cannot be stored when it is due is tried again") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge_in(10min);
    bench.advance(9min + 59s);
    bench.storage.fail_next = true;
    bench.advance(1s);
    CHECK(bench.outcome(id) == "scheduled");
    CHECK(bench.stored_desired().intent == Intent::none);
    bench.advance(1min);
    CHECK(bench.outcome(id) == "acknowledged");
    CHECK(bench.count("RemoteStartTransaction") == 1);
}

TEST_CASE("a charger that the operator has taken out of control takes no command") {
    Bench bench;
    bench.arrive("Preparing");
    bench.site->chargers().change_settings("CP1", {"control=off"}, [](const auto&) {});
    bench.settle();
    try {
        bench.charge();
        FAIL("it was taken");
    } catch (const canonical::ApiError& error) {
        CHECK(error.code == "COMMAND_NOT_SUPPORTED");
        CHECK(error.status == 422);
    }
}
