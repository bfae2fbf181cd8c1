#include "gateway/decision/clock_lag.h"

#include <catch2/catch.hpp>

using namespace gateway;
using namespace std::chrono_literals;

namespace {

/// A charger whose messages come at told times; each carries a time of so much ago by our clock.
class Charger {
  public:
    ClockLag lag;

    void wait(std::chrono::milliseconds time) { passed_ += time; }
    void tells_of(std::chrono::milliseconds ago) { lag.heard(time_of(ago), utc(), SteadyTime(passed_)); }
    bool is_older_than(std::chrono::milliseconds age, std::chrono::milliseconds ago) const {
        return lag.is_older_than(age, time_of(ago), utc());
    }

    std::chrono::milliseconds age_of(std::chrono::milliseconds ago) const { return lag.age_of(time_of(ago), utc()); }

  private:
    UtcTime utc() const { return UtcTime(1767225600s) + passed_; }
    ocpp::DateTime time_of(std::chrono::milliseconds ago) const { return ocpp::DateTime(utc() - ago); }

    std::chrono::milliseconds passed_{0};
};

}  // namespace

TEST_CASE("an offset is known from the first word, and a little unrest is followed") {
    Charger charger;
    charger.tells_of(1h);
    CHECK(charger.lag.behind() == 1h);
    CHECK_FALSE(charger.is_older_than(10min, 1h));
    CHECK(charger.is_older_than(10min, 75min));
    charger.tells_of(1h + 1s);  // the states of its connectors, in one go
    charger.wait(10s);
    charger.tells_of(1h + 90s);
    CHECK(charger.lag.behind() == 1h + 90s);
}

TEST_CASE("a first word that a burst follows is out of the charger's memory, and no offset") {
    Charger charger;
    for (int sample = 0; sample < 100; ++sample) {
        charger.tells_of(1h - sample * 10s);
        charger.wait(50ms);
    }
    CHECK(charger.lag.behind() == 0s);
    CHECK(charger.is_older_than(2min, 44min));
    charger.wait(10s);
    charger.tells_of(1s);
    CHECK(charger.lag.behind() == 1s);
}

TEST_CASE(
    "until it is known whether a clock is behind or a word was late, a profile's start is early enough for both") {
    Charger charger;
    charger.tells_of(5h + 3min);  // out of its memory
    charger.wait(50ms);
    charger.tells_of(5h);
    CHECK(charger.lag.behind() == 0s);
    CHECK(charger.lag.behind_at_most() == 5h);
    charger.wait(1min);
    charger.tells_of(1s);
    CHECK(charger.lag.behind_at_most() == 1s);
}

TEST_CASE("a step of the charger's clock is believed when three messages show it, five seconds apart") {
    const auto step = GENERATE(3600s, -3600s, 7200s);
    Charger charger;
    charger.tells_of(0s);
    charger.wait(60s);
    charger.tells_of(step);
    charger.wait(4s);
    charger.tells_of(step);  // too soon to count
    charger.wait(1s);
    charger.tells_of(step + 20s);
    CHECK(charger.lag.behind() == 0s);
    charger.wait(5s);
    charger.tells_of(step);
    CHECK(charger.lag.behind() == std::max<std::chrono::milliseconds>(step, 0s));
    CHECK_FALSE(charger.is_older_than(1min, step));
    CHECK(charger.is_older_than(1min, step + 2min));
}

TEST_CASE("a clock that is set right again is known at once") {
    Charger charger;
    charger.tells_of(1h);
    charger.wait(1min);
    charger.tells_of(2s);
    CHECK(charger.lag.behind() == 2s);
    CHECK(charger.is_older_than(2min, 1h));
}

TEST_CASE("one time of the future does not make all that follows old") {
    Charger charger;
    charger.tells_of(0s);
    charger.wait(10s);
    charger.tells_of(-1h);
    charger.wait(10s);
    CHECK_FALSE(charger.is_older_than(2min, 1s));
}

TEST_CASE("a step of the gateway's own clock changes every lag at once") {
    ClockLag lag;
    const UtcTime utc{1767225600s};
    lag.heard(ocpp::DateTime(utc), utc, SteadyTime{});
    for (const auto set_by : {1h, -1h, 2h}) {
        lag = ClockLag{};
        lag.heard(ocpp::DateTime(utc), utc, SteadyTime{});
        const UtcTime after = utc + 10s + set_by;
        lag.heard(ocpp::DateTime(utc + 10s), after, SteadyTime{10s});
        CHECK(lag.behind() == std::max<std::chrono::milliseconds>(set_by, 0s));
        CHECK_FALSE(lag.is_older_than(1min, ocpp::DateTime(utc + 10s), after));
        CHECK(lag.is_older_than(1min, ocpp::DateTime(utc - 2min), after));
    }
}

