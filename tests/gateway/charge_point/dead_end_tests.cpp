#include <catch2/catch.hpp>

#include "gateway/decision/alerts.h"
#include "gateway/decision/wanted_limit.h"
#include "limit_play.h"
#include "sessions.h"

/// Dead ends that our own pause makes, states that are stale, and starts without Preparing.
using namespace gateway;

namespace {

std::size_t alarms(Bench& bench) { return alerts_of(bench.view(), bench.time.now()).size(); }

}  // namespace

TEST_CASE(
    "a lift that is refused for its height is tried lower, then left to the charger's default, and never a stop") {
    Bench bench;
    bench.arrive("Preparing");
    bench.begin_session();
    bench.meter_for(20s, 7.2, 1);
    bool takes_lower = false;
    bench.answers["SetChargingProfile"] = [&](const GatewayCall&) {
        const double limit = bench.last_profile()->limit;
        const bool taken = limit == 0 || (takes_lower && limit <= 40);
        return std::string(taken ? R"({"status":"Accepted"})" : R"({"status":"Rejected"})");
    };
    bench.answers_with("ClearChargingProfile", R"({"status":"Accepted"})");
    const auto idle = bench.idle();
    bench.status("SuspendedEVSE");
    bench.meter_for(20s, 0, 1);
    REQUIRE(bench.outcome(idle) == "completed");
    bench.forget_calls();
    SECTION("the middle is taken") {
        takes_lower = true;
        const auto charge = bench.charge();
        bench.advance(15s);
        CHECK(bench.count("ClearChargingProfile") == 0);
        CHECK(bench.last_profile()->limit > 6);
        bench.status("Charging");
        bench.meter_for(10s, 7.2, 1);
        CHECK(bench.outcome(charge) == "completed");
        const double told = bench.last_profile()->limit;
        bench.meter_for(20min, 7.2, 1);
        for (const auto& profile : bench.profiles()) {
            if (profile.at > bench.time.now() - 19min) CHECK(profile.limit <= told);
        }
    }
    SECTION("nothing is taken: the default") {
        const auto charge = bench.charge();
        bench.advance(20s);
        CHECK(bench.count("ClearChargingProfile") == 1);
        CHECK(bench.profiles().size() <= 7);
        bench.status("Charging");
        bench.meter_for(10s, 7.2, 1);
        CHECK(bench.outcome(charge) == "completed");
        CHECK(alarms(bench) == 0);
    }
    SECTION("not even that: refused, and the session goes on in its pause") {
        bench.answers_with("ClearChargingProfile", R"({"status":"Unknown"})");
        const auto charge = bench.charge();
        bench.meter_for(60s, 0, 1);
        CHECK(bench.outcome(charge) == "failed COMMAND_REJECTED");
        bench.meter_for(20min, 0, 1);
    }
    CHECK(bench.count("RemoteStopTransaction") == 0);
}

TEST_CASE("a lift that was taken before and is refused now is tried half-way, and the read says what was taken") {
    Bench bench;
    bench.arrive("Preparing");
    bench.set_ceiling(22);
    bench.begin_session();
    bench.meter_for(20s, 21.9);
    const auto idle = bench.idle();
    bench.meter_for(20s, 0);
    bench.status("SuspendedEVSE");
    REQUIRE(bench.outcome(idle) == "completed");
    bench.answers["SetChargingProfile"] = [&](const GatewayCall&) {
        return std::string(bench.last_profile()->limit <= 16 ? R"({"status":"Accepted"})" : R"({"status":"Rejected"})");
    };
    bench.forget_calls();
    const auto charge = bench.charge();
    bench.advance(30s);
    CHECK(bench.profiles().size() <= 20);
    CHECK(bench.last_profile()->limit >= 6);
    CHECK(bench.last_profile()->limit <= 16);
    CHECK(bench.read().power_rate_limit_kw == Approx(bench.last_profile()->limit * 0.69).epsilon(0.01));
    CHECK(bench.read().max_charge_rate_kw == 22);
    bench.status("Charging");
    bench.meter_for(10s, bench.last_profile()->limit * 0.69);
    CHECK(bench.outcome(charge) == "completed");
    CHECK(bench.count("RemoteStopTransaction") == 0);
}

TEST_CASE("a connector that went Unavailable at our zero is brought back by lifting it") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(30);
    bench.idle();
    bench.advance(1s);
    REQUIRE(bench.last_profile()->limit == 0);
    bench.status("Unavailable");
    bench.advance(10s);
    const auto charge = bench.charge();
    CHECK(bench.outcome(charge) == "acknowledged");
    CHECK(bench.last_profile()->limit > 0);
    SECTION("and it does come back") {
        bench.status("Preparing");
        bench.advance(6s);
        CHECK(bench.count("RemoteStartTransaction") == 1);
        bench.begin_session();
        CHECK(bench.outcome(charge) == "completed");
    }
    SECTION("or it does not") {
        bench.advance(61s);
        CHECK(bench.outcome(charge) == "failed DEVICE_UNAVAILABLE");
    }
}

TEST_CASE("a connector that was Unavailable before our zero is out of order") {
    Bench bench;
    bench.arrive("Unavailable");
    bench.idle();
    bench.advance(10s);
    CHECK(bench.outcome(bench.charge()) == "failed DEVICE_UNAVAILABLE");
}

