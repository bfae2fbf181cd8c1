#include "canonical/time_window.h"

#include "instants.h"
#include "refusal.h"

using canonical::parse_time_window;
using canonical::TimeWindow;

namespace {

const std::string kAskedAt = "2026-07-01T09:00:00Z";

TimeWindow window_of(std::optional<std::string_view> start, std::optional<std::string_view> end,
                     const std::string& zone = "Europe/Berlin", const std::string& now = kAskedAt) {
    return parse_time_window(start, end, zone, instant(now));
}

Refusal refused_window(std::optional<std::string_view> start, std::optional<std::string_view> end = std::nullopt,
                       const std::string& zone = "Europe/Berlin") {
    INFO(start.value_or("-") << " to " << end.value_or("-"));
    return refusal_of([&] { window_of(start, end, zone); });
}

}  // namespace

TEST_CASE("without start and end there is no window") {
    const TimeWindow window = window_of(std::nullopt, std::nullopt);
    CHECK_FALSE(window.start);
    CHECK_FALSE(window.end);
}

TEST_CASE("a wall-clock start and end are read in the charger's zone") {
    const TimeWindow window = window_of("2026-07-01T22:00:00", "2026-07-02T05:30:00");
    CHECK(text(window.start) == "2026-07-01T20:00:00.000Z");
    CHECK(text(window.end) == "2026-07-02T03:30:00.000Z");
    CHECK(text(window_of("2026-07-01T22:00:00", {}, "America/New_York").start) == "2026-07-02T02:00:00.000Z");
    CHECK(text(window_of("2026-07-01T22:00:00", {}, "UTC").start) == "2026-07-01T22:00:00.000Z");
}

TEST_CASE("a relative start counts from now, a relative end from the start") {
    const TimeWindow window = window_of("1.5h", "30m");
    CHECK(text(window.start) == "2026-07-01T10:30:00.000Z");
    CHECK(text(window.end) == "2026-07-01T11:00:00.000Z");
    CHECK(text(window_of("0.01m", {}).start) == "2026-07-01T09:00:00.600Z");
    CHECK(text(window_of("2.25h", {}).start) == "2026-07-01T11:15:00.000Z");
    CHECK(text(window_of("2026-07-01T22:00:00", "2h").end) == "2026-07-01T22:00:00.000Z");
    CHECK(text(window_of("1h", "2026-07-01T22:00:00").end) == "2026-07-01T20:00:00.000Z");
}

TEST_CASE("a time with Z, an offset or fractions is refused with the zone that counts") {
    const std::string reason = "must not carry a Z, an offset or fractions: it is a wall-clock time in Europe/Berlin";
    for (const char* start : {"2026-07-01T22:00:00Z", "2026-07-01T22:00:00z", "2026-07-01T22:00:00+02:00",
                              "2026-07-01T22:00:00-0500", "2026-07-01T22:00:00.000Z", "2026-07-01T22:00:00.000"}) {
        check_validation_error(refused_window(start), "action.start", reason);
    }
    check_validation_error(refused_window("1h", "2026-07-01T22:00:00Z"), "action.end", reason);
}

TEST_CASE("what is no time at all is refused by path") {
    const std::string reason = "must be a wall-clock time (YYYY-MM-DDTHH:MM:SS) or relative (30m, 1.5h)";
    for (const char* start : {"",
                              " ",
                              "now",
                              "30",
                              "m",
                              "h",
                              "30s",
                              "30 m",
                              " 30m",
                              "30m ",
                              "-30m",
                              "+30m",
                              ".5h",
                              "1.h",
                              "1.555h",
                              "1,5h",
                              "1h30m",
                              "PT1H",
                              "30M",
                              "1e3m",
                              "1234567890m",
                              "2026-07-01",
                              "2026-07-01T22:00",
                              "2026-07-01 22:00:00",
                              "2026-07-01t22:00:00",
                              "2026-02-30T22:00:00",
                              "2025-02-29T22:00:00",
                              "2026-13-01T22:00:00",
                              "2026-00-10T22:00:00",
                              "2026-07-00T22:00:00",
                              "2026-07-32T22:00:00",
                              "2026-07-01T24:00:00",
                              "2026-07-01T23:60:00",
                              "2026-07-01T23:59:60",
                              "20260701T220000",
                              "2026-7-1T22:00:00",
                              "2026-07-01T22:00:00 "}) {
        check_validation_error(refused_window(start), "action.start", reason);
        check_validation_error(refused_window("1h", start), "action.end", reason);
    }
}

