#include <catch2/catch.hpp>

#include "behaving.h"

using namespace simulators;
using namespace simulators::test;

TEST_CASE("a charger of steps rounds down to the next one it knows, and below all to nothing") {
    Scene scene(behaving({"ampere_steps=[6,8,10,13,16]"}));
    scene.connect();
    const auto offered = [&](const char* limit) {
        REQUIRE(scene.set_limit(1, "TxDefaultProfile", limit) == "Accepted");
        return scene.connector().offered.amperes;
    };
    CHECK(offered("12.9") == 10);
    CHECK(offered("13") == 13);
    CHECK(offered("32") == 16);
    CHECK(offered("5.9") == 0);
    CHECK(scene.last_status() == "SuspendedEVSE");
}

TEST_CASE("the top level is lost on reboot and the levels below stay") {
    Scene scene(behaving({"loses_top_stack_level_on_reboot"}));
    scene.connect();
    set_profile(scene, {1, 9, "TxDefaultProfile", "Relative", "14"});
    set_profile(scene, {2, 10, "TxDefaultProfile", "Relative", "8"});
    CHECK(scene.power_kw() == Approx(kw_of(8)));
    scene.act([](auto& p, auto now) { p.reboot(now); });
    scene.run_for(seconds(2));
    scene.connect();
    CHECK(scene.power_kw() == Approx(kw_of(14)));
}

TEST_CASE("a TxProfile given during a pause is gone when the session resumes") {
    Scene scene(behaving({"drops_tx_profile_on_resume"}));
    scene.connect();
    const std::string tx = R"(,"transactionId":100)";
    scene.set_limit(1, "TxProfile", "0", "A", tx);
    CHECK(scene.power_kw() == 0);
    CHECK(scene.set_limit(1, "TxProfile", "8", "A", tx) == "Accepted");
    CHECK(scene.power_kw() == Approx(kFull_kw));
    CHECK(scene.set_limit(1, "TxProfile", "8", "A", tx) == "Accepted");
    CHECK(scene.power_kw() == Approx(kw_of(8)));
}

TEST_CASE("a foreign profile at a higher level wins until it is cleared") {
    Scene scene(behaving({"foreign_profile_a=9", "foreign_profile_level=3"}));
    scene.connect();
    CHECK(scene.power_kw() == Approx(kw_of(9)));
    CHECK(set_profile(scene, {1, 0, "TxDefaultProfile", "Relative", "14"}) == kAccepted);
    CHECK(scene.power_kw() == Approx(kw_of(9)));
    CHECK(scene.call("ClearChargingProfile", R"({"chargingProfilePurpose":"TxDefaultProfile","stackLevel":3})") ==
          kAccepted);
    CHECK(scene.power_kw() == Approx(kw_of(14)));
}

TEST_CASE("a foreign profile is on connector 0 where connectors take none") {
    Scene scene(behaving({"foreign_profile_a=9", "rejects_tx_default_on_connectors"}));
    scene.connect();
    CHECK(scene.power_kw() == Approx(kw_of(9)));
    CHECK(set_profile(scene, {1, 2, "TxDefaultProfile", "Relative", "14"}, 0) == kAccepted);
    CHECK(scene.power_kw() == Approx(kw_of(14)));
}

TEST_CASE("a charger of a vendor's key takes no profiles and is limited by the key, over reboots") {
    Scene scene(behaving({"vendor_limit_key=ChargeRate", "vendor_limit_scale=10"}));
    scene.connect();
    CHECK(scene.call("GetConfiguration", R"({"key":["ChargeRate"]})").find(R"("value":"320")") != std::string::npos);
    CHECK(scene.set_limit(1, "TxDefaultProfile", "10") == "NotSupported");
    CHECK(scene.call("ChangeConfiguration", R"({"key":"ChargeRate","value":"much"})") == kRejected);
    CHECK(scene.power_kw() == Approx(kFull_kw));
    CHECK(scene.call("ChangeConfiguration", R"({"key":"ChargeRate","value":"95"})") == kAccepted);
    CHECK(scene.power_kw() == Approx(kw_of(9.5)));
    scene.act([](auto& p, auto now) { p.reboot(now); });
    scene.run_for(seconds(2));
    scene.connect();
    CHECK(scene.power_kw() == Approx(kw_of(9.5)));
}

TEST_CASE("somebody else's limit takes over a while after each accepted profile") {
    Scene scene(behaving({"external_limit_after_s=60"}));
    scene.connect();
    for (int round = 0; round < 2; ++round) {
        scene.set_limit(1, "TxDefaultProfile", "10");
        scene.run_for(seconds(59));
        CHECK(scene.power_kw() == Approx(6.9));
        scene.run_for(seconds(2));
        CHECK(scene.power_kw() == Approx(kFull_kw));
    }
}

TEST_CASE("a charger may call its own pause the vehicle's") {
    Scene scene(behaving({"says_suspended_ev_when_paused"}));
    scene.connect();
    scene.set_limit(1, "TxDefaultProfile", "0");
    CHECK(scene.last_status() == "SuspendedEV");
}

TEST_CASE("a vehicle that wakes on an edge sleeps on after a long pause until the current goes and comes back") {
    Scene scene(behaving({"vehicle_wakes_on_edge_only"}));
    scene.connect();
    if (GENERATE(false, true)) {  // every vehicle of such a charger is like that
        scene.act([](auto& p, auto now) { p.change_vehicle(1, simulators::Vehicle(), now); });
    }
    const auto pause_for = [&](seconds time) {
        scene.set_limit(1, "TxDefaultProfile", "0");
        scene.run_for(time);
        scene.set_limit(1, "TxDefaultProfile", "16");
    };
    pause_for(seconds(50));
    CHECK(scene.power_kw() == Approx(kFull_kw));
    pause_for(seconds(61));
    CHECK(scene.power_kw() == 0);
    CHECK(scene.last_status() == "SuspendedEV");
    scene.run_for(minutes(10));
    CHECK(scene.power_kw() == 0);
    pause_for(seconds(4));
    CHECK(scene.power_kw() == 0);
    pause_for(seconds(10));
    CHECK(scene.power_kw() == Approx(kFull_kw));
}

TEST_CASE("a sleeping vehicle is woken by stop and start") {
    Scene scene(behaving({"vehicle_wakes_on_edge_only"}));
    scene.connect();
    scene.set_limit(1, "TxDefaultProfile", "0");
    scene.run_for(seconds(61));
    scene.set_limit(1, "TxDefaultProfile", "16");
    REQUIRE(scene.power_kw() == 0);
    scene.call("RemoteStopTransaction", R"({"transactionId":100})");
    scene.call("RemoteStartTransaction", R"({"idTag":"A","connectorId":1})");
    CHECK(scene.power_kw() == Approx(kFull_kw));
}

TEST_CASE("a clock that is behind reads schedules and stamps messages by its own time") {
    ChargePointOptions options = behaving({});
    options.clock_lag = seconds(90);  // further back than the start of the scene's schedules
    Scene scene(options);
    scene.connect();
    const auto started = read_sent<ocpp::StartTransaction>(scene.take("StartTransaction").at(0));
    CHECK(*started.timestamp.time == scene.now().utc - seconds(90));
    scene.set_limit(1, "TxDefaultProfile", "10");
    CHECK(scene.power_kw() == Approx(kFull_kw));
    scene.run_for(seconds(31));
    CHECK(scene.power_kw() == Approx(6.9));
}
