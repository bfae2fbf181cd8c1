#include "canonical/time_zone.h"

#include <sys/resource.h>

#include <stdexcept>

#include "instants.h"

namespace {

std::string utc(const std::string& shown, const std::string& zone) {
    INFO(shown << " in " << zone);
    const auto time = canonical::wall_time_from(shown);
    REQUIRE(time);
    return canonical::to_text(canonical::to_utc(*time, zone)).substr(0, 19);
}

std::string wall(const std::string& time, const std::string& zone) {
    return canonical::to_text(canonical::to_wall(instant(time), zone));
}

/// While this lives the process opens no file.
class NoMoreFiles {
  public:
    NoMoreFiles() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const rlimit none{0, before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    ~NoMoreFiles() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    NoMoreFiles(const NoMoreFiles&) = delete;
    NoMoreFiles& operator=(const NoMoreFiles&) = delete;

  private:
    rlimit before_{};
};

}  // namespace

TEST_CASE("once the zones are loaded no file is opened for any of them, nor for the rule behind its list") {
    canonical::load_time_zones();
    std::string now, later;
    {
        const NoMoreFiles none;
        now = wall("2026-07-01T12:00:00Z", "Pacific/Chatham");
        later = wall("2099-07-01T12:00:00Z", "America/St_Johns");
    }
    CHECK(now.substr(0, 19) == "2026-07-02T00:45:00");
    CHECK(later.substr(0, 19) == "2099-07-01T09:30:00");
}

TEST_CASE("the names of the IANA list are time zones, and nothing else") {
    for (const char* name : {"UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata",
                             "Etc/GMT+5", "America/Argentina/Buenos_Aires"}) {
        INFO(name);
        CHECK(canonical::is_time_zone(name));
    }
    for (const char* name : {"", " ", "europe/berlin", "Europe/Berlin ", "Europe", "Europe/", "Berlin", "localtime",
                             "+02:00", "../../etc/passwd", "/usr/share/zoneinfo/UTC", "zone.tab", "tzdata.zi",
                             "right/Europe/Berlin", "posix/Europe/Berlin", "Mars/Olympus"}) {
        INFO(name);
        CHECK_FALSE(canonical::is_time_zone(name));
    }
    CHECK_FALSE(canonical::is_time_zone(std::string("UTC\0", 4)));
}

TEST_CASE("a zone that does not exist is said to be none") {
    CHECK_THROWS_AS(canonical::to_utc(canonical::WallTime{}, "Mars/Olympus"), std::invalid_argument);
    CHECK_THROWS_AS(canonical::to_wall(canonical::UtcTime{}, ""), std::invalid_argument);
}

TEST_CASE("a wall-clock time is the instant that its zone makes of it") {
    CHECK(utc("2026-01-15T12:00:00", "Europe/Berlin") == "2026-01-15T11:00:00");
    CHECK(utc("2026-07-15T12:00:00", "Europe/Berlin") == "2026-07-15T10:00:00");
    CHECK(utc("2026-01-15T12:00:00", "America/New_York") == "2026-01-15T17:00:00");
    CHECK(utc("2026-07-15T12:00:00", "America/New_York") == "2026-07-15T16:00:00");
    CHECK(utc("2026-01-15T12:00:00", "Australia/Lord_Howe") == "2026-01-15T01:00:00");
    CHECK(utc("2026-07-15T12:00:00", "Australia/Lord_Howe") == "2026-07-15T01:30:00");
    CHECK(utc("2026-07-15T12:00:00", "Asia/Kolkata") == "2026-07-15T06:30:00");
    CHECK(utc("2026-07-15T12:00:00", "UTC") == "2026-07-15T12:00:00");
}

TEST_CASE("a wall-clock time that is skipped moves forward by what is skipped") {
    CHECK(utc("2026-03-29T01:59:59", "Europe/Berlin") == "2026-03-29T00:59:59");
    CHECK(utc("2026-03-29T02:00:00", "Europe/Berlin") == "2026-03-29T01:00:00");
    CHECK(utc("2026-03-29T02:30:00", "Europe/Berlin") == "2026-03-29T01:30:00");
    CHECK(utc("2026-03-29T03:00:00", "Europe/Berlin") == "2026-03-29T01:00:00");
    CHECK(utc("2026-03-08T02:30:00", "America/New_York") == "2026-03-08T07:30:00");
    CHECK(utc("2026-03-08T03:30:00", "America/New_York") == "2026-03-08T07:30:00");
    CHECK(utc("2026-10-04T02:10:00", "Australia/Lord_Howe") == "2026-10-03T15:40:00");
    CHECK(utc("2026-10-04T02:40:00", "Australia/Lord_Howe") == "2026-10-03T15:40:00");
}

TEST_CASE("of a wall-clock time that comes twice the first is meant") {
    CHECK(utc("2026-10-25T01:59:59", "Europe/Berlin") == "2026-10-24T23:59:59");
    CHECK(utc("2026-10-25T02:00:00", "Europe/Berlin") == "2026-10-25T00:00:00");
    CHECK(utc("2026-10-25T02:59:59", "Europe/Berlin") == "2026-10-25T00:59:59");
    CHECK(utc("2026-10-25T03:00:00", "Europe/Berlin") == "2026-10-25T02:00:00");
    CHECK(utc("2026-11-01T01:30:00", "America/New_York") == "2026-11-01T05:30:00");
    CHECK(utc("2026-04-05T01:45:00", "Australia/Lord_Howe") == "2026-04-04T14:45:00");
}

TEST_CASE("a day that a zone left out moves to the next") {
    CHECK(utc("2011-12-30T12:00:00", "Pacific/Apia") == "2011-12-30T22:00:00");
    CHECK(wall("2011-12-30T22:00:00Z", "Pacific/Apia") == "2011-12-31T12:00:00");
}

TEST_CASE("an instant is what the clock of the zone shows then") {
    CHECK(wall("2026-03-29T00:59:59Z", "Europe/Berlin") == "2026-03-29T01:59:59");
    CHECK(wall("2026-03-29T01:00:00Z", "Europe/Berlin") == "2026-03-29T03:00:00");
    CHECK(wall("2026-10-25T00:30:00Z", "Europe/Berlin") == "2026-10-25T02:30:00");
    CHECK(wall("2026-10-25T01:30:00Z", "Europe/Berlin") == "2026-10-25T02:30:00");
    CHECK(wall("2026-07-01T00:00:00Z", "America/New_York") == "2026-06-30T20:00:00");
    CHECK(wall("2028-02-29T12:00:00Z", "Australia/Lord_Howe") == "2028-02-29T23:00:00");
    CHECK(wall("2026-12-31T23:30:00Z", "Europe/Berlin") == "2027-01-01T00:30:00");
    CHECK(wall("2026-12-31T23:30:00Z", "UTC") == "2026-12-31T23:30:00");
}

TEST_CASE("fractions of a second are cut off, before 1970 too") {
    using std::chrono::milliseconds;
    CHECK(canonical::to_text(canonical::to_wall(canonical::UtcTime{milliseconds{1999}}, "UTC")) ==
          "1970-01-01T00:00:01");
    CHECK(canonical::to_text(canonical::to_wall(canonical::UtcTime{milliseconds{-1}}, "UTC")) == "1969-12-31T23:59:59");
}

TEST_CASE("the clocks go on changing after 2037, where the list of changes ends") {
    CHECK(utc("2037-07-15T12:00:00", "Europe/Berlin") == "2037-07-15T10:00:00");
    CHECK(utc("2038-01-19T04:14:08", "Europe/Berlin") == "2038-01-19T03:14:08");
    CHECK(utc("2038-07-15T12:00:00", "Europe/Berlin") == "2038-07-15T10:00:00");
    CHECK(utc("2050-07-15T12:00:00", "America/New_York") == "2050-07-15T16:00:00");
    CHECK(utc("2050-07-15T12:00:00", "Australia/Lord_Howe") == "2050-07-15T01:30:00");
    CHECK(utc("2050-01-15T12:00:00", "Australia/Lord_Howe") == "2050-01-15T01:00:00");
    CHECK(utc("2050-07-15T12:00:00", "Asia/Kolkata") == "2050-07-15T06:30:00");
    CHECK(utc("2038-03-28T02:30:00", "Europe/Berlin") == "2038-03-28T01:30:00");
    CHECK(utc("2038-10-31T02:30:00", "Europe/Berlin") == "2038-10-31T00:30:00");
    CHECK(wall("2038-07-15T10:00:00Z", "Europe/Berlin") == "2038-07-15T12:00:00");
}
