#include <catch2/catch.hpp>

#include "scene.h"

using namespace simulators::test;
using Strings = std::vector<std::string>;

TEST_CASE("plugging in does not charge before somebody is authorised") {
    Scene scene;
    scene.connect();
    scene.plug();
    scene.run_for(minutes(10));
    CHECK(scene.last_status() == "Preparing");
    CHECK(scene.count("StartTransaction") == 0);
    CHECK(scene.power_kw() == 0);
}

TEST_CASE("a swiped tag starts and the same tag stops") {
    Scene scene;
    scene.connect();
    scene.plug();
    scene.swipe("AB12");
    CHECK(scene.count("Authorize") == 1);
    auto starts = scene.take("StartTransaction");
    REQUIRE(starts.size() == 1);
    CHECK(read_sent<ocpp::StartTransaction>(starts[0]).idTag.value == "AB12");
    CHECK(read_sent<ocpp::StartTransaction>(starts[0]).meterStart == 12000);
    CHECK(scene.last_status() == "Charging");
    CHECK(scene.power_kw() == Approx(11));
    scene.run_for(hours(1));
    scene.swipe("ab12");
    auto stops = scene.take("StopTransaction");
    REQUIRE(stops.size() == 1);
    const auto stop = read_sent<ocpp::StopTransaction>(stops[0]);
    CHECK(stop.transactionId == 100);
    CHECK(*stop.reason == ocpp::Reason::Local);
    CHECK(stop.idTag->value == "AB12");
    CHECK(stop.meterStop == 23000);
    CHECK(scene.last_status() == "Finishing");
    CHECK(scene.power_kw() == 0);
}

TEST_CASE("a tag first, the vehicle later") {
    Scene scene;
    scene.connect();
    scene.swipe("AB12");
    CHECK(scene.last_status() == "Preparing");
    CHECK(scene.count("StartTransaction") == 0);
    scene.run_for(seconds(30));
    scene.plug();
    CHECK(scene.count("StartTransaction") == 1);
    CHECK(scene.last_status() == "Charging");
}

TEST_CASE("an authorisation ends after ConnectionTimeOut without a vehicle") {
    Scene scene;
    scene.connect();
    scene.call("ChangeConfiguration", R"({"key":"ConnectionTimeOut","value":"45"})");
    scene.swipe("AB12");
    scene.run_for(seconds(46));
    CHECK(scene.last_status() == "Available");
    scene.plug();
    CHECK(scene.count("StartTransaction") == 0);
}

TEST_CASE("a refused tag starts nothing") {
    Scene scene;
    scene.answers["Authorize"] = R"({"idTagInfo":{"status":"Blocked"}})";
    scene.connect();
    scene.plug();
    scene.swipe("AB12");
    CHECK(scene.count("StartTransaction") == 0);
    CHECK(scene.last_status() == "Preparing");
}

TEST_CASE("unplugging stops the transaction and the connector is available") {
    Scene scene;
    scene.connect();
    scene.plug();
    scene.swipe("AB12");
    scene.take_statuses();
    scene.unplug();
    const auto stops = scene.take("StopTransaction");
    REQUIRE(stops.size() == 1);
    CHECK(*read_sent<ocpp::StopTransaction>(stops[0]).reason == ocpp::Reason::EVDisconnected);
    CHECK(scene.take_statuses() == Strings{"Available"});
}

TEST_CASE("with StopTransactionOnEVSideDisconnect off a transaction waits for the vehicle's return") {
    Scene scene;
    scene.connect();
    scene.call("ChangeConfiguration", R"({"key":"StopTransactionOnEVSideDisconnect","value":"false"})");
    scene.plug();
    scene.swipe("AB12");
    scene.unplug();
    CHECK(scene.count("StopTransaction") == 0);
    CHECK(scene.last_status() == "SuspendedEV");
    scene.plug();
    CHECK(scene.last_status() == "Charging");
}

