#include "ocpp/types.h"

#include <catch2/catch.hpp>
#include <ctime>

using namespace ocpp;

namespace {
std::string read_back(std::string_view text) {
    const auto time = parse_date_time(text).time;
    return time ? to_text(*time) : "not understood";
}
}  // namespace

TEST_CASE("timestamps of every known form are understood") {
    CHECK(read_back("2026-01-02T03:04:05Z") == "2026-01-02T03:04:05Z");
    CHECK(read_back("2026-01-02T03:04:05.333Z") == "2026-01-02T03:04:05Z");
    CHECK(read_back("2026-01-02T03:04:05.123456789012Z") == "2026-01-02T03:04:05Z");
    CHECK(read_back("2024-04-26T14:35:02+02") == "2024-04-26T12:35:02Z");
    CHECK(read_back("2024-04-26T14:35:02+02:00") == "2024-04-26T12:35:02Z");
    CHECK(read_back("2024-04-26T14:35:02-0330") == "2024-04-26T18:05:02Z");
    CHECK(read_back("2023-10-20T09:00:00") == "2023-10-20T09:00:00Z");
    CHECK(read_back("2026-01-02 03:04:05z") == "2026-01-02T03:04:05Z");
    CHECK(read_back("1970-01-01T00:00:07Z") == "1970-01-01T00:00:07Z");
    CHECK(read_back("2024-02-29T00:00:00Z") == "2024-02-29T00:00:00Z");
}

TEST_CASE("every day of four centuries, and of the years around them, is written as the calendar has it") {
    constexpr std::int64_t kDay = 86400, kFirst = -719162, kLast = 2932896;  // of the years 1 and 9999
    const auto same = [](std::int64_t seconds) {
        const std::time_t time = seconds;
        std::tm utc{};
        gmtime_r(&time, &utc);
        char text[64];
        std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02dZ", utc.tm_year + 1900, utc.tm_mon + 1,
                      utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
        return to_text(UtcTime(std::chrono::seconds(seconds))) == text;
    };
    for (std::int64_t day = -40000; day < 110000; ++day) {
        if (!same(day * kDay) || !same(day * kDay + kDay - 1)) FAIL("day " << day);
    }
    for (const std::int64_t day : {kFirst, kFirst + 59, kLast}) CHECK(same(day * kDay + 45296));
    CHECK(to_text(UtcTime(std::chrono::milliseconds(-1))) == "1969-12-31T23:59:59Z");
}

TEST_CASE("a leap second is clamped") { CHECK(read_back("2026-06-30T23:59:60Z") == "2026-06-30T23:59:59Z"); }

TEST_CASE("impossible timestamps are not understood and their text is kept") {
    const auto text = GENERATE(as<std::string>{}, "222222017-10-27T19:10:11Z", "1000000", "2026-02-30T00:00:00Z",
                               "2026-13-01T00:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01T00:00:61Z", "", "null", "0",
                               "2026-01-01T00:00:00+25:00", "2026-01-01T00:00:00Zx");
    CAPTURE(text);
    CHECK_FALSE(parse_date_time(text).time);
    CHECK(parse_date_time(text).text == text);
    CHECK(parse_date_time(std::string(10000, '9')).text.size() == 64);
}

TEST_CASE("quirk 78 limits are rounded down to a tenth and printed exactly") {
    CHECK(to_text(floor_to_tenths(7.4)) == "7.4");
    CHECK(to_text(floor_to_tenths(10.72)) == "10.7");
    CHECK(to_text(floor_to_tenths(10.799999)) == "10.7");
    CHECK(to_text(floor_to_tenths(6.0)) == "6");
    CHECK(to_text(floor_to_tenths(8.1)) == "8.1");
    CHECK(to_text(floor_to_tenths(0)) == "0");
    CHECK(to_text(Tenths{-5}) == "-0.5");
}
