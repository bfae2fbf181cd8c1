#include <catch2/catch.hpp>
#include <regex>

#include "sessions.h"

/// Clocks, ids and transactions of chargers in the field.
using namespace gateway;

namespace {

std::string stop(std::int64_t id, const std::string& timestamp, int meter_stop = 9000) {
    return R"({"transactionId":)" + std::to_string(id) + R"(,"meterStop":)" + std::to_string(meter_stop) +
           R"(,"timestamp":")" + timestamp + "\"}";
}

std::string power_of(std::int64_t transaction, int watts) {
    return R"({"connectorId":1,"transactionId":)" + std::to_string(transaction) +
           R"(,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":")" + std::to_string(watts) +
           R"(","measurand":"Power.Active.Import","unit":"W"}]}]})";
}

}  // namespace

TEST_CASE("quirk 45: timestamps of every form, and none, are taken in the order in which they come") {
    Bench bench;
    bench.arrive();
    const std::vector<std::string> forms = {
        R"(,"timestamp":"2026-01-01T00:00:10")",      R"(,"timestamp":"2026-01-01T02:00:05+02")",
        R"(,"timestamp":"2026-01-01T00:00:01.333Z")", R"(,"timestamp":"2026-01-01T01:00:00Z")",
        R"(,"timestamp":"2025-12-31T23:00:00Z")",     ""};
    bool charging = false;
    for (const auto& form : forms) {
        charging = !charging;
        bench.advance(1s);
        CHECK(bench.call("StatusNotification", R"({"connectorId":1,"errorCode":"NoError","status":")" +
                                                   std::string(charging ? "Charging" : "Preparing") + "\"" + form +
                                                   "}") == "{}");
        CAPTURE(form);
        CHECK(bench.view().observed.status_text == (charging ? "Charging" : "Preparing"));
        CHECK(bench.view().observed.status_at == bench.time.now());
    }
}

TEST_CASE("quirk 46: a status from a clock that was never set counts like any other") {
    Bench bench;
    bench.arrive("Preparing");
    bench.advance(1min);
    const std::string when = GENERATE("1970-01-01T00:00:07Z", "2000-01-01T00:00:00Z", "2099-01-01T00:00:00Z");
    CHECK(bench.call("StatusNotification",
                     R"({"connectorId":1,"errorCode":"NoError","status":"Charging","timestamp":")" + when + "\"}") ==
          "{}");
    CHECK(bench.read().status == canonical::DeviceStatus::charging);
    CHECK(bench.read().is_charging);
    bench.set_ceiling(11);
    CHECK(bench.last_profile()->start == ocpp::to_text(bench.time.utc() - 60s));  // no lag of 56 years
}

TEST_CASE("quirk 47: every time we write is in whole seconds and ends in Z") {
    Bench bench;
    bench.advance(1333ms);
    bench.arrive("Preparing");
    bench.set_ceiling(11);
    bench.charge();
    const auto id = bench.begin_session();
    bench.call("Heartbeat", "{}");
    bench.stop_transaction(id);
    bench.advance(16min);
    const std::regex any_time("\"[0-9]{4}-[0-9]{2}-[^\"]*\"");
    const std::regex plain_time("\"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\"");
    std::size_t times = 0;
    for (const auto& frame : bench.link->sent) {
        for (auto at = std::sregex_iterator(frame.begin(), frame.end(), any_time); at != std::sregex_iterator(); ++at) {
            ++times;
            CHECK(std::regex_match(at->str(), plain_time));
        }
    }
    CHECK(times >= 4);
}

TEST_CASE("quirk 48: a backlog between the messages of a live session leaves the live session alone") {
    Bench bench;
    bench.arrive();
    const auto live = bench.begin_session();
    bench.advance(1h);
    const auto old = bench.start_transaction(1, 0, "2025-12-31T20:00:00Z");
    CHECK(old != live);
    CHECK(bench.view().observed.transaction->id == live);
    for (int i = 0; i < 20; ++i) CHECK(bench.call("MeterValues", power_of(old, 3000)) == "{}");
    CHECK(bench.read().current_power_kw == 0);
    CHECK(bench.call("StopTransaction", stop(old, "2025-12-31T21:00:00Z")) == "{}");
    REQUIRE(in_session(bench));
    CHECK(bench.view().observed.transaction->id == live);
    bench.restart();
    REQUIRE(in_session(bench));
    CHECK(bench.view().observed.transaction->id == live);
}

