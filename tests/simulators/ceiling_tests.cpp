#include <catch2/catch.hpp>

#include "scene.h"

using namespace simulators::test;
using Strings = std::vector<std::string>;

namespace {

simulators::ChargePointOptions charging_at_once() {
    simulators::ChargePointOptions options;
    options.autostart = true;
    options.plugged = true;
    return options;
}

}  // namespace

TEST_CASE("a TxDefaultProfile limits the running session at once") {
    Scene scene(charging_at_once());
    scene.connect();
    REQUIRE(scene.power_kw() == Approx(11));
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == "Accepted");
    CHECK(scene.power_kw() == Approx(6.9));
    CHECK(scene.last_status() == "Charging");
}

TEST_CASE("a limit in W is divided by the phases and 230 V") {
    Scene scene(charging_at_once());
    scene.connect();
    CHECK(scene.set_limit(1, "TxDefaultProfile", "7400", "W") == "Accepted");
    CHECK(scene.power_kw() == Approx(7.4));
}

TEST_CASE("a one-phase vehicle gets a third of a limit in W, a one-phase charger all of it") {
    auto options = charging_at_once();
    options.vehicle.phases = 1;
    options.vehicle.max_kw = 7.4;
    SECTION("three-phase charger") {
        Scene scene(options);
        scene.connect();
        scene.set_limit(1, "TxDefaultProfile", "6900", "W");
        CHECK(scene.power_kw() == Approx(2.3));
    }
    SECTION("one-phase charger") {
        options.phases = 1;
        Scene scene(options);
        scene.connect();
        scene.set_limit(1, "TxDefaultProfile", "6900", "W");
        CHECK(scene.power_kw() == Approx(6.9));
    }
}

TEST_CASE("zero suspends from the charger's side, and a new limit brings the power back") {
    Scene scene(charging_at_once());
    scene.connect();
    scene.take_statuses();
    scene.set_limit(1, "TxDefaultProfile", "0");
    CHECK(scene.power_kw() == 0);
    scene.run_for(minutes(5));
    scene.set_limit(1, "TxDefaultProfile", "16");
    CHECK(scene.power_kw() == Approx(11));
    CHECK(scene.take_statuses() == Strings{"SuspendedEVSE", "Charging"});
    CHECK(scene.count("StopTransaction") == 0);
}

TEST_CASE("a limit below six amperes suspends like zero") {
    Scene scene(charging_at_once());
    scene.connect();
    scene.set_limit(1, "TxDefaultProfile", "5.9");
    CHECK(scene.last_status() == "SuspendedEVSE");
}

TEST_CASE("a zero armed before the session lets it begin suspended") {
    Scene scene;
    scene.connect();
    scene.set_limit(1, "TxDefaultProfile", "0");
    scene.plug();
    scene.swipe("A");
    CHECK(scene.count("StartTransaction") == 1);
    CHECK(scene.take_statuses() == Strings{"Available", "Preparing", "SuspendedEVSE"});
    scene.run_for(minutes(5));
    CHECK(scene.connector().meter_wh == 12000);
}

TEST_CASE("a TxProfile outranks the default while its transaction runs and goes with it") {
    Scene scene(charging_at_once());
    scene.connect();
    scene.set_limit(1, "TxDefaultProfile", "8");
    CHECK(scene.set_limit(1, "TxProfile", "12", "A", R"(,"transactionId":100)") == "Accepted");
    CHECK(scene.power_kw() == Approx(8.28));
    CHECK(scene.set_limit(1, "TxProfile", "12", "A", R"(,"transactionId":99)") == "Rejected");
    scene.unplug();
    scene.plug();
    CHECK(scene.power_kw() == Approx(5.52));
}

TEST_CASE("ChargePointMaxProfile is a total that sessions share") {
    auto options = charging_at_once();
    options.connectors = 2;
    Scene scene(options);
    scene.connect();
    scene.set_limit(0, "ChargePointMaxProfile", "20");
    CHECK(scene.connector(1).current_a == Approx(10));
    CHECK(scene.connector(2).current_a == Approx(10));
    scene.unplug(2);
    CHECK(scene.connector(1).current_a == Approx(11000.0 / 690));
}

TEST_CASE("profiles survive a reboot and a lost link by default") {
    Scene scene(charging_at_once());
    scene.connect();
    scene.set_limit(1, "TxDefaultProfile", "10");
    scene.lose_link();
    CHECK(scene.power_kw() == Approx(6.9));
    scene.act([](auto& p, auto now) { p.reboot(now); });
    scene.run_for(seconds(2));
    scene.connect();
    CHECK(scene.power_kw() == Approx(6.9));
}

TEST_CASE("a schedule changes the power by itself") {
    Scene scene(charging_at_once());
    scene.connect();
    const std::string answer =
        scene.call("SetChargingProfile", R"({"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,
        "stackLevel":0,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":{
        "startSchedule":"2026-03-01T10:00:00Z","duration":1200,"chargingRateUnit":"A","chargingSchedulePeriod":[
        {"startPeriod":0,"limit":16},{"startPeriod":600,"limit":0}]}}})");
    REQUIRE(answer == R"({"status":"Accepted"})");
    scene.take_statuses();
    scene.run_for(minutes(10) - seconds(1));
    CHECK(scene.power_kw() == Approx(11));
    scene.run_for(seconds(2));
    CHECK(scene.power_kw() == 0);
    scene.run_for(minutes(10));
    CHECK(scene.power_kw() == Approx(11));
    CHECK(scene.take_statuses() == Strings{"SuspendedEVSE", "Charging"});
}

TEST_CASE("one large step of the clock meters the same energy as many small ones") {
    Scene small(charging_at_once());
    Scene large(charging_at_once());
    for (Scene* scene : {&small, &large}) {
        scene->connect();
        scene->set_limit(1, "TxDefaultProfile", "10");
    }
    small.run_for(hours(5));
    const simulators::SimulatedTime later{large.now().steady + hours(5), large.now().utc + hours(5)};
    large.point().advance(later);
    CHECK(small.connector().meter_wh == Approx(large.connector().meter_wh).margin(5));
    CHECK(small.connector().meter_wh > 12000 + 20000);
}

TEST_CASE("a profile that came with the remote start counts from the first moment") {
    Scene scene;
    scene.connect();
    scene.plug();
    scene.call("RemoteStartTransaction", R"({"idTag":"R","connectorId":1,"chargingProfile":{"chargingProfileId":5,
        "stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative","chargingSchedule":{
        "chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":9}]}}})");
    CHECK(scene.connector().current_a == Approx(9));
    scene.unplug();
    CHECK(scene.point().profiles().installed().empty());
}
