#include "tests/octt/case.h"

/// Configuration, local lists, reservations and triggers.
using namespace octt;

namespace {

std::string change(const std::string& value) {
    return R"({"key":"MeterValueSampleInterval","value":")" + value + "\"}";
}

std::string local_list(int version, const std::string& type, const std::string& tag = "TAG") {
    return R"({"listVersion":)" + std::to_string(version) + R"(,"localAuthorizationList":[{"idTag":")" + tag +
           R"(","idTagInfo":{"status":"Accepted"}}],"updateType":")" + type + "\"}";
}

std::string reserve(int connector = 1, int seconds = 600) {
    return R"({"connectorId":)" + std::to_string(connector) + R"(,"expiryDate":")" + in_seconds(seconds) +
           R"(","idTag":"TAG","reservationId":77})";
}

std::size_t open_reservations(Case& play) { return play.shown().at("data.reservations").size(); }

std::string trigger(const std::string& message, int connector = 0) {
    const std::string where = connector > 0 ? R"(,"connectorId":)" + std::to_string(connector) : "";
    return R"({"requestedMessage":")" + message + "\"" + where + "}";
}

}  // namespace

TEST_CASE("tc_019_1 all of the configuration") {
    Case play;
    play.expect_reply("GetConfiguration", "{}",
                      R"({"configurationKey":[{"key":"A","readonly":true,"value":"1"}],"unknownKey":[]})");
    CHECK(play.shown().text("data.configuration.0.key") == "A");
}

TEST_CASE("tc_019_2 one key of the configuration") {
    Case play;
    play.expect_reply("GetConfiguration", R"({"key":["SupportedFeatureProfiles"]})",
                      R"({"configurationKey":[{"key":"SupportedFeatureProfiles","readonly":true,"value":"Core"}]})");
}

TEST_CASE("tc_021 the configuration is changed") {
    Case play;
    play.expect_status("ChangeConfiguration", change("60"), "Accepted");
}

TEST_CASE("tc_040_1 a key that is not supported") {
    Case play;
    play.expect_status("ChangeConfiguration", change("60"), "NotSupported");
}

TEST_CASE("tc_040_2 a value that is rejected") {
    Case play;
    play.expect_status("ChangeConfiguration", change("-1"), "Rejected");
}

TEST_CASE("tc_042_1 the version of a local list that is not supported") {
    Case play;
    play.expect_reply("GetLocalListVersion", "{}", R"({"listVersion":-1})");
}

TEST_CASE("tc_042_2 the version of an empty local list") {
    Case play;
    play.expect_reply("GetLocalListVersion", "{}", R"({"listVersion":0})");
}

TEST_CASE("tc_043_1 a local list that is not supported") {
    Case play;
    play.expect_status("SendLocalList", local_list(1, "Full"), "NotSupported");
}

TEST_CASE("tc_043_3 a local list that fails") {
    Case play;
    play.expect_status("SendLocalList", local_list(1, "Full"), "Failed");
}

TEST_CASE("tc_043_4 a full local list") {
    Case play;
    play.expect_status("SendLocalList", local_list(1, "Full"), "Accepted");
}

TEST_CASE("tc_043_5 a full local list and then a part") {
    Case play;
    play.expect_status("SendLocalList", local_list(1, "Full"), "Accepted");
    play.expect_status("SendLocalList", local_list(2, "Differential", "OTHER"), "Accepted");
}

TEST_CASE("tc_046 a reservation that is used") {
    Case play;
    play.expect_status("ReserveNow", reserve(), "Accepted");
    play.status("Reserved");
    CHECK(play.shown().at("data.reservations.0.reservationId").integer() == 77);
    play.expect_authorised();
    const std::string started = play.says(
        "StartTransaction",
        R"({"connectorId":1,"idTag":"TAG","meterStart":1,"reservationId":77,"timestamp":")" + in_seconds(0) + "\"}");
    CHECK(started.find("Accepted") != std::string::npos);
    CHECK(play.stage.poll_until([&] { return open_reservations(play) == 0; }));
}

TEST_CASE("tc_047 a reservation that expires") {
    Case play;
    play.expect_status("ReserveNow", reserve(1, 2), "Accepted");
    play.status("Reserved");
    CHECK(open_reservations(play) == 1);
    CHECK(play.stage.poll_until([&] { return open_reservations(play) == 0; }));
    play.status("Available");
    CHECK(play.observed_status() == "Available");
}

TEST_CASE("tc_048_1 a reservation of a faulted connector") {
    Case play;
    play.expect_status("ReserveNow", reserve(), "Faulted");
    CHECK(open_reservations(play) == 0);
}

TEST_CASE("tc_048_2 a reservation of an occupied connector") {
    Case play;
    play.expect_status("ReserveNow", reserve(), "Occupied");
    CHECK(open_reservations(play) == 0);
}

TEST_CASE("tc_048_3 a reservation of an unavailable connector") {
    Case play;
    play.expect_status("ChangeAvailability", R"({"connectorId":1,"type":"Inoperative"})", "Accepted");
    play.status("Unavailable");
    play.expect_status("ReserveNow", reserve(), "Unavailable");
    CHECK(open_reservations(play) == 0);
}

TEST_CASE("tc_048_4 a reservation that is rejected") {
    Case play;
    play.expect_status("ReserveNow", reserve(), "Rejected");
    CHECK(open_reservations(play) == 0);
}

TEST_CASE("tc_049 a reservation of any connector") {
    Case play;
    play.expect_status("ReserveNow", reserve(0), "Accepted");
    CHECK(play.shown().at("data.reservations.0.connectorId").integer() == 0);
}

TEST_CASE("tc_051 a reservation that is cancelled") {
    Case play;
    play.expect_status("ReserveNow", reserve(), "Accepted");
    play.expect_status("CancelReservation", R"({"reservationId":77})", "Accepted");
    CHECK(open_reservations(play) == 0);
}

TEST_CASE("tc_052 a cancellation that is rejected") {
    Case play;
    play.expect_status("ReserveNow", reserve(), "Accepted");
    play.expect_status("CancelReservation", R"({"reservationId":78})", "Rejected");
    CHECK(open_reservations(play) == 1);
}

TEST_CASE("tc_054 messages that are triggered") {
    Case play;
    play.charger.on("TriggerMessage",
                    [](const ReceivedCall&) { return std::optional<std::string>(R"({"status":"Accepted"})"); });
    play.expect_status("TriggerMessage", trigger("MeterValues", 1), "Accepted");
    play.charger.send_power(0);
    play.expect_status("TriggerMessage", trigger("Heartbeat"), "Accepted");
    CHECK(play.says("Heartbeat", "{}").find("currentTime") != std::string::npos);
    play.expect_status("TriggerMessage", trigger("StatusNotification", 1), "Accepted");
    play.status("Available");
    play.expect_status("TriggerMessage", trigger("DiagnosticsStatusNotification"), "Accepted");
    play.expect_job("DiagnosticsStatusNotification", "diagnostics", {"Idle"});
    play.expect_status("TriggerMessage", trigger("FirmwareStatusNotification"), "Accepted");
    play.expect_job("FirmwareStatusNotification", "firmware", {"Idle"});
}

TEST_CASE("tc_055 a trigger that is rejected") {
    Case play;
    play.expect_status("TriggerMessage", trigger("MeterValues", 2), "Rejected");
}

TEST_CASE("tc_064 a vendor's message that is not understood") {
    Case play;
    const std::string answer = play.says("DataTransfer", R"({"vendorId":"nobody","messageId":"m","data":"d"})");
    CHECK(answer == R"({"status":"UnknownVendorId"})");
}
