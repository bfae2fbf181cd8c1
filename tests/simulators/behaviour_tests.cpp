#include <catch2/catch.hpp>
#include <set>

#include "json/parse.h"
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

TEST_CASE("every behaviour has a name, and a switch is switched on by it") {
    const auto names = behaviour_names();
    CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
    Behaviour behaviour;
    CHECK(switch_on(behaviour, "silent_meter"));
    CHECK(behaviour.silent_meter);
    CHECK_FALSE(switch_on(behaviour, "flies"));
    CHECK_FALSE(switch_on(behaviour, "most_profiles"));
}

TEST_CASE("a behaviour is set from JSON according to its kind") {
    const auto document = json::parse(
        R"({"only_watts":true,"most_profiles":2,"foreign_profile_a":9.5,"refusal_words":"no","ampere_steps":[6,8],"rejects_measurand":["SoC"]})");
    Behaviour behaviour;
    for (const auto [name, value] : document.root().members()) set_member(behaviour, name, value);
    CHECK(behaviour.only_watts);
    CHECK(behaviour.most_profiles == 2);
    CHECK(behaviour.foreign_profile_a == 9.5);
    CHECK(behaviour.refusal_words == "no");
    CHECK(behaviour.ampere_steps == std::vector<double>{6, 8});
    CHECK(behaviour.rejects_measurand == std::vector<std::string>{"SoC"});
}

TEST_CASE("what a behaviour cannot be is refused by its name and changes nothing") {
    Behaviour behaviour;
    const auto refusal = [&](const std::string& name, const std::string& value) {
        const auto document = json::parse(value);
        try {
            set_member(behaviour, name, document.root());
        } catch (const std::invalid_argument& error) {
            return std::string(error.what());
        }
        return std::string("no refusal");
    };
    CHECK(refusal("flies", "true") == "flies: there is no such behaviour");
    CHECK(refusal("only_watts", "1") == "only_watts: true or false is wanted");
    CHECK(refusal("most_profiles", "2.5") == "most_profiles: a whole number is wanted");
    CHECK(refusal("foreign_profile_a", "\"9\"") == "foreign_profile_a: a number is wanted");
    CHECK(refusal("refusal_words", "null") == "refusal_words: a text is wanted");
    CHECK(refusal("ampere_steps", "[6,\"8\"]") == "ampere_steps: a list of numbers is wanted");
    CHECK(refusal("rejects_measurand", "\"SoC\"") == "rejects_measurand: a list of texts is wanted");
    CHECK(behaviour.ampere_steps.empty());
}

TEST_CASE("a behaviour is set by a word of a command line") {
    Behaviour behaviour;
    for (const char* word :
         {"only_watts", "most_profiles=2", "ampere_steps=[6,8]", "refusal_words=ask the owner", "silent_meter=false"})
        set_member(behaviour, word);
    CHECK(behaviour.only_watts);
    CHECK(behaviour.most_profiles == 2);
    CHECK(behaviour.ampere_steps.size() == 2);
    CHECK(behaviour.refusal_words == "ask the owner");
    for (const char* word : {"flies", "most_profiles", "most_profiles=two", "refusal_words", "=1"})
        CHECK_THROWS_AS(set_member(behaviour, word), std::invalid_argument);
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
