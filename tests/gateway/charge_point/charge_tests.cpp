#include <catch2/catch.hpp>

#include "bench.h"

using namespace gateway;

TEST_CASE("charge with a plugged vehicle: the ceiling first, then the start; completed when it charges") {
    Bench bench;
    bench.arrive("Preparing");
    bench.set_ceiling(11);
    bench.advance(10s);
    bench.disconnect();
    bench.connect();
    bench.boot();
    bench.forget_calls();
    const auto id = bench.charge();
    bench.status("Preparing");
    bench.advance(2s);
    REQUIRE(bench.calls.size() >= 2);
    CHECK(bench.calls[0].action == "SetChargingProfile");
    CHECK(bench.calls[1].action == "RemoteStartTransaction");
    CHECK(bench.calls[1].payload.find(R"("connectorId":1)") != std::string::npos);
    CHECK(bench.calls[1].payload.find("chargingProfile") == std::string::npos);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.start_transaction();
    CHECK(bench.outcome(id) == "acknowledged");
    bench.status("Charging");
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.action(id).result->evidence == canonical::Evidence::status);
    CHECK(bench.stored_desired().intent == canonical::Intent::run);
}

TEST_CASE("charge while charging completes at once and starts nothing") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.meter(7);
    const auto id = bench.charge();
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.action(id).result->evidence == canonical::Evidence::meter);
    CHECK(bench.count("RemoteStartTransaction") == 0);
}

TEST_CASE("charge without a vehicle fails at once and leaves no wish behind") {
    Bench bench;
    bench.arrive();
    const auto id = bench.charge();
    CHECK(bench.outcome(id) == "failed VEHICLE_NOT_CONNECTED");
    CHECK(bench.stored_desired().intent == canonical::Intent::none);
    bench.status("Preparing");
    bench.advance(5min);
    CHECK(bench.count("RemoteStartTransaction") == 0);
}

TEST_CASE("charge on a connector that is out of order fails with the charger's words") {
    Bench bench;
    bench.arrive();
    bench.call("StatusNotification", R"({"connectorId":1,"errorCode":"GroundFailure","status":"Faulted",)"
                                     R"("info":"residual current","vendorErrorCode":"E17"})");
    const auto id = bench.charge();
    CHECK(bench.outcome(id) == "failed DEVICE_UNAVAILABLE");
    CHECK(*bench.action(id).error_message == "the charger reports Faulted (GroundFailure, E17, residual current)");
}

TEST_CASE("charge under a ceiling below the minimum current fails with a hint") {
    Bench bench;
    bench.arrive("Preparing");
    bench.set_ceiling(2);
    CHECK(bench.last_profile()->limit == 0);
    const auto id = bench.charge();
    CHECK(bench.outcome(id) == "failed CEILING_BELOW_MINIMUM");
    CHECK(bench.count("RemoteStartTransaction") == 0);
}

TEST_CASE("a refused start is COMMAND_REJECTED, in Finishing REPLUG_REQUIRED") {
    Bench bench;
    const std::string status = GENERATE("Preparing", "Finishing");
    const std::string refusal = GENERATE(R"({"status":"Rejected"})", "!InternalError");
    bench.arrive(status);
    bench.answers_with("RemoteStartTransaction", refusal);
    const auto id = bench.charge();
    CHECK(bench.outcome(id) == (status == "Finishing" ? "failed REPLUG_REQUIRED" : "failed COMMAND_REJECTED"));
    CHECK(bench.count("RemoteStartTransaction") == (status == "Finishing" ? 1 : 2));
}

TEST_CASE("a start refused on the only connector is asked once more without it, and that is remembered, quirk 103") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers["RemoteStartTransaction"] = [](const GatewayCall& call) -> std::string {
        const bool names_it = call.payload.find("connectorId") != std::string::npos;
        return names_it ? R"({"status":"Rejected"})" : R"({"status":"Accepted"})";
    };
    const auto id = bench.charge();
    CHECK(bench.count("RemoteStartTransaction") == 2);
    const auto transaction = bench.begin_session();
    CHECK(bench.outcome(id) == "completed");
    bench.stop_transaction(transaction);
    bench.status("Preparing");
    bench.forget_calls();
    bench.charge();
    REQUIRE(bench.count("RemoteStartTransaction") == 1);
    CHECK(bench.calls_of("RemoteStartTransaction")[0].payload.find("connectorId") == std::string::npos);
}

