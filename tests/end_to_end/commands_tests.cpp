#include <catch2/catch.hpp>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"
#include "tests/end_to_end/simulator_process.h"

/// Commands as a client gives them, on a live simulated charger.
using namespace end_to_end;

namespace {

struct CommandSite {
    explicit CommandSite(const std::vector<std::string>& options = {}, const std::string& id = "CP-SIM")
        : gateway(stage), simulator(stage, gateway.ocpp_port(), id, with_speed(options)), client(gateway.client()) {
        REQUIRE(simulator.wait_for("boot: accepted"));
        device = client.device_of(id);
    }

    /// Meter values five times a second.
    static std::vector<std::string> with_speed(std::vector<std::string> options) {
        options.insert(options.end(), {"--speed", "5"});
        return options;
    }

    void write_ceiling(double kilowatts) { REQUIRE(client.write_ceiling(device, kilowatts).status == 200); }

    Answer finish(const std::string& command) {
        const Answer pushed = client.push(device, command);
        REQUIRE(pushed.status == 202);
        const Answer action = client.finished_action(pushed.text("data.id"));
        INFO(action.body);
        return action;
    }
    void complete(const std::string& command) {
        const Answer action = finish(command);
        INFO(action.body);
        REQUIRE(action.text("data.state") == "completed");
        CHECK(action.at("data.result.success").is_true());
        CHECK(action.at("data.errorCode").is_null());
    }
    void fail(const std::string& command, const std::string& code) {
        const Answer action = finish(command);
        INFO(action.body);
        REQUIRE(action.text("data.state") == "failed");
        CHECK(action.text("data.errorCode") == code);
        CHECK_FALSE(action.at("data.result.success").is_true());
        CHECK_FALSE(action.text("data.errorMessage").empty());
        CHECK(client.read_device(device).text("data.lastAction.errorCode") == code);
    }

    /// Else Available may hide a vehicle, and one remote start goes out.
    void shows_that_it_tells_preparing() {
        simulator.say("plug");
        wait_for_status("connected");
        simulator.say("unplug");
        wait_for_status("available");
    }

    double power() { return client.read_device(device).number("data.state.currentPower"); }
    void wait_for_power(double least, double most) {
        const bool reached = stage.poll_until([&] { return power() >= least && power() <= most; });
        INFO("power " << power());
        REQUIRE(reached);
    }
    void wait_for_status(const std::string& status) {
        const Answer read =
            client.wait_for_device(device, [&](const Answer& now) { return now.text("data.state.status") == status; });
        REQUIRE(read.text("data.state.status") == status);
    }

    Stage stage;
    GatewayProcess gateway;
    SimulatorProcess simulator;
    RestClient client;
    std::string device;
};

Answer failed_charge(GatewayProcess& gateway, const std::string& charger) {
    const RestClient client = gateway.client();
    const Answer action = client.finished_action(client.push(client.device_of(charger), "charge").text("data.id"));
    CHECK(action.text("data.state") == "failed");
    return action;
}

}  // namespace

TEST_CASE("charge starts a session under the cap and idle and charge pause and resume it") {
    CommandSite site;
    site.write_ceiling(7.4);
    site.simulator.say("plug");
    site.wait_for_status("connected");
    site.complete("charge");
    CHECK(site.simulator.wait_for("started by"));
    site.wait_for_power(6.7, 7.4);
    site.wait_for_status("charging");

    site.simulator.mark();
    site.complete("idle");
    CHECK(site.simulator.wait_for("status connector 1: SuspendedEVSE"));
    site.wait_for_power(0, 0.1);
    site.wait_for_status("paused");
    CHECK(site.client.read_device(site.device).number("data.settings.max_charge_rate.value") == 7.4);

    site.simulator.mark();
    site.complete("charge");
    CHECK(site.simulator.wait_for("status connector 1: Charging"));
    site.wait_for_power(6.7, 7.4);
    CHECK(site.simulator.limit_a() == Approx(10.7));

    // The intent covers one session: the next vehicle is not started unasked.
    site.simulator.say("unplug");
    site.wait_for_status("available");
    site.simulator.mark();
    site.simulator.say("plug");
    site.wait_for_status("connected");
    CHECK_FALSE(site.simulator.wait_for("started by", 1500ms));
}

