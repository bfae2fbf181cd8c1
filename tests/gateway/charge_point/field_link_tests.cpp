#include <catch2/catch.hpp>
#include <regex>

#include "bench.h"
#include "json/parse.h"
#include "ocpp/all_messages.h"

/// How chargers in the field come, go and come back.
using namespace gateway;

namespace {

bool asks_for_boot(const GatewayCall& call) {
    return call.action == "TriggerMessage" && call.payload.find("BootNotification") != std::string::npos;
}

std::size_t boots_asked_for(const Bench& bench) {
    return static_cast<std::size_t>(std::count_if(bench.calls.begin(), bench.calls.end(), asks_for_boot));
}

/// The answer to a CALL of the charger is the message's response with nothing missing, odd or beside it.
template <class Message>
void answers_exactly(Bench& bench, const std::string& payload) {
    const std::string answer = bench.call(std::string(Message::action), payload);
    CAPTURE(Message::action, answer);
    REQUIRE_FALSE(answer.empty());
    REQUIRE(answer.front() == '{');
    CHECK(answer.find("null") == std::string::npos);
    const auto document = json::parse(answer);
    ocpp::QuirkCounters quirks;
    CHECK_NOTHROW(ocpp::read<typename Message::Response>(document.root(), ocpp::Strictness::strict, quirks));
}

}  // namespace

TEST_CASE("quirk 5: three short probes in a session change nothing for the real connection") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    const auto id = bench.begin_session();
    bench.advance(10s);
    bench.forget_calls();
    for (int i = 0; i < 3; ++i) {
        bench.disconnect();
        bench.connect();
        bench.advance(2s);
        CHECK(bench.calls.empty());
    }
    bench.disconnect();
    bench.connect();
    bench.status("Charging");
    bench.advance(5s);
    REQUIRE(bench.view().observed.transaction);
    CHECK(bench.view().observed.transaction->id == id);
    CHECK(bench.last_profile()->limit == 15.9);
    CHECK(bench.count("GetConfiguration") == 0);
}

TEST_CASE(
    "quirk 17: heartbeats without answers to our calls end the link within three time-outs, and a new one recovers") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.advance(60s);
    bench.answers_with("SetChargingProfile", "");
    bench.answers_with("TriggerMessage", "");
    const std::size_t answered = bench.count("SetChargingProfile");
    bench.set_ceiling(7);
    int heartbeats = 0;
    for (; heartbeats < 5 && !bench.link->close_code; ++heartbeats) {
        CHECK(bench.call("Heartbeat", "{}").find("currentTime") != std::string::npos);
        bench.advance(60s);
    }
    REQUIRE(bench.link->close_code == CloseCode::going_away);
    CHECK(bench.count("SetChargingProfile") - answered <= 3);
    bench.disconnect();
    bench.answers.clear();
    bench.connect();
    bench.status("Available");
    bench.advance(10s);
    CHECK_FALSE(bench.link->close_code);
    CHECK(bench.read().power_rate_limit_kw == 7);
}

TEST_CASE("quirk 19: a charger that comes back without a word becomes usable, whatever it says to our trigger") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.disconnect();
    bench.forget_calls();
    SECTION("it boots when asked") {
        bench.connect();
        bench.advance(5s);
        REQUIRE(boots_asked_for(bench) == 1);
        CHECK(bench.calls.size() == 1);
        bench.advance(1s);
        bench.boot();
        bench.advance(2s);
        CHECK(bench.view().status_is_current() == false);
    }
    SECTION("it knows no triggers") {
        bench.answers_with("TriggerMessage", "!NotImplemented");
        bench.connect();
        bench.advance(7s);
        CHECK(boots_asked_for(bench) == 1);
    }
    SECTION("it accepts and does nothing") {
        bench.connect();
        bench.advance(59s);
        CHECK(bench.calls.size() == 1);
        bench.advance(2s);
    }
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == 15.9);
    CHECK(bench.read().power_rate_limit_kw == 11);
}

TEST_CASE("quirk 21: a charger that drops the link when it is asked to boot is asked once") {
    Bench bench;
    for (int i = 0; i < 5; ++i) {
        bench.connect();
        bench.advance(8s);
        bench.disconnect();
        bench.advance(2s);
    }
    CHECK(boots_asked_for(bench) == 1);
    bench.connect();
    bench.advance(61s);
    CHECK(bench.count("GetConfiguration") == 1);
}