TEST_CASE("quirk 48: a start whose clock was set back meanwhile is no backlog") {
    Bench bench;
    bench.arrive();
    bench.start_transaction(1, 0, "2026-01-01T02:00:00Z");
    const auto second = bench.start_transaction(1, 5, bench.utc_text());
    CHECK(bench.view().observed.transaction->id == second);
}

TEST_CASE("quirk 49: a start that is sent again before the first is on disk gets the same id") {
    Bench bench;
    bench.arrive("Preparing");
    const std::string payload = R"({"connectorId":1,"idTag":"TAG","meterStart":5,"timestamp":")" +
                                GENERATE(std::string("2026-01-01T00:00:00Z"), std::string("1970-01-01T00:00:07Z")) +
                                "\"}";
    bench.hold_storage = true;
    bench.call("StartTransaction", payload);
    const auto first = bench.last_call_id();
    bench.call("StartTransaction", payload);
    const auto second = bench.last_call_id();
    bench.disconnect();
    bench.connect();
    bench.call("StartTransaction", payload);
    const auto third = bench.last_call_id();
    CHECK(bench.answer_to(third).empty());
    bench.hold_storage = false;
    bench.deliver();
    CHECK(bench.answer_to(first).empty());  // its socket is gone
    CHECK(bench.answer_to(second).empty());
    CHECK(bench.answer_to(third).find(std::to_string(bench.view().observed.transaction->id)) != std::string::npos);
    CHECK(bench.storage.rows().transactions().size() == 1);
    CHECK(bench.view().observed.starts_being_stored == 0);
}

TEST_CASE("quirk 49: a start that could not be stored is taken when it is sent again") {
    Bench bench;
    bench.arrive("Preparing");
    const std::string payload = R"({"connectorId":1,"idTag":"TAG","meterStart":5,"timestamp":"2026-01-01T00:00:00Z"})";
    bench.storage.fail_next = true;
    CHECK(bench.call("StartTransaction", payload) == "!InternalError");
    CHECK(bench.call("StartTransaction", payload).find("Accepted") != std::string::npos);
    CHECK(bench.storage.rows().transactions().size() == 1);
}

TEST_CASE("quirk 52: a session that went on under another id while the gateway was away is stopped under that id") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.restart();
    bench.connect();
    bench.status("Charging");
    bench.call("MeterValues", power_of(77, 7000));
    bench.answers_with("SetChargingProfile", R"({"status":"Rejected"})");
    bench.idle();
    bench.advance(11s);
    REQUIRE(bench.count("RemoteStopTransaction") == 1);
    CHECK(bench.calls_of("RemoteStopTransaction")[0].payload == R"({"transactionId":77})");
}

TEST_CASE("quirk 54: a stop of a session before the one that runs ends nothing") {
    Bench bench;
    bench.arrive();
    bench.advance(1h);
    bench.status("Preparing");
    SECTION("by its time") {
        bench.start_transaction(1, 5000);
        CHECK(bench.call("StopTransaction", stop(4711, "2025-12-31T21:00:00Z", 9000)) == "{}");
        CHECK(in_session(bench));
        CHECK(bench.call("StopTransaction", stop(4712, bench.utc_text(), 9000)) == "{}");
        CHECK_FALSE(in_session(bench));
    }
    SECTION("by its register, where the clock was not set") {
        bench.start_transaction(1, 5000, "1970-01-01T00:00:07Z");
        CHECK(bench.call("StopTransaction", stop(4711, "1970-01-01T00:00:05Z", 4000)) == "{}");
        CHECK(in_session(bench));
        CHECK(bench.call("StopTransaction", stop(4712, "1970-01-01T00:00:09Z", 5001)) == "{}");
        CHECK_FALSE(in_session(bench));
    }
    SECTION("after a restart of the gateway too") {
        bench.start_transaction(1, 5000);
        bench.restart();
        bench.connect();
        CHECK(bench.call("StopTransaction", stop(4711, "2025-12-31T21:00:00Z", 9000)) == "{}");
        CHECK(in_session(bench));
    }
    SECTION("a register that tells nothing is no reason to keep a session") {
        bench.start_transaction(1, 2147483647, "1970-01-01T00:00:07Z");
        CHECK(bench.call("StopTransaction", stop(4711, "1970-01-01T00:00:09Z", 0)) == "{}");
        CHECK_FALSE(in_session(bench));
    }
}

