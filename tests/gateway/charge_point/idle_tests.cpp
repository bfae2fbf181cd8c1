#include <catch2/catch.hpp>

#include "sessions.h"

using namespace gateway;

TEST_CASE("idle sends zero and completes when the meter shows it") {
    Bench bench;
    charging(bench);
    const auto id = bench.idle();
    CHECK(bench.last_profile()->limit == 0);
    CHECK(bench.last_profile()->purpose == "TxDefaultProfile");
    CHECK(bench.outcome(id) == "acknowledged");
    bench.advance(10s);
    bench.meter(0);
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.action(id).result->evidence == canonical::Evidence::meter);
    CHECK(bench.read().max_charge_rate_kw == 11);
    CHECK(bench.read().power_rate_limit_kw == 0);  // what is in force
    CHECK(bench.read().status == canonical::DeviceStatus::paused);
}

TEST_CASE("idle completes on a Suspended status, whichever of the two") {
    Bench bench;
    charging(bench);
    const auto id = bench.idle();
    bench.status(GENERATE("SuspendedEV", "SuspendedEVSE"));
    CHECK(bench.outcome(id) == "acknowledged");  // the last that was measured is flow
    const bool measures_on = GENERATE(true, false);
    bench.advance(measures_on ? 10s : 26s);
    if (measures_on) bench.meter(0);
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.action(id).result->evidence == canonical::Evidence::status);
    CHECK(bench.read().status == canonical::DeviceStatus::paused);
}

TEST_CASE("idle is not judged by a sample from before the acknowledgement") {
    Bench bench;
    charging(bench);
    bench.meter(0);
    bench.answers_with("SetChargingProfile", "");
    const auto id = bench.idle();
    bench.advance(1s);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.answer(bench.calls_of("SetChargingProfile").back(), R"({"status":"Accepted"})");
    CHECK(bench.outcome(id) == "acknowledged");
}

TEST_CASE("idle on a charger without any evidence is completed as acknowledged") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    const auto id = bench.idle();
    bench.advance(59s);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.advance(2s);
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.action(id).result->evidence == canonical::Evidence::acknowledged);
}

TEST_CASE("idle while paused completes at once without a new limit") {
    Bench bench;
    charging(bench);
    bench.idle();
    bench.status("SuspendedEVSE");
    bench.advance(10s);
    bench.meter(0);
    bench.forget_calls();
    const auto again = bench.idle();
    CHECK(bench.outcome(again) == "completed");
    CHECK(bench.count("SetChargingProfile") == 0);
}

TEST_CASE("a pause holds over unplugging, a reboot and a new local start") {
    Bench bench;
    const auto transaction = charging(bench);
    bench.idle();
    bench.status("SuspendedEVSE");
    bench.stop_transaction(transaction, "EVDisconnected");
    bench.status("Available");
    bench.advance(60s);
    CHECK(bench.last_profile()->limit == 0);
    CHECK_FALSE(bench.view().capabilities.zero_ends_transaction);
    bench.disconnect();
    bench.connect();
    bench.boot();
    bench.status("Available");
    bench.forget_calls();
    bench.advance(2s);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == 0);
    bench.forget_calls();
    bench.begin_session();
    bench.advance(10s);
    for (const auto& profile : bench.profiles()) CHECK(profile.limit == 0);
    CHECK(bench.count("RemoteStopTransaction") == 0);
    CHECK(bench.stored_desired().intent == canonical::Intent::pause);
}

TEST_CASE("a pause holds over a restart of the gateway") {
    Bench bench;
    charging(bench);
    bench.idle();
    bench.status("SuspendedEVSE");
    bench.restart();
    bench.forget_calls();
    bench.connect();
    bench.status("SuspendedEVSE");
    bench.advance(2s);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == 0);
}

TEST_CASE("charge resumes by lifting the zero, never by a clear") {
    Bench bench;
    charging(bench);
    bench.idle();
    bench.status("SuspendedEVSE");
    bench.advance(30s);
    bench.forget_calls();
    const auto id = bench.charge();
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == 15.9);
    CHECK(bench.count("RemoteStartTransaction") == 0);
    CHECK(bench.count("ClearChargingProfile") == 0);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.advance(5s);
    bench.status("Charging");
    CHECK(bench.outcome(id) == "completed");
}

TEST_CASE("a charger that says Charging all the time has to show power after a resume") {
    Bench bench;
    charging(bench);
    bench.idle();
    bench.advance(10s);
    bench.meter(0);
    bench.advance(30s);
    const auto id = bench.charge();
    CHECK(bench.last_profile()->limit == 15.9);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.advance(10s);
    bench.meter(9);
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.action(id).result->evidence == canonical::Evidence::meter);
}

TEST_CASE("where no ceiling was ever written a resume lifts the zero to the rating") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.idle();
    bench.status("SuspendedEVSE");
    SECTION("in one life of the gateway") { bench.advance(10s); }
    SECTION("after a restart, while the charger was away") {
        bench.restart();
        bench.charge();
        bench.connect();
        bench.status("SuspendedEVSE");
        bench.advance(2s);
    }
    SECTION("after a restart in the middle of the resume") {
        bench.disconnect();
        bench.charge();
        bench.restart();
        bench.connect();
        bench.status("SuspendedEVSE");
        bench.advance(2s);
    }
    if (bench.stored_desired().intent == canonical::Intent::pause) bench.charge();
    bench.advance(10s);
    CHECK(bench.last_profile()->limit == 72.4);  // 50 kW on three phases
}

TEST_CASE("idle that is not answered is TIMEOUT") {
    Bench bench;
    charging(bench);
    bench.answers_with("SetChargingProfile", "");
    const auto id = bench.idle();
    bench.advance(2min);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.advance(15s);
    CHECK(bench.outcome(id) == "failed TIMEOUT");
}

TEST_CASE("idle on a charger that is away fails DEVICE_OFFLINE after 30 s") {
    Bench bench;
    charging(bench);
    bench.disconnect();
    const auto id = bench.idle();
    bench.advance(31s);
    CHECK(bench.outcome(id) == "failed DEVICE_OFFLINE");
}

TEST_CASE("idle without a session arms zero") {
    Bench bench;
    bench.arrive();
    const auto id = bench.idle();
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.last_profile()->limit == 0);
}

TEST_CASE("quirk 91: a zero refused while Available waits for the plug, the pause is completed") {
    Bench bench;
    bench.arrive();
    bench.answers_with("SetChargingProfile", R"({"status":"Rejected"})");
    const auto id = bench.idle();
    CHECK(bench.outcome(id) == "completed");
    bench.answers_as_usual("SetChargingProfile");
    bench.status("Preparing");
    CHECK(bench.last_profile()->limit == 0);
}

TEST_CASE("idle is not completed by a false Available while the meter's last word is flow") {
    Bench bench;
    charging(bench);
    const auto id = bench.idle();
    bench.advance(2s);
    bench.status("Available");
    bench.advance(5s);
    CHECK(bench.outcome(id) != "completed");
    bench.meter_for(60s, 10.9);
    CHECK(bench.outcome(id) != "completed");
    SECTION("but by a value that shows none") {
        bench.meter_for(20s, 0);
        CHECK(bench.outcome(id) == "completed");
    }
}
