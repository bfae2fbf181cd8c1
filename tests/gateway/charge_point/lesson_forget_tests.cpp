#include <catch2/catch.hpp>

#include "sessions.h"

using namespace gateway;

TEST_CASE("one lesson is taken back alone, and the others survive with it through a restart") {
    Bench bench;
    bench.answers["SetChargingProfile"] = [](const GatewayCall& call) {
        const bool has_fraction = call.payload.find("\"limit\":10.7") != std::string::npos;
        const bool absolute = call.payload.find("Absolute") != std::string::npos;
        return absolute || has_fraction ? R"({"status":"Rejected"})" : R"({"status":"Accepted"})";
    };
    bench.arrive("Preparing");
    bench.set_ceiling(7.4);
    bench.advance(1min);
    bench.set_ceiling(10);  // 14.4 A: the fraction is what it does not take, not the height
    bench.advance(1min);
    REQUIRE(charge_point(bench).facts().lessons().own().stands(lesson::kVariant));
    REQUIRE(charge_point(bench).facts().lessons().own().stands(lesson::kWholeAmperes));
    bench.restart();
    REQUIRE(charge_point(bench).facts().lessons().own().stands(lesson::kVariant));
    ChargerDesk::Forgotten answer;
    bench.site->chargers().forget_learnt(
        "CP1", [&](const ChargerDesk::Forgotten& forgotten) { answer = forgotten; }, lesson::kVariant);
    bench.settle();
    CHECK(answer.error.empty());
    CHECK(charge_point(bench).facts().capabilities().strategy == 0);
    CHECK(charge_point(bench).facts().capabilities().whole_amperes);
    bench.restart();
    CHECK_FALSE(charge_point(bench).facts().lessons().own().stands(lesson::kVariant));
    CHECK(charge_point(bench).facts().lessons().own().stands(lesson::kWholeAmperes));
    bench.site->chargers().forget_learnt(
        "CP1", [&](const ChargerDesk::Forgotten& forgotten) { answer = forgotten; }, "no_such_lesson");
    bench.settle();
    CHECK(answer.error == "nothing of the name no_such_lesson was learnt");
}
