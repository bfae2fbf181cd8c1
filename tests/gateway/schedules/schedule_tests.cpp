#include <catch2/catch.hpp>

#include "schedule_bench.h"

using namespace gateway;
using canonical::Intent;
using canonical::ScheduleState;

namespace {

const std::string kDayAndNight =
    R"({"recurrence":{"rule":"daily"},"slots":[{"time":"07:00","command":"idle"},{"time":"22:00","command":"charge"}]})";

std::string once(const std::string& at, const std::string& command) {
    return R"({"slots":[{"at":")" + at + R"(:00Z","command":")" + command + R"("}]})";
}

}  // namespace

TEST_CASE("a slot that is due is pushed as a client would push it") {
    ScheduleBench bench;
    bench.arrive();
    bench.begin_session();
    bench.meter(7);
    const auto id = bench.put_schedule(kDayAndNight);
    CHECK(bench.schedule_events() == Lines{"created pending"});
    CHECK(bench.stored(id) == "pending next 2026-01-01T07:00, handled 2026-01-01T00:00");
    bench.meter_for(7h - 1min, 7);
    CHECK(bench.slot_actions().empty());
    bench.advance_to("2026-01-01T07:00");
    CHECK(bench.slot_actions() == Lines{"2026-01-01T07:00 idle acknowledged"});
    CHECK(bench.stored(id) == "active next 2026-01-01T22:00, handled 2026-01-01T07:00");
    CHECK(bench.stored_desired().intent == Intent::pause);
    bench.meter(0);
    bench.status("SuspendedEVSE");
    CHECK(bench.slot_actions() == Lines{"2026-01-01T07:00 idle completed"});
    CHECK(bench.storage.rows().actions().back().schedule_id == id);
    CHECK(bench.schedule_events() == Lines{"created pending"});
    CHECK(bench.site->schedules().counters().fired == 1);
}

TEST_CASE("a slot with a duration is a window: the end of it pauses") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("02:00", "charge", "PT3H");
    bench.advance_to("2026-01-01T02:00");
    REQUIRE(bench.count("RemoteStartTransaction") == 1);
    bench.start_transaction();
    bench.status("Charging");
    bench.meter(7);
    CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge completed"});
    CHECK(bench.stored_desired().pause_at == instant("2026-01-01T05:00"));
    bench.meter_for(3h, 7);
    CHECK(bench.stored_desired().intent == Intent::pause);
}

TEST_CASE("a plan without a recurrence is completed by its last slot") {
    ScheduleBench bench;
    bench.arrive();
    const auto id = bench.put_schedule(
        R"({"slots":[{"time":"07:00","command":"idle"},{"at":"2026-01-03T12:00:00Z","command":"idle"}]})");
    bench.advance_to("2026-01-01T07:00");
    CHECK(bench.stored(id) == "active next 2026-01-03T12:00, handled 2026-01-01T07:00");
    bench.advance_to("2026-01-03T12:00");
    CHECK(bench.stored(id) == "completed next none, handled 2026-01-03T12:00");
    CHECK(bench.schedule() == nullptr);
    bench.advance(48h);
    CHECK(bench.slot_actions().size() == 2);
}

TEST_CASE("a device shows its plan while it is in force") {
    ScheduleBench bench;
    bench.arrive();
    CHECK_FALSE(bench.read().current_schedule);
    const auto id = bench.put_daily("07:00", "idle");
    const auto shown = bench.read().current_schedule;
    REQUIRE(shown);
    CHECK(shown->id == id);
    CHECK(shown->state == ScheduleState::pending);
    CHECK(minutes_of(*shown->next_fire_at) == "2026-01-01T07:00");
    bench.advance_to("2026-01-01T07:00");
    CHECK(bench.read().current_schedule->state == ScheduleState::active);
    CHECK(bench.cancel_schedule());
    CHECK_FALSE(bench.read().current_schedule);
}

TEST_CASE("a new plan takes the place of the one in force and keeps its id") {
    ScheduleBench bench;
    bench.arrive();
    const auto id = bench.put_daily("07:00", "idle");
    bench.advance_to("2026-01-01T08:00");
    CHECK(bench.put_daily("09:00", "idle") == id);
    CHECK(bench.schedule_events() == Lines{"created pending", "updated active"});
    CHECK(bench.storage.rows().schedules().at(id).created_at == instant("2026-01-01T00:00") + 1s);
    bench.advance_to("2026-01-02T08:00");
    CHECK(bench.slot_actions() == Lines{"2026-01-01T07:00 idle completed", "2026-01-01T09:00 idle completed"});
}

