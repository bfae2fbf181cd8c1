#include "gateway/control/clock_lag.h"

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

  private:
    UtcTime utc() const { return UtcTime(1767225600s) + passed_; }
    ocpp::DateTime time_of(std::chrono::milliseconds ago) const { return ocpp::DateTime(utc() - ago); }

    std::chrono::milliseconds passed_{0};
};

}  // namespace

TEST_CASE("a clock a little behind is known at once, and one ahead is not behind") {
    Charger charger;
    charger.tells_of(90s);
    CHECK(charger.lag.behind() == 90s);
    charger.tells_of(5s);
    CHECK(charger.lag.behind() == 5s);
    charger.tells_of(-1h);
    CHECK(charger.lag.behind() == 0s);
    CHECK_FALSE(charger.is_older_than(1min, -1h));
    CHECK(charger.is_older_than(1min, -58min));
}

TEST_CASE("a slow clock is believed when nothing younger came for the length of a window") {
    Charger charger;
    charger.tells_of(1h);
    CHECK(charger.lag.behind() == 0s);
    CHECK(charger.is_older_than(10min, 1h));
    charger.wait(30s);
    charger.tells_of(1h + 10s);
    charger.wait(ClockLag::kWindow - 31s);
    charger.tells_of(1h + 20s);
    CHECK(charger.lag.behind() == 0s);
    charger.wait(1s);
    charger.tells_of(1h + 5s);
    CHECK(charger.lag.behind() == 1h);
    CHECK_FALSE(charger.is_older_than(10min, 1h));
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
    charger.tells_of(3min);  // a window opens
    charger.wait(1h);
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
