#include <catch2/catch.hpp>

#include "bench.h"

/// Chargers that do what they are told and answer late.
using namespace gateway;

namespace {

GatewayCall newest(const Bench& bench, const std::string& action) { return bench.calls_of(action).back(); }

}  // namespace

TEST_CASE("a limit that is answered after its time-out is in force, and is not told again and again") {
    Bench bench;
    bench.arrive();
    bench.answers_with("SetChargingProfile", "");
    bench.forget_calls();
    bench.set_ceiling(11);
    const auto first = newest(bench, "SetChargingProfile");
    bench.advance(80s);
    bench.answer(first, R"({"status":"Accepted"})");
    CHECK(bench.read().power_rate_limit_kw == 11);
    CHECK(bench.count("SetChargingProfile") == 2);
    bench.advance(70s);
    bench.answer(newest(bench, "SetChargingProfile"), R"({"status":"Accepted"})");
    CHECK(bench.count("SetChargingProfile") <= 3);  // again only when foreign profiles were cleared
    bench.answers_as_usual("SetChargingProfile");
    bench.advance(5min);
    CHECK_FALSE(bench.link->close_code);
    CHECK(bench.device().charge_point->quirks().of(ocpp::Quirk::late_answer) == 1);
}

TEST_CASE("a late answer to a limit that a newer one took the place of says nothing") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(7);
    bench.advance(10s);
    bench.answers_with("SetChargingProfile", "");
    bench.set_ceiling(11);
    const auto first = newest(bench, "SetChargingProfile");
    bench.advance(61s);
    bench.set_ceiling(9);
    bench.advance(15s);
    bench.answer(first, R"({"status":"Accepted"})");
    CHECK(bench.read().power_rate_limit_kw == 7);
    bench.answer(newest(bench, "SetChargingProfile"), R"({"status":"Accepted"})");
    CHECK(bench.read().power_rate_limit_kw == 9);
}

TEST_CASE("a charger that answers each limit after 170 s keeps its link") {
    Bench bench;
    bench.arrive();
    bench.answers_with("SetChargingProfile", "");
    bench.set_ceiling(11);
    std::size_t answered = 0;
    for (int i = 0; i < 120; ++i) {
        bench.advance(5s);
        const auto sent = bench.calls_of("SetChargingProfile");
        if (answered == sent.size() || bench.time.now() - sent[answered].at < 170s) continue;
        bench.answer(sent[answered++], R"({"status":"Accepted"})");
    }
    CHECK_FALSE(bench.link->close_code);
    CHECK(bench.read().power_rate_limit_kw == 11);
}
