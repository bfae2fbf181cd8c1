#include <catch2/catch.hpp>

#include "gateway/decision/ladder.h"
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

TEST_CASE("the ladder goes through kinds and levels before units, and never leaves an allowed unit") {
    const auto rungs = ladder(with_top_level(5), {}, false);
    REQUIRE(rungs.size() == 10);
    CHECK(rungs[0] == ProfileVariant{RateUnit::A, 5, Kind::Absolute});
    CHECK(rungs[1] == ProfileVariant{RateUnit::A, 0, Kind::Absolute});
    CHECK(rungs[2] == ProfileVariant{RateUnit::A, 5, Kind::Relative});
    CHECK(rungs[4] == ProfileVariant{RateUnit::A, 1, Kind::Absolute});
    CHECK(rungs[5] == ProfileVariant{RateUnit::W, 5, Kind::Absolute});
    Capabilities watts_only = with_top_level(999);
    watts_only.amperes_allowed = false;
    for (const ProfileVariant& rung : ladder(watts_only, {}, false)) CHECK(rung.unit == RateUnit::W);
    CHECK(ladder(watts_only, {}, false).front().stack_level == 99);
}

TEST_CASE("limits of the whole station come last, and only where they bind one connector") {
    const auto rungs = ladder(with_top_level(0), {}, true);
    CHECK(rungs.back() == ProfileVariant{RateUnit::A, 0, Kind::Absolute, Lever::charge_point_max});
    CHECK(rungs[rungs.size() - 2].lever == Lever::station);
    for (const ProfileVariant& rung : ladder(with_top_level(0), {}, false)) CHECK(rung.lever == Lever::connector);
    Traits traits;
    traits.charge_point_max = false;
    for (const ProfileVariant& rung : ladder(with_top_level(0), traits, true))
        CHECK(rung.lever != Lever::charge_point_max);
}

TEST_CASE("what is known of a kind of charger is not tried in another way") {
    Traits traits;
    traits.unit = RateUnit::W;
    traits.stack_level = 0;
    traits.profile_kind = Kind::Relative;
    const auto rungs = ladder(with_top_level(8), traits, false);
    REQUIRE(rungs.size() == 1);
    CHECK(rungs[0] == ProfileVariant{RateUnit::W, 0, Kind::Relative});
}

TEST_CASE("a vendor's own lever is the last rung, or the first where that is known to be better") {
    Traits traits;
    traits.vendor_limit = VendorLimit{"ChargeRate", {}, {}, {}, 1, RateUnit::A};
    CHECK(ladder({}, traits, true).back().lever == Lever::vendor);
    traits.vendor_limit_first = true;
    CHECK(ladder({}, traits, true).front().lever == Lever::vendor);
}

TEST_CASE("after no effect the other unit is tried first, and each rung once") {
    const auto rungs = ladder(with_top_level(5), {}, false);
    std::vector<ProfileVariant> tried{rungs[0]};
    const std::size_t next = rung_after_no_effect(rungs, 0, tried);
    REQUIRE(next < rungs.size());
    CHECK(rungs[next] == ProfileVariant{RateUnit::W, 5, Kind::Relative});
    for (std::size_t rung = 1; rung < rungs.size(); ++rung) tried.push_back(rungs[rung]);
    CHECK(rung_after_no_effect(rungs, 3, tried) == rungs.size());
}

TEST_CASE("what was tried on a longer ladder says nothing of the rungs of a shorter one") {
    const auto of_one = ladder(with_top_level(5), {}, true);
    const auto of_two = ladder(with_top_level(5), {}, false);
    REQUIRE(of_one.size() > of_two.size());
    std::vector<ProfileVariant> tried{of_one.back()};
    CHECK(rung_after_no_effect(of_two, 0, tried) == rung_after_no_effect(of_two, 0, {}));
    tried.push_back(of_two[5]);
    CHECK(rung_after_no_effect(of_two, 5, tried) < of_two.size());
    CHECK(rung_of(of_two, of_one.back()) == 0);
    CHECK(rung_of(of_two, of_two[3]) == 3);
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
    dialogue.acknowledged->in_doubt = true;
    CHECK_FALSE(agrees(dialogue, {7, {RateUnit::A, {100}}, {}, 0.5}));
}

TEST_CASE("what is refused for its height all the way down the ladder is no reason to tell less by another lever") {
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
