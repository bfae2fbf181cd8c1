#include <catch2/catch.hpp>

#include "schedule_bench.h"

/// Slots against outages of the gateway, its disk and its clock: each has exactly one outcome.
using namespace gateway;

TEST_CASE("a slot that came due while the gateway was down runs if it is less than five minutes late") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    const auto id = bench.put_daily("02:00", "charge");
    bench.advance_to("2026-01-01T01:59");
    SECTION("it is") {
        bench.be_down_until("2026-01-01T02:04");
        CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge acknowledged"});
        CHECK(bench.schedule_events() == Lines{"created pending"});
        CHECK(bench.stored(id) == "active next 2026-01-02T02:00, handled 2026-01-01T02:00");
    }
    SECTION("it is not") {
        bench.be_down_until("2026-01-01T02:05");
        CHECK(bench.slot_actions().empty());
        CHECK(bench.schedule_events() == Lines{"created pending", "2026-01-01T02:00 skipped missed"});
        CHECK(bench.stored(id) == "pending next 2026-01-02T02:00, handled 2026-01-01T02:05");
        CHECK(bench.site->schedules().counters().missed == 1);
    }
}

TEST_CASE("a slot that came due while the gateway was down runs inside its window") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("02:00", "charge", "PT3H");
    bench.advance_to("2026-01-01T01:59");
    SECTION("inside") {
        bench.be_down_until("2026-01-01T04:59");
        CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge acknowledged"});
        CHECK(bench.storage.rows().actions().back().end == instant("2026-01-01T05:00"));
    }
    SECTION("behind it") {
        bench.be_down_until("2026-01-01T05:00");
        CHECK(bench.slot_actions().empty());
        CHECK(bench.schedule_events().back() == "2026-01-01T02:00 skipped missed");
    }
}

TEST_CASE("each slot that was missed is told of, in order, and then the one that may still run does") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    const auto id = bench.put_schedule(
        R"({"recurrence":{"rule":"daily"},"slots":[{"time":"22:00","command":"charge","duration":"PT5H"},
        {"time":"07:00","command":"idle"}]})");
    bench.be_down_until("2026-01-03T23:00");
    CHECK(bench.schedule_events() == Lines{"created pending", "2026-01-01T07:00 skipped missed",
                                           "2026-01-01T22:00 skipped missed", "2026-01-02T07:00 skipped missed",
                                           "2026-01-02T22:00 skipped missed", "2026-01-03T07:00 skipped missed"});
    CHECK(bench.slot_actions() == Lines{"2026-01-03T22:00 charge acknowledged"});
    CHECK(bench.stored(id) == "active next 2026-01-04T07:00, handled 2026-01-03T22:00");
}

TEST_CASE("after a long outage only the slots of the last week are told of") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    const auto id = bench.put_daily("12:00", "idle");
    bench.be_down_until("2026-03-01T00:00");
    REQUIRE(bench.schedule_events().size() == 8);
    CHECK(bench.schedule_events()[0] == "created pending");
    CHECK(bench.schedule_events()[1] == "2026-02-22T12:00 skipped missed");
    CHECK(bench.stored(id) == "pending next 2026-03-01T12:00, handled 2026-03-01T00:00");
}

TEST_CASE("a plan of which all was missed is completed") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    const auto id = bench.put_schedule(R"({"slots":[{"time":"07:00","command":"idle"}]})");
    bench.be_down_until("2026-03-01T00:00");
    CHECK(bench.stored(id) == "completed next none, handled 2026-03-01T00:00");
    CHECK(bench.schedule() == nullptr);
}

TEST_CASE("killed right after a slot's batch was written: it does not run again") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("02:00", "charge");
    bench.advance_to("2026-01-01T01:59");
    bench.hold_storage = true;
    bench.advance(61s);
    REQUIRE(bench.slot_actions().size() == 1);
    bench.hold_storage = false;
    bench.restart();
    bench.advance(2min);
    CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge acknowledged"});
    CHECK(bench.schedule_events() == Lines{"created pending"});
}

TEST_CASE("killed before a slot's batch was written: it runs after the restart") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("02:00", "charge");
    bench.advance_to("2026-01-01T01:59");
    bench.storage.fail_next = true;
    bench.advance(61s);
    CHECK(bench.slot_actions().empty());
    bench.restart();
    bench.advance(0ms);
    CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge acknowledged"});
}

TEST_CASE("a slot that could not be stored is tried again") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("02:00", "charge");
    bench.advance_to("2026-01-01T01:59");
    bench.storage.fail_next = true;
    bench.advance(62s);
    CHECK(bench.slot_actions().empty());
    CHECK(bench.stored_desired().intent == canonical::Intent::none);
    CHECK(bench.schedule()->state == canonical::ScheduleState::pending);
    bench.advance(5s);
    CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge acknowledged"});
    CHECK(bench.count("RemoteStartTransaction") == 1);
}

