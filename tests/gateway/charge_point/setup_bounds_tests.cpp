#include <catch2/catch.hpp>

#include "setup_play.h"

using namespace gateway;

namespace {

constexpr const char* kActions[] = {"GetConfiguration", "ChangeConfiguration", "TriggerMessage",
                                    "ClearChargingProfile"};

/// Of one boot: no second dialogue may begin meanwhile.
constexpr auto kOneDialogue = 9min;

}  // namespace

TEST_CASE("a charger that refuses everything has its ceiling, and hears 15 calls at most") {
    Bench bench;
    const std::string answer = GENERATE("!NotSupported", R"({"status":"Rejected"})");
    for (const auto action : kActions) bench.answers_with(action, answer);
    bench.connect();
    bench.boot();
    bench.advance(2s);
    bench.set_ceiling(11);
    bench.advance(kOneDialogue);
    CHECK(dialogue_calls(bench) <= 15);
    CHECK(bench.read().power_rate_limit_kw == 11);
    CHECK(charger(bench).setup().findings().size() <= Setup::kMostFindings);
}

TEST_CASE("a charger that is mute to everything but its ceiling hears 15 calls at most, and the ceiling goes first") {
    Bench bench;
    for (const auto action : kActions) bench.answers_with(action, "");
    bench.connect();
    bench.boot();
    bench.status("Available");
    bench.set_ceiling(11);
    bench.advance(1s);
    REQUIRE_FALSE(bench.calls.empty());
    CHECK(bench.calls[0].action == "SetChargingProfile");
    live(bench, 20min);
    CHECK(dialogue_calls(bench) <= 15);
    CHECK(bench.read().power_rate_limit_kw == 11);
    CHECK(has_finding(bench, "was not answered"));
}

TEST_CASE("a charger that is mute to everything is not bothered for ever") {
    Bench bench;
    for (const auto action : kActions) bench.answers_with(action, "");
    bench.answers_with("SetChargingProfile", "");
    bench.connect();
    bench.boot();
    bench.status("Available");
    bench.set_ceiling(11);
    live(bench, 60min);
    CHECK(dialogue_calls(bench) <= 15);
}

TEST_CASE("a charger with many connectors and many wishes hears 15 calls at most in its dialogue") {
    Bench bench;
    bench.configuration = {{"NumberOfConnectors", "12"},          {"MeterValueSampleInterval", "300"},
                           {"MeterValuesSampledData", "Voltage"}, {"WebSocketPingInterval", "0"},
                           {"HeartbeatInterval", "86400"},        {"AuthorizeRemoteTxRequests", "true"}};
    bench.answers_with("ChangeConfiguration", R"({"status":"Rejected"})");
    bench.connect();
    bench.boot();
    bench.advance(kOneDialogue);
    CHECK(dialogue_calls(bench) <= 15);
    CHECK(bench.count("TriggerMessage") >= 2);
}

TEST_CASE("a link that drops at every question ends the questions") {
    Bench bench;
    int dropped = 0;
    bench.answers["GetConfiguration"] = [&](const GatewayCall&) {
        ++dropped;
        bench.disconnect();
        return std::string();
    };
    bench.arrive();
    live(bench, kOneDialogue, GENERATE(true, false));
    CHECK(dropped >= 3);
    CHECK(dropped <= 9);
    bench.set_ceiling(11);
    bench.advance(5s);
    CHECK(bench.read().power_rate_limit_kw == 11);
}
