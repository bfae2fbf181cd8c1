#include "tests/octt/case.h"

/// Sessions: begun at the charger, by the central system, and ended either way.
using namespace octt;

namespace {

const std::string kRemoteStart = R"({"connectorId":1,"idTag":"TAG"})";

std::string remote_stop(Case& play) {
    return R"({"transactionId":)" + std::to_string(play.charger.transaction_id()) + "}";
}

}  // namespace

TEST_CASE("tc_001 cold boot") {
    Case play;
    CHECK(play.says("BootNotification", R"({"chargePointVendor":"V","chargePointModel":"M"})").find("Accepted") !=
          std::string::npos);
    play.status("Available");
    CHECK(play.says("Heartbeat", "{}").find("currentTime") != std::string::npos);
    CHECK(play.shown().text("data.boot.vendor") == "V");
    CHECK(play.observed_status() == "Available");
}

TEST_CASE("tc_003 regular session, cable first") {
    Case play;
    play.status("Preparing");
    play.expect_authorised();
    play.expect_started();
    play.status("Charging");
    CHECK(play.observed_status() == "Charging");
}

TEST_CASE("tc_004_1 regular session, identification first") {
    Case play;
    play.expect_charging();
    play.expect_stopped("Local");
}

TEST_CASE("tc_004_2 identification first, and no cable comes") {
    Case play;
    play.expect_authorised();
    play.status("Preparing");
    play.status("Available");
    CHECK(play.observed_status() == "Available");
    CHECK(play.rest.get("/operator/transactions").at("data.items").size() == 0);
}

TEST_CASE("tc_005_1 the vehicle's side is unplugged, and that stops the session") {
    Case play;
    play.expect_charging();
    play.expect_stopped("EVDisconnected");
    play.status("Finishing");
    play.status("Available");
    CHECK(play.observed_status() == "Available");
}

TEST_CASE("tc_007 a start with an identification from the cache, without Authorize") {
    Case play;
    play.status("Preparing");
    play.expect_started();
}

TEST_CASE("tc_061 the cache is cleared") {
    Case play;
    play.expect_status("ClearCache", "{}", "Accepted");
}

TEST_CASE("tc_010 remote start, cable first") {
    Case play;
    play.status("Preparing");
    const Answer asked = play.expect_status("RemoteStartTransaction", kRemoteStart, "Accepted");
    play.expect_charging();
    CHECK(play.rest.get("/operator/calls/" + asked.text("data.id")).text("data.start") == "started");
}

TEST_CASE("tc_011_1 remote start, then the cable") {
    Case play;
    play.expect_status("RemoteStartTransaction", kRemoteStart, "Accepted");
    play.expect_charging();
}

TEST_CASE("tc_011_2 remote start, and no cable comes") {
    Case play;
    play.expect_status("RemoteStartTransaction", kRemoteStart, "Accepted");
    play.expect_authorised();
    play.status("Preparing");
    play.status("Available");
    CHECK(play.observed_status() == "Available");
}

TEST_CASE("tc_012 remote stop") {
    Case play;
    play.expect_charging();
    play.expect_status("RemoteStopTransaction", remote_stop(play), "Accepted");
    play.expect_stopped("Remote");
}

TEST_CASE("tc_013 hard reset") {
    Case play;
    play.expect_status("Reset", R"({"type":"Hard"})", "Accepted");
    play.charger.drop();
    CHECK(play.stage.poll_until([&] { return play.shown().text("data.link.state") == "offline"; }));
    REQUIRE(play.charger.connect(play.gateway.ocpp_port()) == 101);
    play.boot();
}

TEST_CASE("tc_014 soft reset in a session") {
    Case play;
    play.expect_charging();
    play.expect_status("Reset", R"({"type":"Soft"})", "Accepted");
    play.expect_stopped("SoftReset");
    play.charger.drop();
    REQUIRE(play.charger.connect(play.gateway.ocpp_port()) == 101);
    play.boot();
    play.status("Available");
    CHECK(play.observed_status() == "Available");
}

TEST_CASE("tc_017_1 unlock without a session, cable not fixed") {
    Case play;
    play.expect_status("UnlockConnector", R"({"connectorId":1})", "Unlocked");
}

TEST_CASE("tc_017_2 unlock of a fixed cable") {
    Case play;
    play.expect_status("UnlockConnector", R"({"connectorId":1})", "NotSupported");
}

TEST_CASE("tc_018_1 unlock in a session") {
    Case play;
    play.expect_charging();
    play.expect_status("UnlockConnector", R"({"connectorId":1})", "Unlocked");
    play.expect_stopped("UnlockCommand");
    play.status("Finishing");
    CHECK(play.observed_status() == "Finishing");
}

TEST_CASE("tc_024 the connector lock fails") {
    Case play;
    play.status("Preparing");
    play.status("Faulted", "ConnectorLockFailure");
    CHECK(play.shown().text("data.report.connectors.0.observed.error") == "ConnectorLockFailure");
}

TEST_CASE("tc_026 remote start is rejected") {
    Case play;
    play.expect_status("RemoteStartTransaction", kRemoteStart, "Rejected");
}

TEST_CASE("tc_028 remote stop is rejected") {
    Case play;
    play.expect_charging();
    play.expect_status("RemoteStopTransaction", R"({"transactionId":987654})", "Rejected");
    CHECK(play.transaction().text("data.state") == "open");
}

TEST_CASE("tc_030 the unlock fails") {
    Case play;
    play.expect_status("UnlockConnector", R"({"connectorId":1})", "UnlockFailed");
}

TEST_CASE("tc_031 unlock of a connector that is not there") {
    Case play;
    play.expect_status("UnlockConnector", R"({"connectorId":9})", "NotSupported");
}
