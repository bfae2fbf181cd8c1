#include <catch2/catch.hpp>

#include "gateway/decision/capability_text.h"
#include "sessions.h"

using namespace gateway;
using Catch::Matchers::Contains;

namespace {

using Words = std::vector<std::string>;

ChargerDesk::Forgotten forget(Bench& bench, const std::string& id = "CP1") {
    ChargerDesk::Forgotten answer;
    answer.error = "?";
    bench.site->chargers().forget_learnt(id, [&](const ChargerDesk::Forgotten& forgotten) { answer = forgotten; });
    bench.settle();
    return answer;
}

const storage::ChargePointRecord& row(const Bench& bench, const std::string& id = "CP1") {
    return bench.storage.rows().charge_points().at(id);
}

/// A session at 11 kW under a ceiling of 7.4 kW: 10.7 A on each of three phases.
void charge_under_ceiling(Bench& bench) {
    bench.arrive();
    bench.set_ceiling(7.4);
    bench.begin_session();
    bench.advance(10s);
    REQUIRE(bench.last_profile()->limit == Approx(10.7));
    bench.forget_calls();
}

void refuse_until_every_variant_is_used_up(Bench& bench) {
    bench.answers_with("SetChargingProfile", "!GenericError");
    bench.arrive("Preparing");
    bench.set_ceiling(7.4);
    bench.advance(1min);
    REQUIRE(bench.view().every_profile_is_refused());
    bench.answers_as_usual("SetChargingProfile");
    bench.forget_calls();
}

}  // namespace

TEST_CASE("an operator's settings reach a charging connector at once and outlive a restart") {
    Bench bench;
    charge_under_ceiling(bench);
    CHECK(change_settings(bench, {"max_phases=1", "nominal_voltage=220", "min_current=8", "rated_kw=7.2"}, "cp1")
              ->empty());
    const auto profile = bench.last_profile();
    REQUIRE(profile);
    CHECK(profile->limit == Approx(32.7));  // 7.2 kW, one phase, 220 V
    CHECK(bench.view().minimum_current == 8);
    CHECK(bench.site->devices().bounds(bench.device()).max_charge_rate_kw.max == 7.2);
    CHECK(row(bench).max_phases == 1);

    bench.restart();
    CHECK(bench.view().max_phases == 1);
    CHECK(bench.view().nominal_voltage == 220);
    CHECK(change_settings(bench, {"rated_kw=", "max_phases="})->empty());
    CHECK(bench.view().max_kw == ConnectorView{}.max_kw);
    CHECK(bench.view().max_phases == 3);
}

TEST_CASE("an operator's trait is heeded at once, outlives a restart and is taken back at once") {
    Bench bench;
    charge_under_ceiling(bench);
    CHECK(change_settings(bench, {"unit=W"})->empty());
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->unit == "W");
    CHECK(bench.last_profile()->limit == 7400);
    bench.restart();
    CHECK(bench.view().traits.unit == ocpp::ChargingRateUnitType::W);
    bench.forget_calls();
    bench.arrive("Charging");
    bench.advance(10s);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->unit == "W");
    CHECK(change_settings(bench, {"unit="})->empty());
    CHECK(bench.last_profile()->unit == "A");
}

TEST_CASE("an operator's trait wins over the one of the kind, and null takes that one back") {
    Bench bench;
    bench.connect();
    bench.call("BootNotification",
               R"({"chargePointVendor":"Huawei","chargePointModel":"SCharger-22KT-S0","firmwareVersion":"V100"})");
    REQUIRE(charge_point(bench).facts().traits().unit == ocpp::ChargingRateUnitType::W);
    CHECK(change_settings(bench, {"unit=A"})->empty());
    CHECK(charge_point(bench).facts().traits().unit == ocpp::ChargingRateUnitType::A);
    CHECK(change_settings(bench, {"unit=null"})->empty());
    CHECK_FALSE(charge_point(bench).facts().traits().unit);
    CHECK(change_settings(bench, {"unit="})->empty());
    CHECK(charge_point(bench).facts().traits().unit == ocpp::ChargingRateUnitType::W);
}

