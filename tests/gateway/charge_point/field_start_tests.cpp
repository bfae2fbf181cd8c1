#include <catch2/catch.hpp>

#include "limit_play.h"

/// How chargers in the field start, stop and pause.
using namespace gateway;

namespace {

bool has_connector(const GatewayCall& call) { return call.payload.find(R"("connectorId":1)") != std::string::npos; }

/// How many remote starts a charge sends to a charger that takes only some of them.
std::size_t starts_until_one_is_taken(const std::function<bool(const GatewayCall&)>& is_taken) {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers["RemoteStartTransaction"] = [&](const GatewayCall& call) {
        return is_taken(call) ? kAccepted : kRejected;
    };
    const auto id = bench.charge();
    bench.advance(1s);
    const std::size_t starts = bench.count("RemoteStartTransaction");
    bench.begin_session();
    CHECK(bench.outcome(id) == "completed");
    return starts;
}

}  // namespace

TEST_CASE("quirk 102: a start that came to nothing is over, and a vehicle that comes later is not its own") {
    // A start is for the vehicle that is there, never for a later one.
    Bench bench;
    bench.arrive("Preparing");
    const auto first = bench.charge();
    REQUIRE(bench.count("RemoteStartTransaction") == 1);
    bench.status("Available");
    CHECK(bench.outcome(first) == "failed VEHICLE_NOT_CONNECTED");
    CHECK(bench.stored_desired().intent == canonical::Intent::none);
    bench.advance(200s);
    bench.status("Preparing");
    bench.advance(60s);
    CHECK(bench.count("RemoteStartTransaction") == 1);
    const auto second = bench.charge();
    bench.advance(1s);
    CHECK(bench.count("RemoteStartTransaction") == 2);
    bench.begin_session();
    CHECK(bench.outcome(second) == "completed");
}

TEST_CASE("quirk 103: a remote start names its connector, which is never 0") {
    CHECK(starts_until_one_is_taken(has_connector) == 1);
}

TEST_CASE("quirk 103: on a unit with one connector a refused start is tried once without it") {
    CHECK(starts_until_one_is_taken([](const GatewayCall& call) { return !has_connector(call); }) == 2);
}

TEST_CASE("quirk 104: a charger that authorises our own tag before it answers the start is let through") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers_with("RemoteStartTransaction", "");
    const auto id = bench.charge();
    const auto start = bench.calls_of("RemoteStartTransaction").at(0);
    const std::string tag = start.payload.substr(start.payload.find(R"("idTag")"));
    CHECK(bench.call("Authorize", "{" + tag) == R"({"idTagInfo":{"status":"Accepted"}})");
    bench.answer(start, kAccepted);
    bench.begin_session();
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.count("RemoteStartTransaction") == 1);
}

TEST_CASE("quirk 105: a start that is refused in Finishing asks for a replug, and after it one begins") {
    Bench bench;
    bench.arrive("Finishing");
    bench.answers_with("RemoteStartTransaction", kRejected);
    const auto first = bench.charge();
    bench.advance(1s);
    CHECK(bench.outcome(first) == "failed REPLUG_REQUIRED");
    CHECK(bench.count("RemoteStartTransaction") == 1);
    CHECK(bench.count("Reset") == 0);
    bench.answers_as_usual("RemoteStartTransaction");
    bench.status("Available");
    bench.status("Preparing");
    const auto second = bench.charge();
    bench.advance(1s);
    CHECK(bench.count("RemoteStartTransaction") == 2);
    bench.begin_session();
    CHECK(bench.outcome(second) == "completed");
}

TEST_CASE("quirk 106: a local start just before ours arrives, which is then refused, is success") {
    Bench bench;
    bench.arrive("Preparing");
    bench.answers_with("RemoteStartTransaction", "");
    const auto id = bench.charge();
    bench.advance(300ms);
    bench.start_transaction();
    bench.answer(bench.calls_of("RemoteStartTransaction").at(0), kRejected);
    bench.status("Charging");
    CHECK(bench.outcome(id) == "completed");
    bench.advance(10min);
    CHECK(bench.count("RemoteStartTransaction") == 1);
}

TEST_CASE("quirk 107: a minute passes between our stop and our next start") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    const auto transaction = bench.begin_session();
    bench.advance(10s);
    bench.answers_with("SetChargingProfile", kRejected);
    bench.idle();
    bench.advance(2min);
    REQUIRE(bench.count("RemoteStopTransaction") >= 1);
    bench.answers_as_usual("SetChargingProfile");
    bench.stop_transaction(transaction, "Remote");
    const auto stopped = bench.time.now();
    bench.status("Preparing");
    const auto id = bench.charge(true);
    bench.advance(59s);
    CHECK(bench.count("RemoteStartTransaction") == 0);
    bench.advance(2s);
    REQUIRE(bench.count("RemoteStartTransaction") == 1);
    CHECK(bench.calls_of("RemoteStartTransaction")[0].at - stopped >= 60s);
    bench.begin_session();
    CHECK(bench.outcome(id) == "completed");
}

