#include <algorithm>
#include <catch2/catch.hpp>

#include "schedule_bench.h"

/// Weeks around the changes of the clocks in two zones, with the gateway killed in the middle: which instants exactly.
using namespace gateway;

namespace {

std::string plan(const std::string& zone, const std::string& rule, const std::string& time) {
    return R"({"timezone":")" + zone + R"(","recurrence":{"rule":")" + rule + R"("},"slots":[{"time":")" + time +
           R"(","command":"idle"}]})";
}

/// Four devices of one charger that is away: each slot that is due makes an action all the same.
struct Traveller : ScheduleBench {
    explicit Traveller(const std::string& begin) {
        configuration["NumberOfConnectors"] = "4";
        arrive();
        for (int connector = 2; connector <= 4; ++connector) status("Available", connector);
        advance(1s);
        disconnect();
        be_down_until(begin);
        put_schedule(plan("Europe/Berlin", "daily", "02:30"), 1);
        put_schedule(plan("Europe/Berlin", "FREQ=WEEKLY;BYDAY=SU", "07:00"), 2);
        put_schedule(plan("America/New_York", "daily", "01:30"), 3);
        put_schedule(plan("America/New_York", "FREQ=WEEKLY;BYDAY=SU", "02:15"), 4);
    }

    /// The instants at which the device's slots were dispatched; each at the very instant that it was due.
    Lines dispatched(int connector) {
        Lines instants;
        const auto id = device(connector).connector->record.device_id;
        for (const auto& action : storage.rows().actions()) {
            if (action.device_id != id) continue;
            CHECK(action.created_at == action.start);
            instants.push_back(minutes_of(action.created_at));
        }
        return instants;
    }
};

/// Each day from `first` to `last` of a month at that time in UTC.
void append_days(Lines& lines, const std::string& month, int first, int last, const std::string& time) {
    for (int day = first; day <= last; ++day)
        lines.push_back(month + (day < 10 ? "-0" : "-") + std::to_string(day) + "T" + time);
}

}  // namespace

TEST_CASE("FL-046 daily and weekly plans keep to the clock over the changes in spring, in Berlin and in New York") {
    Traveller bench("2026-03-05T12:00");
    bench.advance_to("2026-03-08T06:30");  // between the slot at 01:30 and the change in New York
    bench.restart();
    bench.advance_to("2026-03-29T00:45");  // between the change in Berlin and the slot that it moved
    bench.restart();
    bench.advance_to("2026-04-02T12:00");

    Lines berlin_daily;
    append_days(berlin_daily, "2026-03", 6, 29,
                "01:30");  // on the 29th the half past two that is skipped: half past three
    append_days(berlin_daily, "2026-03", 30, 31, "00:30");
    append_days(berlin_daily, "2026-04", 1, 2, "00:30");
    CHECK(bench.dispatched(1) == berlin_daily);
    CHECK(bench.dispatched(2) == Lines{"2026-03-08T06:00", "2026-03-15T06:00", "2026-03-22T06:00", "2026-03-29T05:00"});

    Lines new_york_daily;
    append_days(new_york_daily, "2026-03", 6, 8, "06:30");
    append_days(new_york_daily, "2026-03", 9, 31, "05:30");
    append_days(new_york_daily, "2026-04", 1, 2, "05:30");
    CHECK(bench.dispatched(3) == new_york_daily);
    CHECK(bench.dispatched(4) == Lines{"2026-03-08T07:15", "2026-03-15T06:15", "2026-03-22T06:15", "2026-03-29T06:15"});
}

TEST_CASE("daily and weekly plans keep to the clock over the changes in autumn, in Berlin and in New York") {
    Traveller bench("2026-10-22T12:00");
    bench.advance_to(
        "2026-10-25T01:15");  // in the hour that comes again in Berlin, between the first and the second half past two
    bench.restart();
    bench.advance_to("2026-11-01T06:15");  // and in New York, behind the first half past one
    bench.restart();
    bench.advance_to("2026-11-05T12:00");

    Lines berlin_daily;
    append_days(berlin_daily, "2026-10", 23, 25, "00:30");
    append_days(berlin_daily, "2026-10", 26, 31, "01:30");
    append_days(berlin_daily, "2026-11", 1, 5, "01:30");
    CHECK(bench.dispatched(1) == berlin_daily);
    CHECK(bench.dispatched(2) == Lines{"2026-10-25T06:00", "2026-11-01T06:00"});

    Lines new_york_daily;
    append_days(new_york_daily, "2026-10", 23, 31, "05:30");
    append_days(new_york_daily, "2026-11", 1, 1, "05:30");
    append_days(new_york_daily, "2026-11", 2, 5, "06:30");
    CHECK(bench.dispatched(3) == new_york_daily);
    CHECK(bench.dispatched(4) == Lines{"2026-10-25T06:15", "2026-11-01T07:15"});
}