TEST_CASE("a slot that can never be stored in time is missed") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("02:00", "charge");
    bench.advance_to("2026-01-01T01:59");
    bench.advance(59s);
    for (int i = 0; i < 400; ++i) {
        bench.storage.fail_next = true;
        bench.advance(1s);
    }
    bench.storage.fail_next = false;
    bench.advance(10s);
    CHECK(bench.slot_actions().empty());
    CHECK(bench.schedule_events().back() == "2026-01-01T02:00 skipped missed");
}

TEST_CASE("a wall clock that is set forward is noticed within a minute, and what it was set past runs") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("02:00", "charge");
    bench.advance_to("2026-01-01T00:30");
    bench.time.jump_wall_clock(GENERATE(92min, 180min, 720min));
    bench.advance(1min);
    CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 charge acknowledged"});
    CHECK(bench.schedule_events() == Lines{"created pending"});
    bench.restart();
    bench.advance(1min);
    CHECK(bench.slot_actions().size() == 1);
}

TEST_CASE("of the slots that a clock is set past only the last runs") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_schedule(
        R"({"recurrence":{"rule":"daily"},"slots":[{"time":"02:00","command":"charge"},
        {"time":"03:00","command":"charge","duration":"PT1H"},{"time":"07:00","command":"idle"}]})");
    bench.advance_to("2026-01-01T01:30");
    bench.time.jump_wall_clock(6h);
    bench.advance(1min);
    CHECK(bench.slot_actions() == Lines{"2026-01-01T07:00 idle completed"});
    CHECK(bench.schedule_events() ==
          Lines{"created pending", "2026-01-01T02:00 skipped superseded", "2026-01-01T03:00 skipped clock_set"});
}

TEST_CASE("a clock that was never set, and is set by days, makes up for no slot and says why") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("02:00", "charge");
    bench.advance_to("2026-01-01T00:30");
    bench.time.jump_wall_clock(26h);
    bench.advance(1min);
    CHECK(bench.slot_actions().empty());
    CHECK(bench.schedule_events() ==
          Lines{"created pending", "2026-01-01T02:00 skipped clock_set", "2026-01-02T02:00 skipped clock_set"});
    CHECK(bench.site->schedules().counters().clock_set == 2);
}

TEST_CASE("a machine that was suspended over a slot has missed it, and no clock was set") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("02:00", "charge");
    bench.advance_to("2026-01-01T00:30");
    bench.time.sleep(6h);
    bench.advance(1min);
    CHECK(bench.slot_actions().empty());
    CHECK(bench.schedule_events() == Lines{"created pending", "2026-01-01T02:00 skipped missed"});
    CHECK(bench.site->schedules().counters().clock_set == 0);
}

TEST_CASE("a wall clock that is set back lets no slot run twice") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("02:00", "idle");
    bench.advance_to("2026-01-01T02:01");
    REQUIRE(bench.slot_actions().size() == 1);
    bench.time.jump_wall_clock(-1h);
    bench.advance_to("2026-01-01T03:00");
    CHECK(bench.slot_actions().size() == 1);
    bench.restart();
    bench.advance_to("2026-01-02T02:01");
    CHECK(bench.slot_actions().size() == 2);
}

TEST_CASE("a wall clock that was years ahead for a while does not silence a plan") {
    ScheduleBench bench;
    bench.arrive("Preparing");
    bench.put_daily("02:00", "idle");
    bench.advance_to("2026-01-01T01:00");
    bench.time.jump_wall_clock(87600h);
    bench.advance(5min);
    const bool written_meanwhile = GENERATE(false, true);
    if (written_meanwhile) bench.put_daily("02:00", "idle");
    bench.time.jump_wall_clock(-87600h);
    bench.advance_to("2026-01-03T12:00");
    CHECK(bench.slot_actions() == Lines{"2026-01-01T02:00 idle completed", "2026-01-02T02:00 idle completed",
                                        "2026-01-03T02:00 idle completed"});
    CHECK(bench.schedule()->updated_at <= bench.time.utc());
}

TEST_CASE("a plan whose zone the system has lost stays, fires nothing, and can be replaced") {
    ScheduleBench bench;
    bench.arrive();
    const auto id = bench.put_daily("07:00", "idle");
    auto row = bench.storage.rows().schedules().at(id);
    row.timezone = "Mars/Olympus";
    bench.storage.write({storage::PutSchedule{row}}, [](const auto&) {});
    bench.be_down_until("2026-01-01T06:00");
    bench.advance_to("2026-01-01T12:00");
    CHECK(bench.slot_actions().empty());
    CHECK(bench.schedule());
    CHECK(bench.put_daily("13:00", "idle") == id);
    bench.advance_to("2026-01-01T14:00");
    CHECK(bench.slot_actions().size() == 1);
}

TEST_CASE("a plan that cannot be read is passed over, and does not stand in the way of the next") {
    ScheduleBench bench;
    bench.arrive();
    const auto id = bench.put_daily("07:00", "idle");
    auto row = bench.storage.rows().schedules().at(id);
    row.slots = "[{}]";
    bench.storage.write({storage::PutSchedule{row}}, [](const auto&) {});
    bench.be_down_until("2026-01-01T06:00");
    CHECK(bench.schedule() == nullptr);
    CHECK(bench.put_daily("08:00", "idle") != "");
    CHECK(bench.schedule() != nullptr);
}
