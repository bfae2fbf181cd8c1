#include "gateway/decision/alerts.h"
#include "record_play.h"
#include "sessions.h"

using namespace gateway;

namespace {

/// A charger with a register, told every 10 s.
struct Metered {
    Bench& bench;
    double wh = 1000;

    void tell(double watts, std::optional<std::int64_t> transaction, std::optional<double> told_watts = std::nullopt) {
        bench.advance(10s);
        wh += watts * 10 / 3600;
        const std::string of = transaction ? R"(,"transactionId":)" + std::to_string(*transaction) : "";
        const std::string power = told_watts.value_or(watts) < 0 ? "" : std::to_string(told_watts.value_or(watts));
        const std::string tail =
            power.empty() ? "" : R"(,{"value":")" + power + R"(","measurand":"Power.Active.Import","unit":"W"})";
        bench.call("MeterValues", R"({"connectorId":1)" + of + R"(,"meterValue":[{"timestamp":")" + bench.utc_text() +
                                      R"(","sampledValue":[{"value":")" + std::to_string(std::llround(wh)) + "\"}" +
                                      tail + "]}]}");
    }
    void tell_for(std::chrono::seconds time, double watts, std::optional<std::int64_t> transaction,
                  std::optional<double> told_watts = std::nullopt) {
        for (auto left = time; left > 0s; left -= 10s) tell(watts, transaction, told_watts);
    }
};

bool is_alarmed(Bench& bench) {
    const auto alarms = alerts_of(bench.view(), bench.time.now());
    return std::any_of(alarms.begin(), alarms.end(),
                       [](const Alert& alarm) { return std::string(alarm.code) == "SESSION_WITHOUT_RECORD"; });
}

bool without_record(Bench& bench) { return bench.view().has_session_without_record(bench.time.now()); }

}  // namespace

TEST_CASE("a false Available after a reconnect costs no session while its register rises") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    Metered meter{bench};
    meter.tell_for(30s, 7200, id, -1);
    bench.disconnect();
    bench.connect();
    bench.status("Available");
    meter.tell_for(10min, 7200, id, -1);
    CHECK(in_session(bench));
    SECTION("and what flows is over once nothing has for a minute") {
        meter.tell_for(50s, 0, id, -1);
        CHECK(in_session(bench));
        meter.tell_for(30s, 0, id, -1);
        CHECK_FALSE(in_session(bench));
        CHECK(stored(bench, id).lost);
        CHECK(stored(bench, id).energy_source == "register");
    }
    SECTION("Charging clears the doubt") {
        bench.status("Charging");
        meter.tell_for(10min, 0, id, -1);
        CHECK(in_session(bench));
    }
    SECTION("it stays in doubt however often Available is told") {
        for (int i = 0; i < 9; ++i) {
            meter.tell(0, id, -1);
            bench.status("Available");
        }
        CHECK_FALSE(in_session(bench));
    }
    SECTION("while the charger is away nobody sees that nothing flows") {
        bench.disconnect();
        bench.advance(10min);
        CHECK(in_session(bench));
    }
}

TEST_CASE("a frozen meter proves no flow: its session is over after Available") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    Metered meter{bench, 1011};
    bench.status("Available");
    meter.tell_for(80s, 0, id, 7200);
    CHECK_FALSE(in_session(bench));
}

TEST_CASE("rest under our own zero never closes a session") {
    Bench bench;
    const auto id = charging(bench);
    bench.idle();
    bench.advance(2s);
    bench.status("SuspendedEVSE");
    bench.status("Available");
    Metered meter{bench};
    meter.tell_for(10min, 0, id);
    CHECK(in_session(bench));
}

TEST_CASE("a firmware reboot in a session that flows on: Available is told, and the session goes on") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    Metered meter{bench, 0};
    meter.tell_for(60s, 7200, id);
    bench.disconnect();
    bench.advance(12s);
    bench.connect();
    bench.boot("2.0");
    bench.status("Available");
    meter.tell_for(3min, 7200, id);
    CHECK(in_session(bench));
    CHECK(bench.read().is_charging);
    CHECK(bench.read().current_power_kw == Approx(7.2));
    bench.stop_transaction(id);
    CHECK(stored(bench, id).energy_wh == std::llround(meter.wh));
    CHECK_FALSE(stored(bench, id).lost);
}

TEST_CASE("what flows on after the stop is without a record: it is shown, and the record stays ended") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    Metered meter{bench};
    meter.tell_for(30s, 3680, id);
    bench.stop_transaction(id, "EmergencyStop");
    bench.status("Charging");
    meter.tell(7360, id);
    CHECK_FALSE(without_record(bench));
    meter.tell_for(60s, 7360, id);
    CHECK(without_record(bench));
    CHECK_FALSE(in_session(bench));
    CHECK(stored(bench, id).ended_at);
    CHECK(bench.read().current_power_kw == Approx(7.36));
    SECTION("until it has not been proven for a minute") {
        meter.tell_for(90s, 0, id);
        CHECK_FALSE(without_record(bench));
    }
    SECTION("until the next session begins") {
        bench.begin_session();
        CHECK_FALSE(without_record(bench));
    }
}

