#include <catch2/catch.hpp>

#include "scene.h"

using namespace simulators::test;
using ocpp::Measurand;
using ocpp::Phase;

namespace {

Scene& start_charging(Scene& scene) {
    scene.connect();
    scene.plug();
    scene.swipe("A");
    return scene;
}

}  // namespace

TEST_CASE("a sample holds energy, total power, current and voltage of each phase and the state of charge") {
    simulators::ChargePointOptions options;
    options.vehicle.phases = 1;
    options.vehicle.max_kw = 2.3;
    Scene scene(options);
    start_charging(scene).run_for(seconds(61));
    const auto samples = scene.take("MeterValues");
    REQUIRE(samples.size() == 1);
    const Sent& sample = samples.front();
    CHECK(read_sent<ocpp::MeterValues>(sample).transactionId == 100);
    CHECK(sampled(sample, Measurand::Energy_Active_Import_Register) == 12038);
    CHECK(sampled(sample, Measurand::Power_Active_Import) == 2300);
    CHECK(sampled(sample, Measurand::Current_Import, Phase::L1) == 10);
    CHECK(sampled(sample, Measurand::Current_Import, Phase::L2) == 0);
    CHECK(sampled(sample, Measurand::Voltage, Phase::L3_N) == 230);
    CHECK(sampled(sample, Measurand::SoC) == 40);
}

TEST_CASE("samples follow MeterValueSampleInterval and MeterValuesSampledData") {
    Scene scene;
    start_charging(scene);
    CHECK(scene.call("ChangeConfiguration", R"({"key":"MeterValueSampleInterval","value":"10"})") ==
          R"({"status":"Accepted"})");
    CHECK(scene.call("ChangeConfiguration",
                     R"({"key":"MeterValuesSampledData","value":"Current.Import.L2,Power.Offered"})") ==
          R"({"status":"Accepted"})");
    scene.run_for(seconds(31));
    const auto samples = scene.take("MeterValues");
    REQUIRE(samples.size() == 3);
    CHECK(read_sent<ocpp::MeterValues>(samples[0]).meterValue.front().sampledValue.size() == 2);
    CHECK(sampled(samples[0], Measurand::Current_Import, Phase::L2));
    CHECK(sampled(samples[0], Measurand::Power_Offered) == Approx(32 * 690));
}

TEST_CASE("an interval of zero means no samples") {
    Scene scene;
    scene.connect();
    scene.call("ChangeConfiguration", R"({"key":"MeterValueSampleInterval","value":"0"})");
    scene.plug();
    scene.swipe("A");
    scene.run_for(hours(1));
    CHECK(scene.count("MeterValues") == 0);
}

TEST_CASE("clock-aligned values come with and without a transaction") {
    Scene scene;
    scene.connect();
    scene.call("ChangeConfiguration", R"({"key":"ClockAlignedDataInterval","value":"900"})");
    scene.run_for(minutes(31));
    const auto samples = scene.take("MeterValues");
    REQUIRE(samples.size() == 2);
    const auto request = read_sent<ocpp::MeterValues>(samples[0]);
    CHECK_FALSE(request.transactionId);
    CHECK(*request.meterValue.front().sampledValue.front().context == ocpp::ReadingContext::Sample_Clock);
}

TEST_CASE("the end of a transaction carries its last reading where StopTxnSampledData asks for it") {
    Scene scene;
    scene.connect();
    scene.call("ChangeConfiguration", R"({"key":"StopTxnSampledData","value":"Energy.Active.Import.Register"})");
    scene.plug();
    scene.swipe("A");
    scene.unplug();
    const auto stop = read_sent<ocpp::StopTransaction>(scene.take("StopTransaction").front());
    REQUIRE(stop.transactionData);
    CHECK(*stop.transactionData->front().sampledValue.front().context == ocpp::ReadingContext::Transaction_End);
}

TEST_CASE("the power falls in the taper and the register never goes back") {
    simulators::ChargePointOptions options;
    options.vehicle.battery_kwh = 20;
    options.vehicle.soc_percent = 75;
    Scene scene(options);
    start_charging(scene).run_for(hours(1));
    double energy_wh = 0, first_w = 0, last_w = 0;
    for (const Sent& sample : scene.take("MeterValues")) {
        const double now_wh = *sampled(sample, Measurand::Energy_Active_Import_Register);
        CHECK(now_wh >= energy_wh);
        energy_wh = now_wh;
        last_w = *sampled(sample, Measurand::Power_Active_Import);
        if (first_w == 0) first_w = last_w;
    }
    CHECK(first_w == 11000);
    CHECK(last_w > 0);
    CHECK(last_w < 6000);
}
