#define CATCH_CONFIG_EXTERNAL_INTERFACES  // for the listener
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "gateway/log.h"
#include "open_days.h"
#include "statistics.h"

namespace days {

namespace {

constexpr std::uint64_t kParts = 10;
constexpr std::uint64_t kDaysOfPart = OCPP_RANDOM_DAYS / kParts;
/// Whole stories; of the others there is one line.
constexpr int kMostStories = 5;

Statistics statistics;

/// Prints the statistics when all tests of this process have run.
struct Closing : Catch::TestEventListenerBase {
    using TestEventListenerBase::TestEventListenerBase;
    void testRunStarting(const Catch::TestRunInfo&) override { gateway::log::start(gateway::log::Level::error); }
    void testRunEnded(const Catch::TestRunStats&) override { statistics.print(std::cout); }
};
CATCH_REGISTER_LISTENER(Closing)

std::string story(const DayPlan& plan, const DayResult& result) {
    std::string text;
    for (const auto& what : result.broken) text += what + "\n";
    return text + plan.to_text() + "replay: OCPP_DAY=" + std::to_string(plan.seed) +
           " build/dev/tests/days/test_days \"[replay]\"";
}

/// 1 when it is right now, and so is not to be on the list any more.
int tell_open(const OpenDay& open, const DayResult& result) {
    const bool is_right = result.broken.empty();
    std::cout << "day " << open.seed << (is_right ? " is right now, and listed as open: " : " is open: ") << open.why
              << '\n';
    return is_right ? 1 : 0;
}

/// How many bad days there were among them.
int play_days(std::uint64_t first, std::uint64_t count) {
    int bad_days = 0;
    for (std::uint64_t day = 0; day < count; ++day) {
        const DayPlan plan = plan_day(first + day);
        const DayResult result = play(plan);
        statistics.add(plan, result);
        if (const OpenDay* open = open_day(plan.seed)) {
            bad_days += tell_open(*open, result);
            continue;
        }
        if (result.broken.empty()) continue;
        std::cout << "day " << plan.seed << ", " << plan.persona->name << ": " << result.broken.front() << '\n';
        if (++bad_days <= kMostStories) UNSCOPED_INFO(story(plan, result));
    }
    return bad_days;
}

}  // namespace

TEMPLATE_TEST_CASE_SIG("on random days the ceiling holds and no pause is left", "[days]", ((std::uint64_t Part), Part),
                       0, 1, 2, 3, 4, 5, 6, 7, 8, 9) {
    CHECK(play_days(Part * kDaysOfPart, kDaysOfPart) == 0);
}

TEST_CASE("on 10,000 random days the ceiling holds and no pause is left", "[.][long]") {
    CHECK(play_days(0, 10000) == 0);
}

TEST_CASE("a day is replayed with every frame when its number is given", "[.][replay]") {
    const char* seed = std::getenv("OCPP_DAY");
    REQUIRE(seed);
    const DayPlan plan = plan_day(std::strtoull(seed, nullptr, 10));
    const DayResult result = play(plan, &std::cout);
    INFO(story(plan, result));
    CHECK(result.broken.empty());
}

}  // namespace days