TEST_CASE("quirk 105: a start accepted in Finishing that begins nothing in 60 s is REPLUG_REQUIRED") {
    Bench bench;
    bench.arrive("Finishing");
    const auto id = bench.charge();
    bench.advance(59s);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.advance(2s);
    CHECK(bench.outcome(id) == "failed REPLUG_REQUIRED");
}

TEST_CASE("quirk 102: an accepted start that begins nothing fails after ConnectionTimeOut and 30 s") {
    Bench bench;
    bench.configuration["ConnectionTimeOut"] = "200";
    bench.arrive("Preparing");
    const auto id = bench.charge();
    bench.advance(229s);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.advance(2s);
    CHECK(bench.outcome(id) == "failed EFFECT_NOT_OBSERVED");
    CHECK(bench.count("RemoteStartTransaction") == 1);
}

TEST_CASE("a Preparing after the accepted start is no reason for a second one") {
    Bench bench;
    bench.arrive("Preparing");
    bench.charge();
    bench.advance(1s);
    bench.status("Preparing");
    bench.advance(60s);
    CHECK(bench.count("RemoteStartTransaction") == 1);
}

TEST_CASE("an unanswered start is sent once more, then TIMEOUT") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers_with("RemoteStartTransaction", "");
    const auto id = bench.charge();
    bench.advance(61s);
    CHECK(bench.outcome(id) == "acknowledged");
    CHECK(bench.count("RemoteStartTransaction") == 2);
    bench.advance(60s);
    CHECK(bench.outcome(id) == "failed TIMEOUT");
    CHECK(bench.count("RemoteStartTransaction") == 2);
}

TEST_CASE("a vehicle that stays blocked by the charger is EFFECT_NOT_OBSERVED") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge();
    bench.start_transaction();
    bench.status("SuspendedEVSE");
    bench.advance(179s);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.advance(2s);
    CHECK(bench.outcome(id) == "failed EFFECT_NOT_OBSERVED");
    CHECK(bench.stored_desired().intent == canonical::Intent::run);
}

TEST_CASE("a vehicle that draws nothing does not spoil a charge") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge();
    bench.start_transaction();
    SECTION("it says SuspendedEV") {
        bench.status("SuspendedEV");
        CHECK(bench.outcome(id) == "completed");
    }
    SECTION("nothing is said") {
        bench.advance(61s);
        CHECK(bench.outcome(id) == "completed");
        CHECK(bench.action(id).result->evidence == canonical::Evidence::acknowledged);
        CHECK(bench.action(id).result->message == "not measured: below 50 kW");
    }
    SECTION("the meter says so") {
        bench.meter_for(61s, 0);
        CHECK(bench.outcome(id) == "completed");
        CHECK(bench.action(id).result->evidence == canonical::Evidence::transaction);
        CHECK_FALSE(bench.action(id).result->message.empty());
    }
}

TEST_CASE("charge on a charger that is away waits 30 s for it") {
    Bench bench;
    bench.arrive("Preparing");
    bench.disconnect();
    const auto id = bench.charge();
    SECTION("in vain") {
        bench.advance(29s);
        CHECK(bench.outcome(id) == "acknowledged");
        bench.advance(1s);
        CHECK(bench.outcome(id) == "failed DEVICE_OFFLINE");
        CHECK(bench.stored_desired().intent == canonical::Intent::none);
    }
    SECTION("and it comes back") {
        bench.advance(20s);
        bench.connect();
        bench.status("Preparing");
        bench.advance(1s);
        CHECK(bench.count("RemoteStartTransaction") == 1);
        bench.start_transaction();
        bench.status("Charging");
        CHECK(bench.outcome(id) == "completed");
    }
}

TEST_CASE("a status from before the reconnect does not fail a charge") {
    Bench bench;
    bench.arrive("Available");
    bench.disconnect();
    bench.connect();
    bench.call("Heartbeat", "{}");
    const auto id = bench.charge();
    bench.advance(1s);
    CHECK(bench.outcome(id) == "acknowledged");
    bench.status("Preparing");
    bench.advance(1s);
    CHECK(bench.count("RemoteStartTransaction") == 1);
    CHECK(bench.outcome(id) == "acknowledged");
}

TEST_CASE("a charger that never tells a status gets its start all the same") {
    Bench bench;
    bench.connect();
    bench.boot();
    bench.advance(2s);
    bench.charge();
    bench.advance(7s);
    CHECK(bench.count("RemoteStartTransaction") == 0);
    bench.advance(2s);
    CHECK(bench.count("RemoteStartTransaction") == 1);
}
