#include <catch2/catch.hpp>

#include "gateway/decision/alerts.h"
#include "limit_play.h"

using namespace gateway;

namespace {

bool is_watts(const GatewayCall& call) { return call.payload.find(R"("chargingRateUnit":"W")") != std::string::npos; }

/// A ceiling of 7 kW before a session, and the meter after it has begun.
void charge_under_7_kw(LimitPlay& charger) {
    charger.bench.arrive();
    charger.bench.set_ceiling(7);
    charger.bench.begin_session();
    charger.draw_for(2min);
    charger.take_peak_kw();
}

}  // namespace

TEST_CASE("quirk 76: watts that the charger splits over three phases give a one-phase car a third, and that is left") {
    LimitPlay charger;
    charger.bench.configuration["ChargingScheduleAllowedChargingRateUnit"] = "Power";
    charger.phases = 1;
    charge_under_7_kw(charger);
    CHECK(charger.drawn_kw() == Approx(7.0 / 3));
    charger.bench.forget_calls();
    charger.draw_for(12min);
    CHECK(charger.bench.count("SetChargingProfile") == 0);
    for (const auto& alarm : alerts_of(charger.bench.view(), charger.bench.time.now())) FAIL(alarm.code);
    CHECK(charger.bench.read().power_rate_limit_kw == 7);
    charger.phases = 3;
    charger.draw_for(2min);
    CHECK(charger.take_peak_kw() <= 7.01);
    for (const auto& call : charger.bench.calls_of("SetChargingProfile")) CHECK(is_watts(call));
}

TEST_CASE("quirk 81: where only stack level 0 is taken it is found once and for all") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    bench.configuration["ChargeProfileMaxStackLevel"] = GENERATE("8", "999");
    charger.verdict = [](const SeenProfile& profile) { return profile.stack_level > 0 ? kRejected : kAccepted; };
    bench.arrive("Preparing");
    bench.set_ceiling(7);
    bench.begin_session();
    charger.draw_for(1min);
    CHECK(charger.take_peak_kw() <= 7);
    bench.forget_calls();
    bench.restart();
    bench.connect();
    bench.status("Charging");
    bench.advance(5s);
    REQUIRE_FALSE(bench.profiles().empty());
    for (const auto& profile : bench.profiles()) CHECK(profile.stack_level == 0);
}

TEST_CASE("quirk 81: where only the highest stack level counts the ceiling stands at once") {
    LimitPlay charger;
    charger.bench.configuration["ChargeProfileMaxStackLevel"] = "8";
    charger.applies = [](const SeenProfile& profile) { return profile.stack_level == 8; };
    charge_under_7_kw(charger);
    charger.draw_for(30min);
    CHECK(charger.take_peak_kw() <= 7);
}

TEST_CASE("quirk 82: a profile of the top level that a reboot loses is back within 10 s of the boot") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    bench.configuration["ChargeProfileMaxStackLevel"] = "5";
    charge_under_7_kw(charger);
    bench.disconnect();
    charger.installed.clear();
    bench.connect();
    bench.boot();
    bench.status("Charging");
    CHECK(charger.offered_a() == 32);
    bench.advance(10s);
    CHECK(charger.offered_a() == Approx(10.1));
    CHECK(charger.installed.back().stack_level == 5);
}

TEST_CASE("quirk 84: two foreign profiles leave no room for ours, which stands in the end") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    bench.configuration["MaxChargingProfilesInstalled"] = "2";
    charger.verdict = [&](const SeenProfile&) { return charger.installed.size() < 2 ? kAccepted : kRejected; };
    SeenProfile foreign;
    foreign.limit = 32;
    foreign.purpose = "TxDefaultProfile";
    charger.installed = {foreign, foreign};
    charger.installed[1].stack_level = 3;
    bench.arrive();
    bench.set_ceiling(7);
    bench.advance(20s);
    REQUIRE(charger.installed.size() == 1);
    CHECK(charger.offered_a() == Approx(10.1));
    bench.begin_session();
    charger.draw_for(5min);
    CHECK(charger.take_peak_kw() <= 7);
}

TEST_CASE("quirk 85: whether ChargePointMaxProfile is refused or accepted without effect, the ceiling holds") {
    const std::string answer = GENERATE(R"({"status":"Rejected"})", R"({"status":"Accepted"})");
    LimitPlay charger;
    charger.verdict = [&](const SeenProfile& profile) {
        return profile.purpose == "ChargePointMaxProfile" ? answer : kAccepted;
    };
    charger.applies = [](const SeenProfile& profile) { return profile.purpose != "ChargePointMaxProfile"; };
    charge_under_7_kw(charger);
    charger.bench.set_ceiling(5);
    charger.draw_for(20s);
    charger.take_peak_kw();
    charger.draw_for(30min);
    CHECK(charger.take_peak_kw() <= 5);
}