TEST_CASE("two plans at once make one schedule") {
    ScheduleBench bench;
    bench.arrive();
    bench.hold_storage = true;
    bench.put_daily("07:00", "idle");
    bench.put_daily("08:00", "idle");
    bench.hold_storage = false;
    bench.settle();
    REQUIRE(bench.schedule());
    CHECK(bench.schedule()->plan.slots.front().time == "08:00");
    CHECK(bench.storage.rows().schedules().size() == 1);
    CHECK(bench.schedule_events() == Lines{"created pending", "updated pending"});
}

TEST_CASE("a plan that could not be stored is none, and the one before stays in force") {
    ScheduleBench bench;
    bench.arrive();
    bench.storage.fail_next = true;
    CHECK(bench.put_daily("07:00", "idle").empty());
    CHECK(bench.schedule() == nullptr);
    const auto id = bench.put_daily("08:00", "idle");
    bench.storage.fail_next = true;
    CHECK(bench.put_daily("09:00", "idle").empty());
    CHECK(bench.schedule()->plan.slots.front().time == "08:00");
    bench.storage.fail_next = true;
    CHECK_FALSE(bench.cancel_schedule());
    bench.advance_to("2026-01-01T12:00");
    CHECK(bench.slot_actions() == Lines{"2026-01-01T08:00 idle completed"});
    CHECK(bench.schedule()->id == id);
}

TEST_CASE("a cancelled plan fires no more, and what a slot has begun goes on") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    const auto id = bench.put_daily("02:00", "charge", "PT3H");
    bench.advance_to("2026-01-01T02:00");
    CHECK(bench.cancel_schedule());
    CHECK(bench.schedule_events() == Lines{"created pending", "cancelled cancelled"});
    CHECK(bench.stored(id) == "cancelled next none, handled 2026-01-01T02:00");
    CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge acknowledged"});
    bench.start_transaction();
    bench.status("Charging");
    bench.meter(7);
    CHECK(bench.stored_desired().pause_at == instant("2026-01-01T05:00"));
    bench.advance(72h);
    CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge completed"});
    CHECK(bench.stored_desired().intent == Intent::pause);
    CHECK(bench.put_daily("02:00", "charge") != id);
}

TEST_CASE("a plan is of one device of its charger") {
    ScheduleBench bench;
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive();
    bench.status("Available", 2);
    bench.put_daily("07:00", "idle", {}, 1);
    bench.put_daily("08:00", "idle", {}, 2);
    bench.advance_to("2026-01-01T07:30");
    CHECK(bench.read(1).current_schedule->state == ScheduleState::active);
    CHECK(bench.read(2).current_schedule->state == ScheduleState::pending);
    bench.advance_to("2026-01-01T08:30");
    CHECK(bench.slot_actions().size() == 2);
}

TEST_CASE("a plan is made for the clock of its charger, where it names none for its site's") {
    SiteOptions options = Bench::automatic();
    options.time_zone = "America/New_York";
    ScheduleBench bench(options);
    bench.arrive();
    bench.put_daily("07:00", "idle");
    CHECK(bench.schedule()->plan.timezone == "America/New_York");
    CHECK(minutes_of(*bench.schedule()->next_fire_at) == "2026-01-01T12:00");
    bench.site->chargers().change_settings("CP1", {"timezone=Europe/Berlin"},
                                           [](const auto& error) { CHECK(error.empty()); });
    bench.settle();
    CHECK(minutes_of(*bench.schedule()->next_fire_at) == "2026-01-01T12:00");
    bench.put_daily("07:00", "idle");
    CHECK(minutes_of(*bench.schedule()->next_fire_at) == "2026-01-01T06:00");
}

TEST_CASE("a removed charger's plans are cancelled with it, and somebody hears of it") {
    ScheduleBench bench;
    bench.arrive();
    const auto id = bench.put_schedule(once("2026-01-01T07:00", "idle"));
    bench.site->chargers().remove("CP1", [](auto) {});
    bench.settle();
    CHECK(bench.stored(id).substr(0, 19) == "cancelled next none");
    CHECK(bench.schedule_events() == Lines{"created pending", "cancelled cancelled"});
    bench.advance(24h);
    bench.restart();
    bench.advance(24h);
    CHECK(bench.slot_actions().empty());
}

TEST_CASE("a plan goes on when its charger could not be removed") {
    ScheduleBench bench;
    bench.arrive();
    bench.put_daily("07:00", "idle");
    bench.storage.fail_next = true;
    bench.site->chargers().remove("CP1", [](auto removal) { CHECK(removal == ChargerDesk::Removal::failed); });
    bench.settle();
    CHECK(bench.schedule_events() == Lines{"created pending"});
    bench.advance_to("2026-01-01T08:00");
    CHECK(bench.slot_actions().size() == 1);
}
