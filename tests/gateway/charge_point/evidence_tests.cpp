#include <catch2/catch.hpp>

#include "gateway/decision/alerts.h"
#include "gateway/decision/limit_watch.h"
#include "limit_play.h"

/// What the meter shows of a limit that was accepted.
using namespace gateway;

namespace {

bool has_alarm(Bench& bench, const std::string& code) {
    for (const auto& alarm : alerts_of(bench.view(), bench.time.now())) {
        if (alarm.code == code) return true;
    }
    return false;
}

std::int64_t begin_under(LimitPlay& charger, double kilowatts) {
    charger.bench.arrive();
    charger.bench.set_ceiling(kilowatts);
    return charger.bench.begin_session();
}

}  // namespace

TEST_CASE("quirk 124: a limit that was followed and is not any more is sent again after 30 s, once a minute at most") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    begin_under(charger, 7);
    charger.draw_for(1min);
    bench.forget_calls();
    charger.applies = [](const SeenProfile&) { return false; };
    charger.draw_for(40s);
    CHECK(bench.count("SetChargingProfile") == 1);
    CHECK_FALSE(has_alarm(bench, "EXTERNAL_CONTROLLER_SUSPECTED"));
    charger.applies = nullptr;
    charger.draw_for(20s);  // followed again
    bench.forget_calls();
    charger.applies = [](const SeenProfile&) { return false; };
    charger.draw_for(20s);
    CHECK(bench.count("SetChargingProfile") == 0);
    charger.draw_for(20s);
    CHECK(bench.count("SetChargingProfile") == 1);
    CHECK(has_alarm(bench, "EXTERNAL_CONTROLLER_SUSPECTED"));
}

TEST_CASE("a variant without effect leads to the other unit before another level") {
    LimitPlay charger(with_traits(R"({"tx_profile":false})"));
    Bench& bench = charger.bench;
    bench.configuration["ChargeProfileMaxStackLevel"] = "5";
    charger.applies = [](const SeenProfile& profile) { return profile.unit == "W"; };
    begin_under(charger, 7);
    charger.draw_for(40s);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->unit == "W");
    CHECK(charger.drawn_kw() <= 7);
    bench.forget_calls();
    charger.draw_for(30min);
    for (const auto& profile : bench.profiles()) CHECK(profile.unit == "W");
    CHECK_FALSE(has_alarm(bench, "LIMIT_NOT_FOLLOWED"));
}

TEST_CASE("when no variant has effect there is an alarm, and the next session does not try them all again") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.applies = [](const SeenProfile&) { return false; };
    const auto id = begin_under(charger, 7);
    charger.draw_for(10min);
    CHECK(bench.view().evidence.no_strategy_is_left);
    CHECK(has_alarm(bench, "LIMIT_NOT_FOLLOWED"));
    bench.stop_transaction(id);
    bench.status("Available");
    bench.advance(1min);
    bench.forget_calls();
    bench.begin_session();
    charger.draw_for(10min);
    CHECK(bench.count("SetChargingProfile") <= 4);
    CHECK(has_alarm(bench, "LIMIT_NOT_FOLLOWED"));
}

TEST_CASE("where zero would end the session and the owner prefers it the pause is the minimum, with an alarm") {
    LimitPlay charger(with_traits(R"({"hold_at_minimum":true,"zero_ends_transaction":true})"));
    Bench& bench = charger.bench;
    begin_under(charger, 11);
    charger.draw_for(30s);
    const auto id = bench.idle();
    charger.draw_for(10s);
    CHECK(charger.offered_a() == 6);
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.action(id).result->evidence == canonical::Evidence::acknowledged);
    CHECK(has_alarm(bench, "HELD_AT_MINIMUM"));
    charger.draw_for(20min);
    CHECK(bench.count("RemoteStopTransaction") == 0);
    for (const auto& profile : bench.profiles()) CHECK(profile.limit > 0);
    CHECK_FALSE(has_alarm(bench, "LIMIT_NOT_FOLLOWED"));
    bench.charge();
    bench.advance(10s);
    CHECK(charger.offered_a() == Approx(15.9));
    CHECK_FALSE(has_alarm(bench, "HELD_AT_MINIMUM"));
}