TEST_CASE("values that come late after the stop are no flow") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    Metered meter{bench};
    meter.tell_for(30s, 7360, id);
    bench.stop_transaction(id);
    for (int i = 0; i < 20; ++i) {
        bench.advance(100ms);
        bench.call("MeterValues", values(std::to_string(id), R"({"value":")" + std::to_string(5000 + i) + "\"}"));
    }
    CHECK_FALSE(without_record(bench));
    CHECK(bench.read().current_power_kw == 0);
}

TEST_CASE("a session that was never announced is flow without a record") {
    Bench bench;
    bench.arrive();
    Metered meter{bench};
    meter.tell_for(30s, 3680, std::nullopt);
    CHECK_FALSE(without_record(bench));  // its start may be on the way
    meter.tell_for(20s, 3680, std::nullopt);
    CHECK(without_record(bench));
    CHECK(bench.read().current_power_kw == Approx(3.68));
}

TEST_CASE("the energy of the session that runs is in the device read") {
    Bench bench;
    bench.arrive();
    CHECK_FALSE(bench.read().session_energy_wh);
    const auto id = bench.start_transaction(1, 1000);
    bench.status("Charging");
    Metered meter{bench};
    meter.tell_for(60s, 7200, id);
    CHECK(bench.read().session_energy_wh == 120);
    bench.restart();
    CHECK(bench.read().session_energy_wh == 120);
    bench.connect();
    bench.stop_transaction(id);
    CHECK_FALSE(bench.read().session_energy_wh);
}

TEST_CASE("a session whose start was never told here is alarmed, once its start may not be on the way any more") {
    Bench bench;
    bench.arrive();
    bench.status("Charging");
    Metered meter{bench};
    meter.tell_for(40s, 7200, 771204);
    CHECK_FALSE(is_alarmed(bench));
    meter.tell_for(40s, 7200, 771204);
    CHECK(is_alarmed(bench));
    meter.tell_for(3min, 0, 771204, 0);
    CHECK_FALSE(is_alarmed(bench));
}

TEST_CASE("a session that was given up after a false Available goes on when its register rises again") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    Metered meter{bench, 0};
    meter.tell_for(30s, 7200, id);
    bench.status("Available");
    meter.tell_for(80s, 0, id);
    REQUIRE_FALSE(in_session(bench));
    CHECK(stored(bench, id).lost);
    meter.tell_for(60s, 7200, id);
    CHECK(in_session(bench));
    CHECK_FALSE(stored(bench, id).lost);
    SECTION("and what flows is shown, whatever the status said before") {
        CHECK(bench.read().is_charging);
        CHECK(bench.read().current_power_kw == Approx(7.2));
    }
    SECTION("also after a restart of the gateway") {
        bench.restart();
        CHECK(in_session(bench));
    }
    SECTION("it stays in doubt, and is given up again once nothing flows") {
        meter.tell_for(80s, 0, id);
        CHECK_FALSE(in_session(bench));
        meter.tell(0, id);
        CHECK_FALSE(in_session(bench));
    }
    SECTION("its stop ends it with all its energy") {
        bench.stop_transaction(id);
        CHECK(stored(bench, id).energy_wh == std::llround(meter.wh));
    }
}

TEST_CASE("power that is told after a false Available is reason to wait for the next value") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    bench.status("Available");
    Metered meter{bench};
    meter.tell(7200, id);
    bench.advance(110s);
    CHECK(in_session(bench));
    bench.advance(60s);
    CHECK_FALSE(in_session(bench));
}

TEST_CASE("rest after a session counts from its end, not from a status of before") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    Metered meter{bench};
    meter.tell_for(30s, 7200, id);
    bench.status("Available");
    meter.tell_for(5min, 7200, id);
    bench.stop_transaction(id);
    const auto ended = bench.time.now();
    bench.advance(5min);
    const auto power = bench.view().power(bench.time.now());
    REQUIRE(power);
    CHECK(power->source == PowerSource::implied);
    CHECK(power->since >= ended);
}

TEST_CASE("a meter that may be frozen is no evidence against a limit") {
    Bench bench;
    const auto id = charging(bench);
    Metered meter{bench, 100010};
    meter.tell_for(60s, 11000, id);
    bench.set_ceiling(7);
    for (int i = 0; i < 9; ++i) {
        bench.advance(20s);
        bench.call("MeterValues", values(std::to_string(id), R"({"value":"100193"},{"value":"11000",)"
                                                             R"("measurand":"Power.Active.Import","unit":"W"})"));
        CHECK(alerts_of(bench.view(), bench.time.now()).empty());
    }
}
