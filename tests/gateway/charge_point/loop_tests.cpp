#include <catch2/catch.hpp>

#include "sessions.h"

using namespace gateway;

namespace {

std::size_t rings_in(Bench& bench, std::chrono::milliseconds span) {
    const auto before = bench.time.rings;
    bench.advance(span);
    return bench.time.rings - before;
}

}  // namespace

TEST_CASE("the loop wakes up seldom, whatever state the charger is in") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    SECTION("idle") {}
    SECTION("charging with values that stopped coming") {
        bench.begin_session();
        bench.meter(11);
    }
    SECTION("a ceiling refused while Available") {
        bench.answers_with("SetChargingProfile", R"({"status":"Rejected"})");
        bench.set_ceiling(7);
        bench.advance(1s);
    }
    SECTION("every variant refused") {
        bench.status("Preparing");
        bench.answers_with("SetChargingProfile", "!NotSupported");
        bench.set_ceiling(7);
    }
    SECTION("a limit that is not followed") {
        bench.set_ceiling(5);
        bench.begin_session();
        bench.meter_for(2min, 11);
    }
    SECTION("paused where zero does nothing and stops are refused") {
        bench.begin_session();
        bench.idle();
        bench.status("SuspendedEV");
        bench.answers_with("RemoteStopTransaction", R"({"status":"Rejected"})");
        bench.meter_for(3min, 11);
    }
    SECTION("away") { bench.disconnect(); }
    SECTION("connected and silent") {
        bench.disconnect();
        bench.connect();
        bench.answers_with("TriggerMessage", "!NotImplemented");
    }
    bench.advance(1min);
    CHECK(rings_in(bench, 1h) <= 40);
}

TEST_CASE("a mute charger costs a bounded number of calls") {
    Bench bench;
    bench.arrive();
    bench.answers_with("SetChargingProfile", "");
    bench.set_ceiling(11);
    CHECK(rings_in(bench, 1h) <= 200);
    CHECK(bench.count("SetChargingProfile") <= 60);
}

TEST_CASE("a charger without control is sent nothing and wakes nobody") {
    Bench bench;
    bench.arrive();
    restart_without_control(bench);
    bench.set_ceiling(11);
    CHECK(rings_in(bench, 1h) <= 5);
    CHECK(bench.calls.empty());
}

TEST_CASE("a pending action is judged at its deadline without any event") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge();
    bench.advance(149s);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.advance(1s);
    CHECK(bench.outcome(id) == "failed EFFECT_NOT_OBSERVED");
}

TEST_CASE("quirk 73: reads do not flood a charger with triggers") {
    Bench bench;
    bench.arrive();
    bench.answers_with("TriggerMessage", R"({"status":"Accepted"})");
    bench.advance(10min);
    bench.forget_calls();
    int answers = 0;
    for (int i = 0; i < 600; ++i) {
        bench.site->devices().read_fresh(bench.device(), true, [&](const auto&) { ++answers; });
        bench.advance(100ms);
    }
    bench.advance(10s);
    CHECK(answers == 600);
    CHECK(bench.count("TriggerMessage") <= 4);
}

TEST_CASE("both connectors of a charger are served, one CALL at a time") {
    Bench bench;
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive("Preparing");
    bench.status("Preparing", 2);
    bench.advance(1s);
    bench.answers_with("RemoteStartTransaction", "");
    bench.push(canonical::Command::charge, false, 1);
    bench.push(canonical::Command::charge, false, 2);
    CHECK(bench.count("RemoteStartTransaction") == 1);
    bench.answer(bench.calls_of("RemoteStartTransaction").at(0), R"({"status":"Accepted"})");
    const auto starts = bench.calls_of("RemoteStartTransaction");
    REQUIRE(starts.size() == 2);
    CHECK(starts[0].payload.find(R"("connectorId":1)") != std::string::npos);
    CHECK(starts[1].payload.find(R"("connectorId":2)") != std::string::npos);
    SECTION("a connector that waits for an answer does not hold up the judgement of the other") {
        bench.status("Available", 1);
        bench.advance(1s);
        CHECK_FALSE(bench.device(1).connector->desired_state.open_action);
        CHECK(bench.device(2).connector->desired_state.open_action);
    }
}
