#include <catch2/catch.hpp>

#include "bench.h"
#include "gateway/decision/ceiling_watch.h"
#include "gateway/decision/limit_watch.h"

using namespace gateway;

TEST_CASE("quirk 91: a refusal while Available is not final, plugging in brings the ceiling") {
    Bench bench;
    bench.arrive();
    bench.answers_with("SetChargingProfile", R"({"status":"Rejected"})");
    bench.set_ceiling(11);
    bench.advance(60s);
    CHECK(bench.count("SetChargingProfile") == 1);
    bench.answers_as_usual("SetChargingProfile");
    bench.status("Preparing");
    REQUIRE(bench.count("SetChargingProfile") == 2);
    CHECK(bench.profiles()[0].kind == bench.profiles()[1].kind);
}

TEST_CASE("a refusal in any form moves to the next strategy and the winner is remembered for the model") {
    const std::string refusal =
        GENERATE(R"({"status":"Rejected"})", R"({"status":"NotSupported"})", "!PropertyConstraintViolation");
    Bench bench;
    bench.configuration["ChargeProfileMaxStackLevel"] = "3";
    bench.arrive("Preparing");
    bench.answers["SetChargingProfile"] = [&](const GatewayCall& call) -> std::string {
        return call.payload.find("Relative") == std::string::npos ? refusal : R"({"status":"Accepted"})";
    };
    bench.set_ceiling(11);
    const auto tried = bench.profiles();
    REQUIRE(tried.size() == 4);
    CHECK((tried[0].kind == "Absolute" && tried[0].stack_level == 3));
    CHECK((tried[1].kind == "Absolute" && tried[1].stack_level == 3 && tried[1].limit == 15));
    CHECK((tried[2].kind == "Absolute" && tried[2].stack_level == 0));
    CHECK((tried[3].kind == "Relative" && tried[3].stack_level == 3));
    CHECK(tried[3].start.empty());

    bench.forget_calls();
    bench.restart();
    bench.connect();
    bench.status("Preparing");
    bench.advance(2s);
    REQUIRE_FALSE(bench.profiles().empty());
    CHECK(bench.profiles()[0].kind == "Relative");
}

TEST_CASE("a time-out repeats the strategy: slowness is no refusal") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers_with("SetChargingProfile", "");
    bench.set_ceiling(11);
    bench.advance(70s);
    const auto tried = bench.profiles();
    REQUIRE(tried.size() == 2);
    CHECK(tried[0].kind == tried[1].kind);
    CHECK(tried[0].stack_level == tried[1].stack_level);
}

TEST_CASE("quirk 74: a charger that allows only W is told W, whole ones") {
    Bench bench;
    bench.configuration["ChargingScheduleAllowedChargingRateUnit"] = "Power";
    bench.arrive();
    bench.set_ceiling(7.4);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->unit == "W");
    CHECK(bench.last_profile()->limit == 7400);
}

TEST_CASE("a limit refused while Available is tried again when the configuration names another unit") {
    Bench bench;
    bench.configuration["ChargingScheduleAllowedChargingRateUnit"] = "Power";
    bench.answers["SetChargingProfile"] = [](const GatewayCall& call) -> std::string {
        return call.payload.find(R"("chargingRateUnit":"W")") == std::string::npos ? R"({"status":"Rejected"})"
                                                                                   : R"({"status":"Accepted"})";
    };
    bench.connect();
    bench.status("Available");
    bench.set_ceiling(11);
    bench.boot();
    bench.status("Available");
    bench.advance(2s);
    CHECK(bench.last_profile()->unit == "W");
    CHECK(bench.read().power_rate_limit_kw == 11);
}

TEST_CASE(
    "quirk 77: a single-phase session gets its full current once three samples agree, the next one does "
    "not") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(6.9);
    CHECK(bench.last_profile()->limit == 10);
    const auto id = bench.begin_session();
    bench.meter_for(20s, 2.3, 1);
    CHECK(bench.last_profile()->limit == 10);
    bench.meter_for(10s, 2.3, 1);
    CHECK(bench.last_profile()->limit == 30);
    SECTION("a further phase that begins to draw brings it down at once") {
        bench.meter_for(10s, 12, 3);
        CHECK(bench.last_profile()->limit == 10);
        CHECK_FALSE(bench.view().capabilities.needs_tx_profile);
    }
    SECTION("a resume begins with all phases") {
        bench.advance(10s);
        bench.status("SuspendedEV");
        bench.advance(10s);
        bench.status("Charging");
        CHECK(bench.last_profile()->limit == 10);
    }
    SECTION("the next session begins with all phases") {
        bench.stop_transaction(id);
        bench.advance(10s);
        CHECK(bench.last_profile()->limit == 10);
    }
}

