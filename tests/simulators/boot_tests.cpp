#include <catch2/catch.hpp>

#include "scene.h"

using namespace simulators::test;

namespace {

std::string boot_answer(const std::string& status, int interval) {
    return R"({"status":")" + status + R"(","currentTime":"2026-03-01T10:00:00Z","interval":)" +
           std::to_string(interval) + "}";
}

simulators::ChargePointOptions two_connectors() {
    simulators::ChargePointOptions options;
    options.connectors = 2;
    return options;
}

}  // namespace

TEST_CASE("a charger boots and then reports connector 0 and every connector") {
    Scene scene(two_connectors());
    scene.connect();
    REQUIRE(scene.sent().size() == 4);
    CHECK(scene.sent()[0].action == "BootNotification");
    CHECK(scene.last_status(0) == "Available");
    CHECK(scene.last_status(1) == "Available");
    CHECK(scene.last_status(2) == "Available");
}

TEST_CASE("heartbeats come by the interval of the boot answer") {
    Scene scene;
    scene.answers["BootNotification"] = boot_answer("Accepted", 120);
    scene.connect();
    scene.run_for(minutes(10) + seconds(1));
    CHECK(scene.count("Heartbeat") == 5);
}

TEST_CASE("a changed HeartbeatInterval counts at once") {
    Scene scene;
    scene.connect();
    scene.call("ChangeConfiguration", R"({"key":"HeartbeatInterval","value":"10"})");
    scene.run_for(seconds(61));
    CHECK(scene.count("Heartbeat") == 6);
}

TEST_CASE("a pending charger asks again by the interval and says nothing else") {
    Scene scene;
    scene.answers["BootNotification"] = boot_answer("Pending", 30);
    scene.connect();
    scene.plug();
    scene.run_for(seconds(65));
    CHECK(scene.count("BootNotification") == 3);
    CHECK(scene.sent().size() == 3);
    CHECK(scene.call("RemoteStartTransaction", R"({"idTag":"A","connectorId":1})") == R"({"status":"Rejected"})");
    CHECK(scene.call("GetConfiguration", R"({"key":["NumberOfConnectors"]})").find("\"1\"") != std::string::npos);
    scene.answers["BootNotification"] = boot_answer("Accepted", 300);
    scene.run_for(seconds(30));
    CHECK(scene.last_status() == "Preparing");
}

TEST_CASE("a rejected charger waits a minute where the central system names no interval") {
    Scene scene;
    scene.answers["BootNotification"] = boot_answer("Rejected", 0);
    scene.connect();
    scene.run_for(seconds(59));
    CHECK(scene.count("BootNotification") == 1);
    scene.run_for(seconds(2));
    CHECK(scene.count("BootNotification") == 2);
}

TEST_CASE("a boot that is not answered is sent again") {
    Scene scene;
    scene.answers.erase("BootNotification");
    scene.connect();
    scene.run_for(seconds(91));
    CHECK(scene.count("BootNotification") == 2);
}

TEST_CASE("a charger that is not registered boots on the next connection as well") {
    Scene scene;
    scene.answers["BootNotification"] = boot_answer("Pending", 300);
    scene.connect();
    scene.lose_link();
    scene.connect();
    CHECK(scene.count("BootNotification") == 2);
}

TEST_CASE("a reconnect brings no boot and no status that is known already") {
    Scene scene;
    scene.connect();
    scene.forget_sent();
    scene.lose_link();
    scene.run_for(seconds(20));
    scene.connect();
    CHECK(scene.sent().empty());
}

TEST_CASE("a status that changed while the link was down is told on return") {
    Scene scene;
    scene.connect();
    scene.lose_link();
    scene.plug();
    scene.forget_sent();
    scene.connect();
    REQUIRE(scene.sent().size() == 1);
    CHECK(scene.last_status() == "Preparing");
}

TEST_CASE("a reboot drops the link and ends in a boot") {
    Scene scene;
    scene.connect();
    scene.forget_sent();
    scene.act([](auto& p, auto now) { p.reboot(now); });
    CHECK(scene.dropped_for == milliseconds(2000));
    scene.run_for(seconds(2));
    scene.connect();
    CHECK(scene.count("BootNotification") == 1);
    CHECK(scene.last_status(0) == "Available");
    CHECK(scene.last_status(1) == "Available");
}