TEST_CASE("quirk 99: a vendor's key counts in its own scale, in place of every profile where it comes first") {
    LimitPlay charger(
        with_traits(R"({"vendor_limit":{"key":"MaxCurrent","unit":"A","scale":10},"vendor_limit_first":true})"));
    Bench& bench = charger.bench;
    const auto last_value = [&] {
        std::string value;
        for (const auto& call : bench.calls_of("ChangeConfiguration")) {
            if (call.payload.find("\"MaxCurrent\"") != std::string::npos) value = call.payload;
        }
        return value;
    };
    begin_under(charger, 7);
    bench.advance(10s);
    CHECK(last_value().find(R"("value":"101")") != std::string::npos);
    bench.meter_for(1min, 2.3, 1);
    CHECK(bench.count("SetChargingProfile") == 0);
    bench.idle();
    CHECK(last_value().find(R"("value":"0")") != std::string::npos);
}

TEST_CASE("quirk 80: a zero that the TxProfile refuses three times is learnt, and the session is stopped") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.applies = [](const SeenProfile& profile) { return profile.purpose == "TxProfile"; };
    charger.verdict = [](const SeenProfile& profile) {
        return profile.purpose == "TxProfile" && profile.limit == 0 ? kRejected : kAccepted;
    };
    const auto transaction = begin_under(charger, 7);
    charger.draw_for(1min);
    REQUIRE(bench.view().tx_profile_in_use);
    bench.forget_calls();
    const auto id = bench.idle();
    charger.draw_for(30s);
    CHECK(bench.view().capabilities.zero_ignored);
    CHECK(bench.profiles("TxProfile").size() == 3);
    REQUIRE(bench.count("RemoteStopTransaction") == 1);
    bench.stop_transaction(transaction, "Remote");
    bench.status("Finishing");
    CHECK(bench.outcome(id) == "completed");
}

TEST_CASE("quirk 124: a pause that was kept and is broken from outside is told again") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    begin_under(charger, 7);
    charger.draw_for(30s);
    bench.idle();
    charger.draw_for(2min);
    REQUIRE(charger.drawn_kw() == 0);
    bench.forget_calls();
    const auto broken_at = bench.time.now();
    charger.applies = [&](const SeenProfile& profile) { return profile.at > broken_at; };
    charger.draw_for(40s);
    CHECK(bench.count("SetChargingProfile") == 1);
    CHECK(charger.drawn_kw() == 0);
    CHECK(bench.count("RemoteStopTransaction") == 0);
    CHECK_FALSE(bench.view().capabilities.zero_ignored);
}

TEST_CASE("after a boot a charger on which nothing had effect gets another chance") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.applies = [](const SeenProfile&) { return false; };
    begin_under(charger, 7);
    charger.draw_for(10min);
    REQUIRE(bench.view().evidence.no_strategy_is_left);
    charger.applies = nullptr;
    bench.boot();
    bench.status("Charging");
    charger.draw_for(1min);
    CHECK(charger.drawn_kw() <= 7);
    CHECK_FALSE(has_alarm(bench, "LIMIT_NOT_FOLLOWED"));
}

TEST_CASE("a charger that takes nothing but TxProfiles, and ChargePointMaxProfiles without effect, is limited") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.verdict = [](const SeenProfile& profile) {
        return profile.purpose == "TxDefaultProfile" ? kRejected : kAccepted;
    };
    charger.applies = [](const SeenProfile& profile) { return profile.purpose == "TxProfile"; };
    begin_under(charger, 7);
    charger.draw_for(5min);
    CHECK(charger.drawn_kw() <= 7);
    CHECK(bench.count("SetChargingProfile") <= 40);
}