TEST_CASE("a start that is not in the future is refused with the earliest there is") {
    for (const char* start :
         {"2026-07-01T11:00:00", "2026-07-01T10:59:59", "2025-07-01T22:00:00", "0000-01-01T00:00:00"}) {
        const Refusal refusal = refused_window(start);
        CHECK(refusal.status == 422);
        CHECK(refusal.code == "START_IN_PAST");
    }
    CHECK(refused_window("0m").details == R"({"parameter":"start","value":"2026-07-01T09:00:00.000Z",)"
                                          R"("min":"2026-07-01T09:00:00.000Z","timezone":"Europe/Berlin"})");
    CHECK(text(window_of("2026-07-01T11:00:01", {}).start) == "2026-07-01T09:00:01.000Z");
}

TEST_CASE("a start more than thirty days ahead is refused with the latest there is") {
    CHECK(text(window_of("720h", {}).start) == "2026-07-31T09:00:00.000Z");
    CHECK(text(window_of("2026-07-31T11:00:00", {}).start) == "2026-07-31T09:00:00.000Z");
    for (const char* start : {"2026-07-31T11:00:01", "720.01h", "999999999h", "9999-12-31T23:59:59"}) {
        const Refusal refusal = refused_window(start);
        CHECK(refusal.status == 422);
        CHECK(refusal.code == "START_OUT_OF_RANGE");
    }
    CHECK(refused_window("43200.01m").details == R"({"parameter":"start","value":"2026-07-31T09:00:00.600Z",)"
                                                 R"("max":"2026-07-31T09:00:00.000Z","timezone":"Europe/Berlin"})");
}

TEST_CASE("an end needs a start") {
    const Refusal refusal = refused_window(std::nullopt, "2h");
    CHECK(refusal.status == 422);
    CHECK(refusal.code == "INVALID_TIME_WINDOW");
    CHECK(refusal.details == R"({"reason":"end_without_start"})");
}

TEST_CASE("an end that is not later than the start is refused") {
    for (const char* end : {"2026-07-01T22:00:00", "2026-07-01T21:59:59", "0h", "0.00m"}) {
        const Refusal refusal = refused_window("2026-07-01T22:00:00", end);
        CHECK(refusal.status == 422);
        CHECK(refusal.code == "INVALID_TIME_WINDOW");
    }
    CHECK(refused_window("2026-07-01T22:00:00", "0h").details ==
          R"({"reason":"end_before_start","parameter":"end","value":"2026-07-01T20:00:00.000Z",)"
          R"("min":"2026-07-01T20:00:00.000Z","timezone":"Europe/Berlin"})");
}

TEST_CASE("a window of more than a day is refused") {
    CHECK(text(window_of("2026-07-01T22:00:00", "24h").end) == "2026-07-02T20:00:00.000Z");
    CHECK(text(window_of("2026-07-01T22:00:00", "2026-07-02T22:00:00").end) == "2026-07-02T20:00:00.000Z");
    CHECK(refused_window("2026-07-01T22:00:00", "2026-07-02T22:00:01").code == "INVALID_TIME_WINDOW");
    CHECK(refused_window("2026-07-01T22:00:00", "24.01h").details ==
          R"({"reason":"window_too_long","parameter":"end","value":"2026-07-02T20:00:36.000Z",)"
          R"("max":"2026-07-02T20:00:00.000Z","timezone":"Europe/Berlin"})");
}

TEST_CASE("a window over a change of the clocks is measured in hours that pass") {
    const std::string saturday = "2026-10-24T12:00:00Z";
    CHECK(text(window_of("2026-10-24T22:00:00", "24h", "Europe/Berlin", saturday).end) == "2026-10-25T20:00:00.000Z");
    const Refusal refusal =
        refusal_of([&] { window_of("2026-10-24T22:00:00", "2026-10-25T22:00:00", "Europe/Berlin", saturday); });
    CHECK(refusal.code == "INVALID_TIME_WINDOW");
}

TEST_CASE("a start in the hour that is skipped moves forward, in the hour that comes twice it is the first") {
    CHECK(text(window_of("2026-03-29T02:30:00", {}, "Europe/Berlin", "2026-03-28T12:00:00Z").start) ==
          "2026-03-29T01:30:00.000Z");
    CHECK(text(window_of("2026-10-25T02:30:00", {}, "Europe/Berlin", "2026-10-24T12:00:00Z").start) ==
          "2026-10-25T00:30:00.000Z");
}

TEST_CASE("a zone that the system does not know is named") {
    check_validation_error(refused_window("2026-07-01T22:00:00", {}, "Mars/Olympus"), "action.start",
                           "cannot be read: Mars/Olympus is not a known time zone");
    CHECK(text(window_of("1h", {}, "Mars/Olympus").start) == "2026-07-01T10:00:00.000Z");
}
