#include <catch2/catch.hpp>

#include "limit_play.h"

/// A ceiling in kilowatts on as many phases as the vehicle uses (quirk 77, quirk 79).
using namespace gateway;

namespace {

constexpr double kAmperesOf3600WOnOnePhase = 15.6;

/// A ceiling of 3.6 kW: 5.2 A on three phases are too little, 15.6 A on one are not.
std::int64_t begin_below_minimum(Bench& bench) {
    bench.arrive();
    bench.set_ceiling(3.6);
    return bench.begin_session();
}

}  // namespace

TEST_CASE("quirk 77: a one-phase session gets its current by TxProfile, and the base stays safe for three") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.phases = 1;
    bench.arrive();
    bench.set_ceiling(7);
    bench.begin_session();
    charger.draw_for(2min);
    REQUIRE(bench.last_profile("TxProfile"));
    CHECK(bench.last_profile("TxProfile")->limit == Approx(30.4));
    for (const auto& profile : bench.profiles("TxDefaultProfile")) CHECK(profile.limit == Approx(10.1));
    CHECK(charger.drawn_kw() == Approx(7).epsilon(0.01));

    SECTION("three phases that draw again bring it down with their first sample") {
        charger.phases = 3;
        charger.draw_for(10s);
        CHECK(charger.offered_a() == Approx(10.1));
        charger.draw_for(10min);
        CHECK(charger.drawn_kw() <= 7);
    }
    SECTION("a resume begins with three phases") {
        bench.status("SuspendedEV");
        bench.advance(20s);
        bench.status("Charging");
        CHECK(charger.offered_a() == Approx(10.1));
    }
    SECTION("it stays for the rest of the session without more talk") {
        bench.forget_calls();
        charger.draw_for(12min);
        CHECK(bench.count("SetChargingProfile") == 0);
    }
}

TEST_CASE("a ceiling that only the guessed phases forbid: the minimum is offered, and one phase gets it all") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.phases = 1;
    begin_below_minimum(bench);
    bench.advance(5s);
    CHECK(charger.offered_a() == 6);
    charger.draw_for(50s);
    CHECK(charger.offered_a() == Approx(kAmperesOf3600WOnOnePhase));
    CHECK(bench.last_profile("TxProfile")->limit == Approx(kAmperesOf3600WOnOnePhase));
    charger.draw_for(10min);
    CHECK(charger.take_peak_kw() <= 3.6);
    CHECK(charger.drawn_kw() > 3.5);
}

TEST_CASE("a ceiling that only the guessed phases forbid: three phases go back to zero for good") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    begin_below_minimum(bench);
    charger.draw_for(40s);
    CHECK(charger.offered_a() == 0);
    bench.forget_calls();
    charger.take_peak_kw();
    charger.draw_for(30min);
    CHECK(charger.take_peak_kw() == 0);
    CHECK(bench.outcome(bench.charge()) == "failed CEILING_BELOW_MINIMUM");
}

TEST_CASE("a phase probe that shows nothing ends after a minute, and is not repeated in the session") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    begin_below_minimum(bench);
    bench.advance(5s);
    REQUIRE(charger.offered_a() == 6);
    bench.advance(50s);
    CHECK(charger.offered_a() == 6);
    bench.advance(10s);
    CHECK(charger.offered_a() == 0);
    bench.advance(30min);
    CHECK(charger.offered_a() == 0);
}

TEST_CASE("where the charger is known to take watts it counts the phases itself") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    bench.configuration["ChargingScheduleAllowedChargingRateUnit"] = "Current,Power";
    begin_below_minimum(bench);
    bench.advance(5s);
    CHECK(bench.last_profile()->unit == "W");
    CHECK(bench.last_profile()->limit == 3600);

    SECTION("an ordinary ceiling is told in amperes again") {
        bench.set_ceiling(11);
        bench.advance(10s);
        CHECK(bench.last_profile()->unit == "A");
    }
}

TEST_CASE("watts that are refused below the minimum are not tried twice: the minimum is offered instead") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    bench.configuration["ChargingScheduleAllowedChargingRateUnit"] = "Current,Power";
    charger.verdict = [](const SeenProfile& profile) { return profile.unit == "W" ? kRejected : kAccepted; };
    begin_below_minimum(bench);
    bench.advance(10s);
    CHECK(charger.offered_a() == 6);
    bench.forget_calls();
    bench.advance(30min);
    for (const auto& profile : bench.profiles()) CHECK(profile.unit == "A");
}

TEST_CASE("charge fails where neither watts nor a phase probe can help") {
    SECTION("the minimum is too far above the ceiling") {
        Bench bench;
        bench.arrive("Preparing");
        bench.set_ceiling(3);
        CHECK(bench.outcome(bench.charge()) == "failed CEILING_BELOW_MINIMUM");
    }
    SECTION("the kind allows no probe") {
        Bench bench(with_traits(R"({"phase_probe":false})"));
        bench.arrive("Preparing");
        bench.set_ceiling(3.6);
        CHECK(bench.outcome(bench.charge()) == "failed CEILING_BELOW_MINIMUM");
    }
    SECTION("not even one phase has power enough") {
        Bench bench;
        bench.configuration["ChargingScheduleAllowedChargingRateUnit"] = "Current,Power";
        bench.arrive("Preparing");
        bench.set_ceiling(1.2);
        CHECK(bench.outcome(bench.charge()) == "failed CEILING_BELOW_MINIMUM");
    }
}

TEST_CASE("charge starts the session that a phase probe needs, and completes when power flows") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.phases = 1;
    bench.arrive("Preparing");
    bench.set_ceiling(3.6);
    const auto id = bench.charge();
    CHECK(bench.count("RemoteStartTransaction") == 1);
    CHECK(charger.offered_a() == 0);
    bench.begin_session();
    charger.draw_for(1min);
    CHECK(bench.outcome(id) == "completed");
    CHECK(charger.drawn_kw() > 3.5);
}

TEST_CASE("watts that are accepted below the minimum without effect do not last") {
    LimitPlay charger(with_traits(GENERATE("{}", R"({"tx_profile":false})")));
    Bench& bench = charger.bench;
    bench.configuration["ChargingScheduleAllowedChargingRateUnit"] = "Current,Power";
    charger.applies = [](const SeenProfile& profile) { return profile.unit == "A"; };
    begin_below_minimum(bench);
    charger.draw_for(2min);
    CHECK(charger.offered_a() == 0);
    charger.take_peak_kw();
    bench.forget_calls();
    charger.draw_for(30min);
    CHECK(charger.take_peak_kw() == 0);
    CHECK(bench.count("SetChargingProfile") <= 6);
}

TEST_CASE("a ceiling below the minimum that has no effect in either unit is not told in turns for ever") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    bench.configuration["ChargingScheduleAllowedChargingRateUnit"] = "Current,Power";
    charger.applies = [](const SeenProfile&) { return false; };
    bench.arrive();
    bench.set_ceiling(14);
    bench.begin_session();
    charger.draw_for(10min);
    bench.set_ceiling(3.4);
    charger.draw_for(5min);
    bench.forget_calls();
    charger.draw_for(30min);
    CHECK(bench.count("SetChargingProfile") <= 6);
}
