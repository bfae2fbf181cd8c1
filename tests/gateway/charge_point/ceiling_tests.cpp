#include <catch2/catch.hpp>

#include "bench.h"

using namespace gateway;

namespace {

/// 230 V on three phases.
constexpr double kAmperesOf11Kw = 15.9;
constexpr double kAmperesOf7Kw = 10.1;

}  // namespace

TEST_CASE("first contact sends no profile, in a session neither") {
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.meter_for(60s, 22);
    bench.advance(20min);
    CHECK(bench.count("SetChargingProfile") == 0);
    CHECK(bench.read().max_charge_rate_kw == 50);
}

TEST_CASE("a ceiling becomes a TxDefaultProfile on the connector") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    const auto profile = bench.last_profile();
    REQUIRE(profile);
    CHECK(profile->purpose == "TxDefaultProfile");
    CHECK(profile->connector == 1);
    CHECK(profile->id == 201);
    CHECK(profile->unit == "A");
    CHECK(profile->limit == kAmperesOf11Kw);
    CHECK(profile->kind == "Absolute");
    CHECK_FALSE(profile->transaction);
    CHECK(bench.read().power_rate_limit_kw == 11);
}

TEST_CASE("a ceiling that was set before the charger ever booted reaches it after its boot") {
    Bench bench;
    bench.connect();
    bench.status("Available");
    bench.set_ceiling(7);
    CHECK(bench.count("SetChargingProfile") == 0);
    bench.boot();
    CHECK(bench.count("SetChargingProfile") == 0);
    bench.advance(1s);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == kAmperesOf7Kw);
}

TEST_CASE("a ceiling written while the charger is away reaches it on its return") {
    Bench bench;
    bench.arrive();
    bench.disconnect();
    const auto durable = bench.set_ceiling(7);
    CHECK(**durable);
    CHECK(bench.count("SetChargingProfile") == 0);
    bench.connect();
    bench.status("Available");
    bench.advance(1s);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == kAmperesOf7Kw);
}

TEST_CASE("quirk 93: the ceiling is set again after everything that makes chargers forget") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.advance(30s);
    bench.forget_calls();

    SECTION("a boot on the same link") {
        bench.boot();
        bench.status("Available");
        bench.advance(2s);
    }
    SECTION("a reconnect with a boot") {
        bench.disconnect();
        bench.connect();
        bench.boot();
        bench.advance(2s);
    }
    SECTION("a reconnect without a boot: one second after the first CALL") {
        bench.disconnect();
        bench.connect();
        bench.call("Heartbeat", "{}");
        bench.advance(999ms);
        CHECK(bench.calls.empty());
        bench.advance(1ms);
    }
    SECTION("plugging in") { bench.status("Preparing"); }
    SECTION("a StartTransaction") { bench.start_transaction(); }
    SECTION("the end of a transaction") {
        const auto id = bench.begin_session();
        bench.advance(10s);
        bench.forget_calls();
        bench.stop_transaction(id);
    }
    SECTION("a resume") {
        bench.begin_session();
        bench.status("SuspendedEVSE");
        bench.advance(10s);
        bench.forget_calls();
        bench.status("Charging");
    }
    SECTION("a quarter of an hour") { bench.advance(15min); }
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == kAmperesOf11Kw);
    CHECK(bench.last_profile()->purpose == "TxDefaultProfile");
}

TEST_CASE("quirk 93: the first Charging of a session sets the ceiling again") {
    Bench bench;
    bench.arrive("Preparing");
    bench.set_ceiling(11);
    bench.advance(10s);
    bench.start_transaction();
    bench.advance(10s);
    bench.forget_calls();
    bench.status("Charging");
    CHECK(bench.count("SetChargingProfile") == 1);
}

TEST_CASE("a silent charger is asked for its boot after 5 s and told its ceiling after 60 s") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.disconnect();
    bench.forget_calls();
    bench.connect();
    bench.advance(4999ms);
    CHECK(bench.calls.empty());
    bench.advance(1ms);
    REQUIRE(bench.calls.size() == 1);
    CHECK(bench.calls[0].action == "TriggerMessage");
    CHECK(bench.calls[0].payload.find("BootNotification") != std::string::npos);
    bench.advance(54s);
    CHECK(bench.calls.size() == 1);
    bench.advance(1s);
    CHECK(bench.count("SetChargingProfile") == 1);
}

TEST_CASE("the boot that answers our trigger is no reboot: the known status stays") {
    Bench bench;
    bench.arrive("Charging");
    bench.disconnect();
    bench.connect();
    bench.advance(5s);
    CHECK(bench.count("TriggerMessage") == 1);
    bench.boot();
    CHECK(bench.view().observed.status == ocpp::ChargePointStatus::Charging);
}

TEST_CASE("a gateway killed right after the write became durable sets the ceiling after its restart") {
    Bench bench;
    bench.arrive();
    bench.hold_storage = true;
    const auto durable = bench.set_ceiling(7);
    CHECK_FALSE(*durable);
    CHECK(bench.count("SetChargingProfile") == 0);
    bench.restart();
    bench.hold_storage = false;
    bench.deliver();
    CHECK(bench.read().max_charge_rate_kw == 7);
    bench.connect();
    bench.status("Available");
    bench.advance(1s);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == kAmperesOf7Kw);
}

TEST_CASE("a lowered cap passes after a second, a raised one keeps 5 s distance") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.set_ceiling(7);
    bench.advance(1s);
    CHECK(bench.last_profile()->limit == kAmperesOf7Kw);
    bench.set_ceiling(11);
    CHECK(bench.last_profile()->limit == kAmperesOf7Kw);
    bench.advance(4999ms);
    CHECK(bench.last_profile()->limit == kAmperesOf7Kw);
    bench.advance(1ms);
    CHECK(bench.last_profile()->limit == kAmperesOf11Kw);
}

TEST_CASE("quirk 96: a hundred writes in 10 s become few profiles and the last value wins") {
    Bench bench;
    bench.arrive();
    for (int i = 0; i < 100; ++i) {
        bench.set_ceiling(5 + 0.1 * i);
        bench.advance(100ms);
    }
    bench.advance(10s);
    CHECK(bench.count("SetChargingProfile") <= 5);
    CHECK(bench.last_profile()->limit == Approx(21.5));  // 14.9 kW
}

TEST_CASE("quirk 96: only the newest value follows a CALL that takes long") {
    Bench bench;
    bench.arrive();
    bench.answers_with("SetChargingProfile", "");
    bench.set_ceiling(11);
    for (int i = 0; i < 20; ++i) bench.set_ceiling(10 - 0.2 * i);
    bench.answers_as_usual("SetChargingProfile");
    bench.answer(bench.calls_of("SetChargingProfile").at(0), R"({"status":"Accepted"})");
    bench.advance(1s);
    CHECK(bench.count("SetChargingProfile") == 2);
    CHECK(bench.last_profile()->limit == Approx(8.9));  // 6.2 kW
}

TEST_CASE("quirk 83: two connectors have their own profiles") {
    Bench bench;
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive();
    bench.set_ceiling(11, 1);
    bench.set_ceiling(7, 2);
    bench.advance(1s);
    const auto seen = bench.profiles();
    REQUIRE(seen.size() == 2);
    CHECK((seen[0].connector == 1 && seen[0].id == 201 && seen[0].limit == kAmperesOf11Kw));
    CHECK((seen[1].connector == 2 && seen[1].id == 202 && seen[1].limit == kAmperesOf7Kw));
    CHECK(bench.read(1).power_rate_limit_kw == 11);
    CHECK(bench.read(2).power_rate_limit_kw == 7);
}