TEST_CASE("a full battery suspends the session from the vehicle's side") {
    simulators::ChargePointOptions options;
    options.vehicle.battery_kwh = 10;
    options.vehicle.soc_percent = 90;
    Scene scene(options);
    scene.connect();
    scene.plug();
    scene.swipe("AB12");
    scene.run_for(hours(2));
    CHECK(scene.last_status() == "SuspendedEV");
    CHECK(scene.power_kw() == 0);
    CHECK(scene.connector().meter_wh == Approx(13000).margin(5));
}

TEST_CASE("a remote start with a vehicle plugged in starts at once, without an Authorize") {
    Scene scene;
    scene.connect();
    scene.plug();
    CHECK(scene.call("RemoteStartTransaction", R"({"idTag":"REMOTE","connectorId":1})") == R"({"status":"Accepted"})");
    CHECK(scene.count("Authorize") == 0);
    const auto starts = scene.take("StartTransaction");
    REQUIRE(starts.size() == 1);
    CHECK(read_sent<ocpp::StartTransaction>(starts[0]).idTag.value == "REMOTE");
    CHECK(scene.last_status() == "Charging");
}

TEST_CASE("a remote start asks back where AuthorizeRemoteTxRequests is on") {
    Scene scene;
    scene.connect();
    scene.plug();
    scene.call("ChangeConfiguration", R"({"key":"AuthorizeRemoteTxRequests","value":"true"})");
    scene.answers["Authorize"] = R"({"idTagInfo":{"status":"Invalid"}})";
    CHECK(scene.call("RemoteStartTransaction", R"({"idTag":"REMOTE","connectorId":1})") == R"({"status":"Accepted"})");
    CHECK(scene.count("Authorize") == 1);
    CHECK(scene.count("StartTransaction") == 0);
    scene.answers["Authorize"] = R"({"idTagInfo":{"status":"Accepted"}})";
    scene.call("RemoteStartTransaction", R"({"idTag":"REMOTE","connectorId":1})");
    CHECK(scene.count("StartTransaction") == 1);
}

TEST_CASE("a remote start without a vehicle waits for ConnectionTimeOut") {
    Scene scene;
    scene.connect();
    CHECK(scene.call("RemoteStartTransaction", R"({"idTag":"REMOTE"})") == R"({"status":"Accepted"})");
    CHECK(scene.last_status() == "Preparing");
    SECTION("nobody comes") {
        scene.run_for(seconds(61));
        CHECK(scene.last_status() == "Available");
    }
    SECTION("the vehicle comes") {
        scene.run_for(seconds(59));
        scene.plug();
        CHECK(scene.count("StartTransaction") == 1);
    }
}

TEST_CASE("a remote start is rejected where it cannot lead to a session") {
    Scene scene;
    scene.connect();
    CHECK(scene.call("RemoteStartTransaction", R"({"idTag":"A","connectorId":2})") == R"({"status":"Rejected"})");
    CHECK(scene.call("RemoteStartTransaction", R"({"idTag":"A","connectorId":0})") == "PropertyConstraintViolation");
    scene.act([](auto& p, auto now) { p.set_error(1, ocpp::ChargePointErrorCode::GroundFailure, now); });
    CHECK(scene.call("RemoteStartTransaction", R"({"idTag":"A","connectorId":1})") == R"({"status":"Rejected"})");
    scene.act([](auto& p, auto now) { p.set_error(1, ocpp::ChargePointErrorCode::NoError, now); });
    scene.plug();
    scene.swipe("B");
    CHECK(scene.call("RemoteStartTransaction", R"({"idTag":"A","connectorId":1})") == R"({"status":"Rejected"})");
}

TEST_CASE("a remote stop ends the transaction of that number only, and a remote start begins another") {
    Scene scene;
    scene.connect();
    scene.plug();
    scene.swipe("AB12");
    CHECK(scene.call("RemoteStopTransaction", R"({"transactionId":99})") == R"({"status":"Rejected"})");
    CHECK(scene.call("RemoteStopTransaction", R"({"transactionId":100})") == R"({"status":"Accepted"})");
    const auto stops = scene.take("StopTransaction");
    REQUIRE(stops.size() == 1);
    CHECK(*read_sent<ocpp::StopTransaction>(stops[0]).reason == ocpp::Reason::Remote);
    scene.take_statuses();
    scene.call("RemoteStartTransaction", R"({"idTag":"A","connectorId":1})");
    CHECK(scene.take_statuses() == Strings{"Preparing", "Charging"});
}

