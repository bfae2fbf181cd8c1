#include <catch2/catch.hpp>

#include "tests/end_to_end/ceiling.h"
#include "tests/end_to_end/scripted_charger.h"

/// The ceiling survives everything that happens to a site: the next profile on the wire carries it, and comes by
/// itself. That it does so within 10 s is shown under a manual clock (tests/gateway/control); here the machine's speed
/// decides nothing.
using namespace end_to_end;

namespace {

/// A gateway and one charger with a session that draws 11 kW.
struct CeilingSite {
    explicit CeilingSite(const std::string& id) : gateway(stage, as_shipped()), charger(stage, id) {
        REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
        charger.begin_session();
        charger.send_power(11);
        client.emplace(gateway.client());
        device = client->device_of(id);
    }

    void write_ceiling(double kilowatts = kCeilingKw) {
        REQUIRE(client->write_ceiling(device, kilowatts).status == 200);
    }

    /// Writes the ceiling and waits until the charger has it.
    void establish() {
        write_ceiling();
        const auto profile = charger.wait_for_profile(0);
        REQUIRE(profile);
        REQUIRE(carries(*profile, kCeilingKw));
        charger.send_power_within_limits(11);
    }

    void expect_next_profile(std::size_t from) {
        const auto profile = charger.wait_for_profile(from);
        REQUIRE(profile);
        INFO(profile->purpose << " " << profile->limit << " " << profile->unit);
        CHECK(carries(*profile, kCeilingKw));
    }

    void expect_nothing_above(std::size_t from) const {
        for (std::size_t i = from; i < charger.profiles().size(); ++i) {
            CHECK(charger.profiles()[i].kilowatts() <= kCeilingKw + 1e-9);
        }
    }

    /// A vehicle is plugged in and charges.
    void expect_ceiling_in_new_session(std::size_t from) {
        charger.status("Preparing");
        charger.start_transaction();
        charger.status("Charging");
        expect_next_profile(from);
        expect_nothing_above(from);
    }

    Stage stage;
    GatewayProcess gateway;
    ScriptedCharger charger;
    std::optional<RestClient> client;
    std::string device;
};

}  // namespace

TEST_CASE("a written ceiling reaches the charger at once") {
    CeilingSite site("CP-056");
    site.write_ceiling();
    const auto profile = site.charger.wait_for_profile(0);
    REQUIRE(profile);
    CHECK(carries(*profile, kCeilingKw));
    CHECK(profile->purpose == "TxDefaultProfile");
    CHECK(profile->connector == 1);
    CHECK_FALSE(profile->transaction_id);
    CHECK(site.charger.count("ClearChargingProfile") == 0);

    // A lower one does not wait for the pace between profiles.
    site.write_ceiling(5);
    const auto second = site.charger.wait_for_profile(1);
    REQUIRE(second);
    CHECK(carries(*second, 5));
}

TEST_CASE("before any ceiling was written no profile is sent") {
    CeilingSite site("CP-FIRST");
    site.stage.watch_for(3s);
    CHECK(site.charger.profiles().empty());
    CHECK(site.client->read_device(site.device).number("data.settings.max_charge_rate.value") == 50);
}

TEST_CASE("the ceiling survives a SIGKILL of the gateway right after the answer") {
    CeilingSite site("CP-KILL");
    site.write_ceiling();
    site.gateway.kill9();
    site.charger.drop();
    const std::size_t before = site.charger.profiles().size();

    site.gateway.restart();
    const RestClient client = site.gateway.client();
    const Answer offline = client.read_device(site.device);
    CHECK(offline.number("data.settings.max_charge_rate.value") == kCeilingKw);
    CHECK_FALSE(offline.at("data.sync.available").is_true());
    CHECK(offline.text("data.metadata.source") == "fallback");

    REQUIRE(site.charger.connect(site.gateway.ocpp_port()) == 101);
    site.charger.send_power(11);  // the session went on, without a boot
    site.expect_next_profile(before);
}

TEST_CASE("the ceiling survives a SIGKILL when the charger says nothing after it came back") {
    CeilingSite site("CP-SILENT");
    site.establish();
    site.gateway.kill9();
    site.charger.drop();
    site.charger.forget_profiles();
    const std::size_t before = site.charger.profiles().size();

    site.gateway.restart();
    REQUIRE(site.charger.connect(site.gateway.ocpp_port()) == 101);
    site.expect_next_profile(before);
    const auto trigger = site.charger.wait_for_call("TriggerMessage");
    REQUIRE(trigger);
    CHECK(trigger->payload().find("requestedMessage")->text() == "BootNotification");
}

TEST_CASE("a charger that refuses to boot again because it is accepted gets its ceiling within 10 s") {
    CeilingSite site("CP-ACCEPTED");
    site.establish();
    site.charger.drop();
    site.charger.forget_profiles();
    site.charger.answer_status("TriggerMessage", "Rejected");  // errata 3.35
    const std::size_t before = site.charger.profiles().size();
    REQUIRE(site.charger.connect(site.gateway.ocpp_port()) == 101);
    REQUIRE(site.charger.wait_for_call("TriggerMessage"));
    site.expect_next_profile(before);
}

