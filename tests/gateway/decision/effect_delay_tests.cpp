#include <catch2/catch.hpp>

#include <cmath>

#include "gateway/decision/effect_delays.h"
#include "gateway/decision/flow_watch.h"
#include "gateway/decision/limit_bounds.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kBegin{std::chrono::hours(7)};

FlowWatch seen(std::initializer_list<FlowWatch::Sample> samples) {
    FlowWatch watch;
    for (const auto& sample : samples) watch.see(sample);
    return watch;
}

}  // namespace

TEST_CASE("how long a charger takes is unknown before three effects were seen") {
    EffectDelays delays;
    delays.add(Effect::pause, 2s);
    delays.add(Effect::pause, 3s);
    CHECK_FALSE(delays.of(Effect::pause));
    delays.add(Effect::pause, 1s);
    CHECK(delays.of(Effect::pause) == 3s);
    CHECK_FALSE(delays.of(Effect::reduction));
    CHECK_FALSE(delays.of(Effect::resume));
}

TEST_CASE("delays of each connector survive as text, and what is none of ours counts for nothing") {
    EffectDelaysByConnector delays;
    for (const auto took : {2000ms, 3500ms, 1000ms}) delays[2].add(Effect::pause, took);
    delays[1].add(Effect::resume, 90s);
    CHECK(to_text(delays) == R"({"1":{"resume":[90000]},"2":{"pause":[2000,3500,1000]}})");
    CHECK(effect_delays_from(to_text(delays)) == delays);
    for (const auto text : {"", "nonsense", "[]", "{}", R"({"x":{}})", R"({"1":[2]})"})
        CHECK(effect_delays_from(text).empty());
    CHECK(effect_delays_from(R"({"1":{"pause":[-1,"2",1e12,5]}})")[1].rows()[1].size() == 1);
}

TEST_CASE("of the last ten effects nine were no slower than the delay that is learnt") {
    EffectDelays delays;
    for (int i = 0; i < 5; ++i) delays.add(Effect::reduction, 100s);  // of an older firmware
    for (int i = 1; i <= 10; ++i) delays.add(Effect::reduction, std::chrono::seconds(i));
    CHECK(delays.of(Effect::reduction) == 9s);
    const EffectDelays restored(delays.rows());
    CHECK(restored.of(Effect::reduction) == 9s);
}

TEST_CASE(
    "a limit that was refused for its height is tried at the highest that was taken, then at the rating below the "
    "middle") {
    const auto amperes = [](double value) { return ChargingLimit{RateUnit::A, {std::llround(value * 10)}}; };
    LimitBounds bounds;
    CHECK(bounds.within(amperes(50)) == amperes(50));
    SECTION("one was taken before") {
        bounds.accepted(amperes(7));
        bounds.refused(amperes(11), amperes(6));
        CHECK(bounds.within(amperes(50)) == amperes(7));
        CHECK(bounds.within(amperes(9)) == amperes(9));
    }
    SECTION("none was: down to the least") {
        bounds.refused(amperes(50), amperes(6));
        CHECK(bounds.within(amperes(50)) == amperes(25));
        bounds.refused(amperes(25), amperes(6));
        CHECK(bounds.within(amperes(50)) == amperes(10));
        bounds.refused(amperes(10), amperes(6));
        CHECK_FALSE(bounds.is_exhausted());
        bounds.refused(amperes(6), amperes(6));
        CHECK(bounds.is_exhausted());
    }
    SECTION("less was taken: twice the middle between it and what was refused") {
        bounds.refused(amperes(48), amperes(6));
        bounds.accepted(amperes(24));
        CHECK(bounds.within(amperes(50)) == amperes(32));
        bounds.refused(amperes(32), amperes(6));
        CHECK(bounds.within(amperes(50)) == amperes(25));
        bounds.accepted(amperes(25));
        CHECK(bounds.within(amperes(50)) == amperes(25));
        CHECK_FALSE(bounds.is_exhausted());
    }
    SECTION("the rating of a fuse is found in few steps") {
        const double rating = GENERATE(10.0, 13.0, 16.0, 20.0, 32.0, 50.0, 63.0);
        CAPTURE(rating);
        for (int i = 0; i < 8; ++i) {
            const ChargingLimit told = bounds.within(amperes(217.3));
            if (told.value.tenths > std::llround(rating * 10)) bounds.refused(told, amperes(6));
            else bounds.accepted(told);
        }
        CHECK(bounds.within(amperes(217.3)) == amperes(rating));
    }
    SECTION("what is told in watts is another matter") {
        bounds.refused(amperes(50), amperes(6));
        const ChargingLimit watts{RateUnit::W, {110000}};
        CHECK(bounds.within(watts) == watts);
    }
}