TEST_CASE("quirk 108: a charger that goes by its own id is stopped by that one") {
    Bench bench;
    bench.arrive();
    const auto ours = bench.begin_session();
    bench.advance(10s);
    bench.meter(7, 3, 1, 5000);
    REQUIRE(ours != 5000);
    bench.answers_with("SetChargingProfile", kRejected);
    bench.idle();
    bench.advance(2min);
    REQUIRE(bench.count("RemoteStopTransaction") >= 1);
    CHECK(bench.calls_of("RemoteStopTransaction")[0].payload == R"({"transactionId":5000})");
}

TEST_CASE("quirk 109: under our own zero SuspendedEV is a pause, and power that flows is charging") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.advance(10s);
    const auto id = bench.idle();
    bench.status("SuspendedEV");
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.read().status == canonical::DeviceStatus::paused);
    bench.advance(10s);
    bench.meter(7);
    bench.advance(10s);
    bench.meter(7);
    CHECK(bench.read().status == canonical::DeviceStatus::charging);
    CHECK(bench.read().is_charging);
}

TEST_CASE("quirk 110: a vehicle that wakes only when power comes back after none is woken") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.begin_session();
    bench.advance(10s);
    bench.idle();
    bench.status("SuspendedEV");
    bench.advance(30min);
    bench.charge();
    bench.forget_calls();
    bool is_awake = false;
    for (int second = 0; second < 180 && !is_awake; ++second) {
        bench.advance(1s);
        const auto seen = bench.profiles();
        const auto is_zero = [](const SeenProfile& profile) { return profile.limit == 0; };
        const auto zero = std::find_if(seen.begin(), seen.end(), is_zero);
        is_awake = zero != seen.end() && !is_zero(seen.back());
    }
    CHECK(is_awake);
    bench.status("Charging");
    bench.forget_calls();
    bench.meter_for(30min, 10.5);
    for (const auto& profile : bench.profiles()) CHECK(profile.limit > 0);  // once, not for ever
}

TEST_CASE("quirk 111: a pause does not rely on the availability of the connector") {
    Bench bench;
    bench.answers_with("ChangeAvailability", R"({"status":"Scheduled"})");
    bench.arrive();
    bench.set_ceiling(11);
    bench.begin_session();
    bench.meter_for(30s, 10);
    const auto id = bench.idle();
    bench.advance(10s);
    bench.meter(0);
    CHECK(bench.outcome(id) == "completed");
    CHECK(bench.last_profile()->limit == 0);
    bench.charge();
    bench.advance(30min);
    CHECK(bench.count("ChangeAvailability") == 0);
}

TEST_CASE("quirk 112: the station's Available does not unplug a connector that is SuspendedEV") {
    Bench bench;
    bench.arrive("SuspendedEV");
    bench.call("StatusNotification", R"({"connectorId":0,"errorCode":"NoError","status":"Available"})");
    CHECK(bench.read().is_connected);
    CHECK(bench.read().status == canonical::DeviceStatus::connected);
    CHECK(bench.site->devices().ids(canonical::Environment::live).size() == 1);
}

TEST_CASE("quirk 113: an error code while charging is a warning that goes with the next status") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.status("Charging", 1, "WeakSignal");
    CHECK(bench.read().status == canonical::DeviceStatus::charging);
    CHECK(bench.read().is_charging);
    CHECK(bench.view().observed.error_text == "WeakSignal");
    bench.status("Charging");
    CHECK(bench.view().observed.error_text.empty());
}

TEST_CASE("quirk 114: after an unplugging that only shows as SuspendedEV, Available ends the session") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge();
    bench.begin_session();
    REQUIRE(bench.outcome(id) == "completed");
    bench.status("SuspendedEV");
    bench.advance(10min);
    CHECK(bench.view().observed.transaction);
    CHECK(bench.read().is_connected);
    bench.status("Available");
    bench.advance(61s);
    CHECK_FALSE(bench.view().observed.transaction);
    CHECK_FALSE(bench.read().is_connected);
    CHECK(bench.stored_desired().intent == canonical::Intent::none);
    bench.restart();
    CHECK_FALSE(bench.view().observed.transaction);
}
