#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "canonical/errors.h"
#include "schedule_bench.h"

/// Chance plays kills, outages, a failing disk and a client that pushes: each slot has one outcome all the same.
using namespace gateway;

namespace {

const std::string kPlan = R"({"timezone":"Europe/Berlin","recurrence":{"rule":"daily"},"slots":[
    {"time":"01:00","command":"charge","duration":"PT1H"},{"time":"02:30","command":"idle"},{"time":"02:32","command":"charge"},
    {"time":"09:00","command":"idle"},{"time":"16:20","command":"charge","duration":"PT6H"},{"time":"23:00","command":"idle"}]})";

class Chance {
  public:
    explicit Chance(unsigned seed) : random_(seed) {}

    void play() {
        bench_.arrive("Preparing");
        bench_.disconnect();
        bench_.be_down_until("2026-03-27T12:00");
        bench_.put_schedule(kPlan);
        const auto begin = bench_.time.utc();
        while (bench_.time.utc() < begin + 72h) step();
        bench_.storage.fail_next = false;
        bench_.advance(2min);
        check_outcomes(begin);
    }

  private:
    int upto(int most) { return std::uniform_int_distribution<int>(0, most)(random_); }

    void step() {
        switch (upto(7)) {
            case 0:
                return bench_.be_down_until(minutes_of(bench_.time.utc() + std::chrono::minutes(1 + upto(200))));
            case 1:
                return kill_before_the_answers();
            case 2:
                bench_.storage.fail_next = true;
                return bench_.advance(std::chrono::seconds(upto(600)));
            case 3:
                return push();
            default:
                return bench_.advance(std::chrono::minutes(upto(90)));
        }
    }

    void kill_before_the_answers() {
        bench_.hold_storage = true;
        bench_.advance(std::chrono::minutes(upto(60)));
        bench_.hold_storage = false;
        bench_.restart();
    }

    void push() {
        try {
            bench_.charge_in(std::chrono::minutes(1 + upto(120)));
        } catch (const canonical::ApiError& error) {
            CHECK(error.code == "CONFLICT");
        }
    }

    void check_outcomes(canonical::UtcTime begin) {
        std::map<std::string, int> outcomes;
        for (const auto& line : bench_.slot_actions()) ++outcomes[line.substr(0, 16)];
        for (const auto& line : bench_.schedule_events()) {
            if (line.find(" skipped ") != std::string::npos) ++outcomes[line.substr(0, 16)];
        }
        std::map<std::string, int> expected;
        for (const auto& due : canonical::due_slots(bench_.schedule()->plan, begin, bench_.time.utc()))
            ++expected[minutes_of(due.at)];
        CHECK(expected.size() >= 17);
        CHECK(outcomes == expected);
    }

    std::mt19937 random_;
    ScheduleBench bench_;
};

}  // namespace

TEST_CASE("whatever happens to the gateway, each slot has exactly one outcome") {
    for (unsigned seed = 1; seed <= 60; ++seed) {
        INFO("seed " << seed);
        Chance(seed).play();
    }
}