TEST_CASE("a register that rises is flow, and so is power that varies") {
    CHECK(seen({{std::nullopt, 1000.0, kBegin}, {std::nullopt, 1010.0, kBegin + 10s}}).flows_since() == kBegin);
    CHECK(seen({{7.2, std::nullopt, kBegin}, {7.3, std::nullopt, kBegin + 10s}}).flows_since() == kBegin);
    SECTION("but not within ten seconds") {
        CHECK_FALSE(seen({{7.2, 1000.0, kBegin}, {7.3, 1010.0, kBegin + 9s}}).flows_since());
    }
    SECTION("nor what the charger itself consumes") {
        CHECK_FALSE(seen({{0.01, 1000.0, kBegin}, {0.02, 1001.0, kBegin + 60s}}).flows_since());
    }
    SECTION("nor the same power over a register that stands still") {
        CHECK_FALSE(seen({{7.2, 1000.0, kBegin}, {7.2, 1000.0, kBegin + 10min}}).flows_since());
    }
}

TEST_CASE("a meter is frozen when its register should have risen by two of its steps") {
    FlowWatch watch;
    for (auto passed = 0s; passed <= 60s; passed += 10s) watch.see({7.2, 100010.0, kBegin + passed});
    CHECK(watch.is_frozen());
    watch.see({7.2, 100020.0, kBegin + 70s});
    CHECK_FALSE(watch.is_frozen());
    SECTION("a register of whole kilowatt-hours takes its time") {
        FlowWatch coarse;
        for (auto passed = 0s; passed <= 10min; passed += 10s) coarse.see({7.2, 102000.0, kBegin + passed});
        CHECK_FALSE(coarse.is_frozen());
        for (auto passed = 10min; passed <= 20min; passed += 1min) coarse.see({7.2, 102000.0, kBegin + passed});
        CHECK(coarse.is_frozen());
    }
    SECTION("a round number is no coarse register, once it has risen by less") {
        watch.see({7.2, 100040.0, kBegin + 80s});
        watch.forget();
        for (auto passed = 0s; passed <= 60s; passed += 10s) watch.see({7.2, 102000.0, kBegin + passed});
        CHECK(watch.is_frozen());
    }
    SECTION("a register that the clock brings up to date is not frozen in between") {
        FlowWatch by_clock;
        for (int i = 0; i <= 60; ++i) {
            by_clock.see({7.2, 100000.0 + 600 * (i / 5), kBegin + i * 60s});
            if (i > 10) CHECK_FALSE(by_clock.may_be_frozen());
        }
        for (int i = 61; i <= 70; ++i) by_clock.see({7.2, 107200.0, kBegin + i * 60s});
        CHECK(by_clock.is_frozen());
    }
    SECTION("what stood still before the link was lost counts, the time in between does not") {
        FlowWatch away;
        for (auto passed = 0s; passed <= 50s; passed += 10s) away.see({7.2, 100010.0, kBegin + passed});
        away.interrupt();
        away.see({7.2, 100010.0, kBegin + 10min});
        CHECK_FALSE(away.is_frozen());
        away.see({7.2, 100010.0, kBegin + 10min + 10s});
        CHECK(away.is_frozen());
    }
    SECTION("a register that reads 0 once is as frozen as before") {
        watch.forget();
        for (auto passed = 0s; passed <= 60s; passed += 10s)
            watch.see({7.2, passed == 30s ? 0 : 100020.0, kBegin + passed});
        CHECK(watch.is_frozen());
        watch.see({7.2, 0.0, kBegin + 70s});
        CHECK(watch.is_frozen());
        watch.see({7.2, 0.0, kBegin + 80s});
        CHECK_FALSE(watch.is_frozen());
    }
    SECTION("two samples may be of a frozen meter") {
        watch.forget();
        watch.see({7.2, 100030.0, kBegin});
        CHECK_FALSE(watch.may_be_frozen());
        watch.see({7.2, 100030.0, kBegin + 10s});
        CHECK(watch.may_be_frozen());
        CHECK_FALSE(watch.is_frozen());
    }
    SECTION("no power over a still register is rest") {
        watch.forget();
        for (auto passed = 0s; passed <= 10min; passed += 10s) watch.see({0.0, 100010.0, kBegin + passed});
        CHECK_FALSE(watch.is_frozen());
    }
}
