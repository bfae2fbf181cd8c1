#include <catch2/catch.hpp>

#include "limit_play.h"

/// Chargers whose memory wears with every profile (quirk 96).
using namespace gateway;

namespace {

std::size_t profiles_sent(const Bench& bench) { return bench.count("SetChargingProfile"); }

/// Four writes of the day's budget are spent; 9 kW stand.
void spend(LimitPlay& charger) {
    charger.bench.arrive();
    for (const double kilowatts : {6.0, 7.0, 8.0, 9.0}) {
        charger.bench.set_ceiling(kilowatts);
        charger.bench.advance(1min);
    }
    charger.bench.forget_calls();
}

constexpr const char* kFourADay = R"({"profiles_per_day":4,"keeps_profiles":true})";

}  // namespace

TEST_CASE("quirk 96: beyond the day's budget a raise waits until the first write is a day old") {
    LimitPlay charger(with_traits(kFourADay));
    Bench& bench = charger.bench;
    spend(charger);
    bench.set_ceiling(11);
    bench.advance(23h + 50min);
    CHECK(profiles_sent(bench) == 0);
    bench.advance(15min);
    CHECK(profiles_sent(bench) == 1);
    CHECK(bench.last_profile()->limit == Approx(15.9));
}

TEST_CASE("quirk 96: beyond the day's budget reductions, pauses and their ends do not wait") {
    LimitPlay charger(with_traits(kFourADay));
    Bench& bench = charger.bench;
    spend(charger);
    bench.begin_session();
    bench.set_ceiling(5);
    bench.advance(2s);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == Approx(7.2));
    bench.advance(1min);
    bench.idle();
    CHECK(bench.last_profile()->limit == 0);
    bench.advance(1min);
    bench.charge(true);
    CHECK(bench.last_profile()->limit == Approx(7.2));
}

TEST_CASE("quirk 96: where profiles are kept a session is no reason to write one again, a boot is") {
    LimitPlay charger(with_traits(R"({"keeps_profiles":true,"clear_foreign_profiles":false})"));
    Bench& bench = charger.bench;
    bench.arrive();
    bench.set_ceiling(7);
    bench.advance(1min);
    bench.forget_calls();
    const auto id = bench.begin_session();
    charger.draw_for(1h);
    bench.stop_transaction(id);
    bench.status("Available");
    bench.advance(1h);
    CHECK(profiles_sent(bench) == 0);
    bench.boot();
    bench.status("Available");
    bench.advance(10s);
    CHECK(profiles_sent(bench) == 1);
}

TEST_CASE("quirk 96: a rise that is not worth a write is left, what the owner asks for is not") {
    LimitPlay charger(with_traits(R"({"least_rise_a":2})"));
    Bench& bench = charger.bench;
    const auto volts = [&](double value) {
        bench.advance(10s);
        bench.call("MeterValues", R"({"connectorId":1,"meterValue":[{"timestamp":")" + bench.utc_text() +
                                      R"(","sampledValue":[{"value":")" + std::to_string(value) +
                                      R"(","measurand":"Voltage"}]}]})");
    };
    bench.arrive();
    bench.set_ceiling(11);
    bench.begin_session();
    bench.advance(10s);
    bench.forget_calls();
    volts(210);  // 17.4 A instead of 15.9 A
    bench.advance(10s);
    CHECK(profiles_sent(bench) == 0);
    volts(205);  // 17.8 A
    bench.advance(10s);
    CHECK(profiles_sent(bench) == 0);
    for (int i = 0; i < 60; ++i) volts(240);
    REQUIRE(profiles_sent(bench) >= 1);
    CHECK(bench.last_profile()->limit <= 15.3);
    bench.forget_calls();
    bench.set_ceiling(11.2);
    bench.advance(10s);
    CHECK(profiles_sent(bench) == 1);
}
