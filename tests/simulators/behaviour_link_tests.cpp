#include <catch2/catch.hpp>

#include "behaving.h"

using namespace simulators;
using namespace simulators::test;

namespace {

using ocpp::Measurand;

ChargePointOptions metering(const std::vector<std::string>& words) {
    ChargePointOptions options = behaving(words);
    options.configuration = {
        {"MeterValuesSampledData",
         "Energy.Active.Import.Register,Power.Active.Import,Current.Import,Voltage,Current.Offered,"
         "Power.Offered"}};
    return options;
}

/// The first periodic sample.
Sent sample_of(const std::vector<std::string>& words) {
    Scene scene(metering(words));
    scene.connect();
    scene.run_for(minutes(1) + seconds(1));
    return scene.take("MeterValues").at(0);
}

std::size_t values_in(const Sent& sample) {
    return read_sent<ocpp::MeterValues>(sample).meterValue.front().sampledValue.size();
}

}  // namespace

TEST_CASE("a charger that ignores the boot's interval keeps its own and honours the key") {
    ChargePointOptions options = behaving({"ignores_boot_interval"}, false);
    options.configuration = {{"HeartbeatInterval", "3600"}};
    Scene scene(options);
    scene.connect();
    scene.run_for(minutes(59));
    CHECK(scene.count("Heartbeat") == 0);
    scene.call("ChangeConfiguration", R"({"key":"HeartbeatInterval","value":"60"})");
    scene.run_for(minutes(2));
    CHECK(scene.count("Heartbeat") >= 2);
}

TEST_CASE("a slow charger answers and acts late, in order, and forgets at a disconnect") {
    Scene scene(behaving({"answers_after_ms=40000"}));
    scene.connect();
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == kNoAnswer);
    CHECK(scene.point().next_event());
    scene.run_for(seconds(39));
    CHECK(scene.power_kw() == Approx(kFull_kw));
    scene.run_for(seconds(2));
    CHECK(scene.power_kw() == Approx(6.9));
    scene.set_limit(1, "TxDefaultProfile", "6");
    scene.lose_link();
    scene.connect();
    scene.run_for(minutes(2));
    CHECK(scene.power_kw() == Approx(6.9));
}

TEST_CASE("on a half-dead link heartbeats go on and calls are not answered until it reconnects") {
    Scene scene(behaving({"mute_after_s=600"}));
    scene.connect();
    scene.run_for(minutes(9));
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == "Accepted");
    scene.run_for(minutes(1));
    CHECK(scene.set_limit(1, "TxDefaultProfile", "6") == kNoAnswer);
    CHECK(scene.power_kw() == Approx(6.9));
    scene.forget_sent();
    scene.run_for(minutes(10));
    CHECK(scene.count("Heartbeat") == 2);
    scene.lose_link();
    scene.connect();
    CHECK(scene.set_limit(1, "TxDefaultProfile", "6") == "Accepted");
}

TEST_CASE("a meter may know energy only, or currents only, or power by phase only") {
    const Sent energy = sample_of({"meters_energy_only"});
    CHECK(values_in(energy) == 1);
    CHECK(sampled(energy, Measurand::Energy_Active_Import_Register) == Approx(12183).margin(1));

    const Sent current = sample_of({"meters_current_only"});
    CHECK(values_in(current) == 3);
    CHECK(sampled(current, Measurand::Current_Import, ocpp::Phase::L2) == Approx(15.9));

    const Sent phases = sample_of({"meters_per_phase_only"});
    CHECK_FALSE(sampled(phases, Measurand::Power_Active_Import));
    CHECK(sampled(phases, Measurand::Power_Active_Import, ocpp::Phase::L3_N) == Approx(3666.7).margin(0.1));
    CHECK(sampled(phases, Measurand::Energy_Active_Import_Register));
}

TEST_CASE("what is offered may be told as a constant") {
    Scene scene(metering({"reports_offered_constant_a=90"}));
    scene.connect();
    scene.set_limit(1, "TxDefaultProfile", "10");
    scene.run_for(minutes(1) + seconds(1));
    const Sent sample = scene.take("MeterValues").at(0);
    CHECK(sampled(sample, Measurand::Current_Offered) == 90);
    CHECK(sampled(sample, Measurand::Power_Offered) == Approx(90 * 3 * 230));
    CHECK(sampled(sample, Measurand::Power_Active_Import) == Approx(6900));
}

TEST_CASE("a silent meter speaks when triggered") {
    Scene scene(behaving({"silent_meter"}));
    scene.connect();
    scene.call("ChangeConfiguration", R"({"key":"ClockAlignedDataInterval","value":"60"})");
    scene.run_for(hours(1));
    CHECK(scene.count("MeterValues") == 0);
    scene.call("TriggerMessage", R"({"requestedMessage":"MeterValues","connectorId":1})");
    CHECK(scene.count("MeterValues") == 1);
}

TEST_CASE("a charger may hang up on a call before its boot was accepted") {
    Scene scene(behaving({"drops_link_on_call_before_boot"}));
    scene.answers["BootNotification"] = R"({"status":"Pending","currentTime":"2026-03-01T10:00:00Z","interval":10})";
    scene.connect();
    CHECK(scene.call("GetConfiguration", "{}") == kNoAnswer);
    CHECK(scene.dropped_for);
    scene.answers["BootNotification"] = R"({"status":"Accepted","currentTime":"2026-03-01T10:00:00Z","interval":60})";
    scene.connect();
    CHECK(scene.call("GetConfiguration", "{}") != kNoAnswer);
    CHECK_FALSE(scene.dropped_for);
}

TEST_CASE("a flapping link drops after each so many seconds and the session goes on") {
    Scene scene(behaving({"drops_link_every_s=25"}));
    for (int round = 0; round < 3; ++round) {
        scene.connect();
        scene.run_for(seconds(24));
        CHECK_FALSE(scene.dropped_for);
        scene.run_for(seconds(2));
        CHECK(scene.dropped_for == milliseconds(seconds(1)));
    }
    CHECK(scene.count("BootNotification") == 1);
    CHECK(scene.connector().transaction->id == 100);
    CHECK(scene.power_kw() == Approx(kFull_kw));
}
