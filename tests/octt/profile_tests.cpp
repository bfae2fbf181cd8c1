#include "tests/octt/case.h"

/// Smart charging.
using namespace octt;

namespace {

std::string profile(const std::string& purpose, const std::string& transaction, const std::string& kind) {
    const std::string times =
        kind == "Absolute" ? R"("validFrom":")" + in_seconds(-60) + R"(","validTo":")" + in_seconds(86400) + "\"," : "";
    const std::string start = kind == "Absolute" ? R"("startSchedule":")" + in_seconds(0) + "\"," : "";
    return R"({"chargingProfileId":5,)" + transaction + R"("stackLevel":0,"chargingProfilePurpose":")" + purpose +
           R"(","chargingProfileKind":")" + kind + "\"," + times + R"("chargingSchedule":{"duration":86400,)" + start +
           R"("chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":6},{"startPeriod":60,"limit":8.1}]}})";
}

std::string set_profile(const std::string& text) { return R"({"connectorId":1,"csChargingProfiles":)" + text + "}"; }

}  // namespace

TEST_CASE("tc_056 a default profile") {
    Case play;
    play.expect_status("SetChargingProfile", set_profile(profile("TxDefaultProfile", "", "Absolute")), "Accepted");
}

TEST_CASE("tc_057 a profile of the running transaction") {
    Case play;
    play.expect_charging();
    const std::string id = R"("transactionId":)" + std::to_string(play.charger.transaction_id()) + ",";
    play.expect_status("SetChargingProfile", set_profile(profile("TxProfile", id, "Absolute")), "Accepted");
}

TEST_CASE("tc_059 remote start with a profile") {
    Case play;
    play.expect_status(
        "RemoteStartTransaction",
        R"({"connectorId":1,"idTag":"TAG","chargingProfile":)" + profile("TxProfile", "", "Relative") + "}",
        "Accepted");
    play.expect_charging();
}

TEST_CASE("tc_066 the composite schedule") {
    Case play;
    play.expect_status("SetChargingProfile", set_profile(profile("TxDefaultProfile", "", "Absolute")), "Accepted");
    const Answer answer = play.expect_reply(
        "GetCompositeSchedule", R"({"connectorId":1,"duration":350,"chargingRateUnit":"A"})",
        R"({"status":"Accepted","connectorId":1,"scheduleStart":"2026-01-02T03:04:05Z","chargingSchedule":)"
        R"({"duration":350,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":8.1}]}})");
    CHECK(answer.number("data.response.chargingSchedule.duration") == 350);
}

TEST_CASE("tc_067 profiles are cleared by id, by criteria, and all") {
    Case play;
    play.expect_status("ClearChargingProfile", R"({"id":5})", "Accepted");
    play.expect_status("ClearChargingProfile",
                       R"({"connectorId":1,"chargingProfilePurpose":"TxDefaultProfile","stackLevel":0})", "Accepted");
    play.expect_status("ClearChargingProfile", "{}", "Unknown");
}
