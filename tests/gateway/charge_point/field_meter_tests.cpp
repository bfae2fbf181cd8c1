#include <catch2/catch.hpp>

#include "bench.h"
#include "gateway/decision/ceiling_watch.h"
#include "gateway/decision/limit_watch.h"

/// What meters in the field tell, as far as more than their values matters; the values
/// themselves are tested in tests/gateway/translate.
using namespace gateway;

namespace {

/// A sample with the offered current beside the measured ones.
void meter_with_offer(Bench& bench, double amperes, double offered) {
    std::string samples = R"({"value":")" + std::to_string(offered) + R"(","measurand":"Current.Offered","unit":"A"})";
    for (const auto phase : {"L1", "L2", "L3"}) {
        samples += R"(,{"value":")" + std::to_string(amperes) +
                   R"(","measurand":"Current.Import","unit":"A","phase":")" + phase + "\"}";
    }
    bench.call("MeterValues", R"({"connectorId":1,"meterValue":[{"timestamp":")" + bench.utc_text() +
                                  R"(","sampledValue":[)" + samples + "]}]}");
}

}  // namespace

TEST_CASE("quirk 67: SuspendedEV and silence is no power, Charging and silence is not known") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.advance(10s);
    bench.meter(7.2);
    REQUIRE(bench.read().current_power_kw == 7.2);
    bench.advance(10s);
    SECTION("SuspendedEV") {
        bench.status("SuspendedEV");
        CHECK(bench.read().current_power_kw == 0);
        CHECK_FALSE(bench.read().is_charging);
        bench.advance(10s);
        bench.meter(7.2);  // a sample that is newer than the status knows better
        CHECK(bench.read().current_power_kw == 7.2);
    }
    SECTION("Charging") {
        REQUIRE(bench.view().power(bench.time.now()));
        bench.advance(5min);
        CHECK_FALSE(bench.view().power(bench.time.now()));
        CHECK(bench.read().is_charging);
    }
}

TEST_CASE("quirk 70: an offer that stands at 90 A is no evidence, for or against a limit") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(6.9);
    bench.begin_session();
    bench.advance(10s);
    REQUIRE(bench.last_profile()->limit == 10);
    bench.forget_calls();
    SECTION("the meter says that the limit holds: an hour of peace") {
        for (int i = 0; i < 360; ++i) {
            bench.advance(10s);
            meter_with_offer(bench, 10, 90);
            REQUIRE_FALSE(ceiling_is_not_followed(bench.view()));
        }
        CHECK(bench.profiles().size() <= 5);  // the slow timer
        for (const auto& profile : bench.profiles()) CHECK(profile.limit == 10);
    }
    SECTION("the meter says that it does not: the offer of exactly the limit excuses nothing") {
        for (int i = 0; i < 12; ++i) {
            bench.advance(10s);
            meter_with_offer(bench, 32, 10);
        }
        CHECK(ceiling_is_not_followed(bench.view()));
        CHECK(bench.profiles().size() >= 2);
    }
}

TEST_CASE("quirk 73: a charger that meters only when asked is asked, at most twice a minute") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.advance(11min);  // until then the dialogue after the boot has first call on the CALLs
    bench.begin_session();
    bench.answers["TriggerMessage"] = [](const GatewayCall&) { return R"({"status":"Accepted"})"; };
    bench.advance(1min);
    bench.meter(10.5);
    bench.forget_calls();
    std::size_t answered = 0;
    int fresh = 0;
    for (int second = 0; second < 600; ++second) {
        bench.advance(1s);
        for (; answered < bench.count("TriggerMessage"); ++answered) bench.meter(10.5);
        if (bench.view().power(bench.time.now())) ++fresh;
    }
    CHECK(bench.count("TriggerMessage") >= 10);
    CHECK(bench.count("TriggerMessage") <= 20);
    CHECK(fresh > 550);
}

TEST_CASE("a status that is told again after the meter has shown the contrary is no news") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.meter(7.2);
    bench.advance(1s);
    bench.status("SuspendedEVSE");
    CHECK(bench.read().current_power_kw == 0);
    bench.advance(9s);
    bench.meter(7.2);
    bench.advance(1s);
    bench.status("SuspendedEVSE");
    CHECK(bench.read().current_power_kw == 7.2);
    SECTION("another one is") {
        bench.status("SuspendedEV");
        CHECK(bench.read().current_power_kw == 0);
    }
    SECTION("so is the next value") {
        bench.meter(0);
        CHECK(bench.read().current_power_kw == 0);
    }
}

TEST_CASE("a fine register proves an excess in short windows, and all of them together tell of it within two minutes") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(4.2);
    bench.begin_session();
    double wh = 1000;
    const bool follows = GENERATE(true, false);
    for (int second = 5; second <= 115; second += 5) {
        bench.advance(5s);
        wh += (follows && second > 20 ? 4.1 : 11.04) * 5 / 3.6;
        bench.call("MeterValues", R"({"connectorId":1,"meterValue":[{"timestamp":")" + bench.utc_text() +
                                      R"(","sampledValue":[{"value":")" + std::to_string(static_cast<int>(wh)) +
                                      R"("}]}]})");
        if (follows) CHECK_FALSE(ceiling_is_not_followed(bench.view()));
    }
    CHECK(ceiling_is_not_followed(bench.view()) != follows);
}

TEST_CASE("a rest from before the pause was lifted is not what flows once charging is told") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.begin_session();
    bench.meter_for(20s, 10.9);
    bench.idle();
    bench.meter_for(10s, 0);
    bench.charge();
    bench.advance(1s);
    bench.status("Charging");
    CHECK_FALSE(bench.view().power(bench.time.now()));
    CHECK(bench.read().is_charging);
    bench.advance(3s);
    bench.meter(0);
    CHECK_FALSE(bench.read().is_charging);
}
