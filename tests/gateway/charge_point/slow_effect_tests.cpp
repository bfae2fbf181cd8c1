#include <catch2/catch.hpp>

#include "gateway/decision/alerts.h"
#include "limit_play.h"
#include "sessions.h"

/// Effects take two seconds on one charger and two minutes on another.
using namespace gateway;

namespace {

bool stands(Bench& bench, const std::string& code) {
    for (const auto& alarm : alerts_of(bench.view(), bench.time.now())) {
        if (alarm.code == code) return true;
    }
    return false;
}

void meter_at_own_pace(Bench& bench, std::chrono::seconds span, double kilowatts) {
    for (auto passed = 0s; passed < span; passed += 5s) {
        bench.advance(5s);
        bench.meter(kilowatts);
    }
}

}  // namespace

TEST_CASE("a pause that takes 75 s is kept: no stop, no lesson, and the action ends by what the meter shows") {
    Bench bench;
    charging(bench);
    const auto id = bench.idle();
    bench.meter_for(70s, 10.9);
    CHECK(bench.outcome(id) == "acknowledged");
    CHECK(bench.stored_desired().intent == canonical::Intent::pause);
    bench.meter_for(10s, 0);
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.action(id).result->evidence == canonical::Evidence::meter);
    bench.meter_for(5min, 0);
    CHECK(bench.count("RemoteStopTransaction") == 0);
    CHECK_FALSE(bench.view().capabilities.zero_ignored);
    CHECK_FALSE(bench.view().capabilities.needs_tx_profile);
    CHECK(bench.last_profile()->limit == 0);
}

TEST_CASE("a charger that stays SuspendedEVSE for 110 s after a pause has its charge completed when power flows") {
    Bench bench;
    charging(bench);
    bench.idle();
    bench.status("SuspendedEVSE");
    bench.meter_for(30s, 0);
    const auto id = bench.charge();
    bench.meter_for(110s, 0);
    CHECK(bench.outcome(id) == "acknowledged");
    CHECK(bench.last_profile()->limit > 0);
    bench.status("Charging");
    bench.meter_for(10s, 10.9);
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.stored_desired().intent == canonical::Intent::run);
}

TEST_CASE("a charge that ran out of evidence does not bring the pause back") {
    Bench bench;
    charging(bench);
    bench.idle();
    bench.status("SuspendedEVSE");
    bench.meter_for(30s, 0);
    const auto id = bench.charge();
    bench.meter_for(190s, 0);
    CHECK(bench.outcome(id) == "failed EFFECT_NOT_OBSERVED");
    CHECK(bench.stored_desired().intent == canonical::Intent::run);
    bench.forget_calls();
    bench.meter_for(60s, 0);
    for (const auto& profile : bench.profiles()) CHECK(profile.limit > 0);
    CHECK(bench.count("RemoteStartTransaction") == 0);
}

TEST_CASE("18 s of full current after each write are no reason to try another lever") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(4.2);
    bench.begin_session();
    SteadyTime written = bench.time.now();
    std::size_t writes = bench.count("SetChargingProfile");
    for (auto passed = 0s; passed < 4min; passed += 5s) {
        bench.advance(5s);
        if (bench.count("SetChargingProfile") != writes) written = bench.time.now();
        writes = bench.count("SetChargingProfile");
        bench.meter(bench.time.now() - written < 18s ? 22 : 4.1);
        CHECK_FALSE(stands(bench, "LIMIT_NOT_FOLLOWED"));
    }
    CHECK(writes <= 4);
    CHECK(bench.profiles("TxProfile").empty());
    for (const auto& profile : bench.profiles()) CHECK(profile.unit == "A");
}

TEST_CASE("excess is told within 45 s of being measured, however many levers are left") {
    Bench bench;
    charging(bench);
    bench.set_ceiling(7);
    meter_at_own_pace(bench, 40s, 10.9);
    CHECK_FALSE(stands(bench, "LIMIT_NOT_FOLLOWED"));
    meter_at_own_pace(bench, 15s, 10.9);
    CHECK(stands(bench, "LIMIT_NOT_FOLLOWED"));
    meter_at_own_pace(bench, 10s, 6.9);
    CHECK_FALSE(stands(bench, "LIMIT_NOT_FOLLOWED"));
}