namespace {

SiteOptions told_once_a_minute() {
    SiteOptions options = Bench::automatic();
    options.timings.meter_interval_s = 60;
    return options;
}

/// It answers a TriggerMessage with what it draws then.
void tells_when_asked(Bench& bench, const double& kilowatts, int phases) {
    bench.answers["TriggerMessage"] = [&bench, &kilowatts, phases](const GatewayCall& call) {
        if (call.payload.find("MeterValues") == std::string::npos) return std::string(kRejected);
        bench.meter(kilowatts, phases);
        return kAccepted;
    };
}

}  // namespace

TEST_CASE("a limit that was overridden unseen between two values a minute apart is told again within 90 s") {
    Bench bench(told_once_a_minute());
    bench.configuration = {{"MeterValueSampleInterval", "60"}};
    double draws = 6.9;
    tells_when_asked(bench, draws, 3);
    bench.arrive();
    bench.set_ceiling(7);
    bench.begin_session();
    for (int i = 0; i < 3; ++i) {
        bench.advance(60s);
        bench.meter(draws);
    }
    bench.forget_calls();
    draws = 10.9;  // just now
    bench.advance(60s);
    bench.meter(draws);
    bench.advance(29s);
    CHECK(bench.profiles().size() >= 1);
}

TEST_CASE("how long an effect took is not learnt from values that lie a minute apart") {
    Bench bench(told_once_a_minute());
    bench.configuration = {{"MeterValueSampleInterval", "60"}};
    bench.answers_with("TriggerMessage", kRejected);
    bench.arrive();
    bench.set_ceiling(11);
    bench.begin_session();
    bench.advance(60s);
    bench.meter(10.9);
    for (const double ceiling : {9.0, 8.0, 7.0, 6.0}) {
        bench.set_ceiling(ceiling);
        bench.advance(60s);
        bench.meter(ceiling - 0.1);
    }
    CHECK_FALSE(bench.view().effect_delays.of(Effect::reduction));
}

TEST_CASE("the ampere on top of a limit is one for each phase that is seen to draw, not for each there could be") {
    Bench bench;
    bench.arrive();
    bench.answers_with("GetConfiguration", kRejected);
    bench.set_ceiling(4.2);
    bench.begin_session();
    bench.view().observed.meter.forget_phases();
    bench.forget_calls();
    bench.meter_for(10s, 4.7, 1);
    const AcknowledgedLimit& limit = *bench.view().binding_limit();
    bench.meter_for(10s, 4.7, 1);
    CHECK(excess_over(bench.view(), limit, bench.time.now()) > 0s);
}

TEST_CASE("a limit that cannot be checked after the begin of charging, since no value comes, is told again") {
    Bench bench(told_once_a_minute());
    bench.configuration = {{"MeterValueSampleInterval", "60"}};
    bench.answers_with("TriggerMessage", kRejected);
    bench.arrive();
    bench.set_ceiling(7);
    bench.begin_session();
    bench.advance(60s);
    bench.meter(6.9);
    REQUIRE(bench.view().power_is_measured);
    bench.status("SuspendedEV");
    bench.advance(10s);
    bench.forget_calls();
    bench.status("Charging");
    SECTION("but only where none comes") {
        bench.advance(20s);
        bench.meter(6.9);
        bench.advance(39s);
        CHECK(bench.profiles().empty());
    }
    SECTION("within 45 s, and once") {
        bench.advance(44s);
        CHECK(bench.profiles().empty());
        bench.advance(2s);
        CHECK(bench.profiles().size() == 1);
        bench.advance(40s);
        CHECK(bench.profiles().size() == 1);
    }
}

TEST_CASE("the alarm does not begin anew when the minimum is no longer offered and the ceiling is the same") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(4);  // below the minimum of three phases
    bench.begin_session();
    bench.view().observed.meter.forget_phases();
    bench.meter_for(60s, 7.4, 2);
    CHECK(has_alarm(bench, "LIMIT_NOT_FOLLOWED"));
}