TEST_CASE("quirk 86: a TxDefaultProfile without live effect is followed by a TxProfile, first from then on") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    const auto id = bench.begin_session();
    bench.meter_for(30s, 11);
    CHECK(bench.profiles("TxProfile").empty());
    bench.set_ceiling(5);
    const auto lowered_at = bench.time.now();
    bench.meter_for(30s, 11);
    REQUIRE(bench.last_profile("TxProfile"));
    CHECK(bench.last_profile("TxProfile")->limit == 7.2);
    CHECK(bench.last_profile("TxProfile")->transaction == id);
    CHECK(bench.last_profile("TxProfile")->id == 301);
    const auto after = bench.last_profile("TxProfile")->at - lowered_at;
    CHECK(after >= 15s);
    CHECK(after <= 30s);

    bench.meter_for(30s, 4.9);
    bench.forget_calls();
    bench.set_ceiling(4.2);
    REQUIRE(bench.profiles().size() == 2);
    CHECK(bench.profiles()[0].purpose == "TxProfile");
    CHECK(bench.profiles()[1].purpose == "TxDefaultProfile");
    SECTION("a raise too") {
        bench.forget_calls();
        bench.set_ceiling(9);
        bench.advance(20s);
        REQUIRE(bench.profiles().size() == 2);
        CHECK(bench.profiles()[0].purpose == "TxProfile");
    }
    SECTION("the next session begins without it: a raise without effect teaches nothing") {
        bench.stop_transaction(id);
        bench.status("Available");
        bench.advance(20s);
        bench.forget_calls();
        bench.status("Preparing");
        CHECK(bench.profiles("TxProfile").empty());
        bench.start_transaction();
        bench.advance(5s);
        CHECK(bench.profiles("TxProfile").empty());
    }
}

TEST_CASE("quirk 87: a TxProfile refused right after the start is tried once more, then TxDefault is left") {
    Bench bench;
    bench.arrive();
    bench.answers["SetChargingProfile"] = [](const GatewayCall& call) -> std::string {
        return call.payload.find("TxProfile\"") != std::string::npos ? R"({"status":"Rejected"})"
                                                                     : R"({"status":"Accepted"})";
    };
    bench.set_ceiling(5);
    bench.begin_session();
    bench.meter_for(10min, 11);
    CHECK(bench.profiles("TxProfile").size() == 3);
    CHECK(ceiling_is_not_followed(bench.view()));
}

TEST_CASE("a limit that no lever enforces raises the alarm within 120 s and no endless list of strategies") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(5);
    bench.begin_session();
    bench.meter_for(120s, 11);
    CHECK(ceiling_is_not_followed(bench.view()));
    bench.meter_for(10min, 11);
    CHECK(bench.view().evidence.no_strategy_is_left);
    const auto sent = bench.count("SetChargingProfile");
    CHECK(sent <= 3 * bench.view().limit_strategies().size());
    bench.meter_for(10min, 11);
    CHECK(bench.count("SetChargingProfile") <= sent + 2);
}

TEST_CASE("a wandering voltage is no reason to talk all the time") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(7);
    bench.begin_session();
    bench.advance(10s);
    bench.forget_calls();
    for (int i = 0; i < 60; ++i) {
        bench.advance(10s);
        bench.call("MeterValues", R"({"connectorId":1,"meterValue":[{"timestamp":")" + bench.utc_text() +
                                      R"(","sampledValue":[{"value":")" + std::to_string(230 + i % 5) +
                                      R"(","measurand":"Voltage"}]}]})");
    }
    CHECK(bench.count("SetChargingProfile") <= 3);
}

TEST_CASE("quirk 90: a profile starts a minute and the lag of the charger's clock ago") {
    Bench bench;
    bench.arrive();
    const auto slow = ocpp::to_text(bench.time.utc() - 45s);
    bench.call("StatusNotification",
               R"({"connectorId":1,"errorCode":"NoError","status":"Available","timestamp":")" + slow + "\"}");
    bench.set_ceiling(11);
    CHECK(bench.last_profile()->start == ocpp::to_text(bench.time.utc() - 105s));
}

TEST_CASE("a limit accepted across the start of a session is sent again") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers_with("SetChargingProfile", "");
    bench.set_ceiling(11);
    bench.start_transaction();
    bench.answers_as_usual("SetChargingProfile");
    bench.answer(bench.calls_of("SetChargingProfile").at(0), R"({"status":"Accepted"})");
    bench.advance(5s);
    CHECK(bench.count("SetChargingProfile") == 2);
}

TEST_CASE("the answer to a TxProfile of an ended session says nothing about the next one") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(5);
    const auto id = bench.begin_session();
    bench.meter_for(10s, 11);
    bench.answers_with("SetChargingProfile", "");
    bench.meter_for(20s, 11);
    const auto sent = bench.calls_of("SetChargingProfile").back();
    REQUIRE(bench.last_profile()->purpose == "TxProfile");
    bench.stop_transaction(id);
    bench.start_transaction(1, 7);
    bench.answer(sent, R"({"status":"Accepted"})");
    CHECK_FALSE(bench.view().tx_profile_in_use);
}
