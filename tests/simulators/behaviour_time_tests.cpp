#include <catch2/catch.hpp>

#include "behaving.h"

/// Effects and answers that take their time, statuses that are not true.
namespace simulators::test {

namespace {

const Limit kZero{1, 0, "TxDefaultProfile", "Relative", "0"};
const Limit kTen{1, 0, "TxDefaultProfile", "Relative", "10"};

struct Charging {
    explicit Charging(const std::vector<std::string>& words) : scene(behaving(words)) {
        scene.connect();
        scene.run_for(seconds(1));
        REQUIRE(scene.power_kw() == Approx(kFull_kw));
    }
    Scene scene;
};

}  // namespace

TEST_CASE("a lower limit, a pause and a resume each count after their own time") {
    Charging charging({"reduction_takes_s=20", "pause_takes_s=75", "resume_takes_s=110"});
    Scene& scene = charging.scene;
    CHECK(set_profile(scene, kTen) == kAccepted);
    scene.run_for(seconds(19));
    CHECK(scene.power_kw() == Approx(kFull_kw));
    scene.run_for(seconds(2));
    CHECK(scene.power_kw() == Approx(kw_of(10)));
    set_profile(scene, kZero);
    scene.run_for(seconds(74));
    CHECK(scene.power_kw() > 0);
    scene.run_for(seconds(2));
    CHECK(scene.power_kw() == 0);
    set_profile(scene, kTen);
    scene.run_for(seconds(109));
    CHECK(scene.power_kw() == 0);
    scene.run_for(seconds(2));
    CHECK(scene.power_kw() == Approx(kw_of(10)));
}

TEST_CASE("after each write all flows for some seconds") {
    Charging charging({"spikes_after_write_s=18"});
    set_profile(charging.scene, kTen);
    charging.scene.run_for(seconds(17));
    CHECK(charging.scene.power_kw() == Approx(kFull_kw));
    charging.scene.run_for(seconds(2));
    CHECK(charging.scene.power_kw() == Approx(kw_of(10)));
}

TEST_CASE("a profile may count at once and be answered late") {
    Charging charging({"profile_answer_after_ms=80000"});
    CHECK(set_profile(charging.scene, kTen) == kNoAnswer);
    charging.scene.run_for(seconds(1));
    CHECK(charging.scene.power_kw() == Approx(kw_of(10)));
}

TEST_CASE("limits above a rating are refused, in amperes and in watts") {
    Charging charging({"refuses_above_a=16"});
    Scene& scene = charging.scene;
    CHECK(set_profile(scene, {1, 0, "TxDefaultProfile", "Relative", "17"}) == kRejected);
    CHECK(set_profile(scene, {1, 0, "TxDefaultProfile", "Relative", "16"}) == kAccepted);
    CHECK(scene.set_limit(1, "TxDefaultProfile", "12000", "W") == "Rejected");
    CHECK(scene.set_limit(1, "TxDefaultProfile", "11000", "W") == "Accepted");
}

TEST_CASE("fractions may be refused by a CALLERROR") {
    Charging charging({"error_on_fractions"});
    CHECK(set_profile(charging.scene, {1, 0, "TxDefaultProfile", "Relative", "10.7"}) == "PropertyConstraintViolation");
    CHECK(set_profile(charging.scene, kTen) == kAccepted);
}

TEST_CASE("the vehicle may draw on after the stop, within the limit, and then rests") {
    Charging charging({"draws_on_after_stop_s=60"});
    Scene& scene = charging.scene;
    set_profile(scene, kTen);
    scene.call("RemoteStopTransaction", R"({"transactionId":100})");
    CHECK(scene.count("StopTransaction") == 1);
    scene.run_for(seconds(30));
    CHECK(scene.power_kw() == Approx(kw_of(10)));
    scene.run_for(seconds(40));
    CHECK(scene.power_kw() == 0);
}

TEST_CASE("after a reconnect it may say Available while the current flows, until the truth changes") {
    Charging charging({"says_available_on_reconnect"});
    Scene& scene = charging.scene;
    scene.lose_link();
    scene.connect();
    scene.run_for(minutes(5));
    CHECK(scene.last_status() == "Available");
    CHECK(scene.power_kw() == Approx(kFull_kw));
    set_profile(scene, kZero);
    scene.run_for(seconds(1));
    CHECK(scene.last_status() == "SuspendedEVSE");
}

TEST_CASE("a session may survive a reboot that says Available") {
    Charging charging({"session_survives_reboot"});
    Scene& scene = charging.scene;
    scene.act([](ChargePoint& point, SimulatedTime now) { point.reboot(now); });
    scene.connect();
    scene.run_for(seconds(5));
    CHECK(scene.last_status() == "Available");
    CHECK(scene.count("StopTransaction") == 0);
    CHECK(scene.power_kw() == Approx(kFull_kw));
}

TEST_CASE("with a vehicle it may stay at Available or stick at Reserved") {
    for (const auto& [word, status] :
         {std::pair{"never_preparing", "Available"}, std::pair{"reserved_when_plugged", "Reserved"}}) {
        Scene scene(behaving({word}, false));
        scene.connect();
        scene.plug();
        scene.run_for(seconds(1));
        CHECK(scene.last_status() == status);
    }
}

TEST_CASE("held at zero while free it may say Unavailable") {
    Scene scene(behaving({"unavailable_at_zero"}, false));
    scene.connect();
    set_profile(scene, kZero);
    scene.run_for(seconds(1));
    CHECK(scene.last_status() == "Unavailable");
    set_profile(scene, kTen);
    scene.run_for(seconds(1));
    CHECK(scene.last_status() == "Available");
}

TEST_CASE("its clock may be set in the middle of a session, and time goes on") {
    Charging charging({});
    Scene& scene = charging.scene;
    scene.act([](ChargePoint& point, SimulatedTime now) { point.set_clock_lag(hours(1), now); });
    scene.take("MeterValues");
    scene.run_for(seconds(61));
    const auto value = read_sent<ocpp::MeterValues>(scene.take("MeterValues").front()).meterValue.front();
    CHECK(scene.now().utc - *value.timestamp.time > minutes(59));
    CHECK(scene.power_kw() == Approx(kFull_kw));
}

}  // namespace simulators::test