TEST_CASE("one live message among a backlog keeps the clock that is known") {
    Charger charger;
    charger.tells_of(0s);
    for (int minute = 0; minute < 10; ++minute) {
        charger.tells_of(1h - minute * 1min);
        charger.wait(20s);
        charger.tells_of(1s);
        charger.wait(40s);
    }
    CHECK(charger.lag.behind() == 1s);
}

TEST_CASE("quirk 48: what came late before an outage does not make a backlog after it count at once") {
    Charger charger;
    charger.tells_of(0s);
    charger.wait(10s);
    for (int i = 0; i < 2; ++i) {
        charger.tells_of(1h);
        charger.wait(5s);
    }
    charger.lag.link_opened();
    charger.tells_of(1h);
    CHECK(charger.lag.behind() == 0s);
    CHECK(charger.is_older_than(2min, 1h));
    charger.wait(10s);
    charger.tells_of(1s);
    CHECK(charger.lag.behind() == 1s);
}

TEST_CASE("a time that cannot be, has no zone or was never set says nothing of the clock") {
    ClockLag lag;
    const UtcTime utc{1767225600s};
    ocpp::DateTime none;
    ocpp::DateTime without_zone(utc - 1min);
    without_zone.zone_was_missing = true;
    for (const auto& time : {none, without_zone, ocpp::DateTime(utc - ClockLag::kMost), ocpp::DateTime(UtcTime{})}) {
        lag.heard(time, utc, SteadyTime{});
        CHECK(lag.behind() == 0s);
        CHECK_FALSE(lag.is_older_than(1min, time, utc));
    }
    lag.heard(ocpp::DateTime(utc - 1min), utc, SteadyTime{});
    CHECK(lag.behind() == 1min);
}

TEST_CASE("while a step is suspected another word is wanted, five seconds after the last and for a minute") {
    ClockLag lag;
    const UtcTime utc{1767225600s};
    const auto hear = [&](std::chrono::seconds at, std::chrono::milliseconds ago) {
        lag.heard(ocpp::DateTime(utc + at - ago), utc + at, SteadyTime(at));
    };
    const auto wanted = [&](std::chrono::seconds at) { return lag.witness_wanted_at(SteadyTime(at)); };
    hear(0s, 0s);
    hear(60s, 0s);
    CHECK_FALSE(wanted(60s));
    hear(120s, 1h);
    CHECK(wanted(120s) == SteadyTime(125s));
    CHECK_FALSE(wanted(181s));
    hear(126s, 1h);
    CHECK(wanted(126s) == SteadyTime(131s));
    hear(132s, 1h);
    CHECK(lag.behind() == 1h);
    CHECK_FALSE(wanted(132s));
}

TEST_CASE("what comes later than usual was measured before it came") {
    const auto usual = GENERATE(0s, 1s, 3600s, -3600s);
    Charger charger;
    for (int i = 0; i < 3; ++i) {
        charger.tells_of(usual);
        charger.wait(10s);
    }
    charger.tells_of(usual + 2s);
    CHECK(charger.age_of(usual + 2s) == 0s);
    charger.tells_of(usual + 60s);
    CHECK(charger.age_of(usual + 60s) == 60s);
    charger.tells_of(usual);
    CHECK(charger.age_of(usual) == 0s);
}

TEST_CASE(
    "three messages that come equally late tell that the clock is another, and a clock that stands still tells "
    "nothing") {
    Charger charger;
    charger.tells_of(0s);
    SECTION("set back by 40 s") {
        for (int i = 0; i < 3; ++i) {
            charger.wait(10s);
            CHECK(charger.age_of(40s) == 40s);
            charger.tells_of(40s);
        }
        CHECK(charger.age_of(40s) == 0s);
    }
    SECTION("told again twice because the answers were lost, and then what waited behind it") {
        for (const auto ago : {60s, 120s, 70s}) {
            charger.wait(60s);
            charger.tells_of(ago);
        }
        CHECK(charger.age_of(70s) == 70s);
    }
    SECTION("stands still") {
        for (int i = 1; i <= 4; ++i) {
            charger.wait(10s);
            charger.tells_of(i * 10s);
        }
        CHECK(charger.age_of(40s) == 0s);
    }
}

TEST_CASE(
    "of a clock that is ahead the first word may be out of its memory: nobody knows how old a value is until the "
    "next") {
    Charger charger;
    charger.tells_of(-110min);
    CHECK(charger.age_of(-110min) >= 10min);
    charger.wait(2s);
    charger.tells_of(-111min);
    CHECK(charger.age_of(-111min) >= 10min);
    charger.wait(2s);
    charger.tells_of(-120min);  // the memory is empty
    charger.wait(10s);
    charger.tells_of(-120min);
    CHECK(charger.age_of(-120min) == 0s);
}