TEST_CASE(
    "a session started by a tag runs under the cap and ends with the "
    "cable") {
    CommandSite site;
    site.write_ceiling(7.4);
    site.simulator.say("plug");
    site.wait_for_status("connected");
    site.simulator.say("swipe CARD");
    CHECK(site.simulator.wait_for("started by CARD"));
    site.wait_for_power(6.7, 7.4);
    CHECK_FALSE(site.simulator.has_said("limit connector 1: now 32.0 A"));
    site.simulator.say("unplug");
    CHECK(site.simulator.wait_for("stopped (EVDisconnected)"));
    site.wait_for_status("available");
    CHECK(site.power() == 0);
}

TEST_CASE("a command that is already fulfilled completes at once") {
    CommandSite site({"--plugged", "--autostart"});
    site.wait_for_status("charging");
    site.complete("charge");
    site.complete("idle");
    site.complete("idle");
}

TEST_CASE("charge without a vehicle fails and the pause it replaced holds again") {
    CommandSite site;
    site.shows_that_it_tells_preparing();
    site.complete("idle");
    site.fail("charge", "VEHICLE_NOT_CONNECTED");
    site.simulator.say("plug");
    site.simulator.say("swipe CARD");
    CHECK(site.simulator.wait_for("started by CARD"));
    site.wait_for_status("paused");
    CHECK(site.simulator.limit_a() == 0);
}

TEST_CASE("charge without a vehicle does not start the next one that comes") {
    CommandSite site;
    site.shows_that_it_tells_preparing();
    site.fail("charge", "VEHICLE_NOT_CONNECTED");
    site.simulator.say("plug");
    site.wait_for_status("connected");
    CHECK_FALSE(site.simulator.wait_for("started by", 1500ms));
}

TEST_CASE("a charger that stays away longer than the grace fails the command") {
    CommandSite site({"--plugged", "--autostart"});
    site.wait_for_status("charging");
    site.simulator.say("drop 3600");
    site.client.wait_for_device(site.device,
                                [](const Answer& read) { return !read.at("data.sync.available").is_true(); });
    const auto pushed = Clock::now();
    site.fail("idle", "DEVICE_OFFLINE");
    CHECK(Clock::now() - pushed >= 1400ms);
}

TEST_CASE("a charger that returns within the grace gets the command") {
    CommandSite site({"--plugged", "--autostart"});
    site.wait_for_status("charging");
    site.simulator.say("drop 3");  // of its own seconds
    site.client.wait_for_device(site.device,
                                [](const Answer& read) { return !read.at("data.sync.available").is_true(); });
    site.complete("idle");
    CHECK(site.simulator.limit_a() == 0);
}

TEST_CASE("a start that is accepted and ignored is an effect not observed") {
    CommandSite site({"--plugged", "--behaviour", "ignores_remote_start"});
    site.wait_for_status("connected");
    site.fail("charge", "EFFECT_NOT_OBSERVED");
}

TEST_CASE("the command is rejected with the charger's word") {
    Stage stage;
    GatewayProcess gateway(stage);
    ScriptedCharger charger(stage, "CP-NO");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.boot();
    charger.status("Preparing");
    charger.answer_status("RemoteStartTransaction", "Rejected");
    const Answer action = failed_charge(gateway, "CP-NO");
    CHECK(action.text("data.errorCode") == "COMMAND_REJECTED");
    CHECK(action.text("data.errorMessage").find("Rejected") != std::string::npos);
    CHECK(charger.count("RemoteStartTransaction") == 2);  // with its connector and without (quirk 103)
}

