#include "canonical/schedule_times.h"

#include "schedule_play.h"

using Fired = std::vector<std::string>;

namespace {

/// Charging through the night, every night.
const std::string kNights =
    R"({"recurrence":{"rule":"daily"},"slots":[{"time":"02:30","command":"charge","duration":"PT1H"}]})";

std::string nightly(const std::string& time) {
    return R"({"recurrence":{"rule":"daily"},"slots":[{"time":")" + time + R"(","command":"charge"}]})";
}

}  // namespace

TEST_CASE("without a recurrence each slot fires once, at the next time that the clock shows it") {
    const auto plan = plan_of(R"({"slots":[{"time":"22:00","command":"charge"},{"time":"06:00","command":"idle"},
        {"at":"2026-12-24T18:00:00","command":"idle"},{"at":"2026-12-25T00:00:00Z","command":"charge"}]})",
                              "2026-11-25T11:00:00Z");
    CHECK(fired(plan, "2026-11-25T11:00:00Z", "2027-11-25T00:00:00Z") ==
          Fired{"0@2026-11-25T21:00", "1@2026-11-26T05:00", "2@2026-12-24T17:00", "3@2026-12-25T00:00"});
    CHECK(fired(plan, "2026-11-26T05:00:00Z", "2026-12-24T17:00:00Z") == Fired{"2@2026-12-24T17:00"});
    CHECK(text(canonical::next_fire(plan, instant("2026-11-25T21:00:00Z"))) == "2026-11-26T05:00:00.000Z");
    CHECK_FALSE(canonical::next_fire(plan, instant("2026-12-25T00:00:00Z")));
}

TEST_CASE("a slot at just the moment that a plan is written waits for the next day") {
    const auto plan = plan_of(nightly("12:00"), "2026-11-25T11:00:00Z");
    CHECK(text(canonical::next_fire(plan, instant("2026-11-25T11:00:00Z"))) == "2026-11-26T11:00:00.000Z");
    CHECK(text(canonical::next_fire(plan, instant("2020-01-01T00:00:00Z"))) == "2026-11-26T11:00:00.000Z");
}

TEST_CASE("a daily slot keeps its wall-clock time over both changes in Berlin") {
    const auto plan = plan_of(nightly("07:00"), "2026-01-01T00:00:00Z");
    CHECK(fired(plan, "2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z") ==
          Fired{"0@2026-03-28T06:00", "0@2026-03-29T05:00", "0@2026-03-30T05:00"});
    CHECK(fired(plan, "2026-10-23T12:00:00Z", "2026-10-26T12:00:00Z") ==
          Fired{"0@2026-10-24T05:00", "0@2026-10-25T06:00", "0@2026-10-26T06:00"});
}

TEST_CASE("a daily slot keeps its wall-clock time over both changes in New York") {
    const auto plan = plan_of(nightly("07:00"), "2026-01-01T00:00:00Z", "America/New_York");
    CHECK(fired(plan, "2026-03-06T18:00:00Z", "2026-03-09T18:00:00Z") ==
          Fired{"0@2026-03-07T12:00", "0@2026-03-08T11:00", "0@2026-03-09T11:00"});
    CHECK(fired(plan, "2026-10-30T18:00:00Z", "2026-11-02T18:00:00Z") ==
          Fired{"0@2026-10-31T11:00", "0@2026-11-01T12:00", "0@2026-11-02T12:00"});
}

TEST_CASE(
    "a slot in the hour that is skipped fires once, as much later, and in the hour that comes twice once, at the "
    "first") {
    const auto berlin = plan_of(kNights, "2026-01-01T00:00:00Z");
    CHECK(fired(berlin, "2026-03-27T12:00:00Z", "2026-03-30T12:00:00Z") ==
          Fired{"0@2026-03-28T01:30/2026-03-28T02:30", "0@2026-03-29T01:30/2026-03-29T02:30",
                "0@2026-03-30T00:30/2026-03-30T01:30"});
    CHECK(fired(berlin, "2026-10-23T12:00:00Z", "2026-10-26T12:00:00Z") ==
          Fired{"0@2026-10-24T00:30/2026-10-24T01:30", "0@2026-10-25T00:30/2026-10-25T01:30",
                "0@2026-10-26T01:30/2026-10-26T02:30"});
    const auto new_york = plan_of(nightly("01:30"), "2026-01-01T00:00:00Z", "America/New_York");
    CHECK(fired(new_york, "2026-10-31T00:00:00Z", "2026-11-02T12:00:00Z") ==
          Fired{"0@2026-10-31T05:30", "0@2026-11-01T05:30", "0@2026-11-02T06:30"});
}

TEST_CASE("the half hour that Lord Howe moves its clocks by is kept") {
    const auto plan = plan_of(nightly("02:15"), "2026-01-01T00:00:00Z", "Australia/Lord_Howe");
    CHECK(fired(plan, "2026-10-02T00:00:00Z", "2026-10-04T20:00:00Z") ==
          Fired{"0@2026-10-02T15:45", "0@2026-10-03T15:45", "0@2026-10-04T15:15"});
    CHECK(fired(plan, "2026-04-03T00:00:00Z", "2026-04-05T20:00:00Z") ==
          Fired{"0@2026-04-03T15:15", "0@2026-04-04T15:45", "0@2026-04-05T15:45"});
}

