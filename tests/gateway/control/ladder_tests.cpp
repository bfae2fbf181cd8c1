#include <catch2/catch.hpp>

#include "view_factory.h"

using namespace gateway;

TEST_CASE("the ladder goes through kinds and levels before units, and never leaves an allowed unit") {
    Capabilities capabilities;
    capabilities.max_stack_level = 5;
    CHECK(number_of_rungs(capabilities) == 8);
    const auto rung = [&](std::size_t number) { return variant_on_rung(capabilities, number); };
    using Kind = ocpp::ChargingProfileKindType;
    CHECK(rung(0) == ProfileVariant{RateUnit::A, 5, Kind::Absolute});
    CHECK(rung(1) == ProfileVariant{RateUnit::A, 0, Kind::Absolute});
    CHECK(rung(2) == ProfileVariant{RateUnit::A, 5, Kind::Relative});
    CHECK(rung(4) == ProfileVariant{RateUnit::W, 5, Kind::Absolute});
    CHECK(rung(8) == rung(0));
    capabilities.amperes_allowed = false;
    CHECK(number_of_rungs(capabilities) == 4);
    CHECK(rung(0).unit == RateUnit::W);
    CHECK(rung(3).unit == RateUnit::W);
    capabilities.max_stack_level = 999;
    CHECK(rung(0).stack_level == 99);
    CHECK(rung(1).stack_level == 0);
}

TEST_CASE("a small rise that only the voltage brings is left, a reduction is not, nor what the owner wants") {
    ProfileDialogue dialogue;
    dialogue.acknowledged = AcknowledgedLimit{{RateUnit::A, {100}}, 7, 7, kNow, false};
    CHECK(agrees(dialogue, {7, {RateUnit::A, {104}}}));
    CHECK_FALSE(agrees(dialogue, {7, {RateUnit::A, {105}}}));
    CHECK_FALSE(agrees(dialogue, {7, {RateUnit::A, {99}}}));
    CHECK_FALSE(agrees(dialogue, {7.2, {RateUnit::A, {104}}}));
    dialogue.acknowledged->in_doubt = true;
    CHECK_FALSE(agrees(dialogue, {7, {RateUnit::A, {100}}}));
}
