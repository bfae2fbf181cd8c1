#include <catch2/catch.hpp>

#include "sessions.h"

using namespace gateway;

namespace {

std::string start_payload(const std::string& timestamp) {
    return R"({"connectorId":1,"idTag":"TAG","meterStart":5,"timestamp":")" + timestamp + R"("})";
}

std::string values_payload(const std::string& transaction, const std::string& watts) {
    return R"({"connectorId":1,"transactionId":)" + transaction +
           R"(,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":")" + watts +
           R"(","measurand":"Power.Active.Import","unit":"W"}]}]})";
}

std::string stop_payload(const std::string& transaction) {
    return R"({"transactionId":)" + transaction + R"(,"meterStop":9,"timestamp":"2026-01-01T00:10:00Z"})";
}

}  // namespace

TEST_CASE("quirk 51: transaction ids grow over restarts and never repeat") {
    Bench bench;
    std::int64_t last = 0;
    for (int life = 0; life < 3; ++life) {
        bench.arrive("Preparing");
        for (int session = 0; session < 3; ++session) {
            const auto id = bench.start_transaction(1, 10 * life + session);
            CHECK(id > last);
            last = id;
            bench.stop_transaction(id);
        }
        bench.restart();
    }
    CHECK(last <= 0x7fffffff);
}

TEST_CASE("quirk 49: a repeated StartTransaction gets the same id and is one session") {
    Bench bench;
    bench.arrive("Preparing");
    const std::string timestamp = GENERATE("2026-01-01T00:00:00Z", "1970-01-01T00:00:07Z", "no time");
    const auto first = bench.call("StartTransaction", start_payload(timestamp));
    REQUIRE(first.find("transactionId") != std::string::npos);
    CHECK(bench.call("StartTransaction", start_payload(timestamp)) == first);
    SECTION("over a reconnect") {
        bench.disconnect();
        bench.connect();
        CHECK(bench.call("StartTransaction", start_payload(timestamp)) == first);
    }
    SECTION("over a restart") {
        bench.restart();
        bench.connect();
        CHECK(bench.call("StartTransaction", start_payload(timestamp)) == first);
    }
    CHECK(bench.storage.rows().transactions().size() == 1);
}

TEST_CASE("quirk 49: the same start at an unset clock is a new session once the old one has ended") {
    Bench bench;
    bench.arrive("Preparing");
    const auto first = bench.start_transaction(1, 5, "1970-01-01T00:00:07Z");
    bench.stop_transaction(first);
    CHECK(bench.start_transaction(1, 5, "1970-01-01T00:00:07Z") != first);
}

TEST_CASE("CF-077 a repeated start of a session that has ended does not open it again") {
    Bench bench;
    bench.arrive("Preparing");
    const auto first = bench.call("StartTransaction", start_payload("2026-01-01T00:00:00Z"));
    const auto id = bench.view().observed.transaction->id;
    bench.stop_transaction(id);
    CHECK(bench.call("StartTransaction", start_payload("2026-01-01T00:00:00Z")) == first);
    CHECK_FALSE(in_session(bench));
}

TEST_CASE("quirk 50: impossible ids are acknowledged, and end the one session that is there where they fit it") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    const std::string odd = GENERATE("-1", "0", "9223372036854775807", "2147483648");
    CHECK(bench.call("MeterValues", values_payload(odd, "7000")) == "{}");
    CHECK(bench.view().observed.transaction->id == id);
    SECTION("not with a time before the session") {
        CHECK(bench.call("StopTransaction",
                         R"({"meterStop":9,"timestamp":"2025-12-31T00:00:00Z","transactionId":)" + odd + "}") == "{}");
        CHECK(in_session(bench));
    }
    SECTION("with one that fits") {
        CHECK(bench.call("StopTransaction", stop_payload(odd)) == "{}");
        CHECK_FALSE(in_session(bench));
    }
}

TEST_CASE("quirk 52: a session that nobody knows is adopted from its meter values") {
    Bench bench;
    bench.arrive("Charging");
    bench.call("MeterValues", values_payload("77", "7000"));
    REQUIRE(in_session(bench));
    bench.answers_with("SetChargingProfile", R"({"status":"Rejected"})");
    bench.idle();
    bench.advance(11s);
    REQUIRE(bench.count("RemoteStopTransaction") == 1);
    CHECK(bench.calls_of("RemoteStopTransaction")[0].payload == R"({"transactionId":77})");
}

TEST_CASE("a session goes on after a restart of the gateway") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    bench.restart();
    REQUIRE(in_session(bench));
    CHECK(bench.view().observed.transaction->id == id);
    bench.connect();
    bench.status("Charging");
    bench.stop_transaction(id);
    CHECK_FALSE(in_session(bench));
}

TEST_CASE("quirk 108: the charger's own id counts, and its stop leaves no session open on disk") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.call("MeterValues", values_payload("5000", "7000"));
    CHECK(bench.view().observed.transaction->id == 5000);
    bench.call("StopTransaction", stop_payload("5000"));
    CHECK_FALSE(in_session(bench));
    bench.restart();
    CHECK_FALSE(in_session(bench));
}

TEST_CASE("quirk 53: meter values after the stop do not revive the session") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    bench.stop_transaction(id);
    CHECK(bench.call("MeterValues", values_payload(std::to_string(id), "7000")) == "{}");
    CHECK_FALSE(in_session(bench));
    CHECK(bench.read().current_power_kw == 0);
    SECTION("after a restart neither") {
        bench.restart();
        bench.connect();
        bench.status("Charging");
        bench.call("MeterValues", values_payload(std::to_string(id), "7000"));
        CHECK_FALSE(in_session(bench));
    }
}

