#include <catch2/catch.hpp>

#include "gateway/decision/alerts.h"
#include "limit_play.h"

using namespace gateway;

namespace {

std::vector<std::string> alarm_codes(Bench& bench) {
    std::vector<std::string> codes;
    for (const auto& alarm : alerts_of(bench.view(), bench.time.now())) codes.push_back(alarm.code);
    return codes;
}

bool says(const GatewayCall& call, const std::string& words) { return call.payload.find(words) != std::string::npos; }

/// Ceiling, start, raise, reduction, pause, resume.
void play_a_session(LimitPlay& charger) {
    Bench& bench = charger.bench;
    bench.arrive("Preparing");
    bench.set_ceiling(7);
    bench.charge();
    bench.begin_session();
    charger.draw_for(1min);
    for (const double kilowatts : {11.0, 5.0}) {
        bench.set_ceiling(kilowatts);
        charger.draw_for(1min);
        CHECK(charger.drawn_kw() == Approx(kilowatts).epsilon(0.01));
    }
    bench.idle();
    charger.draw_for(1min);
    CHECK(charger.drawn_kw() == 0);
    bench.charge(true);
    charger.draw_for(1min);
    CHECK(charger.drawn_kw() == Approx(5).epsilon(0.01));
}

}  // namespace

TEST_CASE("quirk 94: nothing is cleared in a session, not even to lift a limit") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    play_a_session(charger);
    bench.set_ceiling(50);
    charger.draw_for(1min);
    CHECK(charger.drawn_kw() > 22);
    CHECK(bench.last_profile()->limit == Approx(72.4));
    CHECK(bench.count("ClearChargingProfile") == 0);
}

TEST_CASE("quirk 94: a pause without a ceiling ends in a limit at the rating and no clearing") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    bench.arrive();
    bench.begin_session();
    charger.draw_for(1min);
    bench.idle();
    charger.draw_for(1min);
    CHECK(charger.drawn_kw() == 0);
    bench.charge();
    charger.draw_for(1min);
    CHECK(charger.drawn_kw() == Approx(32 * 0.69));
    CHECK(bench.last_profile()->limit == Approx(72.4));
    CHECK(bench.count("ClearChargingProfile") == 0);
}

TEST_CASE("quirk 97: no RemoteStart carries a profile: the ceiling stands before it") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    bench.answers["RemoteStartTransaction"] = [&](const GatewayCall& call) {
        CHECK(charger.offered_a() == Approx(10.1));
        return says(call, "chargingProfile") ? kRejected : kAccepted;
    };
    bench.arrive("Preparing");
    bench.set_ceiling(7);
    const auto id = bench.charge();
    REQUIRE(bench.count("RemoteStartTransaction") == 1);
    bench.begin_session();
    CHECK(bench.outcome(id) == "completed");
    charger.draw_for(1min);
    CHECK(charger.take_peak_kw() <= 7);
}

TEST_CASE("quirk 98: a charger that refuses numberPhases is controlled all the same, on one phase too") {
    LimitPlay charger;
    charger.phases = GENERATE(1, 3);
    charger.bench.answers["SetChargingProfile"] =
        [&charger, take = charger.bench.answers["SetChargingProfile"]](const GatewayCall& call) {
            return says(call, "numberPhases") ? "!PropertyConstraintViolation" : take(call);
        };
    if (charger.phases == 3) return play_a_session(charger);
    charger.bench.arrive();
    charger.bench.set_ceiling(7);
    charger.bench.begin_session();
    charger.draw_for(2min);
    CHECK(charger.drawn_kw() == Approx(30.4 * 0.23));
}

TEST_CASE("quirk 99: without smart charging a configuration key holds the ceiling and the pause") {
    LimitPlay charger(with_traits(R"({"vendor_limit":{"key":"ChargeRate","unit":"A"}})"));
    Bench& bench = charger.bench;
    std::string rate = "32";
    charger.verdict = [](const SeenProfile&) { return "!NotSupported"; };
    bench.answers["ChangeConfiguration"] = [&](const GatewayCall& call) {
        const auto at = call.payload.find(R"("value":")") + 9;
        if (says(call, "\"ChargeRate\"")) rate = call.payload.substr(at, call.payload.find('"', at) - at);
        return kAccepted;
    };
    bench.arrive();
    bench.set_ceiling(7);
    bench.begin_session();
    bench.advance(10s);
    CHECK(rate == "10");
    bench.meter_for(30s, 6.9);
    const auto id = bench.idle();
    CHECK(rate == "0");
    bench.meter_for(20s, 0);
    CHECK(bench.outcome(id) == "completed");
    bench.charge();
    CHECK(rate == "10");
    bench.forget_calls();
    bench.advance(5min);
    CHECK(bench.count("SetChargingProfile") == 0);
}

TEST_CASE("quirk 99: no configuration key is taken for a limit unless the kind is known for it") {
    LimitPlay charger;
    charger.verdict = [](const SeenProfile&) { return "!NotSupported"; };
    charger.bench.configuration["ChargeRate"] = "32";
    charger.bench.arrive();
    charger.bench.set_ceiling(7);
    charger.bench.begin_session();
    charger.bench.advance(10s);
    for (const auto& call : charger.bench.calls_of("ChangeConfiguration")) CHECK_FALSE(says(call, "ChargeRate"));
    CHECK(alarm_codes(charger.bench) == std::vector<std::string>{"LIMIT_REFUSED"});
}

TEST_CASE("quirk 101: every schedule has one period that starts at once") {
    LimitPlay charger;
    charger.bench.answers["SetChargingProfile"] =
        [&charger, take = charger.bench.answers["SetChargingProfile"]](const GatewayCall& call) {
            const auto first = call.payload.find("startPeriod");
            const bool is_one = call.payload.find("startPeriod", first + 1) == std::string::npos;
            return is_one && says(call, R"("startPeriod":0)") ? take(call) : "!PropertyConstraintViolation";
        };
    play_a_session(charger);
}

TEST_CASE("quirk 124: a limit that somebody resets a minute after each of ours is held, slowly, and reported") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.applies = [&](const SeenProfile& profile) { return bench.time.now() - profile.at < 60s; };
    bench.arrive();
    bench.set_ceiling(7);
    bench.begin_session();
    charger.draw_for(50s);
    bench.forget_calls();
    int over = 0;
    for (int i = 0; i < 60; ++i) {
        charger.draw_for(10s);
        if (charger.take_peak_kw() > 7) ++over;
    }
    CHECK(over <= 30);  // each time for half a minute
    CHECK(bench.count("SetChargingProfile") >= 5);
    CHECK(bench.count("SetChargingProfile") <= 10);
    CHECK(alarm_codes(bench) == std::vector<std::string>{"EXTERNAL_CONTROLLER_SUSPECTED"});
    CHECK(bench.view().evidence.variants_without_effect.empty());
}
