#include <catch2/catch.hpp>

#include "canonical/errors.h"
#include "sessions.h"

using namespace gateway;

TEST_CASE("quirk 42: StartTransaction comes before the answer to RemoteStart") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers_with("RemoteStartTransaction", "");
    const auto id = bench.charge();
    const auto start = bench.calls_of("RemoteStartTransaction").at(0);
    bench.start_transaction();
    bench.status("Charging");
    CHECK(bench.outcome(id) == "completed");
    bench.advance(45s);
    bench.answer(start, R"({"status":"Accepted"})");
    bench.advance(60s);
    CHECK(bench.count("RemoteStartTransaction") == 1);
    CHECK(bench.outcome(id) == "completed");
}

TEST_CASE("quirk 42: an answer after the time-out changes nothing") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers_with("RemoteStartTransaction", "");
    const auto id = bench.charge();
    bench.advance(121s);
    REQUIRE(bench.outcome(id) == "failed TIMEOUT");
    bench.answer(bench.calls_of("RemoteStartTransaction").at(0), R"({"status":"Accepted"})");
    CHECK(bench.outcome(id) == "failed TIMEOUT");
    CHECK(bench.stored_desired().intent == canonical::Intent::none);
}

TEST_CASE("quirk 106: a local start whose storing is under way beats the refusal of ours") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers_with("RemoteStartTransaction", "");
    const auto id = bench.charge();
    bench.hold_storage = true;
    bench.start_transaction();
    bench.answer(bench.calls_of("RemoteStartTransaction").at(0), R"({"status":"Rejected"})");
    bench.hold_storage = false;
    bench.deliver();
    bench.status("Charging");
    CHECK(bench.outcome(id) == "completed");
}

TEST_CASE("a second command conflicts unless it replaces the first") {
    Bench bench;
    bench.arrive("Preparing");
    const auto first = bench.charge();
    CHECK_THROWS_AS(bench.idle(), canonical::ApiError);
    const auto second = bench.idle(true);
    CHECK(bench.outcome(first) == "cancelled");
    CHECK(bench.action(first).completed_at);
    CHECK(bench.outcome(second) == "completed");
    CHECK(bench.stored_desired().intent == canonical::Intent::pause);
}

TEST_CASE("a replaced action gives its intent back, so that a failure falls to the one before both") {
    Bench bench;
    bench.arrive("Preparing");
    REQUIRE(bench.outcome(bench.idle()) == "completed");
    const auto first = bench.charge();
    bench.answers_with("RemoteStartTransaction", R"({"status":"Rejected"})");
    bench.status("Available");
    CHECK(bench.outcome(first) == "failed VEHICLE_NOT_CONNECTED");
    CHECK(bench.stored_desired().intent == canonical::Intent::pause);
    bench.status("Preparing");
    bench.answers_with("RemoteStartTransaction", "");
    bench.charge();
    const auto third = bench.charge(true);
    bench.status("Available");
    CHECK(bench.outcome(third) == "failed VEHICLE_NOT_CONNECTED");
    CHECK(bench.stored_desired().intent == canonical::Intent::pause);
    bench.advance(65s);
    CHECK(bench.last_profile()->limit == 0);
}

TEST_CASE("a late refusal of a replaced start does not fail its successor") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers_with("RemoteStartTransaction", "");
    bench.charge();
    const auto start = bench.calls_of("RemoteStartTransaction").at(0);
    const auto second = bench.charge(true);
    bench.answers_as_usual("RemoteStartTransaction");
    bench.answer(start, R"({"status":"Rejected"})");
    CHECK(bench.outcome(second) == "acknowledged");
    CHECK(bench.count("RemoteStartTransaction") == 2);
    bench.begin_session();
    CHECK(bench.outcome(second) == "completed");
}

TEST_CASE("an open command goes on after a restart of the gateway") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers_with("RemoteStartTransaction", "");
    const auto id = bench.charge();
    bench.restart();
    bench.answers_as_usual("RemoteStartTransaction");
    bench.forget_calls();
    bench.connect();
    bench.status("Preparing");
    bench.advance(2s);
    CHECK(bench.count("RemoteStartTransaction") == 1);
    bench.begin_session();
    CHECK(bench.outcome(id) == "completed");
}

TEST_CASE("a run covers one session") {
    Bench bench;
    bench.arrive("Preparing");
    bench.charge();
    const auto transaction = bench.begin_session();
    REQUIRE(bench.stored_desired().intent == canonical::Intent::run);
    bench.forget_calls();
    SECTION("it ends with it") {
        bench.stop_transaction(transaction, "Local");
        CHECK(bench.stored_desired().intent == canonical::Intent::none);
    }
    SECTION("a reboot that ended it restarts it") {
        bench.disconnect();
        bench.connect();
        bench.boot();
        bench.stop_transaction(transaction, "PowerLoss");
        bench.status("Preparing");
        bench.advance(2s);
        CHECK(bench.count("RemoteStartTransaction") == 1);
        CHECK(bench.stored_desired().intent == canonical::Intent::run);
    }
    SECTION("a later vehicle is not started") {
        bench.disconnect();
        bench.connect();
        bench.boot();
        bench.stop_transaction(transaction, "PowerLoss");
        bench.status("Available");
        CHECK(bench.stored_desired().intent == canonical::Intent::none);
        bench.status("Preparing");
        bench.advance(60s);
        CHECK(bench.count("RemoteStartTransaction") == 0);
    }
}

TEST_CASE("a reboot between the accepted start and its transaction starts again") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge();
    bench.disconnect();
    bench.connect();
    bench.boot();
    bench.status("Preparing");
    bench.advance(2s);
    CHECK(bench.count("RemoteStartTransaction") == 2);
    bench.begin_session();
    CHECK(bench.outcome(id) == "completed");
}

TEST_CASE("a command that nothing comes of ends after ten minutes") {
    Bench bench;
    bench.arrive("Preparing");
    bench.set_ceiling(11);
    const auto id = bench.charge();
    restart_without_control(bench);
    bench.status("Preparing");
    bench.advance(9min);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.advance(2min);
    CHECK(bench.outcome(id) == "failed TIMEOUT");
    CHECK(bench.calls.empty());
    CHECK(bench.time.rings < 100);
}
