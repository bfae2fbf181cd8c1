#include <catch2/catch.hpp>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"
#include "tests/end_to_end/simulator_process.h"

/// The ceiling on chargers and vehicles of many kinds, told by the power that is drawn in the end.
using namespace end_to_end;

namespace {

struct ChargerKindSite {
    explicit ChargerKindSite(std::vector<std::string> options) : gateway(stage), client(gateway.client()) {
        options.insert(options.end(), {"--speed", "5"});
        simulator = std::make_unique<SimulatorProcess>(stage, gateway.ocpp_port(), "CP-KIND", options);
        device = client.device_of("CP-KIND");
    }

    void write_ceiling(double kilowatts) { REQUIRE(client.write_ceiling(device, kilowatts).status == 200); }
    double power(const std::string& of = {}) {
        return client.read_device(of.empty() ? device : of).number("data.state.currentPower");
    }
    /// Power settles between nine tenths of the ceiling and the ceiling.
    void expect_power_at(double ceiling_kw, std::chrono::milliseconds patience = std::chrono::seconds(60)) {
        const bool settled =
            stage.poll_until([&] { return power() > 0.9 * ceiling_kw && power() <= ceiling_kw; }, patience);
        INFO("power " << power() << ", " << simulator->status());
        CHECK(settled);
    }

    Stage stage;
    GatewayProcess gateway;
    RestClient client;
    std::unique_ptr<SimulatorProcess> simulator;
    std::string device;
};

const std::vector<std::string> kCharging = {"--plugged", "--autostart"};

std::vector<std::string> charging_with(std::vector<std::string> options) {
    options.insert(options.end(), kCharging.begin(), kCharging.end());
    return options;
}

}  // namespace

TEST_CASE("the ceiling holds on a charger that departs from the specification") {
    const std::string behaviour =
        GENERATE("only_watts", "only_amperes", "rejects_stack_level_above_zero", "rejects_absolute_profiles",
                 "rejects_relative_profiles", "rejects_tx_default_while_available", "tx_default_has_no_live_effect");
    INFO(behaviour);
    ChargerKindSite site(charging_with({"--behaviour", behaviour}));
    site.write_ceiling(7.4);
    site.expect_power_at(7.4);
    site.write_ceiling(5);
    site.expect_power_at(5);
    site.write_ceiling(9);
    site.expect_power_at(9);
}

TEST_CASE("the ceiling is not lost on one phase of a charger with three") {
    ChargerKindSite site(charging_with({"--vehicle-phases", "1", "--vehicle-max-kw", "7.4"}));
    site.write_ceiling(6);
    site.expect_power_at(6);  // 8.6 A while three phases are assumed, 26 A once one is seen for 30 s
}

TEST_CASE("quirk 95: a charger that accepts every profile and follows none has an alarm on its device") {
    ChargerKindSite site(charging_with({"--behaviour", "ignores_profiles"}));
    REQUIRE(site.stage.poll_until([&] { return site.power() > 10; }));
    CHECK_FALSE(site.client.read_device(site.device).has("data.metadata.alarms"));
    site.write_ceiling(7.4);
    const Answer read =
        site.client.wait_for_device(site.device, [](const Answer& now) { return now.has("data.metadata.alarms"); });
    REQUIRE(read.has("data.metadata.alarms"));
    const json::Value alarms = read.at("data.metadata.alarms");
    REQUIRE(alarms.size() == 1);
    const json::Value alarm = *alarms.elements().begin();
    CHECK(alarm.find("code")->text() == "LIMIT_NOT_FOLLOWED");
    INFO(alarm.find("message")->text());
    CHECK(alarm.find("message")->text().find("11 kW are drawn") != std::string::npos);
}

TEST_CASE("a ceiling on one connector leaves the other alone") {
    ChargerKindSite site(charging_with({"--connectors", "2"}));
    const std::string other = site.client.device_of("CP-KIND", 2);
    REQUIRE(other != site.device);
    site.write_ceiling(5);
    site.expect_power_at(5);
    const bool other_is_free = site.stage.poll_until([&] { return site.power(other) > 10; });
    CHECK(other_is_free);
    CHECK(site.client.read_device(other).number("data.settings.max_charge_rate.value") == 50);
}

TEST_CASE("a ceiling of zero pauses and charge does not lift it") {
    ChargerKindSite site(kCharging);
    site.write_ceiling(0);
    REQUIRE(site.stage.poll_until([&] { return site.simulator->limit_a() == 0; }));
    const Answer action = site.client.finished_action(site.client.push(site.device, "charge").text("data.id"));
    CHECK(action.text("data.state") == "failed");
    CHECK(action.text("data.errorCode") == "CEILING_BELOW_MINIMUM");
    CHECK(site.simulator->limit_a() == 0);
    CHECK(site.client.read_device(site.device).number("data.settings.max_charge_rate.value") == 0);
    site.write_ceiling(7.4);
    site.expect_power_at(7.4);  // nobody asked for a pause
}

TEST_CASE("a charger that takes no profile is paused by stopping") {
    ChargerKindSite site(charging_with({"--behaviour", "rejects_profiles"}));
    REQUIRE(site.stage.poll_until([&] { return site.power() > 10; }));
    const Answer action = site.client.finished_action(site.client.push(site.device, "idle").text("data.id"));
    INFO(action.body);
    CHECK(action.text("data.state") == "completed");
    CHECK(site.simulator->wait_for("stopped (Remote)"));
}

TEST_CASE("a command in flight survives a SIGKILL and ends") {
    Stage stage;
    GatewayProcess gateway(stage);
    ScriptedCharger charger(stage, "CP-OPEN");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.begin_session();
    charger.send_power(11);
    charger.stay_mute("SetChargingProfile");
    const RestClient client = gateway.client();
    const std::string device = client.device_of("CP-OPEN");
    const std::string action = client.push(device, "idle").text("data.id");
    gateway.kill9();
    charger.drop();
    gateway.restart();
    CHECK(gateway.client().get("/actions/" + action).text("data.state") == "acknowledged");
    CHECK(gateway.client().push(device, "charge").error_code() == "CONFLICT");

    charger.answer_status("SetChargingProfile", "Accepted");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.send_power(11);
    REQUIRE(stage.run_until([&] { return charger.limit_kw() == 0; }));
    charger.status("SuspendedEVSE");
    charger.send_power(0);
    CHECK(gateway.client().finished_action(action).text("data.state") == "completed");
}

TEST_CASE("a command in flight whose charger never returns after a SIGKILL fails") {
    Stage stage;
    GatewayProcess gateway(stage);
    ScriptedCharger charger(stage, "CP-GONE");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.begin_session();
    charger.stay_mute("SetChargingProfile");
    const RestClient client = gateway.client();
    const std::string action = client.push(client.device_of("CP-GONE"), "idle").text("data.id");
    gateway.kill9();
    charger.drop();
    gateway.restart();
    const Answer ended = gateway.client().finished_action(action);
    CHECK(ended.text("data.state") == "failed");
    CHECK(ended.text("data.errorCode") == "DEVICE_OFFLINE");
}
