#include <algorithm>
#include <catch2/catch.hpp>

#include "gateway/decision/limit_dialogue.h"
#include "view_factory.h"

/// The TxProfile of the session that runs, beside the base and the last session's.
using namespace gateway;
using canonical::Intent;

TEST_CASE("a zero of the TxProfile stands while a lever of the whole station is only looked for") {
    auto view = quiet_view();
    open_transaction(view);
    view.desired.intent = Intent::pause;
    view.tx_profile_in_use = true;
    acknowledge(view, view.tx_profile, 0, 5s);
    const auto strategies = view.limit_strategies();
    const auto station = std::find_if(strategies.begin(), strategies.end(),
                                      [](const auto& strategy) { return strategy.lever == Lever::station; });
    REQUIRE(station != strategies.end());
    view.capabilities.strategy = static_cast<std::size_t>(station - strategies.begin());
    view.tx_default.refused_by_all_variants = true;
    view.tx_default.not_before = kNow + 10min;
    CHECK(std::get<WaitUntil>(next_step(view, kNow)).time == kNow + 10min);
    view.capabilities.strategy_is_proven = true;  // the station's limit was taken and is refused now
    CHECK(std::holds_alternative<SendRemoteStop>(next_step(view, kNow)));
}

TEST_CASE("the TxProfile of a new session keeps a second's distance from the last session's, a zero does not") {
    auto view = quiet_view();
    open_transaction(view);
    view.tx_profile_in_use = true;
    view.desired.max_charge_rate_kw = 7;
    view.tx_profile.last_sent = kNow - 60ms;
    CHECK(std::get<WaitUntil>(next_step(view, kNow)).time == kNow + 940ms);
    view.tx_profile.last_sent = kNow - 1s;
    CHECK(std::get<SendLimit>(next_step(view, kNow)).purpose == ProfilePurpose::tx_profile);
    view.desired.intent = Intent::pause;
    view.tx_profile.last_sent = kNow - 60ms;
    CHECK(std::get<SendLimit>(next_step(view, kNow)).limit.is_zero());
}

TEST_CASE("quirk 78: a TxProfile with a fraction is tried in whole amperes, where one of those was taken") {
    auto view = quiet_view();
    open_transaction(view);
    view.desired.max_charge_rate_kw = 4.5;
    view.tx_profile_in_use = true;
    acknowledge(view, view.tx_profile, 8, 60s);
    LimitDialogue dialogue(view);
    Capabilities capabilities;
    SteadyTime now = kNow;
    const auto refused = [&] {
        now += 2s;
        const auto step = std::get<SendLimit>(next_step(view, now));
        REQUIRE(step.purpose == ProfilePurpose::tx_profile);
        dialogue.sent(step, now);
        dialogue.refused(step, "Rejected", capabilities, now);
        return step;
    };
    CHECK(refused().limit.value.tenths % 10 != 0);
    CHECK(refused().without_transaction_id);
    const auto third = std::get<SendLimit>(next_step(view, now + 2s));
    CHECK(third.limit.value.tenths % 10 == 0);
    CHECK_FALSE(third.without_transaction_id);
}

TEST_CASE("no session is stopped for a zero that stands for its ceiling while no more than the ceiling flows") {
    auto view = quiet_view();
    open_transaction(view);
    view.desired.max_charge_rate_kw = 2.2;  // below the minimum of the three phases that are assumed
    view.traits.phase_probe = false;
    view.capabilities.zero_ignored = true;
    acknowledge(view, view.tx_default, 0, 5min);
    measure(view, 2.2);
    CHECK_FALSE(std::holds_alternative<SendRemoteStop>(next_step(view, kNow)));
    measure(view, 7.4);
    CHECK(std::holds_alternative<SendRemoteStop>(next_step(view, kNow)));
    measure(view, 2.2);
    view.desired.intent = Intent::pause;
    CHECK(std::holds_alternative<SendRemoteStop>(next_step(view, kNow)));
}