TEST_CASE("a start whose tag turns out invalid is stopped again") {
    Scene scene;
    scene.answers["StartTransaction"] = R"({"transactionId":7,"idTagInfo":{"status":"Expired"}})";
    scene.connect();
    scene.plug();
    scene.swipe("AB12");
    const auto stops = scene.take("StopTransaction");
    REQUIRE(stops.size() == 1);
    CHECK(*read_sent<ocpp::StopTransaction>(stops[0]).reason == ocpp::Reason::DeAuthorized);
    CHECK(read_sent<ocpp::StopTransaction>(stops[0]).transactionId == 7);
    CHECK(scene.power_kw() == 0);
}

TEST_CASE("a fault stops the flow and its end brings it back") {
    Scene scene;
    scene.connect();
    scene.plug();
    scene.swipe("AB12");
    scene.act([](auto& p, auto now) { p.set_error(1, ocpp::ChargePointErrorCode::OverVoltage, now); });
    CHECK(scene.last_status() == "Faulted");
    CHECK(scene.power_kw() == 0);
    scene.act([](auto& p, auto now) { p.set_error(1, ocpp::ChargePointErrorCode::NoError, now); });
    CHECK(scene.last_status() == "Charging");
    CHECK(scene.power_kw() == Approx(11));
}

TEST_CASE("a free vending charger starts by itself at plug-in, and after a reboot with a new transaction") {
    simulators::ChargePointOptions options;
    options.autostart = true;
    options.plugged = true;
    Scene scene(options);
    CHECK(scene.power_kw() == 0);
    scene.connect();
    const auto starts = scene.take("StartTransaction");
    REQUIRE(starts.size() == 1);
    CHECK(read_sent<ocpp::StartTransaction>(starts[0]).idTag.value == "FREE");
    scene.act([](auto& p, auto now) { p.reboot(now); });
    CHECK(scene.power_kw() == 0);
    scene.forget_sent();
    scene.run_for(seconds(2));
    scene.connect();
    const auto stops = scene.take("StopTransaction");
    REQUIRE(stops.size() == 1);
    CHECK(read_sent<ocpp::StopTransaction>(stops[0]).transactionId == 100);
    CHECK(*read_sent<ocpp::StopTransaction>(stops[0]).reason == ocpp::Reason::Reboot);
    CHECK(scene.sent().front().action == "BootNotification");
    CHECK(scene.count("StartTransaction") == 1);
    CHECK(scene.connector().transaction->id == 101);
    CHECK(scene.last_status() == "Charging");
    scene.call("RemoteStopTransaction", R"({"transactionId":101})");
    CHECK(scene.last_status() == "Finishing");
    scene.unplug();
    scene.plug();
    CHECK(scene.last_status() == "Charging");
}

TEST_CASE("two connectors hold two sessions") {
    simulators::ChargePointOptions options;
    options.connectors = 2;
    Scene scene(options);
    scene.connect();
    scene.plug(2);
    scene.swipe("A");
    CHECK(scene.last_status(2) == "Charging");
    scene.plug(1);
    scene.swipe("B");
    CHECK(scene.last_status(1) == "Charging");
    scene.swipe("A");
    CHECK(scene.last_status(2) == "Finishing");
    CHECK(scene.last_status(1) == "Charging");
}

TEST_CASE("another vehicle draws and is filled by its own measures") {
    Scene scene;
    scene.connect();
    simulators::Vehicle small;
    small.phases = 1;
    small.max_kw = 3.68;
    small.soc_percent = 20;
    scene.act([&](auto& p, auto now) { p.change_vehicle(1, small, now); });
    scene.plug();
    scene.swipe("A");
    CHECK(scene.power_kw() == Approx(3.68));
    scene.run_for(minutes(1));
    CHECK(scene.connector().vehicle.soc_percent == Approx(20.1).margin(0.02));
}
