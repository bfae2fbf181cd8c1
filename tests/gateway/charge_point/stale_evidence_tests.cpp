#include <catch2/catch.hpp>

#include "gateway/decision/alerts.h"
#include "gateway/decision/limit_watch.h"
#include "limit_play.h"
#include "sessions.h"
#include "tests/gateway/decision/view_factory.h"

/// What was measured before a limit, or before a wish, proves nothing of it, whenever it is told.
using namespace gateway;

namespace {

bool limit_is_not_followed(Bench& bench) {
    for (const auto& alarm : alerts_of(bench.view(), bench.time.now())) {
        if (alarm.code == "LIMIT_NOT_FOLLOWED") return true;
    }
    return false;
}

void tell_of(Bench& bench, const std::string& time, int watts) {
    bench.call("MeterValues", R"({"connectorId":1,"meterValue":[{"timestamp":")" + time +
                                  R"(","sampledValue":[{"value":")" + std::to_string(watts) +
                                  R"(","measurand":"Power.Active.Import","unit":"W"}]}]})");
}

}  // namespace

TEST_CASE("a value that is told again because its answer was lost proves nothing of a limit that came between") {
    Bench bench;
    charging(bench);
    const std::string before = bench.utc_text();
    tell_of(bench, before, 10900);
    bench.advance(5s);
    const auto idle = bench.idle();
    bench.advance(55s);
    tell_of(bench, before, 10900);
    CHECK(bench.profiles("TxProfile").empty());
    bench.advance(5s);
    bench.meter_for(20s, 0);
    CHECK(bench.outcome(idle) == "completed");
    bench.meter_for(5min, 0);
    CHECK(bench.profiles("TxProfile").empty());
    CHECK(bench.count("RemoteStopTransaction") == 0);
    CHECK(charge_point(bench).facts().lessons().own().find(lesson::kNeedsTxProfile) == nullptr);
}

TEST_CASE("one value over the ceiling is no excess that lasts; a second one is asked for and tells") {
    auto options = Bench::automatic();
    options.timings.meter_interval_s = 60;
    Bench bench(options);
    charging(bench);
    bench.set_ceiling(7);
    bench.advance(1s);
    bench.meter(10.9);
    bench.advance(20s);
    bench.forget_calls();
    bench.answers_with("TriggerMessage", R"({"status":"Rejected"})");
    bench.advance(35s);
    CHECK_FALSE(limit_is_not_followed(bench));
    CHECK(bench.count("TriggerMessage") > 0);
    SECTION("it was over soon after") {
        bench.meter(6.9);
        bench.advance(60s);
        CHECK_FALSE(limit_is_not_followed(bench));
    }
    SECTION("it lasts") {
        bench.meter(10.9);
        CHECK(limit_is_not_followed(bench));
    }
}

TEST_CASE("an idle under a zero that stands already waits for a value of its own") {
    Bench bench;
    charging(bench);
    const auto first = bench.idle();
    bench.meter_for(30s, 0);
    REQUIRE(bench.outcome(first) == "completed");
    bench.advance(5s);
    const auto second = bench.idle();
    CHECK(bench.outcome(second) == "acknowledged");
    bench.meter_for(10s, 0);
    CHECK(bench.outcome(second) == "completed");
    CHECK(bench.action(second).result->evidence == canonical::Evidence::meter);
}

TEST_CASE("while a lift is not answered the zero before it stands no more") {
    Bench bench;
    charging(bench);
    bench.idle();
    bench.meter_for(30s, 0);
    bench.answers_with("SetChargingProfile", "");
    bench.charge();
    REQUIRE(bench.last_profile()->limit > 0);
    bench.forget_calls();
    const auto idle = bench.idle(true);
    bench.meter_for(20s, 0);
    CHECK(bench.outcome(idle) == "acknowledged");
    bench.answers_as_usual("SetChargingProfile");
    bench.meter_for(60s, 10.9);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == 0);
    bench.meter_for(20s, 0);
    CHECK(bench.outcome(idle) == "completed");
}

TEST_CASE("no session is stopped for a zero that may not stand any more") {
    ConnectorView view = quiet_view();
    view.desired.max_charge_rate_kw = 1;
    open_transaction(view);
    acknowledge(view, view.tx_default, 0);
    view.tx_default.acknowledged->at = kNow - 3min;
    measure(view, 4);
    view.observed.transaction->opened_at = kNow - 1h;
    REQUIRE(zero_is_to_be_enforced(view, kNow));
    view.tx_default.acknowledged->is_stale = true;
    CHECK_FALSE(zero_is_to_be_enforced(view, kNow));
}