TEST_CASE("traits that cannot be read any more leave the charger to what is known of its kind") {
    Bench bench;
    bench.arrive();
    auto record = row(bench);
    record.traits = R"({"a_trait_of_another_version":1})";
    bench.storage.write({storage::PutChargePoint{record}}, [](const storage::Written&) {});
    bench.settle();
    bench.restart();
    CHECK(charge_point(bench).facts().traits() == Traits{});
    CHECK(change_settings(bench, {"unit=W"})->empty());
}

TEST_CASE("the answer to a change of settings waits until it is durable") {
    Bench bench;
    bench.arrive();
    bench.hold_storage = true;
    const auto answer = change_settings(bench, {"max_phases=1"});
    CHECK(*answer == "?");
    bench.deliver();
    CHECK(answer->empty());
}

TEST_CASE("a change of settings that cannot be stored changes nothing") {
    Bench bench;
    charge_under_ceiling(bench);
    bench.storage.fail_next = true;
    CHECK_THAT(*change_settings(bench, {"max_phases=1", "unit=W"}), Contains("could not be stored"));
    CHECK(bench.view().max_phases == 3);
    CHECK(charge_point(bench).record().traits.empty());
    bench.advance(1min);
    CHECK(row(bench).max_phases == 3);
    CHECK(bench.last_profile()->limit == Approx(10.7));
}

TEST_CASE("of two changes on their way the one that can be stored holds") {
    Bench bench;
    bench.arrive();
    bench.hold_storage = true;
    bench.storage.fail_next = true;
    const auto first = change_settings(bench, {"min_current=8"});
    const auto second = change_settings(bench, {"nominal_voltage=220"});
    bench.deliver();
    CHECK_FALSE(first->empty());
    CHECK(second->empty());
    CHECK(bench.view().nominal_voltage == 220);
    CHECK(charge_point(bench).record().nominal_voltage == row(bench).nominal_voltage);
    CHECK(charge_point(bench).record().min_current == row(bench).min_current);
    CHECK(bench.view().minimum_current == row(bench).min_current);
}

TEST_CASE("settings survive a boot that is stored between the change and its answer") {
    Bench bench;
    bench.arrive();
    bench.hold_storage = true;
    const auto answer = change_settings(bench, {"max_phases=1", "unit=W"});
    bench.boot("2.0");
    bench.deliver();
    CHECK(answer->empty());
    CHECK(row(bench).firmware_version == "2.0");
    CHECK(row(bench).max_phases == 1);
    CHECK(row(bench).traits == R"({"unit":"W"})");
}

TEST_CASE("assignments that cannot be and chargers that are not known change nothing") {
    Bench bench;
    bench.arrive();
    const auto writes = bench.storage.writes;
    CHECK_THAT(*change_settings(bench, {"max_phases=1", "min_current=1"}), Contains("min_current=1"));
    CHECK(*change_settings(bench, {"max_phases=1"}, "nobody") == "no charger nobody is known");
    CHECK(bench.storage.writes == writes);
    CHECK(bench.view().max_phases == 3);
}

TEST_CASE("a change of settings lets a charger that was given up be tried again") {
    Bench bench;
    refuse_until_every_variant_is_used_up(bench);
    CHECK(change_settings(bench, {"unit=W"})->empty());
    CHECK(bench.count("SetChargingProfile") > 0);
    CHECK_FALSE(bench.view().every_profile_is_refused());
}

TEST_CASE("setting what is set already sends nothing") {
    Bench bench;
    charge_under_ceiling(bench);
    CHECK(change_settings(bench, {"max_phases=3", "unit="})->empty());
    bench.advance(1s);
    CHECK(bench.count("SetChargingProfile") == 0);
}

TEST_CASE("control=off keeps the gateway silent and control=on brings the ceiling up to date") {
    Bench bench;
    charge_under_ceiling(bench);
    CHECK(change_settings(bench, {"control=off"})->empty());
    bench.set_ceiling(5);
    bench.advance(1min);
    CHECK(bench.calls.empty());
    bench.restart();
    bench.connect();
    bench.advance(1min);
    CHECK(bench.calls.empty());
    CHECK(change_settings(bench, {"control=on"})->empty());
    bench.advance(1min);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == Approx(7.2));
}