TEST_CASE("a charger that does not answer a command times out") {
    Stage stage;
    GatewayProcess gateway(stage);
    ScriptedCharger charger(stage, "CP-NEVER");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.boot();
    charger.status("Preparing");
    charger.stay_mute("RemoteStartTransaction");
    const Answer action = failed_charge(gateway, "CP-NEVER");
    CHECK(action.text("data.errorCode") == "TIMEOUT");
}

TEST_CASE("a faulted charger refuses to charge") {
    CommandSite site;
    site.simulator.say("plug");
    site.simulator.say("fault GroundFailure");
    site.wait_for_status("faulted");
    site.fail("charge", "DEVICE_UNAVAILABLE");
}

TEST_CASE("where a TxDefaultProfile has no live effect a TxProfile follows") {
    Stage stage;
    GatewayProcess gateway(stage);
    ScriptedCharger charger(stage, "CP-057");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.begin_session();
    const RestClient client = gateway.client();
    const std::string device = client.device_of("CP-057");
    REQUIRE(client.write_ceiling(device, 7.4).status == 200);
    const bool told = stage.poll_until([&] {
        charger.send_power(11);  // whatever the default profile says
        return !charger.profiles().empty() && charger.profiles().back().purpose == "TxProfile";
    });
    REQUIRE(told);
    CHECK(carries(charger.profiles().back(), 7.4));
    CHECK(charger.profiles().back().transaction_id == charger.transaction_id());
    CHECK(charger.count("ClearChargingProfile") == 0);
    charger.send_power(7.3);

    // From then on it comes first.
    const std::size_t before = charger.profiles().size();
    REQUIRE(client.write_ceiling(device, 5).status == 200);
    const auto next = charger.wait_for_profile(before);
    REQUIRE(next);
    CHECK(next->purpose == "TxProfile");
    CHECK(carries(*next, 5));
    const auto default_follows = charger.wait_for_profile(before + 1);
    REQUIRE(default_follows);
    CHECK(default_follows->purpose == "TxDefaultProfile");
    CHECK(carries(*default_follows, 5));
}

TEST_CASE("power falls on a charger whose TxDefaultProfile has no live effect and the lesson survives a restart") {
    CommandSite site({"--plugged", "--autostart", "--behaviour", "tx_default_has_no_live_effect"});
    site.wait_for_power(10.5, 11.1);
    site.write_ceiling(7.4);
    site.wait_for_power(6.7, 7.4);
    CHECK(site.simulator.limit_a() == Approx(10.7));

    site.gateway.kill9();
    site.gateway.restart();
    site.client = site.gateway.client();
    REQUIRE(site.simulator.wait_for("link: lost"));
    site.write_ceiling(5);
    site.wait_for_power(4.2, 5);
}

TEST_CASE("a charger that ends the session at zero is paused by stop and restart once that was learnt") {
    CommandSite site({"--plugged", "--autostart", "--behaviour", "zero_ends_transaction"});
    site.write_ceiling(7.4);
    site.wait_for_power(6.7, 7.4);
    site.complete("idle");
    REQUIRE(site.simulator.wait_for("stopped (Other)"));
    const std::string lesson = R"(\"zero_ends_transaction\":true)";
    const bool learnt = site.stage.poll_until([&] { return site.gateway.log().find(lesson) != std::string::npos; });
    REQUIRE(learnt);

    site.simulator.mark();
    site.complete("charge");
    REQUIRE(site.simulator.wait_for("transaction connector 1: started by"));
    site.wait_for_power(6.7, 7.4);

    site.simulator.mark();
    site.complete("idle");
    REQUIRE(site.simulator.wait_for("stopped (Remote)"));
    site.wait_for_power(0, 0.1);
    CHECK(site.client.read_device(site.device).number("data.settings.max_charge_rate.value") == 7.4);
    // The base is told anew after a session: a zero would have come before it, or in its place.
    CHECK(site.simulator.wait_for("limit connector 1: TxDefaultProfile of 10.7 A Accepted"));
    CHECK_FALSE(site.simulator.has_said("of 0.0 A"));
    CHECK_FALSE(site.simulator.has_said("limit connector 1: now 0.0 A"));
}
