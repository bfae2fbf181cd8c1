#include <catch2/catch.hpp>

#include "behaving.h"

using namespace simulators;
using namespace simulators::test;

namespace {

const std::string kTx100 = R"(,"transactionId":100)";

}  // namespace

TEST_CASE("a unit that is ignored is accepted and changes nothing") {
    const bool watts = GENERATE(true, false);
    Scene scene(behaving({watts ? "ignores_watts" : "ignores_amperes"}));
    scene.connect();
    CHECK(scene.set_limit(1, "TxDefaultProfile", watts ? "10" : "6900", watts ? "A" : "W") == "Accepted");
    CHECK(scene.power_kw() == Approx(6.9));
    CHECK(scene.set_limit(1, "TxDefaultProfile", watts ? "4140" : "6", watts ? "W" : "A") == "Accepted");
    CHECK(scene.power_kw() == Approx(6.9));
}

TEST_CASE("a charger of whole amperes refuses fractions") {
    Scene scene(behaving({"rejects_fractions"}));
    scene.connect();
    CHECK(scene.set_limit(1, "TxDefaultProfile", "9.5") == "Rejected");
    CHECK(scene.set_limit(1, "TxDefaultProfile", "9") == "Accepted");
    CHECK(scene.power_kw() == Approx(kw_of(9)));
}

TEST_CASE("zero is refused or goes without effect where the charger is so") {
    const bool ignores = GENERATE(true, false);
    Scene scene(behaving({ignores ? "ignores_zero" : "rejects_zero"}));
    scene.connect();
    scene.set_limit(1, "TxDefaultProfile", "10");
    CHECK(scene.set_limit(1, "TxDefaultProfile", "0") == (ignores ? "Accepted" : "Rejected"));
    CHECK(scene.power_kw() == Approx(6.9));
}

TEST_CASE("a charger of the top level accepts lower ones and follows the top one") {
    Scene scene(behaving({"only_top_stack_level_applies"}));
    scene.connect();
    CHECK(set_profile(scene, {1, 9}) == kAccepted);
    CHECK(scene.power_kw() == Approx(kFull_kw));
    CHECK(set_profile(scene, {1, 10}) == kAccepted);
    CHECK(scene.power_kw() == Approx(6.9));
}

TEST_CASE("a charger that clears by id first loses a profile to a refused one") {
    const bool clears = GENERATE(true, false);
    ChargePointOptions options = behaving({}, false);
    options.connectors = 2;
    options.behaviour.clears_same_profile_id_everywhere = clears;
    Scene scene(options);
    scene.connect();
    set_profile(scene, {7}, 1);
    CHECK(set_profile(scene, {7, 11}, 2) == kRejected);  // above the top level
    CHECK(scene.point().profiles().installed().size() == (clears ? 0 : 1));
}

TEST_CASE("a charger that counts first refuses to replace when it is full") {
    const bool counts = GENERATE(true, false);
    ChargePointOptions options = behaving({"most_profiles=2"});
    options.behaviour.counts_profiles_before_replacing = counts;
    Scene scene(options);
    scene.connect();
    CHECK(set_profile(scene, {1, 0}) == kAccepted);
    CHECK(set_profile(scene, {2, 1}) == kAccepted);
    CHECK(set_profile(scene, {3, 2}) == kRejected);
    CHECK(set_profile(scene, {2, 1, "TxDefaultProfile", "Relative", "8"}) == (counts ? kRejected : kAccepted));
    const auto told = scene.call("GetConfiguration", R"({"key":["MaxChargingProfilesInstalled"]})");
    CHECK(told.find(R"("value":"2")") != std::string::npos);
}

TEST_CASE("a charger may refuse or ignore the limit of the whole station") {
    const bool ignores = GENERATE(true, false);
    Scene scene(behaving({ignores ? "ignores_charge_point_max" : "rejects_charge_point_max"}));
    scene.connect();
    CHECK(scene.set_limit(0, "ChargePointMaxProfile", "10") == (ignores ? "Accepted" : "Rejected"));
    CHECK(scene.power_kw() == Approx(kFull_kw));
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == "Accepted");
    CHECK(scene.power_kw() == Approx(6.9));
}

TEST_CASE("a charger that is mute on Absolute profiles answers Relative ones") {
    Scene scene(behaving({"mute_on_absolute_profiles"}));
    scene.connect();
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == kNoAnswer);
    scene.run_for(minutes(2));
    CHECK(scene.power_kw() == Approx(kFull_kw));
    CHECK(set_profile(scene, {}) == kAccepted);
    CHECK(scene.power_kw() == Approx(6.9));
}

TEST_CASE("a charger may refuse TxProfiles altogether, with or without their transaction") {
    const auto answers = [&](const char* behaviour) {
        Scene scene(behaving({behaviour}));
        scene.connect();
        const std::string with = scene.set_limit(1, "TxProfile", "10", "A", kTx100);
        return with + " " + scene.set_limit(1, "TxProfile", "10");
    };
    CHECK(answers("silent_meter") == "Accepted Accepted");
    CHECK(answers("rejects_tx_profile") == "Rejected Rejected");
    CHECK(answers("rejects_tx_profile_with_id") == "Rejected Accepted");
    CHECK(answers("rejects_tx_profile_without_id") == "Accepted Rejected");
}

TEST_CASE("a charger may take defaults on connectors only, or on connector 0 only") {
    const bool zero_only = GENERATE(true, false);
    Scene scene(behaving({zero_only ? "rejects_tx_default_on_connectors" : "rejects_connector_zero"}));
    scene.connect();
    CHECK(scene.set_limit(1, "TxDefaultProfile", "8") == (zero_only ? "Rejected" : "Accepted"));
    CHECK(scene.set_limit(0, "TxDefaultProfile", "10") == (zero_only ? "Accepted" : "Rejected"));
    CHECK(scene.power_kw() == Approx(kw_of(zero_only ? 10 : 8)));
}

TEST_CASE("a charger that refuses in words does so by CALLERROR, for every profile") {
    ocpp::QuirkCounters quirks;
    std::string answer;
    const SimulatedTime now{SteadyTime(hours(1)), ocpp::UtcTime(hours(1))};
    ChargePoint point(behaving({"refusal_words=EM by others is disabled"}),
                      {[&](const std::string& frame) { answer = frame; }, [](milliseconds) {}, {}}, now);
    point.on_connected(now);
    point.on_frame(
        R"([2,"1","SetChargingProfile",{"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":9}]}}}])",
        now);
    const ocpp::Frame read = ocpp::read_frame(answer, ocpp::Strictness::strict, quirks);
    const auto* error = std::get_if<ocpp::CallErrorFrame>(&read.content);
    REQUIRE(error);
    CHECK(error->description == "EM by others is disabled");
    CHECK(point.profiles().installed().empty());
}

TEST_CASE("what a charger refuses it refuses inside a remote start too") {
    Scene scene(behaving({"rejects_tx_profile"}, false));
    scene.connect();
    scene.plug();
    scene.call(
        "RemoteStartTransaction",
        R"({"idTag":"A","connectorId":1,"chargingProfile":{"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":9}]}}})");
    CHECK(scene.power_kw() == Approx(kFull_kw));
}
