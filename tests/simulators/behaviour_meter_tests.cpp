#include <catch2/catch.hpp>

#include "behaving.h"

/// Meters that tell less, or other things, than the truth.
namespace simulators::test {

namespace {

constexpr auto kRegister = ocpp::Measurand::Energy_Active_Import_Register;
constexpr auto kPower = ocpp::Measurand::Power_Active_Import;
constexpr auto kCurrent = ocpp::Measurand::Current_Import;
constexpr double kStart_wh = 12000;

/// One sample a minute of a session at 11 kW: 183.3 Wh each.
std::vector<Sent> samples_of(const std::vector<std::string>& words, int count = 1) {
    Scene scene(behaving(words));
    scene.connect();
    scene.run_for(seconds(60 * count + 1));
    auto samples = scene.take("MeterValues");
    REQUIRE(samples.size() >= static_cast<std::size_t>(count));
    return samples;
}

ocpp::StopTransaction::Request stop_of(Scene& scene) {
    scene.unplug();
    scene.run_for(seconds(1));
    const auto stops = scene.take("StopTransaction");
    REQUIRE(stops.size() == 1);
    return read_sent<ocpp::StopTransaction>(stops.front());
}

std::vector<double> registers(const std::vector<Sent>& samples) {
    std::vector<double> values;
    for (const Sent& sample : samples) values.push_back(sampled(sample, kRegister).value_or(-1));
    return values;
}

}  // namespace

TEST_CASE("a register of steps shows the step below") {
    CHECK(registers(samples_of({"register_step_wh=100"}, 3)) == std::vector<double>{12100, 12300, 12500});
}

TEST_CASE("the first register of a session may be 0, or every so manieth") {
    CHECK(registers(samples_of({"first_register_zero"}, 2)) == std::vector<double>{0, 12366});
    CHECK(registers(samples_of({"register_glitches_every=2"}, 3)) == std::vector<double>{12183, 0, 12550});
}

TEST_CASE("samples may count the session beside a meterStart of the lifetime") {
    CHECK(registers(samples_of({"samples_count_the_session"}, 2)) == std::vector<double>{183, 366});
}

TEST_CASE("a register that restarts with the power counts from 0 after a reboot, and the truth goes on") {
    Scene scene(behaving({"register_restarts_on_reboot", "session_survives_reboot"}));
    scene.connect();
    scene.run_for(minutes(10));
    scene.act([](ChargePoint& point, SimulatedTime now) { point.reboot(now); });
    scene.connect();
    scene.take("MeterValues");
    scene.run_for(minutes(2));
    const auto values = registers(scene.take("MeterValues"));
    REQUIRE(!values.empty());
    CHECK(values.front() < 400);
    CHECK(scene.connector().meter_wh > kStart_wh + 2000);
    const auto transaction = scene.connector().transaction;
    REQUIRE(transaction);
    CHECK(stop_of(scene).meterStop < 1000);
    CHECK(transaction->told.covered_wh < transaction->ended_wh - transaction->began_wh);
}

TEST_CASE("meterStart and meterStop may be 0") {
    Scene scene(behaving({"meter_start_zero", "meter_stop_zero"}));
    scene.connect();
    scene.run_for(minutes(5));
    const auto starts = scene.take("StartTransaction");
    REQUIRE(starts.size() == 1);
    CHECK(read_sent<ocpp::StartTransaction>(starts.front()).meterStart == 0);
    CHECK(stop_of(scene).meterStop == 0);
}

TEST_CASE("StopTransaction may bear another id") {
    Scene scene(behaving({"stop_id=-1"}));
    scene.connect();
    scene.run_for(minutes(5));
    CHECK(stop_of(scene).transactionId == -1);
}

TEST_CASE("a frozen meter shows what it showed, while the current flows on") {
    const auto samples = samples_of({"meter_freezes_after_s=120"}, 5);
    CHECK(sampled(samples[4], kRegister) == sampled(samples[2], kRegister));
    CHECK(sampled(samples[4], kPower) == Approx(11000));
}

TEST_CASE("energy may be told in kWh, rightly or only by the label") {
    CHECK(registers(samples_of({"register_in_kwh"})) == std::vector<double>{12.183});
    CHECK(registers(samples_of({"labels_wh_as_kwh"})) == std::vector<double>{12183});
}

TEST_CASE("power may be told as 0, in kW without a unit, currents in tenths, numbers with a comma") {
    CHECK(sampled(samples_of({"power_told_zero"}).front(), kPower) == 0.0);
    CHECK(sampled(samples_of({"power_in_kw_without_unit"}).front(), kPower) == Approx(11));
    CHECK(sampled(samples_of({"current_in_tenths"}).front(), kCurrent, ocpp::Phase::L1) == Approx(159));
    CHECK(samples_of({"decimal_comma"}).front().payload.find("\"15,9\"") != std::string::npos);
}

TEST_CASE("a meter may lack power or the register") {
    CHECK_FALSE(sampled(samples_of({"lacks_power"}).front(), kPower));
    CHECK_FALSE(sampled(samples_of({"lacks_register"}).front(), kRegister));
}

TEST_CASE("phases come together, in entries of their own, or in messages of their own") {
    CHECK(samples_of({}).size() == 1);
    CHECK(samples_of({"phase_per_message"}).size() == 4);
    const auto entries = read_sent<ocpp::MeterValues>(samples_of({"phase_per_entry"}).front()).meterValue;
    CHECK(entries.size() == 4);
}

TEST_CASE("at rest a reactive current may remain, with its power factor and no power") {
    Scene scene(behaving({"reactive_rest_a=0.5"}));
    scene.connect();
    set_profile(scene, {1, 0, "TxDefaultProfile", "Relative", "0"});
    scene.run_for(seconds(61));
    const auto sample = scene.take("MeterValues").front();
    CHECK(sampled(sample, kCurrent, ocpp::Phase::L2) == Approx(0.5));
    CHECK(sampled(sample, ocpp::Measurand::Power_Factor) == Approx(0.04));
    CHECK_FALSE(sampled(sample, kPower));
}

TEST_CASE("a held vehicle may feed back, which the import shows below 0") {
    Scene scene(behaving({"feeds_back_kw=7"}));
    scene.connect();
    set_profile(scene, {1, 0, "TxDefaultProfile", "Relative", "0"});
    scene.run_for(seconds(61));
    CHECK(sampled(scene.take("MeterValues").front(), kPower) == -7000.0);
}

TEST_CASE("phases that are not used may show a residual current") {
    auto options = behaving({"residual_a=1.9"});
    options.vehicle.phases = 1;
    Scene scene(options);
    scene.connect();
    scene.run_for(seconds(61));
    CHECK(sampled(scene.take("MeterValues").front(), kCurrent, ocpp::Phase::L2) == Approx(1.9));
}

TEST_CASE("voltage may be told between lines, of a split phase or of DC") {
    const auto lines = samples_of({"tells_line_voltages"}).front();
    CHECK(sampled(lines, ocpp::Measurand::Voltage, ocpp::Phase::L2_L3) == Approx(398.4));
    CHECK(samples_of({"tells_split_phase"}).front().payload.find("L1-L2") != std::string::npos);
    CHECK(samples_of({"meters_dc"}).front().payload.find("phase") == std::string::npos);
}

TEST_CASE("one meter for two connectors shows the power of both at each") {
    auto options = behaving({"one_meter_for_all"});
    options.connectors = 2;
    Scene scene(options);
    scene.connect();
    scene.run_for(seconds(61));
    for (const Sent& sample : scene.take("MeterValues")) CHECK(sampled(sample, kPower) == Approx(22000));
}

TEST_CASE("samples outside transactions bear no id, or that of the last one") {
    for (const auto& [word, id] :
         {std::pair{"samples_outside_transactions", -7}, std::pair{"tells_dead_transaction", 100}}) {
        Scene scene(behaving({word}));
        scene.connect();
        scene.run_for(seconds(10));
        scene.unplug();
        scene.take("MeterValues");
        scene.run_for(minutes(3));
        const auto samples = scene.take("MeterValues");
        REQUIRE(samples.size() >= 2);
        const auto told = read_sent<ocpp::MeterValues>(samples.back()).transactionId;
        CHECK((told ? static_cast<std::int64_t>(*told) : -7) == id);
    }
}

TEST_CASE("every so manieth sample bears another connector's number") {
    auto options = behaving({"mislabels_every=3"});
    options.connectors = 2;
    Scene scene(options);
    scene.connect();
    scene.unplug(2);
    scene.take("MeterValues");
    scene.run_for(seconds(181));
    std::string labels;
    for (const Sent& sample : scene.take("MeterValues"))
        labels += std::to_string(static_cast<int>(read_sent<ocpp::MeterValues>(sample).connectorId));
    CHECK(std::count(labels.begin(), labels.end(), '2') == 1);
}

}  // namespace simulators::test