TEST_CASE("quirk 23: a boot is accepted with an interval that suits every charger") {
    Bench bench;
    bench.connect();
    const auto answer =
        json::parse(bench.call("BootNotification", R"({"chargePointVendor":"Acme","chargePointModel":"One"})"));
    CHECK(answer.root().find("status")->text() == "Accepted");
    const auto interval = answer.root().find("interval")->integer().value();
    CHECK(interval >= 10);
    CHECK(interval <= 300);
}

TEST_CASE("quirk 24: every answer holds what the specification asks for and nothing else") {
    Bench bench;
    bench.connect();
    answers_exactly<ocpp::BootNotification>(bench, R"({"chargePointVendor":"Acme","chargePointModel":"One"})");
    answers_exactly<ocpp::StatusNotification>(bench, R"({"connectorId":1,"errorCode":"NoError","status":"Preparing"})");
    answers_exactly<ocpp::Heartbeat>(bench, "{}");
    answers_exactly<ocpp::Authorize>(bench, R"({"idTag":"TAG"})");
    answers_exactly<ocpp::StartTransaction>(
        bench, R"({"connectorId":1,"idTag":"TAG","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"})");
    answers_exactly<ocpp::MeterValues>(bench, R"({"connectorId":1,"meterValue":[]})");
    answers_exactly<ocpp::StopTransaction>(bench,
                                           R"({"transactionId":1,"meterStop":0,"timestamp":"2026-01-01T00:00:00Z"})");
    answers_exactly<ocpp::StopTransaction>(
        bench, R"({"transactionId":2,"idTag":"TAG","meterStop":0,"timestamp":"2026-01-01T00:00:00Z"})");
    answers_exactly<ocpp::DataTransfer>(bench, R"({"vendorId":"x"})");
    answers_exactly<ocpp::FirmwareStatusNotification>(bench, R"({"status":"Idle"})");
    answers_exactly<ocpp::DiagnosticsStatusNotification>(bench, R"({"status":"Idle"})");
    answers_exactly<ocpp::SecurityEventNotification>(bench, R"({"type":"x","timestamp":"2026-01-01T00:00:00Z"})");
    answers_exactly<ocpp::LogStatusNotification>(bench, R"({"status":"Idle"})");
    answers_exactly<ocpp::SignedFirmwareStatusNotification>(bench, R"({"status":"Idle"})");
}

TEST_CASE("quirk 25: a charger that redials after twenty minutes goes on where it was") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    const auto id = bench.begin_session();
    bench.advance(10s);
    bench.disconnect();
    bench.advance(20min);
    CHECK_FALSE(bench.read().sync_available);
    bench.forget_calls();
    bench.connect();
    bench.status("Charging");
    bench.advance(10s);
    CHECK(bench.read().sync_available);
    REQUIRE(bench.view().observed.transaction);
    CHECK(bench.view().observed.transaction->id == id);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == 15.9);
}

TEST_CASE("quirk 30: all our calls are short and hold no null, so a charger with little memory takes them") {
    Bench bench;
    std::vector<std::string> swallowed;
    const auto takes = [&](const GatewayCall& call) -> std::string {
        const bool too_much = call.payload.size() > 900 || call.payload.find("null") != std::string::npos;
        if (too_much) swallowed.push_back(call.action);
        return too_much ? "" : R"({"status":"Accepted"})";
    };
    for (const auto action : {"SetChargingProfile", "ClearChargingProfile", "RemoteStartTransaction",
                              "RemoteStopTransaction", "TriggerMessage", "ChangeConfiguration"}) {
        bench.answers[action] = takes;
    }
    bench.configuration["HeartbeatInterval"] = "86400";
    bench.configuration["MeterValuesSampledData"] = "Voltage";
    bench.arrive("Preparing");
    bench.set_ceiling(11);
    const auto charge = bench.charge();
    const auto id = bench.begin_session();
    CHECK(bench.outcome(charge) == "completed");
    bench.meter_for(60s, 10);
    const auto idle = bench.idle();
    bench.meter(0);
    bench.status("SuspendedEVSE");
    CHECK(bench.outcome(idle) == "completed");
    bench.stop_transaction(id);
    bench.advance(20min);
    CHECK(swallowed.empty());
    for (const auto& frame : bench.link->sent) CHECK(frame.size() <= 1024);
}