TEST_CASE("quirk 85: a charger that is mute to Absolute profiles gets its ceiling as a Relative TxDefaultProfile") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.verdict = [](const SeenProfile& profile) -> std::string {
        return profile.kind == "Relative" && profile.purpose == "TxDefaultProfile" ? kAccepted : "";
    };
    bench.arrive();
    bench.set_ceiling(7);
    bench.advance(150s);
    REQUIRE(charger.installed.size() == 1);
    CHECK(charger.installed[0].kind == "Relative");
    const auto sent = bench.count("SetChargingProfile");
    bench.begin_session();
    charger.draw_for(30min);
    CHECK(charger.take_peak_kw() <= 7);
    for (std::size_t i = sent; i < bench.profiles().size(); ++i) CHECK(bench.profiles()[i].kind == "Relative");
}

TEST_CASE("quirk 85: a TxProfile that a resume throws away is sent again when the vehicle charges") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.applies = [](const SeenProfile& profile) { return profile.purpose == "TxProfile"; };
    charge_under_7_kw(charger);
    CHECK(charger.drawn_kw() <= 7);
    bench.idle();
    bench.status("SuspendedEVSE");
    charger.draw_for(1min);
    CHECK(charger.drawn_kw() == 0);
    bench.charge();
    CHECK(charger.offered_a() == Approx(10.1));
    charger.installed.clear();
    CHECK(charger.offered_a() == 32);
    bench.status("Charging");
    charger.draw_for(40s);
    CHECK(charger.offered_a() == Approx(10.1));
    CHECK(bench.view().evidence.variants_without_effect.empty());
    charger.take_peak_kw();
    charger.draw_for(30min);
    CHECK(charger.take_peak_kw() <= 7);
}

TEST_CASE("quirk 88: a ChargePointMaxProfile is on connector 0 and never Relative") {
    LimitPlay charger(with_traits(GENERATE("{}", R"({"profile_kind":"Relative"})")));
    charger.verdict = [](const SeenProfile& profile) -> std::string {
        const bool is_proper = profile.connector == 0 && profile.kind == "Absolute";
        if (profile.purpose == "ChargePointMaxProfile") return is_proper ? kAccepted : "!PropertyConstraintViolation";
        return kRejected;
    };
    charge_under_7_kw(charger);
    REQUIRE(charger.installed.size() == 1);
    CHECK(charger.installed[0].purpose == "ChargePointMaxProfile");
    charger.draw_for(5min);
    CHECK(charger.take_peak_kw() <= 7);
}

TEST_CASE("quirk 89: connector 0 refused or required, the ceiling holds") {
    const int refused = GENERATE(0, 1);
    LimitPlay charger;
    charger.verdict = [&](const SeenProfile& profile) { return profile.connector == refused ? kRejected : kAccepted; };
    charge_under_7_kw(charger);
    charger.draw_for(5min);
    CHECK(charger.take_peak_kw() <= 7);
    for (const auto& profile : charger.installed) CHECK(profile.connector == 1 - refused);
    CHECK(charger.bench.count("ChangeAvailability") == 0);
}

TEST_CASE("quirk 89: where the station has two connectors a limit on connector 0 would bind both, so none is sent") {
    LimitPlay charger;
    charger.bench.configuration["NumberOfConnectors"] = "2";
    charger.verdict = [](const SeenProfile& profile) { return profile.connector == 1 ? kRejected : kAccepted; };
    charge_under_7_kw(charger);
    REQUIRE_FALSE(charger.bench.profiles().empty());
    for (const auto& profile : charger.bench.profiles()) CHECK(profile.connector == 1);
}

TEST_CASE("quirk 89: once a second connector is seen, what worked for the whole station counts no more") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.verdict = [](const SeenProfile& profile) { return profile.connector == 0 ? kAccepted : kRejected; };
    charge_under_7_kw(charger);
    REQUIRE(bench.view().variant_in_use().lever == Lever::station);
    REQUIRE(bench.view().capabilities.strategy_is_proven);
    bench.status("Available", 2);
    CHECK(bench.view().variant_in_use() == bench.view().limit_strategies().front());
    CHECK_FALSE(bench.view().capabilities.strategy_is_proven);
    CHECK(bench.view(2).capabilities.strategy == bench.view().capabilities.strategy);
}

TEST_CASE("what had no effect on the many strategies of one connector does not count on the few of two") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.verdict = [](const SeenProfile& profile) { return profile.connector == 0 ? kAccepted : kRejected; };
    charger.applies = [](const SeenProfile&) { return false; };
    charge_under_7_kw(charger);
    charger.draw_for(5min);
    REQUIRE_FALSE(bench.view().evidence.variants_without_effect.empty());
    bench.status("Available", 2);
    charger.verdict = nullptr;
    charger.applies = [](const SeenProfile& profile) { return profile.unit == "W"; };
    charger.draw_for(5min);
    charger.take_peak_kw();
    charger.draw_for(10min);
    CHECK(charger.take_peak_kw() <= 7.01);
    CHECK(bench.view().variant_in_use().unit == RateUnit::W);
}