TEST_CASE("quirk 55: a session that no word follows after a reboot is lost, one that meters on is not") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    bench.meter(7);
    bench.disconnect();
    bench.connect();
    bench.boot();
    bench.status("Preparing");
    bench.advance(29s);
    REQUIRE(in_session(bench));
    SECTION("nothing") {
        bench.advance(1s);
        CHECK_FALSE(in_session(bench));
        CHECK(bench.read().current_power_kw == 0);
        CHECK(bench.call("StopTransaction", stop(id, bench.utc_text())) == "{}");  // late, but its own
        bench.restart();
        CHECK_FALSE(in_session(bench));
    }
    SECTION("its meter values") {
        bench.call("MeterValues", power_of(id, 7000));
        bench.advance(10min);
        CHECK(in_session(bench));
    }
    SECTION("it charges on") {
        bench.status("Charging");
        bench.advance(10min);
        CHECK(in_session(bench));
    }
    SECTION("a new session takes its place") {
        const auto next = bench.start_transaction(1, 77);
        bench.advance(10min);
        REQUIRE(in_session(bench));
        CHECK(bench.view().observed.transaction->id == next);
    }
}

TEST_CASE("quirk 57: our own tag is known again with junk behind it, in the start and in the stop") {
    Bench bench;
    bench.arrive("Preparing");
    const auto charge = bench.charge();
    const std::string sent = bench.calls_of("RemoteStartTransaction").at(0).payload;
    const std::string key = R"("idTag":")";
    const std::string tag = sent.substr(sent.find(key) + key.size(), 14);
    CHECK(tag.find_first_not_of("0123456789ABCDEF") == std::string::npos);
    CHECK(sent.find("\"" + tag + "\"") != std::string::npos);  // no more than these 14
    const std::string junk = GENERATE("\x10\x0E", "\\u0000", "~}");
    const auto started =
        bench.call("StartTransaction", R"({"connectorId":1,"idTag":")" + tag + junk +
                                           R"(","meterStart":0,"timestamp":")" + bench.utc_text() + "\"}");
    CHECK(started.find("Accepted") != std::string::npos);
    bench.status("Charging");
    CHECK(bench.outcome(charge) == "completed");
    const auto& stored = *bench.storage.rows().transactions().begin();
    CHECK(stored.second.start.started_by_us);
    CHECK(bench
              .call("StopTransaction", R"({"transactionId":)" + std::to_string(stored.first) + R"(,"idTag":")" + tag +
                                           junk + R"(","meterStop":9,"timestamp":")" + bench.utc_text() + "\"}")
              .find("Accepted") != std::string::npos);
    CHECK_FALSE(in_session(bench));
}

TEST_CASE("quirk 58: a tag that nobody knows is accepted, in the same words by Authorize and start") {
    Bench bench;
    bench.arrive("Preparing");
    const std::string accepted = R"("idTagInfo":{"status":"Accepted"})";
    CHECK(bench.call("Authorize", R"({"idTag":"NOBODY"})") == "{" + accepted + "}");
    CHECK(bench
              .call("StartTransaction",
                    R"({"connectorId":1,"idTag":"SOMEBODY ELSE","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"})")
              .find(accepted) != std::string::npos);
}
