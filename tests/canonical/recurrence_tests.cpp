#include "canonical/recurrence.h"

#include <vector>

#include "instants.h"
#include "refusal.h"

using canonical::DayNumber;
using canonical::Recurrence;

namespace {

DayNumber day(const std::string& text) {
    return canonical::day_number_of(*canonical::wall_time_from(text + "T00:00:00"));
}

std::string text_of(DayNumber number) { return to_text(canonical::midnight_of(number)).substr(0, 10); }

/// The first days of the rule, for a plan that begins on Wednesday, 25 November 2026.
std::vector<std::string> first_days(const std::string& rule, int count, const std::string& anchor = "2026-11-25") {
    const Recurrence recurrence = canonical::parse_recurrence(rule);
    std::vector<std::string> days;
    std::optional<DayNumber> next = canonical::next_day(recurrence, day(anchor), day("1900-01-01"));
    for (; next && count > 0; --count) {
        days.push_back(text_of(*next).substr(5));
        next = canonical::next_day(recurrence, day(anchor), *next + 1);
    }
    return days;
}

using Days = std::vector<std::string>;

void check_refused(const std::string& rule, const std::string& reason) {
    INFO(rule);
    check_validation_error(refusal_of([&] { canonical::parse_recurrence(rule); }), "recurrence.rule", reason);
}

}  // namespace

TEST_CASE("daily is every day and weekly the day on which the plan was written") {
    CHECK(first_days("daily", 3) == Days{"11-25", "11-26", "11-27"});
    CHECK(first_days("FREQ=DAILY", 3) == Days{"11-25", "11-26", "11-27"});
    CHECK(first_days("weekly", 3) == Days{"11-25", "12-02", "12-09"});
    CHECK(first_days("freq=weekly", 3) == Days{"11-25", "12-02", "12-09"});
}

TEST_CASE("an interval of days is counted from the day on which the plan was written") {
    CHECK(first_days("FREQ=DAILY;INTERVAL=3", 4) == Days{"11-25", "11-28", "12-01", "12-04"});
    CHECK(first_days("INTERVAL=2;FREQ=DAILY", 3, "2028-02-28") == Days{"02-28", "03-01", "03-03"});
}

TEST_CASE("an interval of weeks is counted from the Monday of the week in which the plan was written") {
    CHECK(first_days("FREQ=WEEKLY;INTERVAL=2", 3) == Days{"11-25", "12-09", "12-23"});
    CHECK(first_days("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", 4) == Days{"11-27", "12-07", "12-11", "12-21"});
    CHECK(first_days("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU", 2, "2026-11-29") == Days{"11-29", "12-13"});
    CHECK(first_days("FREQ=WEEKLY;INTERVAL=52;BYDAY=WE", 2) == Days{"11-25", "11-24"});
}

TEST_CASE("the weekdays of a rule are the days of either frequency") {
    CHECK(first_days("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", 5) == Days{"11-25", "11-26", "11-27", "11-30", "12-01"});
    CHECK(first_days("FREQ=DAILY;BYDAY=SA,SU", 3) == Days{"11-28", "11-29", "12-05"});
    CHECK(first_days("FREQ=DAILY;INTERVAL=2;BYDAY=sa", 2) == Days{"12-05", "12-19"});
    CHECK(first_days("FREQ=WEEKLY;BYDAY=SU,SU", 2) == Days{"11-29", "12-06"});
}

TEST_CASE("a rule may leave no day at all") {
    CHECK(first_days("FREQ=DAILY;INTERVAL=7;BYDAY=FR", 1).empty());
    CHECK(first_days("FREQ=DAILY;INTERVAL=14;BYDAY=WE", 2) == Days{"11-25", "12-09"});
}

