#include <catch2/catch.hpp>

#include "behaving.h"

using namespace simulators;
using namespace simulators::test;

namespace {

std::string write_key(Scene& scene, const std::string& key, const std::string& value) {
    return scene.call("ChangeConfiguration", R"({"key":")" + key + R"(","value":")" + value + R"("})");
}

std::string read_key(Scene& scene, const std::string& key) {
    const std::string answer = scene.call("GetConfiguration", R"({"key":[")" + key + R"("]})");
    const std::string before = R"("value":")";
    const auto at = answer.find(before);
    if (at == std::string::npos) return answer;
    const auto begin = at + before.size();
    return answer.substr(begin, answer.find('"', begin) - begin);
}

std::string trigger(Scene& scene, const std::string& message, bool with_connector) {
    return scene.call("TriggerMessage",
                      R"({"requestedMessage":")" + message + R"(")" + (with_connector ? R"(,"connectorId":1})" : "}"));
}

const std::string kSampled = "MeterValuesSampledData";

}  // namespace

TEST_CASE("a charger that is mute without keys answers few of them and hangs up on many") {
    Scene scene(behaving({"mute_without_keys", "most_keys_at_once=2"}));
    scene.connect();
    CHECK(scene.call("GetConfiguration", "{}") == kNoAnswer);
    CHECK(scene.call("GetConfiguration", R"({"key":[]})") == kNoAnswer);
    CHECK(read_key(scene, "GetConfigurationMaxKeys") == "2");
    CHECK_FALSE(scene.dropped_for);
    CHECK(scene.call("GetConfiguration", R"({"key":["A","B","C"]})") == kNoAnswer);
    CHECK(scene.dropped_for);
    scene.connect();
    CHECK(scene.connector().transaction->id == 100);
}

TEST_CASE("a charger may reboot on a key by name after the whole list, once for each boot") {
    Scene scene(behaving({"reboots_on_keys_asked_again"}));
    scene.connect();
    CHECK(read_key(scene, "HeartbeatInterval") == "300");
    scene.call("GetConfiguration", "{}");
    CHECK(scene.call("GetConfiguration", R"({"key":["HeartbeatInterval"]})") == kNoAnswer);
    CHECK(scene.dropped_for);
    scene.run_for(seconds(3));
    scene.connect();
    CHECK(scene.count("BootNotification") == 2);
    CHECK(read_key(scene, "HeartbeatInterval") == "300");
}

TEST_CASE("a charger of odd spelling writes keys small and lists in brackets") {
    Scene scene(behaving({"odd_configuration_spelling"}));
    scene.connect();
    const auto answer = scene.call("GetConfiguration", R"({"key":["SupportedFeatureProfiles","HeartbeatInterval"]})");
    CHECK(answer.find(R"("key":"supportedfeatureprofiles")") != std::string::npos);
    CHECK(answer.find(R"("[Core, SmartCharging ,'RemoteTrigger']")") != std::string::npos);
    CHECK(answer.find(R"("300")") != std::string::npos);
    CHECK(write_key(scene, "heartbeatinterval", "60") == kAccepted);
}

TEST_CASE("a list with a refused measurand is refused as a whole") {
    Scene scene(behaving({R"(rejects_measurand=["SoC"])"}));
    scene.connect();
    CHECK(write_key(scene, kSampled, "Power.Active.Import,SoC") == kRejected);
    CHECK(write_key(scene, kSampled, "Power.Active.Import") == kAccepted);
    CHECK(read_key(scene, kSampled) == "Power.Active.Import");
}

TEST_CASE("the third write of measurands since its boot reboots the charger") {
    Scene scene(behaving({"reboots_on_third_measurand_write"}));
    scene.connect();
    for (int boots = 1; boots <= 2; ++boots) {
        CHECK(scene.count("BootNotification") == static_cast<std::size_t>(boots));
        CHECK(write_key(scene, kSampled, "Flow") == kRejected);
        CHECK(write_key(scene, kSampled, "Power.Active.Import") == kAccepted);
        CHECK(write_key(scene, kSampled, "Power.Active.Import") == kNoAnswer);
        CHECK(scene.dropped_for);
        scene.run_for(seconds(3));
        scene.connect();
    }
}

TEST_CASE("what is written with RebootRequired holds from the next boot on") {
    Scene scene(behaving({"reboot_required_for_writes"}));
    scene.connect();
    CHECK(write_key(scene, "MeterValueSampleInterval", "10") == R"({"status":"RebootRequired"})");
    CHECK(write_key(scene, "MeterValueSampleInterval", "often") == kRejected);
    CHECK(read_key(scene, "MeterValueSampleInterval") == "60");
    scene.act([](auto& p, auto now) { p.reboot(now); });
    scene.run_for(seconds(3));
    scene.connect();
    CHECK(read_key(scene, "MeterValueSampleInterval") == "10");
}

TEST_CASE("a charger without writes says NotSupported and changes nothing") {
    Scene scene(behaving({"not_supported_writes"}));
    scene.connect();
    CHECK(write_key(scene, "MeterValueSampleInterval", "10") == R"({"status":"NotSupported"})");
    CHECK(read_key(scene, "MeterValueSampleInterval") == "60");
}

TEST_CASE("triggers are ignored, refused, or picky about connectors") {
    const auto try_all = [](const std::vector<std::string>& words) {
        Scene scene(behaving(words));
        scene.connect();
        scene.forget_sent();
        const std::string with = trigger(scene, "MeterValues", true), without = trigger(scene, "MeterValues", false);
        const std::string heartbeat = trigger(scene, "Heartbeat", false);
        return (with == kAccepted ? "with " : "") + std::string(without == kAccepted ? "without " : "") +
               (heartbeat == kAccepted ? "heartbeat " : "") + std::to_string(scene.sent().size());
    };
    CHECK(try_all({}) == "with without heartbeat 3");
    CHECK(try_all({"ignores_triggers"}) == "with without heartbeat 0");
    CHECK(try_all({"rejects_triggers"}) == "0");
    CHECK(try_all({"trigger_needs_connector"}) == "with heartbeat 2");
    CHECK(try_all({"trigger_without_connector_only"}) == "without heartbeat 2");
}

TEST_CASE("keys can be there from the start, be other than usual, or be missing") {
    ChargePointOptions options = behaving({});
    options.configuration = {{"ChargeProfileMaxStackLevel", "3"},
                             {"NumberOfConnectors", std::nullopt},
                             {"MeterValueSampleInterval", std::nullopt},
                             {"SomeKey", "some value"}};
    Scene scene(options);
    scene.connect();
    CHECK(read_key(scene, "SomeKey") == "some value");
    CHECK(write_key(scene, "SomeKey", "another") == kAccepted);
    CHECK(read_key(scene, "NumberOfConnectors") == R"({"unknownKey":["NumberOfConnectors"]})");
    CHECK(write_key(scene, "MeterValueSampleInterval", "10") == R"({"status":"NotSupported"})");
    CHECK(scene.call("GetConfiguration", "{}").find("NumberOfConnectors") == std::string::npos);
    CHECK(set_profile(scene, {1, 4}) == kRejected);
    CHECK(set_profile(scene, {1, 3}) == kAccepted);
    scene.forget_sent();
    scene.run_for(minutes(2));
    CHECK(scene.count("MeterValues") == 2);
}