TEST_CASE("how long a charger takes is learnt from what its meter shows, and a slow one is then left alone") {
    Bench bench;
    charging(bench);
    for (const double ceiling : {9.0, 8.0, 7.0}) {
        const double before = bench.view().desired.max_charge_rate_kw.value();
        bench.set_ceiling(ceiling);
        meter_at_own_pace(bench, 40s, before - 0.1);
        meter_at_own_pace(bench, 40s, ceiling - 0.1);
    }
    const auto delay = bench.view().effect_delays.of(Effect::reduction);
    REQUIRE(delay);
    CHECK(*delay >= 40s);
    CHECK(*delay <= 50s);
    bench.forget_calls();
    bench.set_ceiling(5);
    meter_at_own_pace(bench, 55s, 6.9);
    CHECK(bench.profiles("TxProfile").size() <= 1);
    for (const auto& profile : bench.profiles()) CHECK(profile.unit == "A");
    CHECK_FALSE(stands(bench, "LIMIT_NOT_FOLLOWED"));
}

TEST_CASE("a raise that shows no effect is tried by one TxProfile and teaches nothing") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(6.5);
    bench.begin_session();
    bench.meter_for(30s, 6.2);
    bench.set_ceiling(9);
    bench.meter_for(3min, 6.2);
    bench.set_ceiling(11);
    bench.meter_for(3min, 6.2);
    CHECK_FALSE(bench.view().capabilities.needs_tx_profile);
    CHECK(bench.profiles("TxProfile").size() <= 2);
    CHECK_FALSE(stands(bench, "LIMIT_NOT_FOLLOWED"));
}

TEST_CASE("a zero that stands for a ceiling below the minimum is enforced by a stop after 75 s of proven excess") {
    Bench bench;
    charging(bench);
    bench.set_ceiling(1);
    bench.meter_for(60s, 10.9);
    CHECK(bench.count("RemoteStopTransaction") == 0);
    bench.meter_for(20s, 10.9);
    CHECK(bench.count("RemoteStopTransaction") == 1);
}

TEST_CASE("where power is measured a limit is not told again at each start, resume and plug-in") {
    Bench bench;
    const auto first = charging(bench);
    bench.stop_transaction(first);
    bench.status("Available");
    bench.advance(1min);
    bench.forget_calls();
    bench.begin_session();
    bench.meter_for(1min, 10.9);
    CHECK(bench.count("SetChargingProfile") == 0);
    SECTION("but it is looked at, and told again where it was lost") {
        bench.status("SuspendedEV");
        bench.meter_for(1min, 0);
        bench.status("Charging");
        bench.meter_for(20s, 22);
        CHECK(bench.count("SetChargingProfile") == 1);
    }
}

TEST_CASE("what has flowed without a session is told, and no pause is completed by there being none") {
    Bench bench;
    bench.arrive("Preparing");
    bench.set_ceiling(3.7);
    const auto id = bench.begin_session();
    bench.meter_for(20s, 3.6, 1, id);
    bench.stop_transaction(id, "EmergencyStop");
    bench.status("Charging");
    double watt_hours = 1000;
    const auto draw = [&](std::chrono::seconds span) {
        for (auto passed = 0s; passed < span; passed += 5s) {
            bench.advance(5s);
            watt_hours += 10;
            bench.call("MeterValues",
                       R"({"connectorId":1,"transactionId":)" + std::to_string(id) +
                           R"(,"meterValue":[{"timestamp":")" + bench.utc_text() +
                           R"(","sampledValue":[{"value":"7360","measurand":"Power.Active.Import","unit":"W"},)"
                           R"({"value":")" +
                           std::to_string(watt_hours) + R"(","unit":"Wh"}]}]})");
        }
    };
    draw(100s);
    CHECK(bench.view().power(bench.time.now())->kilowatts == Approx(7.36));
    CHECK(stands(bench, "SESSION_WITHOUT_RECORD"));
    CHECK(stands(bench, "LIMIT_NOT_FOLLOWED"));
    const auto idle = bench.idle();
    draw(100s);
    CHECK(bench.outcome(idle) == "acknowledged");
    draw(100s);
    CHECK(bench.outcome(idle) == "failed EFFECT_NOT_OBSERVED");
    CHECK(bench.stored_desired().intent == canonical::Intent::pause);
}

TEST_CASE("what comes back after it was overridden and told again teaches no delay") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(7);
    bench.begin_session();
    for (int i = 0; i < 4; ++i) {
        bench.meter_for(2min, 6.9);
        bench.meter_for(50s, 10.9);
    }
    CHECK(bench.view().effect_delays.rows()[static_cast<std::size_t>(Effect::reduction)].empty());
}
