#include "canonical/wall_time.h"

#include "instants.h"

using canonical::CalendarDay;
using canonical::wall_time_from;

namespace {

int weekday(const std::string& day) { return canonical::weekday_of(*wall_time_from(day + "T12:00:00")); }

}  // namespace

TEST_CASE("a wall-clock time reads back as it was written") {
    for (const char* shown :
         {"1970-01-01T00:00:00", "2026-12-31T23:59:59", "2028-02-29T00:00:00", "2038-01-19T03:14:08",
          "9999-12-31T23:59:59", "1900-03-01T06:07:08", "0001-01-01T00:00:00"}) {
        const auto time = wall_time_from(shown);
        REQUIRE(time);
        CHECK(to_text(*time) == shown);
    }
}

TEST_CASE("only days that the calendar has are days") {
    CHECK(canonical::midnight_of({2028, 2, 29}));
    CHECK(canonical::midnight_of({2000, 2, 29}));
    for (const CalendarDay& day : {CalendarDay{2026, 2, 29}, CalendarDay{2100, 2, 29}, CalendarDay{2026, 4, 31},
                                   CalendarDay{2026, 13, 1}, CalendarDay{2026, 0, 1}, CalendarDay{2026, 1, 0}}) {
        CHECK_FALSE(canonical::midnight_of(day));
    }
}

TEST_CASE("the week begins on Monday") {
    CHECK(weekday("2026-11-23") == 0);
    CHECK(weekday("2026-11-29") == 6);
    CHECK(weekday("1970-01-01") == 3);
    CHECK(weekday("1969-12-28") == 6);
    CHECK(weekday("2028-02-29") == 1);
}

TEST_CASE("midnight is the one before, before 1970 too") {
    CHECK(to_text(canonical::midnight_before(*wall_time_from("2026-11-23T13:14:15"))) == "2026-11-23T00:00:00");
    CHECK(to_text(canonical::midnight_before(*wall_time_from("2026-11-23T00:00:00"))) == "2026-11-23T00:00:00");
    CHECK(to_text(canonical::midnight_before(*wall_time_from("1969-12-31T23:59:59"))) == "1969-12-31T00:00:00");
    const CalendarDay day = canonical::day_of(*wall_time_from("2026-12-31T23:59:59"));
    CHECK(day.year == 2026);
    CHECK(day.month == 12);
    CHECK(day.day == 31);
}

TEST_CASE("a time of day is two digits, a colon and two digits") {
    using std::chrono::minutes;
    CHECK(canonical::time_of_day_from("00:00") == minutes{0});
    CHECK(canonical::time_of_day_from("23:59") == minutes{1439});
    CHECK(canonical::time_of_day_from("07:30") == minutes{450});
    for (const char* time : {"", "7:30", "24:00", "23:60", "07:30:00", "07.30", "0730", "-7:30", " 07:30", "07:3x"}) {
        INFO(time);
        CHECK_FALSE(canonical::time_of_day_from(time));
    }
}