TEST_CASE("asked in pieces a plan fires just as asked at once") {
    for (const char* zone : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia"}) {
        INFO(zone);
        const auto plan = plan_of(R"({"recurrence":{"rule":"FREQ=WEEKLY;BYDAY=SA,SU,MO;COUNT=40"},"slots":[
            {"time":"00:00","command":"charge"},{"time":"01:45","command":"idle"},{"time":"02:15","command":"charge"},
            {"time":"02:45","command":"idle"},{"time":"03:00","command":"charge"},{"time":"23:59","command":"idle"}]})",
                                  "2026-01-01T00:00:00Z", zone);
        const auto at_once =
            canonical::due_slots(plan, instant("2026-01-01T00:00:00Z"), instant("2026-12-31T00:00:00Z"));
        CHECK(at_once.size() == 240);
        std::size_t next = 0;
        canonical::UtcTime from = instant("2026-01-01T00:00:00Z");
        for (; next < at_once.size(); from += std::chrono::minutes{97}) {
            for (const auto& due : canonical::due_slots(plan, from, from + std::chrono::minutes{97})) {
                REQUIRE(next < at_once.size());
                CHECK(due.at == at_once[next].at);
                CHECK(due.slot == at_once[next].slot);
                ++next;
            }
        }
    }
}

TEST_CASE("two slots that a skipped hour pushes to one instant fire in the order of the clock") {
    const auto plan = plan_of(R"({"recurrence":{"rule":"daily"},"slots":[{"time":"03:30","command":"charge"},
        {"time":"02:30","command":"idle"}]})",
                              "2026-01-01T00:00:00Z");
    CHECK(fired(plan, "2026-03-29T00:00:00Z", "2026-03-29T12:00:00Z") ==
          Fired{"1@2026-03-29T01:30", "0@2026-03-29T01:30"});
}

TEST_CASE("leap days, the end of a year and 2038 are days as any other") {
    const auto daily = plan_of(nightly("23:30"), "2026-01-01T00:00:00Z", "UTC");
    CHECK(fired(daily, "2028-02-28T00:00:00Z", "2028-03-02T00:00:00Z") ==
          Fired{"0@2028-02-28T23:30", "0@2028-02-29T23:30", "0@2028-03-01T23:30"});
    CHECK(fired(daily, "2026-12-31T00:00:00Z", "2027-01-02T00:00:00Z") ==
          Fired{"0@2026-12-31T23:30", "0@2027-01-01T23:30"});
    CHECK(fired(daily, "2038-01-18T00:00:00Z", "2038-01-20T00:00:00Z") ==
          Fired{"0@2038-01-18T23:30", "0@2038-01-19T23:30"});
    const auto berlin = plan_of(nightly("07:00"), "2026-01-01T00:00:00Z");
    CHECK(fired(berlin, "2038-07-01T00:00:00Z", "2038-07-02T00:00:00Z") == Fired{"0@2038-07-01T05:00"});
    const auto weekly = plan_of(R"({"recurrence":{"rule":"weekly"},"slots":[{"time":"08:00","command":"idle"}]})",
                                "2026-12-31T00:00:00Z", "UTC");
    CHECK(fired(weekly, "2026-12-30T00:00:00Z", "2027-01-08T00:00:00Z") ==
          Fired{"0@2026-12-31T08:00", "0@2027-01-07T08:00"});
}

TEST_CASE("weekly is the weekday of the plan's own zone") {
    const auto plan = plan_of(
        R"({"timezone":"America/New_York","recurrence":{"rule":"weekly"},"slots":[{"time":"23:00","command":"charge"}]})",
        "2026-11-26T02:00:00Z");
    CHECK(text(canonical::next_fire(plan, plan.since)) == "2026-11-26T04:00:00.000Z");
    CHECK(text(canonical::next_fire(plan, instant("2026-11-26T04:00:00Z"))) == "2026-12-03T04:00:00.000Z");
}

TEST_CASE("a count is of each slot, from the first that comes after the plan was written") {
    const auto plan = plan_of(R"({"recurrence":{"rule":"FREQ=DAILY;COUNT=2"},"slots":[{"time":"07:00","command":"idle"},
        {"time":"22:00","command":"charge"}]})",
                              "2026-11-25T11:00:00Z");
    const Fired all = {"1@2026-11-25T21:00", "0@2026-11-26T06:00", "1@2026-11-26T21:00", "0@2026-11-27T06:00"};
    CHECK(fired(plan, "2026-11-25T11:00:00Z", "2027-11-25T00:00:00Z") == all);
    CHECK(text(canonical::next_fire(plan, instant("2026-11-26T21:00:00Z"))) == "2026-11-27T06:00:00.000Z");
    CHECK_FALSE(canonical::next_fire(plan, instant("2026-11-27T06:00:00Z")));
}

TEST_CASE("the day and the instant of UNTIL belong to the plan") {
    const auto until = [](const std::string& end) {
        return plan_of(R"({"recurrence":{"rule":"FREQ=DAILY;UNTIL=)" + end +
                           R"("},"slots":[{"time":"23:30","command":"charge"}]})",
                       "2026-11-25T11:00:00Z");
    };
    const std::string begin = "2026-11-25T11:00:00Z", end = "2027-11-25T00:00:00Z";
    CHECK(fired(until("20261126"), begin, end) == Fired{"0@2026-11-25T22:30", "0@2026-11-26T22:30"});
    CHECK(fired(until("20261126T223000Z"), begin, end) == Fired{"0@2026-11-25T22:30", "0@2026-11-26T22:30"});
    CHECK(fired(until("20261126T222959Z"), begin, end) == Fired{"0@2026-11-25T22:30"});
}
