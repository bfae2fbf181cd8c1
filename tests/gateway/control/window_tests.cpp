#include <catch2/catch.hpp>

#include "bench.h"
#include "canonical/errors.h"

using namespace gateway;
using canonical::Intent;

namespace {

using Types = std::vector<std::string>;

/// Without what the link has to tell.
Types pushes(const Bench& bench) {
    Types types;
    for (const auto& type : bench.events()) {
        if (type.compare(0, 5, "push.") == 0) types.push_back(type);
    }
    return types;
}

void begin_charging(Bench& bench) {
    bench.start_transaction();
    bench.status("Charging");
    bench.meter(7);
}

}  // namespace

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
    bench.disconnect();
    bench.site.reset();
    while (bench.time.ring_next(bench.time.now() + 1min)) {
    }
    bench.restart();
    CHECK_FALSE(bench.stored_desired().pause_at);
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
    bench.time.ring_next(bench.time.now());
    bench.disconnect();
    bench.storage.forget_answers();
    bench.site.reset();
    while (bench.time.ring_next(bench.time.now() + away)) {
    }
    bench.restart();
    const bool runs = away < 15min || (has_window && away < 130min);
    CHECK(bench.outcome(id) == (runs ? "acknowledged" : "failed MISSED"));
    CHECK(pushes(bench) == (runs ? Types{} : Types{"push.failed"}));
    CHECK(bench.stored_desired().intent == (runs ? Intent::run : Intent::none));
}

TEST_CASE("the end of a window that passed while the gateway was down is made up for at its start") {
    Bench bench;
    bench.arrive("Preparing");
    bench.charge_in(10min, 1h);
    bench.advance(10min);
    begin_charging(bench);
    bench.disconnect();
    bench.site.reset();
    while (bench.time.ring_next(bench.time.now() + 5h)) {
    }
    bench.restart();
    CHECK(bench.stored_desired().intent == Intent::pause);
    CHECK_FALSE(bench.stored_desired().pause_at);
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
    bench.site->change_settings("CP1", {"control=off"}, [](const auto&) {});
    bench.settle();
    try {
        bench.charge();
        FAIL("it was taken");
    } catch (const canonical::ApiError& error) {
        CHECK(error.code == "COMMAND_NOT_SUPPORTED");
        CHECK(error.status == 422);
    }
}