TEST_CASE(
    "a zero that is refused where no session is told of may be about a transaction that the charger does not know") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.applies = [](const SeenProfile& profile) { return profile.purpose == "TxProfile"; };
    bench.arrive();
    bench.set_ceiling(7);
    bench.begin_session();
    charger.draw_for(2min);
    REQUIRE(bench.view().tx_profile_in_use);
    bench.disconnect();
    bench.advance(4s);
    charger.verdict = [](const SeenProfile& profile) { return profile.purpose == "TxProfile" ? kRejected : kAccepted; };
    bench.connect();
    bench.status("Available");
    bench.forget_calls();
    bench.idle();
    bench.advance(30s);
    REQUIRE(bench.profiles("TxProfile").size() >= 3);
    CHECK_FALSE(bench.view().capabilities.zero_ignored);
    CHECK(bench.count("RemoteStopTransaction") == 0);
}

TEST_CASE("a refused fraction is a matter of height where whole amperes above it are refused, too") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.verdict = [](const SeenProfile& profile) { return profile.limit > 16 ? kRejected : kAccepted; };
    bench.arrive("Preparing");
    bench.set_ceiling(11.3);  // 16.3 A
    bench.begin_session();
    charger.draw_for(1min);
    CHECK(charger.offered_a() == 16);
    CHECK_FALSE(bench.view().capabilities.whole_amperes);
    bench.set_ceiling(7);
    charger.draw_for(30s);
    CHECK(charger.offered_a() == 10);  // it may be the fraction
    bench.set_ceiling(13);
    charger.draw_for(30s);
    CHECK(charger.offered_a() == 16);
    CHECK_FALSE(bench.view().capabilities.whole_amperes);
    bench.set_ceiling(7);
    charger.draw_for(30s);
    CHECK(charger.offered_a() == Approx(10.1));  // it is not
}

TEST_CASE("quirk 78: fractions are what is refused where more, in whole amperes, is taken") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.verdict = [](const SeenProfile& profile) {
        return profile.unit == "A" && profile.limit != static_cast<int>(profile.limit) ? kRejected : kAccepted;
    };
    bench.arrive("Preparing");
    bench.set_ceiling(7);  // 10.1 A
    bench.begin_session();
    charger.draw_for(1min);
    CHECK(charger.offered_a() == 10);
    CHECK_FALSE(bench.view().capabilities.whole_amperes);
    bench.set_ceiling(10);
    charger.draw_for(1min);
    CHECK(bench.view().capabilities.whole_amperes);
    CHECK(charger.offered_a() == 14);
    CHECK(charger.offered_a() == static_cast<int>(charger.offered_a()));
}

TEST_CASE("how long a charger's effects take is known after a restart") {
    Bench bench;
    charging(bench);
    for (const double ceiling : {9.0, 8.0, 7.0}) {
        const double before = bench.view().desired.max_charge_rate_kw.value();
        bench.set_ceiling(ceiling);
        bench.meter_for(40s, before - 0.1);
        bench.meter_for(40s, ceiling - 0.1);
    }
    const auto delay = bench.view().effect_delays.of(Effect::reduction);
    REQUIRE(delay);
    bench.restart();
    CHECK(bench.view().effect_delays.of(Effect::reduction) == delay);
    bench.site->chargers().forget_learnt("CP1", [](const ChargerDesk::Forgotten&) {});
    bench.settle();
    CHECK_FALSE(bench.view().effect_delays.of(Effect::reduction));
    bench.restart();
    CHECK_FALSE(bench.view().effect_delays.of(Effect::reduction));
}

TEST_CASE("a value that proves an alarm is asked for a little later where it then tells of the limit, too") {
    ConnectorView view = quiet_view();
    view.meter_interval = 60s;
    view.desired.max_charge_rate_kw = 0;
    open_transaction(view);
    acknowledge(view, view.tx_default, 0, 40s);
    measure(view, 7, 5s);
    view.evidence.allowed_kw = 0;
    view.evidence.over_ceiling_since = kNow - 12s;
    view.evidence.over_ceiling_at = kNow - 5s;
    const auto limit_at = view.tx_default.acknowledged->at + view.timings.zero_enforced_after;
    CHECK(evidence_wanted_at(view, kNow) == limit_at);
    SECTION("not where it would be late for the alarm") {
        view.evidence.over_ceiling_since = kNow - 30s;
        CHECK(evidence_wanted_at(view, kNow) == kNow + 15s);
    }
}

TEST_CASE("a zero that the TxProfile took before and refuses now is about a transaction that is over") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    charger.applies = [](const SeenProfile& profile) { return profile.purpose == "TxProfile"; };
    bench.arrive();
    bench.set_ceiling(7);
    bench.begin_session();
    charger.draw_for(1min);
    REQUIRE(bench.view().tx_profile_in_use);
    bench.idle();
    charger.draw_for(10s);
    bench.forget_calls();
    charger.verdict = [](const SeenProfile& profile) { return profile.purpose == "TxProfile" ? kRejected : kAccepted; };
    bench.view().tx_profile.acknowledged->is_stale = true;
    bench.status("SuspendedEVSE");
    bench.advance(30s);
    REQUIRE(bench.profiles("TxProfile").size() >= 3);
    CHECK_FALSE(bench.view().capabilities.zero_ignored);
}
