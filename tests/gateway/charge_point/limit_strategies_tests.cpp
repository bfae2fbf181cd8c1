#include <catch2/catch.hpp>

#include "gateway/decision/limit_strategies.h"
#include "limit_play.h"
#include "tests/gateway/decision/view_factory.h"

using namespace gateway;

namespace {

using Kind = ocpp::ChargingProfileKindType;

Capabilities with_top_level(int level) {
    Capabilities capabilities;
    capabilities.max_stack_level = level;
    return capabilities;
}

}  // namespace

TEST_CASE("the strategies go through kinds and levels before units, and never leave an allowed unit") {
    const auto strategies = limit_strategies(with_top_level(5), {}, false);
    REQUIRE(strategies.size() == 10);
    CHECK(strategies[0] == ProfileVariant{RateUnit::A, 5, Kind::Absolute});
    CHECK(strategies[1] == ProfileVariant{RateUnit::A, 0, Kind::Absolute});
    CHECK(strategies[2] == ProfileVariant{RateUnit::A, 5, Kind::Relative});
    CHECK(strategies[4] == ProfileVariant{RateUnit::A, 1, Kind::Absolute});
    CHECK(strategies[5] == ProfileVariant{RateUnit::W, 5, Kind::Absolute});
    Capabilities watts_only = with_top_level(999);
    watts_only.amperes_allowed = false;
    for (const ProfileVariant& strategy : limit_strategies(watts_only, {}, false)) CHECK(strategy.unit == RateUnit::W);
    CHECK(limit_strategies(watts_only, {}, false).front().stack_level == 99);
}

TEST_CASE("limits of the whole station come last, and only where they bind one connector") {
    const auto strategies = limit_strategies(with_top_level(0), {}, true);
    CHECK(strategies.back() == ProfileVariant{RateUnit::A, 0, Kind::Absolute, Lever::charge_point_max});
    CHECK(strategies[strategies.size() - 2].lever == Lever::station);
    for (const ProfileVariant& strategy : limit_strategies(with_top_level(0), {}, false))
        CHECK(strategy.lever == Lever::connector);
    Traits traits;
    traits.charge_point_max = false;
    for (const ProfileVariant& strategy : limit_strategies(with_top_level(0), traits, true))
        CHECK(strategy.lever != Lever::charge_point_max);
}

TEST_CASE("what is known of a kind of charger is not tried in another way") {
    Traits traits;
    traits.unit = RateUnit::W;
    traits.stack_level = 0;
    traits.profile_kind = Kind::Relative;
    const auto strategies = limit_strategies(with_top_level(8), traits, false);
    REQUIRE(strategies.size() == 1);
    CHECK(strategies[0] == ProfileVariant{RateUnit::W, 0, Kind::Relative});
}

TEST_CASE("a vendor's own lever is the last strategy, or the first where that is known to be better") {
    Traits traits;
    traits.vendor_limit = VendorLimit{"ChargeRate", {}, {}, {}, 1, RateUnit::A};
    CHECK(limit_strategies({}, traits, true).back().lever == Lever::vendor);
    traits.vendor_limit_first = true;
    CHECK(limit_strategies({}, traits, true).front().lever == Lever::vendor);
}

TEST_CASE("after no effect the other unit is tried first, and each strategy once") {
    const auto strategies = limit_strategies(with_top_level(5), {}, false);
    std::vector<ProfileVariant> tried{strategies[0]};
    const std::size_t next = strategy_after_no_effect(strategies, 0, tried);
    REQUIRE(next < strategies.size());
    CHECK(strategies[next] == ProfileVariant{RateUnit::W, 5, Kind::Relative});
    for (std::size_t strategy = 1; strategy < strategies.size(); ++strategy) tried.push_back(strategies[strategy]);
    CHECK(strategy_after_no_effect(strategies, 3, tried) == strategies.size());
}

TEST_CASE("what was tried on a longer list says nothing of the strategies of a shorter one") {
    const auto of_one = limit_strategies(with_top_level(5), {}, true);
    const auto of_two = limit_strategies(with_top_level(5), {}, false);
    REQUIRE(of_one.size() > of_two.size());
    std::vector<ProfileVariant> tried{of_one.back()};
    CHECK(strategy_after_no_effect(of_two, 0, tried) == strategy_after_no_effect(of_two, 0, {}));
    tried.push_back(of_two[5]);
    CHECK(strategy_after_no_effect(of_two, 5, tried) < of_two.size());
    CHECK(strategy_of(of_two, of_one.back()) == 0);
    CHECK(strategy_of(of_two, of_two[3]) == 3);
}

TEST_CASE("a small rise that only the voltage brings is left, a reduction is not, nor what the owner wants") {
    ProfileDialogue dialogue;
    AcknowledgedLimit& acknowledged = dialogue.acknowledged.emplace();
    acknowledged.limit = {RateUnit::A, {100}};
    acknowledged.asked_kw = acknowledged.kilowatts = 7;
    acknowledged.at = kNow;
    CHECK(agrees(dialogue, {7, {RateUnit::A, {104}}, {}, 0.5}));
    CHECK_FALSE(agrees(dialogue, {7, {RateUnit::A, {105}}, {}, 0.5}));
    CHECK_FALSE(agrees(dialogue, {7, {RateUnit::A, {99}}, {}, 0.5}));
    CHECK_FALSE(agrees(dialogue, {7.2, {RateUnit::A, {104}}, {}, 0.5}));
    dialogue.acknowledged->is_stale = true;
    CHECK_FALSE(agrees(dialogue, {7, {RateUnit::A, {100}}, {}, 0.5}));
}

TEST_CASE("what is refused for its height by every strategy is no reason to tell less by another lever") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    int refused = 0;
    charger.verdict = [&](const SeenProfile& profile) {
        if (profile.limit < 20) return kAccepted;
        return ++refused < 4 ? kRejected : std::string();
    };
    bench.arrive();
    bench.begin_session();
    bench.set_ceiling(22);
    bench.advance(30s);
    REQUIRE(refused == 4);
    const auto first = bench.profiles("TxDefaultProfile").front();
    REQUIRE(bench.last_profile("TxDefaultProfile")->stack_level != first.stack_level);
    bench.idle();
    bench.answer(bench.calls_of("SetChargingProfile").back(), kRejected);
    bench.advance(5s);
    const auto zero = *bench.last_profile("TxDefaultProfile");
    CHECK(zero.limit == 0);
    CHECK(zero.stack_level == first.stack_level);
    CHECK(zero.kind == first.kind);
}