TEST_CASE("forgetting takes what the charger taught and what its model hints at, and is durable") {
    Bench bench;
    bench.answers["SetChargingProfile"] = [](const GatewayCall& call) {
        const bool absolute = call.payload.find("Absolute") != std::string::npos;
        return absolute ? R"({"status":"Rejected"})" : R"({"status":"Accepted"})";
    };
    bench.arrive("Preparing");
    bench.set_ceiling(7.4);
    bench.advance(1min);
    REQUIRE(charge_point(bench).facts().capabilities().strategy > 0);
    bench.disconnect();
    bench.name = "CP2";
    bench.arrive("Preparing");
    set_ceiling_of(bench, "CP2", 7.4);
    bench.advance(1min);
    const auto strategy = charge_point(bench, "CP2").facts().capabilities().strategy;
    REQUIRE(strategy == charge_point(bench).facts().capabilities().strategy);
    REQUIRE(charge_point(bench, "CP2").facts().lessons().own().stands(lesson::kVariant));
    REQUIRE(bench.storage.rows().capabilities().size() == 1);
    REQUIRE(bench.storage.rows().charger_lessons().size() == 2);

    const ChargerDesk::Forgotten forgotten = forget(bench, "cp1");
    CHECK(forgotten.error.empty());
    CHECK(forgotten.chargers == Words{"CP1", "CP2"});
    CHECK(charge_point(bench).facts().capabilities().learnt() == Capabilities{}.learnt());
    CHECK(charge_point(bench, "CP2").facts().capabilities().strategy == strategy);
    CHECK(bench.storage.rows().capabilities().empty());
    CHECK(bench.storage.rows().charger_lessons().size() == 1);
    bench.restart();
    CHECK(charge_point(bench).facts().capabilities() == Capabilities{});
    CHECK(charge_point(bench, "CP2").facts().capabilities().strategy == strategy);
}

TEST_CASE("a charger of another firmware keeps what it has learnt") {
    Bench bench;
    bench.configuration["ChargeProfileMaxStackLevel"] = "5";
    bench.arrive();
    bench.disconnect();
    bench.name = "CP2";
    bench.connect();
    bench.boot("2.0");
    bench.advance(1s);
    REQUIRE(bench.storage.rows().capabilities().size() == 2);
    CHECK(forget(bench).chargers == Words{"CP1"});
    REQUIRE(bench.storage.rows().capabilities().size() == 1);
    CHECK(bench.storage.rows().capabilities()[0].firmware_version == "2.0");
}

TEST_CASE("forgetting keeps what the charger said of itself, and what is given up is tried again") {
    Bench bench;
    bench.configuration["ChargeProfileMaxStackLevel"] = "5";
    bench.configuration["ChargingScheduleAllowedChargingRateUnit"] = "Power";
    refuse_until_every_variant_is_used_up(bench);
    CHECK(forget(bench).error.empty());
    CHECK(charge_point(bench).facts().capabilities().max_stack_level == 5);
    CHECK_FALSE(charge_point(bench).facts().capabilities().amperes_allowed);
    CHECK(charge_point(bench).facts().capabilities().strategy == 0);
    bench.advance(1s);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->unit == "W");
}

TEST_CASE("what is learnt anew while the removal is being stored is kept") {
    Bench bench;
    bench.arrive("Preparing");
    bench.hold_storage = true;
    bool done = false;
    bench.site->chargers().forget_learnt(
        "CP1", [&](const ChargerDesk::Forgotten& forgotten) { done = forgotten.error.empty(); });
    bench.answers_with("SetChargingProfile", "!GenericError");
    bench.hold_storage = false;
    bench.set_ceiling(7.4);
    CHECK(done);
    REQUIRE(bench.storage.rows().charger_lessons().size() == 1);
    const auto& stored = bench.storage.rows().charger_lessons().at("CP1");
    CHECK(capabilities_from(stored.learnt) == charge_point(bench).facts().capabilities());
}

TEST_CASE("nothing is forgotten of a charger that is not known or never told what it is") {
    Bench bench;
    bench.connect();
    CHECK_THAT(forget(bench).error, Contains("has not told yet what it is"));
    CHECK(forget(bench, "nobody").error == "no charger nobody is known");
    bench.boot();
    bench.storage.fail_next = true;
    CHECK_THAT(forget(bench).error, Contains("until the next start only"));
}
