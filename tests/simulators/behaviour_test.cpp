#include <catch2/catch.hpp>

#include "scene.h"

using namespace simulators;
using namespace simulators::test;

namespace {

ChargePointOptions with(const std::string& behaviour, bool autostart = true) {
    ChargePointOptions options;
    options.autostart = autostart;
    options.plugged = autostart;
    REQUIRE(switch_on(options.behaviour, behaviour));
    return options;
}

}  // namespace

TEST_CASE("every behaviour has a name that switches it on, and an unknown name none") {
    CHECK(behaviour_names().size() >= 6);
    Behaviour behaviour;
    for (const std::string& name : behaviour_names()) CHECK(switch_on(behaviour, name));
    CHECK_FALSE(switch_on(behaviour, "flies"));
}

TEST_CASE("a forgetful charger runs at full power after a reboot") {
    Scene scene(with("forgets_profiles_on_reboot"));
    scene.connect();
    scene.set_limit(1, "TxDefaultProfile", "10");
    scene.act([](auto& p, auto now) { p.reboot(now); });
    scene.run_for(seconds(2));
    scene.connect();
    CHECK(scene.power_kw() == Approx(11));
    CHECK(scene.point().profiles().installed().empty());
}

TEST_CASE("a charger that forgets at disconnect runs at full power at once") {
    Scene scene(with("forgets_profiles_on_disconnect"));
    scene.connect();
    scene.set_limit(1, "TxDefaultProfile", "10");
    SECTION("the other side closes") { scene.lose_link(); }
    SECTION("the charger is cut off") {
        scene.act([](auto& p, auto now) { p.drop_link(seconds(5), now); });
    }
    CHECK(scene.power_kw() == Approx(11));
}

TEST_CASE("a charger that freezes defaults follows a TxProfile now and the default in the next transaction") {
    Scene scene(with("tx_default_has_no_live_effect"));
    scene.connect();
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == "Accepted");
    CHECK(scene.power_kw() == Approx(11));
    CHECK(scene.set_limit(1, "TxProfile", "8", "A", R"(,"transactionId":100)") == "Accepted");
    CHECK(scene.power_kw() == Approx(5.52));
    scene.unplug();
    scene.plug();
    CHECK(scene.power_kw() == Approx(6.9));
}

TEST_CASE("a charger that ends the session at zero says Other and needs a new start") {
    Scene scene(with("zero_ends_transaction"));
    scene.connect();
    scene.set_limit(1, "TxDefaultProfile", "0");
    const auto stops = scene.take("StopTransaction");
    REQUIRE(stops.size() == 1);
    CHECK(*read_sent<ocpp::StopTransaction>(stops[0]).reason == ocpp::Reason::Other);
    CHECK(scene.last_status() == "Finishing");
    scene.set_limit(1, "TxDefaultProfile", "16");
    CHECK(scene.power_kw() == 0);
    scene.call("RemoteStartTransaction", R"({"idTag":"A","connectorId":1})");
    CHECK(scene.power_kw() == Approx(11));
}

TEST_CASE("a charger that ignores remote starts accepts them all the same") {
    Scene scene(with("ignores_remote_start", false));
    scene.connect();
    scene.plug();
    CHECK(scene.call("RemoteStartTransaction", R"({"idTag":"A","connectorId":1})") == R"({"status":"Accepted"})");
    scene.run_for(minutes(5));
    CHECK(scene.count("StartTransaction") == 0);
}

TEST_CASE("a charger of one unit rejects the other and says so in its configuration") {
    const bool amperes = GENERATE(true, false);
    Scene scene(with(amperes ? "only_amperes" : "only_watts"));
    scene.connect();
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10", "A") == (amperes ? "Accepted" : "Rejected"));
    CHECK(scene.set_limit(1, "TxDefaultProfile", "6900", "W") == (amperes ? "Rejected" : "Accepted"));
    CHECK(scene.power_kw() == Approx(6.9));
    const auto answer = scene.call("GetConfiguration", R"({"key":["ChargingScheduleAllowedChargingRateUnit"]})");
    CHECK(answer.find(amperes ? R"("Current")" : R"("Power")") != std::string::npos);
}

TEST_CASE("a charger that boots on every connection does so") {
    Scene scene(with("boots_on_reconnect"));
    scene.connect();
    scene.lose_link();
    scene.connect();
    CHECK(scene.count("BootNotification") == 2);
    CHECK(scene.connector().transaction->id == 100);
}

TEST_CASE("a charger that refuses defaults while available takes them at plug-in") {
    Scene scene(with("rejects_tx_default_while_available", false));
    scene.connect();
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == "Rejected");
    scene.plug();
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == "Accepted");
}

TEST_CASE("a charger that ignores profiles accepts them and stays at full power") {
    Scene scene(with("ignores_profiles"));
    scene.connect();
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == "Accepted");
    CHECK(scene.power_kw() == Approx(11));
}

TEST_CASE("a charger can refuse levels, kinds and late starts") {
    Scene level(with("rejects_stack_level_above_zero"));
    level.connect();
    const std::string at_level_1 = R"({"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":1,
        "chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A",
        "chargingSchedulePeriod":[{"startPeriod":0,"limit":9}]}}})";
    CHECK(level.call("SetChargingProfile", at_level_1) == R"({"status":"Rejected"})");
    CHECK(level.set_limit(1, "TxDefaultProfile", "10") == "Accepted");

    Scene absolute(with("rejects_absolute_profiles"));
    absolute.connect();
    CHECK(absolute.set_limit(1, "TxDefaultProfile", "10") == "Rejected");
    CHECK(absolute.call("SetChargingProfile", at_level_1) == R"({"status":"Accepted"})");

    Scene relative(with("rejects_relative_profiles"));
    relative.connect();
    CHECK(relative.call("SetChargingProfile", at_level_1) == R"({"status":"Rejected"})");

    Scene late(with("rejects_remote_start_in_finishing"));
    late.connect();
    late.call("RemoteStopTransaction", R"({"transactionId":100})");
    CHECK(late.call("RemoteStartTransaction", R"({"idTag":"A","connectorId":1})") == R"({"status":"Rejected"})");
}
