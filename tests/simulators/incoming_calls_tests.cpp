#include <catch2/catch.hpp>

#include "scene.h"

using namespace simulators::test;

TEST_CASE("unknown actions are not implemented, actions of the other side not supported") {
    Scene scene;
    scene.connect();
    CHECK(scene.call("Reset", R"({"type":"Soft"})") == "NotImplemented");
    CHECK(scene.call("ChangeAvailability", R"({"connectorId":1,"type":"Inoperative"})") == "NotImplemented");
    CHECK(scene.call("Heartbeat", "{}") == "NotSupported");
}

TEST_CASE("the charger reads its central system strictly") {
    Scene scene;
    scene.connect();
    CHECK(scene.call("RemoteStopTransaction", "{}") == "OccurenceConstraintViolation");
    CHECK(scene.call("RemoteStopTransaction", R"({"transactionId":"1"})") == "TypeConstraintViolation");
    CHECK(scene.call("TriggerMessage", R"({"requestedMessage":"Nonsense"})") == "PropertyConstraintViolation");
    CHECK(scene.call("SetChargingProfile", R"({"connectorId":1,"csChargingProfiles":{},"more":1})") !=
          R"({"status":"Accepted"})");
}

TEST_CASE("profiles are refused as the specification says") {
    Scene scene;
    scene.connect();
    CHECK(scene.set_limit(2, "TxDefaultProfile", "10") == "PropertyConstraintViolation");
    CHECK(scene.set_limit(1, "TxProfile", "10") == "Rejected");
    CHECK(scene.set_limit(1, "ChargePointMaxProfile", "10") == "Rejected");
    CHECK(scene.set_limit(0, "ChargePointMaxProfile", "10") == "Accepted");
    CHECK(scene.set_limit(0, "TxDefaultProfile", "10") == "Accepted");
}

TEST_CASE("clearing by id, and finding nothing") {
    Scene scene;
    scene.connect();
    scene.set_limit(1, "TxDefaultProfile", "10");
    const auto id = scene.point().profiles().installed().front().profile.chargingProfileId;
    CHECK(scene.call("ClearChargingProfile", R"({"id":1})") == R"({"status":"Unknown"})");
    CHECK(scene.call("ClearChargingProfile", R"({"id":)" + std::to_string(id) + "}") == R"({"status":"Accepted"})");
    CHECK(scene.call("ClearChargingProfile", "{}") == R"({"status":"Unknown"})");
}

TEST_CASE("the composite schedule shows what counts now") {
    Scene scene;
    scene.connect();
    scene.set_limit(1, "TxDefaultProfile", "10");
    CHECK(scene.call("GetCompositeSchedule", R"({"connectorId":1,"duration":600})") ==
          R"({"status":"Accepted","connectorId":1,"scheduleStart":"2026-03-01T10:00:00Z","chargingSchedule":)"
          R"({"duration":600,"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":10}]}})");
    CHECK(scene.call("GetCompositeSchedule", R"({"connectorId":1,"duration":600,"chargingRateUnit":"W"})")
              .find(R"("limit":6900})") != std::string::npos);
    CHECK(scene.call("GetCompositeSchedule", R"({"connectorId":0,"duration":60})").find(R"("limit":32})") !=
          std::string::npos);
    CHECK(scene.call("GetCompositeSchedule", R"({"connectorId":9,"duration":60})") == R"({"status":"Rejected"})");
    CHECK(scene.call("GetCompositeSchedule", R"({"connectorId":1,"duration":60,"chargingRateUnit":"kW"})") ==
          "PropertyConstraintViolation");
}

TEST_CASE("a private message of an unknown vendor is answered so") {
    Scene scene;
    scene.connect();
    CHECK(scene.call("DataTransfer", R"({"vendorId":"x","data":"y"})") == R"({"status":"UnknownVendorId"})");
}

TEST_CASE("each trigger brings its message after the answer") {
    Scene scene;
    scene.connect();
    for (const std::string message : {"Heartbeat", "StatusNotification", "MeterValues", "DiagnosticsStatusNotification",
                                      "FirmwareStatusNotification"}) {
        scene.forget_sent();
        CHECK(scene.call("TriggerMessage", R"({"requestedMessage":")" + message + "\"}") == R"({"status":"Accepted"})");
        REQUIRE(scene.sent().size() == 1);
        CHECK(scene.sent().front().action == message);
    }
}

TEST_CASE("an accepted charger does not boot again by trigger, a pending one does") {
    Scene scene;
    scene.answers["BootNotification"] = R"({"status":"Pending","currentTime":"2026-03-01T10:00:00Z","interval":900})";
    scene.connect();
    CHECK(scene.call("TriggerMessage", R"({"requestedMessage":"BootNotification"})") == R"({"status":"Accepted"})");
    CHECK(scene.count("BootNotification") == 2);
    scene.answers["BootNotification"] = R"({"status":"Accepted","currentTime":"2026-03-01T10:00:00Z","interval":900})";
    scene.call("TriggerMessage", R"({"requestedMessage":"BootNotification"})");
    CHECK(scene.call("TriggerMessage", R"({"requestedMessage":"BootNotification"})") == R"({"status":"Rejected"})");
}

TEST_CASE("a trigger for one connector speaks of that one, for an unknown one of none") {
    simulators::ChargePointOptions options;
    options.connectors = 2;
    Scene scene(options);
    scene.connect();
    scene.forget_sent();
    scene.call("TriggerMessage", R"({"requestedMessage":"StatusNotification","connectorId":2})");
    CHECK(scene.last_status(1) == "none");
    CHECK(scene.last_status(2) == "Available");
    CHECK(scene.call("TriggerMessage", R"({"requestedMessage":"MeterValues","connectorId":3})") ==
          R"({"status":"Rejected"})");
}

TEST_CASE("a broken frame is answered with an error or ignored, and hurts nothing") {
    Scene scene;
    scene.connect();
    scene.act([](auto& p, auto now) { p.on_frame("[2,\"\",\"Heartbeat\",{}]", now); });
    scene.act([](auto& p, auto now) { p.on_frame("no json", now); });
    scene.act([](auto& p, auto now) { p.on_frame("[3,\"unknown\",{}]", now); });
    CHECK(scene.call("DataTransfer", R"({"vendorId":"x"})") == R"({"status":"UnknownVendorId"})");
}
