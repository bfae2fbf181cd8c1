#include <catch2/catch.hpp>

#include "setup_play.h"

using namespace gateway;

namespace {

bool names_connector(const GatewayCall& call) { return call.payload.find("connectorId") != std::string::npos; }
bool is_about(const GatewayCall& call, const char* message) { return call.payload.find(message) != std::string::npos; }

/// The charger tells its status when it is asked for it in a form that it takes.
void takes_triggers(Bench& bench, bool with_connector, bool without) {
    bench.answers["TriggerMessage"] = [&bench, with_connector, without](const GatewayCall& call) {
        const bool taken = names_connector(call) ? with_connector : without;
        if (taken && is_about(call, "StatusNotification")) bench.status("SuspendedEV");
        return std::string(taken ? R"({"status":"Accepted"})" : R"({"status":"Rejected"})");
    };
}

void arrive_silently(Bench& bench) {
    bench.connect();
    bench.boot();
    bench.advance(10s);
}

}  // namespace

TEST_CASE("quirk 112: the station is Available, connector 1 tells that it is plugged only when it is asked") {
    Bench bench;
    takes_triggers(bench, true, false);
    bench.connect();
    bench.boot();
    bench.status("Available", 0);
    CHECK(bench.count("TriggerMessage") == 0);
    bench.advance(10s);
    REQUIRE(bench.count("TriggerMessage") == 1);
    CHECK(is_about(bench.calls_of("TriggerMessage")[0], "StatusNotification"));
    CHECK(bench.read().is_connected);
}

TEST_CASE("quirk 121: a charger that takes no connectorId is asked without, from the second time on at once") {
    Bench bench;
    takes_triggers(bench, false, true);
    arrive_silently(bench);
    REQUIRE(bench.count("TriggerMessage") == 2);
    CHECK(names_connector(bench.calls_of("TriggerMessage")[0]));
    CHECK_FALSE(names_connector(bench.calls_of("TriggerMessage")[1]));
    CHECK(bench.read().is_connected);

    const bool new_process = GENERATE(true, false);
    if (new_process) bench.restart();
    else bench.disconnect();
    bench.forget_calls();
    arrive_silently(bench);
    REQUIRE(bench.count("TriggerMessage") == 1);
    CHECK_FALSE(names_connector(bench.calls_of("TriggerMessage")[0]));
}

TEST_CASE("quirk 121: triggers that are accepted and bring nothing hold up nothing, and end") {
    Bench bench;
    bench.connect();
    bench.boot();
    bench.advance(2s);
    bench.set_ceiling(11);
    bench.advance(60s);
    CHECK(bench.read().power_rate_limit_kw == 11);
    CHECK(bench.count("TriggerMessage") == 2);
    bench.disconnect();
    arrive_silently(bench);
    bench.advance(60s);
    CHECK(bench.count("TriggerMessage") == 3);  // three in a row were for nothing
    bench.disconnect();
    arrive_silently(bench);
    bench.advance(20min);
    CHECK(bench.count("TriggerMessage") == 3);
    CHECK(charger(bench).facts().capabilities().setup.status_triggers_useless);
}

TEST_CASE("quirk 121: a charger that refuses triggers is left alone, and a read does not wait long for it") {
    Bench bench;
    takes_triggers(bench, false, false);
    arrive_silently(bench);
    bench.disconnect();
    arrive_silently(bench);
    const auto asked = bench.count("TriggerMessage");
    CHECK(asked == 3);
    bench.advance(20min);
    bool is_read = false;
    bench.site->devices().read_fresh(bench.device(), true, [&](const auto&) { is_read = true; });
    bench.advance(5s);
    CHECK(is_read);
    for (const auto& call : bench.calls_of("TriggerMessage")) {
        if (is_about(call, "StatusNotification")) CHECK(call.at <= bench.time.now() - 20min);
    }
}

TEST_CASE("quirk 121: a kind that is harmed by triggers gets none") {
    Bench bench(with_traits(R"({"triggers":false})"));
    bench.connect();
    bench.boot();
    bench.advance(10s);
    bench.begin_session();
    bench.advance(10min);
    bool is_read = false;
    bench.site->devices().read_fresh(bench.device(), true, [&](const auto&) { is_read = true; });
    bench.settle();
    CHECK(is_read);
    CHECK(bench.count("TriggerMessage") == 0);
}

TEST_CASE("quirk 73: meter values that only come when asked for are asked for, at most twice a minute") {
    Bench bench;
    bench.arrive();
    bench.answers["TriggerMessage"] = [&](const GatewayCall& call) {
        if (is_about(call, "MeterValues")) bench.meter(7);
        return std::string(R"({"status":"Accepted"})");
    };
    bench.begin_session();
    bench.forget_calls();
    bench.advance(10min);
    CHECK(bench.count("TriggerMessage") >= 10);  // often enough for a fresh reading
    CHECK(bench.count("TriggerMessage") <= 20);
    CHECK(bench.read().current_power_kw == Approx(7).margin(0.1));
}

TEST_CASE("quirk 73: values that come by themselves are not asked for") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.meter(7);
    bench.meter_for(5min, 7);
    CHECK(bench.count("TriggerMessage") == 0);
}

TEST_CASE("quirk 73: values that come in no way are asked for three times") {
    Bench bench;
    bench.arrive();
    bench.answers_with("TriggerMessage",
                       GENERATE(R"({"status":"Accepted"})", R"({"status":"Rejected"})", "!NotImplemented"));
    bench.begin_session();
    bench.advance(30min);
    CHECK(bench.count("TriggerMessage") == 3);
    CHECK(charger(bench).facts().capabilities().setup.meter_triggers_useless);
    CHECK_FALSE(charger(bench).facts().capabilities().setup.status_triggers_useless);
}

TEST_CASE("triggers that go unanswered while the usual values do not come either are not taken for useless") {
    Bench bench;
    bench.arrive();
    bench.answers_with("TriggerMessage", R"({"status":"Accepted"})");
    bench.begin_session();
    bench.meter_for(1min, 7);
    bench.forget_calls();
    bench.advance(200s);
    CHECK(bench.count("TriggerMessage") >= 3);
    CHECK_FALSE(charger(bench).facts().capabilities().setup.meter_triggers_useless);
}
