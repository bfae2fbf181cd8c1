#include <catch2/catch.hpp>
#include <initializer_list>

#include "gateway/translate/phased_readings.h"
#include "gateway/translate/source_watch.h"
#include "meter.h"

/// Phases that are told one by one, message after message.
using namespace gateway;

namespace {

void tell(PhasedReadings& readings, std::initializer_list<std::size_t> phases, std::chrono::milliseconds at) {
    PhaseSlots told;
    for (const auto phase : phases) told[phase] = PhaseReading{16, kStart + at};
    readings.take(told, kStart + at);
}

}  // namespace

TEST_CASE("two phases in one message and the third in the next: the telling before stands in for the third") {
    PhasedReadings readings;
    for (const auto begin : {0s, 10s, 20s}) {
        tell(readings, {1, 2}, begin);
        CHECK(phases_in(readings.at(kStart + begin)) == (begin == 0s ? 2 : 3));
        tell(readings, {3}, begin + 1s);
        CHECK(phases_in(readings.at(kStart + begin + 1s)) == 3);
    }
}

TEST_CASE("a phase that is told again begins another telling, and one that is told no more does not draw") {
    PhasedReadings readings;
    for (int second = 0; second < 6; ++second) tell(readings, {second % 2 == 0 ? 1U : 2U}, second * 1s);
    CHECK(phases_in(readings.at(kStart + 5s)) == 2);
    for (int second = 6; second < 9; ++second) tell(readings, {1}, second * 1s);
    CHECK(phases_in(readings.at(kStart + 8s)) == 1);
}

TEST_CASE("a power stands while its currents come in phase by phase, though those of before are out of date") {
    Meter meter;
    double wh = 20'000;
    for (int i = 0; i < 8; ++i) {
        const std::string minute = std::to_string(10 + 3 * i / 2), second = i % 2 == 0 ? "00" : "30";
        const auto says = [&](const std::string& sample, std::chrono::milliseconds wait) {
            meter.says_buckets(
                R"([{"timestamp":"2026-01-01T00:)" + minute + ":" + second + R"(Z","sampledValue":[)" + sample + "]}]",
                wait);
        };
        says(R"({"value":")" + std::to_string(wh += 550) + R"("},)" + power_sample("22000"), 89'865ms);
        for (const auto* phase : {"L1", "L2", "L3"}) {
            says(current_sample("31.9", phase), 45ms);
            CHECK(meter.kilowatts() == Approx(22));
        }
    }
}

TEST_CASE("a power that is told in three parts, once a minute, is as much as the register says") {
    SourceWatch watch;
    auto at = kStart;
    for (int minute = 1; minute <= 12; ++minute) {
        for (int phases = 1; phases <= 3; ++phases) watch.told(3.6 * phases, at + phases * 400ms);
        watch.register_rose_to(180.0 * minute, 1, at + 1600ms);
        CHECK_FALSE(watch.is_set_aside());
        at += 60s;
    }
}