TEST_CASE("the steps of a rule can be taken all at once") {
    for (const std::string text : {"daily", "weekly", "FREQ=DAILY;INTERVAL=5", "FREQ=DAILY;INTERVAL=3;BYDAY=MO,TH",
                                   "FREQ=WEEKLY;INTERVAL=3;BYDAY=TU,WE,SA", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU"}) {
        INFO(text);
        const Recurrence rule = canonical::parse_recurrence(text);
        const DayNumber anchor = day("2026-11-25");
        const DayNumber first = *canonical::next_day(rule, anchor, anchor);
        DayNumber one_by_one = first;
        for (int steps = 0; steps < 60; ++steps) {
            CHECK(text_of(canonical::day_after(rule, anchor, first, steps)) == text_of(one_by_one));
            one_by_one = *canonical::next_day(rule, anchor, one_by_one + 1);
        }
    }
}

TEST_CASE("days in a row are noticed, over the end of the week too") {
    const auto has = [](const std::string& rule) {
        return canonical::has_neighbouring_days(canonical::parse_recurrence(rule), day("2026-11-25"));
    };
    CHECK(has("daily"));
    CHECK(has("FREQ=WEEKLY;BYDAY=MO,TU"));
    CHECK(has("FREQ=WEEKLY;BYDAY=SU,MO"));
    CHECK_FALSE(has("weekly"));
    CHECK_FALSE(has("FREQ=DAILY;INTERVAL=2"));
    CHECK_FALSE(has("FREQ=WEEKLY;INTERVAL=2;BYDAY=SU,MO"));
    CHECK_FALSE(has("FREQ=WEEKLY;BYDAY=MO,WE,FR"));
}

TEST_CASE("a rule ends after a count, with a day or with an instant") {
    CHECK(canonical::parse_recurrence("FREQ=DAILY;COUNT=5").count == 5);
    CHECK(canonical::parse_recurrence("FREQ=DAILY;UNTIL=20261231").until_day == day("2026-12-31"));
    CHECK(text(canonical::parse_recurrence("FREQ=DAILY;UNTIL=20261231T225959Z").until_instant) ==
          "2026-12-31T22:59:59.000Z");
    CHECK_FALSE(canonical::parse_recurrence("FREQ=DAILY").count);
}

TEST_CASE("a rule that is not understood is refused by the part that is not") {
    const std::string start = "FREQ is missing: a rule is daily, weekly, or begins with FREQ=DAILY or FREQ=WEEKLY";
    const auto part = [](const std::string& name) {
        return "the part " + name + " is not supported: FREQ, INTERVAL, BYDAY, UNTIL and COUNT are";
    };
    check_refused("INTERVAL=2", start);
    for (const std::string rule : {"monthly", "Daily", "DAILY"}) check_refused(rule, part(rule));
    check_refused("", part(""));
    check_refused("FREQ=DAILY;BYHOUR=7", part("BYHOUR"));
    check_refused("FREQ=DAILY;WKST=SU", part("WKST"));
    check_refused("RRULE:FREQ=DAILY", part("RRULE:FREQ"));
    check_refused("FREQ=DAILY; INTERVAL=2", part(" INTERVAL"));
    check_refused("FREQ=DAILY;;INTERVAL=2", part(""));
    for (const std::string value : {"MONTHLY", "HOURLY", "", "DAILY "})
        check_refused("FREQ=" + value, "FREQ must be DAILY or WEEKLY");
    for (const std::string value : {"0", "53", "-1", "+1", "", "1.5", "x", "99999999999999999999"}) {
        check_refused("FREQ=DAILY;INTERVAL=" + value, "INTERVAL must be a whole number from 1 to 52");
        if (value != "53") check_refused("FREQ=DAILY;COUNT=" + value, "COUNT must be a whole number from 1 to 10000");
    }
    for (const std::string value : {"", "1MO", "-1FR", "MON", "MO,,TU", "MO TU"}) {
        check_refused("FREQ=WEEKLY;BYDAY=" + value,
                      "BYDAY must be a list of MO, TU, WE, TH, FR, SA, SU without numbers");
    }
    for (const std::string value : {"", "2026-12-31", "20261331", "20260230", "20261231T225959", "20261231T245959Z",
                                    "20261231t225959z", "2026123", "20261231T2259Z"}) {
        check_refused("FREQ=DAILY;UNTIL=" + value,
                      "UNTIL must be a day (20261231) or an instant in UTC (20261231T225959Z)");
    }
    check_refused("FREQ=DAILY;COUNT=2;UNTIL=20261231", "COUNT and UNTIL exclude each other");
    check_refused(std::string(201, 'X'), "must have at most 200 characters");
    check_refused("FREQ=DAILY;FREQ=WEEKLY", "FREQ is there twice");
    check_refused("FREQ=DAILY;COUNT=2;COUNT=2", "COUNT is there twice");
}