TEST_CASE("quirk 54: an unknown stop ends the session only where there is no doubt which") {
    Bench bench;
    const bool two = GENERATE(false, true);
    bench.configuration["NumberOfConnectors"] = two ? "2" : "1";
    bench.arrive();
    bench.advance(1s);
    bench.begin_session();
    if (two) bench.begin_session(2);
    CHECK(bench.call("StopTransaction", stop_payload("4711")) == "{}");
    CHECK(in_session(bench) == two);
    if (two) CHECK(in_session(bench, 2));
}

TEST_CASE("quirk 40: a stop with missing fields is acknowledged") {
    Bench bench;
    bench.arrive();
    CHECK(bench.call("StopTransaction", R"({"transactionId":4711})") == "{}");
}

TEST_CASE("quirk 55: Available ends a session whose stop got lost") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.meter(7);
    bench.disconnect();
    bench.connect();
    bench.boot();
    bench.advance(1s);
    bench.status("Available");
    CHECK(in_session(bench));
    bench.advance(61s);
    CHECK_FALSE(in_session(bench));
    CHECK(bench.read().current_power_kw == 0);
    CHECK(bench.read().status == canonical::DeviceStatus::available);
    bench.restart();
    CHECK_FALSE(in_session(bench));
}

TEST_CASE("quirk 112: power that flows outweighs an Available, the station's status counts for no connector") {
    Bench bench;
    bench.arrive();
    bench.advance(1s);
    bench.meter(7);
    CHECK(bench.read().is_connected);
    CHECK(bench.read().is_charging);
    bench.meter(0);
    CHECK_FALSE(bench.read().is_connected);
    bench.begin_session();
    bench.call("StatusNotification", R"({"connectorId":0,"errorCode":"NoError","status":"Available"})");
    CHECK(in_session(bench));
    CHECK(bench.read().is_connected);
}

TEST_CASE("quirk 56: a stop alone moves the device, then the status is asked for") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    bench.meter(7);
    bench.advance(10s);
    bench.forget_calls();
    bench.stop_transaction(id, "Other");
    CHECK(bench.read().status == canonical::DeviceStatus::finishing);
    CHECK(bench.read().current_power_kw == 0);
    CHECK_FALSE(bench.read().is_charging);
    bench.advance(4s);
    CHECK(bench.count("TriggerMessage") == 0);
    bench.advance(2s);
    REQUIRE(bench.count("TriggerMessage") == 1);
    CHECK(bench.calls_of("TriggerMessage")[0].payload.find("StatusNotification") != std::string::npos);
    bench.advance(10min);
    CHECK(bench.count("TriggerMessage") == 2);  // silence: once more without the connector's number (quirk 121)
}

TEST_CASE("quirk 48: a backlog of an old session ends in no session") {
    Bench bench;
    bench.arrive();
    bench.disconnect();
    bench.connect();
    const auto id = bench.start_transaction(1, 0, "2025-12-31T20:00:00Z");
    for (int i = 0; i < 20; ++i)
        bench.call("MeterValues", values_payload(std::to_string(id), std::to_string(7000 + i)));
    bench.stop_transaction(id);
    bench.status("Available");
    CHECK_FALSE(in_session(bench));
    CHECK(bench.read().current_power_kw == 0);
}

TEST_CASE("a start on a connector in session closes the one before, on disk too") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.advance(60s);
    const auto second = bench.start_transaction(1, 99);
    CHECK(bench.view().observed.transaction->id == second);
    bench.restart();
    CHECK(bench.view().observed.transaction->id == second);
    CHECK(bench.storage.load().open_transactions.size() == 1);
}

TEST_CASE("quirk 69: the station's meter counts for a single connector without values of its own") {
    Bench bench;
    bench.arrive("Charging");
    bench.meter(7, 3, 0);
    CHECK(bench.read().current_power_kw == 7);
    bench.meter(5, 3, 1);
    bench.meter(9, 3, 0);
    CHECK(bench.read().current_power_kw == 5);
    bench.advance(21s);
    bench.meter(9, 3, 0);
    CHECK(bench.read().current_power_kw == 9);
}

TEST_CASE("quirk 69: the station's meter counts for nobody where there are two connectors") {
    Bench bench;
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive("Charging");
    bench.advance(1s);
    bench.meter(7, 3, 0);
    CHECK(bench.read(1).current_power_kw == 0);
    CHECK(bench.read(2).current_power_kw == 0);
}

TEST_CASE("a connector id beyond all reason creates no device, and its messages are acknowledged") {
    Bench bench;
    bench.arrive();
    bench.status("Available", 1000000);
    CHECK(bench.call("MeterValues", R"({"connectorId":1000000,"meterValue":[]})") == "{}");
    CHECK(bench
              .call("StartTransaction",
                    R"({"connectorId":70000,"idTag":"A","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"})")
              .find("transactionId") != std::string::npos);
    CHECK(bench.site->devices().ids(canonical::Environment::live).size() == 1);
    CHECK_FALSE(in_session(bench));
}

TEST_CASE("quirk 41: a literal repeat gets the same answer and has one effect") {
    Bench bench;
    bench.arrive("Charging");
    const auto id = bench.begin_session();
    const auto before = bench.storage.rows().meter_values().size();
    const std::string frame = "[2,\"5\",\"MeterValues\"," + values_payload(std::to_string(id), "7000") + "]";
    const auto sent = bench.link->sent.size();
    bench.site->admission().received(*bench.link, frame);
    bench.settle();
    bench.site->admission().received(*bench.link, frame);
    bench.settle();
    CHECK(bench.link->sent.size() == sent + 2);
    CHECK(bench.storage.rows().meter_values().size() == before + 1);
}
