#include "gateway/site/clock_trust.h"

#include <catch2/catch.hpp>

using namespace gateway;
using namespace std::chrono_literals;

namespace {

constexpr UtcTime kBuilt{500000h}, kNow{500100h};
constexpr SteadyTime kBegin{10h};

}  // namespace

TEST_CASE("a clock that goes on as the time passes is believed") {
    ClockTrust trust(kBuilt, kNow - 1h);
    for (auto passed = 0h; passed < 48h; ++passed) {
        trust.look(kNow + passed, kBegin + passed, false);
        CHECK(trust.why_not().empty());
    }
}

TEST_CASE("a clock of before the day of the build is not believed, whoever has set it") {
    ClockTrust trust(kBuilt, std::nullopt);
    trust.look(UtcTime{}, kBegin, true);
    CHECK(trust.why_not() == "the clock shows a day before this program was built");
    trust.look(kNow, kBegin + 1min, true);  // and has set it now
    CHECK(trust.why_not().empty());
}

TEST_CASE("a clock that moves by more than an hour is believed again after a day, or by a time server's word") {
    const auto by = GENERATE(2h, -2h);
    ClockTrust trust(kBuilt, std::nullopt);
    trust.look(kNow, kBegin, false);
    trust.look(kNow + 10min + by, kBegin + 10min, false);
    CHECK(trust.why_not() == "the clock has moved by more than an hour");
    SECTION("a day") {
        trust.look(kNow + 23h + by, kBegin + 23h, false);
        CHECK_FALSE(trust.why_not().empty());
        trust.look(kNow + 25h + by, kBegin + 25h, false);
        CHECK(trust.why_not().empty());
    }
    SECTION("a time server") {
        trust.look(kNow + 20min + by, kBegin + 20min, true);
        CHECK(trust.why_not().empty());
    }
}

TEST_CASE("a process that finds the clock behind what an earlier one saw does not believe it") {
    ClockTrust trust(kBuilt, kNow);
    trust.look(kNow - 30min, kBegin, false);
    CHECK(trust.why_not().empty());
    ClockTrust other(kBuilt, kNow);
    other.look(kNow - 2h, kBegin, false);
    CHECK_FALSE(other.why_not().empty());
    ClockTrust off_for_days(kBuilt, kNow);
    off_for_days.look(kNow + 100h, kBegin, false);
    CHECK(off_for_days.why_not().empty());
    ClockTrust off_for_long(kBuilt, kNow);
    off_for_long.look(kNow + 1000h, kBegin, false);
    CHECK_FALSE(off_for_long.why_not().empty());
    off_for_long.look(kNow + 1025h, kBegin + 25h, false);
    CHECK(off_for_long.why_not().empty());
}