TEST_CASE("the ceiling survives a reboot that forgot all profiles") {
    CeilingSite site("CP-REBOOT");
    site.establish();
    const std::size_t before = site.charger.profiles().size();
    site.charger.stop_transaction("Reboot");
    site.charger.drop();
    site.charger.forget_profiles();

    REQUIRE(site.charger.connect(site.gateway.ocpp_port()) == 101);
    site.charger.boot();
    site.expect_ceiling_in_new_session(before);
}

TEST_CASE("the ceiling survives a reboot in the middle of a session") {
    CeilingSite site("CP-POWERCUT");
    site.establish();
    const std::size_t before = site.charger.profiles().size();
    // Power cut: no StopTransaction, the session goes on after the boot.
    site.charger.drop();
    site.charger.forget_profiles();
    REQUIRE(site.charger.connect(site.gateway.ocpp_port()) == 101);
    site.charger.boot();
    site.charger.status("Charging");
    site.charger.send_power(11);
    site.expect_next_profile(before);
}

TEST_CASE("the ceiling survives a dropped socket without a BootNotification") {
    CeilingSite site("CP-DROP");
    site.establish();
    const std::size_t before = site.charger.profiles().size();
    site.charger.drop();
    site.charger.forget_profiles();
    REQUIRE(site.charger.connect(site.gateway.ocpp_port()) == 101);
    site.charger.send_power(11);
    site.expect_next_profile(before);
    CHECK(site.charger.count("GetConfiguration") == 1);  // a mere reconnect does not repeat the dialogue
}

TEST_CASE("the ceiling holds in a new transaction") {
    CeilingSite site("CP-NEXT");
    site.establish();
    site.charger.stop_transaction();
    site.charger.status("Finishing");
    site.charger.status("Available");
    const std::size_t before = site.charger.profiles().size();
    site.expect_ceiling_in_new_session(before);
}

TEST_CASE("a resume after idle never offers more than the ceiling") {
    CeilingSite site("CP-RESUME");
    site.establish();
    const std::string idle = site.client->push(site.device, "idle").text("data.id");
    REQUIRE(site.stage.run_until([&] { return site.charger.limit_kw() == 0; }));
    site.charger.status("SuspendedEVSE");
    site.charger.send_power(0);
    REQUIRE(site.client->finished_action(idle).text("data.state") == "completed");
    CHECK(site.client->read_device(site.device).number("data.settings.max_charge_rate.value") == kCeilingKw);

    const std::size_t before = site.charger.profiles().size();
    const std::string charge = site.client->push(site.device, "charge").text("data.id");
    const auto profile = site.charger.wait_for_profile(before);
    REQUIRE(profile);
    CHECK(carries(*profile, kCeilingKw));
    site.charger.status("Charging");
    site.charger.send_power_within_limits(11);
    CHECK(site.client->finished_action(charge).text("data.state") == "completed");
    site.expect_nothing_above(before);
    CHECK(site.charger.count("ClearChargingProfile") == 0);
}

TEST_CASE("a ceiling written while the charger is offline is applied when it returns") {
    CeilingSite site("CP-AWAY");
    site.charger.drop();
    const Answer gone = site.client->wait_for_device(
        site.device, [](const Answer& read) { return !read.at("data.sync.available").is_true(); });
    CHECK(gone.text("data.metadata.source") == "fallback");
    site.write_ceiling();
    const Answer read = site.client->read_device(site.device);
    CHECK(read.number("data.settings.max_charge_rate.value") == kCeilingKw);
    CHECK(read.number("data.state.powerRateLimit") == 50);  // not acknowledged by anybody yet

    REQUIRE(site.charger.connect(site.gateway.ocpp_port()) == 101);
    site.charger.send_power(11);
    site.expect_next_profile(0);
    const Answer applied = site.client->wait_for_device(
        site.device, [](const Answer& now) { return now.number("data.state.powerRateLimit") == kCeilingKw; });
    CHECK(applied.number("data.state.powerRateLimit") == kCeilingKw);
}

TEST_CASE("the ceiling survives a charger that stays mute and answers again later") {
    Stage stage;
    GatewayProcess gateway(stage);  // short windows: time-outs are waited for
    ScriptedCharger charger(stage, "CP-LATER");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.begin_session();
    const RestClient client = gateway.client();
    const std::string device = client.device_of("CP-LATER");
    charger.stay_mute("SetChargingProfile");
    REQUIRE(client.write_ceiling(device, kCeilingKw).status == 200);
    REQUIRE(charger.wait_for_profile(1));  // it was tried again
    charger.answer_status("SetChargingProfile", "Accepted");
    const Answer applied = client.wait_for_device(
        device, [](const Answer& read) { return read.number("data.state.powerRateLimit") == kCeilingKw; });
    CHECK(applied.number("data.state.powerRateLimit") == kCeilingKw);
    for (const ReceivedProfile& profile : charger.profiles()) CHECK(carries(profile, kCeilingKw));
}
