#include <algorithm>
#include <catch2/catch.hpp>

#include "canonical/errors.h"
#include "schedule_bench.h"

using namespace gateway;

TEST_CASE("a pushed command that waits for its start outranks a slot") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    const auto id = bench.put_daily("07:00", "idle");
    const auto pushed = bench.charge_in(8h);
    bench.advance_to("2026-01-01T07:30");
    CHECK(bench.slot_actions().empty());
    CHECK(bench.outcome(pushed) == "scheduled");
    CHECK(bench.schedule_events() == Lines{"created pending", "2026-01-01T07:00 skipped conflict"});
    CHECK(bench.stored(id) == "pending next 2026-01-02T07:00, handled 2026-01-01T07:00");
    CHECK(bench.site->schedules().counters().conflicts == 1);
    CHECK(bench.cancel(pushed).empty());
    bench.advance_to("2026-01-02T07:30");
    CHECK(bench.slot_actions() == Lines{"2026-01-02T07:00 idle completed"});
}

TEST_CASE("a pushed command in flight outranks a slot, too, and one that has ended does not") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("07:00", "idle");
    bench.advance_to("2026-01-01T06:59");
    const auto pushed = bench.charge();
    CHECK(bench.outcome(pushed) == "acknowledged");
    bench.advance_to("2026-01-01T07:00");
    CHECK(bench.schedule_events().back() == "2026-01-01T07:00 skipped conflict");
    bench.start_transaction();
    bench.status("Charging");
    bench.meter(7);
    CHECK(bench.outcome(pushed) == "completed");
    bench.meter_for(24h, 7);
    CHECK(bench.slot_actions() == Lines{"2026-01-02T07:00 idle acknowledged"});
}

TEST_CASE("an earlier slot's action that is still in flight gives way to the next slot") {
    ScheduleBench bench;
    bench.arrive();
    bench.put_schedule(R"({"recurrence":{"rule":"daily"},"slots":[{"time":"02:00","command":"charge","duration":"PT3H"},
        {"time":"05:00","command":"idle"}]})");
    bench.advance_to("2026-01-01T04:59");
    CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge acknowledged"});
    bench.advance_to("2026-01-01T05:00");
    const auto actions = bench.slot_actions();
    REQUIRE(actions.size() == 2);
    // Its window ends just as the other begins: either of the two may come first.
    CHECK((actions[0] == "2026-01-01T02:00 charge cancelled" ||
           actions[0] == "2026-01-01T02:00 charge failed VEHICLE_NOT_CONNECTED"));
    CHECK(actions[1] == "2026-01-01T05:00 idle completed");
}

TEST_CASE("a push is in conflict with a slot's action, and may replace it") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("02:00", "charge");
    bench.advance_to("2026-01-01T02:00");
    try {
        bench.idle();
        FAIL("no conflict");
    } catch (const canonical::ApiError& error) {
        CHECK(error.code == "CONFLICT");
    }
    const auto pushed = bench.idle(true);
    CHECK_FALSE(pushed.empty());
    CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge cancelled"});
    bench.advance_to("2026-01-02T02:00");
    CHECK(bench.slot_actions().back() == "2026-01-02T02:00 charge acknowledged");
}

TEST_CASE("what a charger takes no command for is told as a slot that failed") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    const auto id = bench.put_daily("02:00", "charge");
    bench.site->chargers().change_settings("CP1", {"control=off"}, [](const auto&) {});
    bench.advance_to("2026-01-01T03:00");
    CHECK(bench.slot_actions().empty());
    CHECK(bench.schedule_events() == Lines{"created pending", "failed COMMAND_NOT_SUPPORTED"});
    CHECK(bench.stored(id).substr(7) == "next 2026-01-02T02:00, handled 2026-01-01T02:00");
    CHECK(bench.site->schedules().counters().refused == 1);
    CHECK(bench.site->schedules().counters().fired == 0);
}

TEST_CASE("a slot's action that fails is told as the push that it is and as the slot's failure") {
    ScheduleBench bench;
    bench.arrive("Available");
    bench.put_daily("02:00", "charge");
    bench.advance_to("2026-01-01T03:00");
    CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge failed VEHICLE_NOT_CONNECTED"});
    CHECK(bench.schedule_events() == Lines{"created pending", "failed VEHICLE_NOT_CONNECTED"});
    const auto events = bench.events();
    CHECK(std::count(events.begin(), events.end(), "push.failed") == 1);
}

TEST_CASE("a slot that is due while the charger is away waits five minutes for it") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("02:00", "charge");
    bench.disconnect();
    bench.advance_to("2026-01-01T02:04");
    CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge acknowledged"});
    SECTION("it stays away") {
        bench.advance_to("2026-01-01T02:06");
        CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge failed DEVICE_OFFLINE"});
        CHECK(bench.schedule_events().back() == "failed DEVICE_OFFLINE");
    }
    SECTION("it comes back") {
        bench.arrive("Preparing");
        CHECK(bench.count("RemoteStartTransaction") == 1);
    }
}

TEST_CASE("of two slots that a change of the clocks puts onto one instant the later one of the clock runs") {
    SiteOptions options = Bench::automatic();
    options.time_zone = "Europe/Berlin";
    ScheduleBench bench(options);
    bench.arrive("Preparing");
    bench.disconnect();
    bench.advance_to("2026-03-28T12:00");
    bench.put_schedule(
        R"({"recurrence":{"rule":"daily"},"slots":[{"time":"03:30","command":"charge"},{"time":"02:30","command":"idle"}]})");
    bench.advance_to("2026-03-29T12:00");
    CHECK(bench.slot_actions() == Lines{"2026-03-29T01:30 charge failed DEVICE_OFFLINE"});
    CHECK(bench.schedule_events()[1] == "2026-03-29T01:30 skipped superseded");
    CHECK(bench.site->schedules().counters().superseded == 1);
    bench.advance_to("2026-03-30T12:00");
    CHECK(bench.slot_actions().size() == 3);
}