TEST_CASE("a charger that never told Preparing gets one start while it says Available") {
    Bench bench;
    bench.arrive();
    bench.view().capabilities.tells_preparing = false;
    SECTION("and begins a session") {
        const auto id = bench.charge();
        REQUIRE(bench.count("RemoteStartTransaction") == 1);
        bench.start_transaction();
        bench.status("Charging");
        CHECK(bench.outcome(id) == "completed");
    }
    SECTION("or refuses: no vehicle is there") {
        bench.answers_with("RemoteStartTransaction", R"({"status":"Rejected"})");
        const auto id = bench.charge();
        CHECK(bench.count("RemoteStartTransaction") == 1);
        CHECK(bench.outcome(id) == "failed VEHICLE_NOT_CONNECTED");
    }
    SECTION("or begins none within its window") {
        const auto id = bench.charge();
        bench.advance(149s);
        CHECK(bench.outcome(id) == "acknowledged");
        bench.advance(2s);
        CHECK(bench.outcome(id) == "failed VEHICLE_NOT_CONNECTED");
        CHECK(bench.count("RemoteStartTransaction") == 1);
    }
}

TEST_CASE("Reserved without an open reservation does not stand in the way of one start") {
    Bench bench;
    bench.arrive("Reserved");
    const auto id = bench.charge();
    REQUIRE(bench.count("RemoteStartTransaction") == 1);
    bench.start_transaction();
    bench.status("Charging");
    CHECK(bench.outcome(id) == "completed");
}

TEST_CASE("a dead transaction whose id is still told at rest does not stand in the way of a start") {
    Bench bench;
    const auto old = charging(bench);
    bench.disconnect();
    bench.advance(4s);
    bench.connect();
    bench.boot();
    bench.status("Preparing");
    bench.meter_for(10s, 0, 3, old);
    const auto id = bench.charge();
    bench.meter_for(30s, 0, 3, old);
    CHECK(bench.count("RemoteStartTransaction") == 1);
    bench.begin_session();
    CHECK(bench.outcome(id) == "completed");
}

TEST_CASE("a charger that refuses every limit is told of without a break when a session begins") {
    Bench bench;
    bench.answers_with("SetChargingProfile", R"({"status":"Rejected"})");
    bench.arrive("Preparing");
    bench.advance(1s);
    bench.set_ceiling(7.4);
    bench.advance(1min);
    REQUIRE(alarms(bench) == 1);
    bench.begin_session();
    for (int i = 0; i < 30; ++i) {
        bench.advance(1s);
        CHECK(alarms(bench) == 1);
    }
}

TEST_CASE("a lower ceiling does not wait until a higher one that was refused may be tried again") {
    Bench bench;
    charging(bench);
    bench.set_ceiling(7);
    bench.meter_for(1min, 4.6, 1);  // one phase of three: a TxProfile raises it
    REQUIRE(bench.view().tx_profile_in_use);
    const double taken = bench.last_profile()->limit;
    bench.answers["SetChargingProfile"] = [&](const GatewayCall&) {
        // For another reason than its height: no less is told.
        return std::string(bench.last_profile()->limit <= taken ? R"({"status":"Accepted"})" : "!InternalError");
    };
    bench.set_ceiling(9);
    bench.meter_for(2min, 6.9, 1);
    REQUIRE(bench.view().tx_profile.not_before);
    REQUIRE(*bench.view().tx_profile.not_before > bench.time.now() + 1min);
    bench.set_ceiling(0);
    bench.advance(3s);
    CHECK(bench.view().tx_profile.acknowledged->limit.is_zero());
}

TEST_CASE(
    "a limit that every variant is refused with is told lower until one is taken, and then as high as the charger "
    "goes") {
    Bench bench;
    bench.arrive("Preparing");
    bench.advance(1s);
    bench.answers["SetChargingProfile"] = [&](const GatewayCall&) {
        const auto profile = *bench.last_profile();
        const bool taken = profile.unit == "A" && profile.limit <= 16;
        return std::string(taken ? R"({"status":"Accepted"})" : R"({"status":"Rejected"})");
    };
    bench.set_ceiling(22);
    bench.begin_session();
    bench.meter_for(2min, 10.9);
    const auto& base = bench.view().tx_default.acknowledged;
    REQUIRE(base);
    CHECK(base->limit.value.tenths > 130);
    CHECK(base->limit.value.tenths <= 160);
    CHECK(alarms(bench) == 0);
    CHECK(bench.profiles().size() < 40);
    bench.forget_calls();
    bench.meter_for(10min, 10.9);
    CHECK(bench.profiles().size() <= 2);
}

TEST_CASE("a TxProfile that is refused for its height is told as high as the charger is known to take") {
    Bench bench;
    charging(bench);
    bench.set_ceiling(3.5);
    bench.meter_for(1min, 3.4, 1);  // one phase of three: a TxProfile raises it
    REQUIRE(bench.view().tx_profile_in_use);
    bench.answers["SetChargingProfile"] = [&](const GatewayCall&) {
        return std::string(bench.last_profile()->limit <= 16 ? R"({"status":"Accepted"})" : R"({"status":"Rejected"})");
    };
    bench.set_ceiling(9);
    bench.meter_for(1min, 3.4, 1);
    CHECK(bench.view().tx_profile.acknowledged->limit.value.tenths > 130);
    CHECK(limit_is_settled(bench.view()));
}
