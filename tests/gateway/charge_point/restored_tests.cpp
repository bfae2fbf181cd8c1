#include <catch2/catch.hpp>

#include "planned_play.h"
#include "storage/restored.h"

using namespace gateway;
using canonical::Intent;

namespace {

/// What a restore writes into the data that it brings.
void mark_as_restored(Bench& bench) {
    const auto now = bench.time.utc().time_since_epoch().count();
    bench.storage.write({storage::PutSetting{"restored_at", std::to_string(now)}}, [](const storage::Written&) {});
    bench.storage.deliver();
}

}  // namespace

TEST_CASE(
    "a command that was under way in a restored backup is missed, and its event is told; a kill alone misses none") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge();
    bench.advance(5s);
    REQUIRE(bench.outcome(id) == "acknowledged");
    const bool is_restored = GENERATE(true, false);
    if (is_restored) mark_as_restored(bench);
    bench.restart();
    CHECK(bench.outcome(id) == (is_restored ? "failed MISSED" : "acknowledged"));
    CHECK(pushes(bench) == (is_restored ? Types{"push.failed"} : Types{}));
    CHECK(bench.stored_desired().intent == (is_restored ? Intent::none : Intent::run));
    if (!is_restored) return;
    const auto next = bench.charge();
    bench.arrive("Preparing");
    begin_charging(bench);
    CHECK(bench.outcome(next) == "completed");
    bench.restart();
    CHECK(bench.outcome(next) == "completed");
}

TEST_CASE("a window of a restored backup goes on while it is not over") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.charge_in(10min, 2h);
    bench.advance(11min);
    REQUIRE(bench.outcome(id) == "acknowledged");
    bench.time.jump_wall_clock(GENERATE(30min, 3h));
    const bool is_over = bench.time.utc() >= *bench.action(id).end;
    mark_as_restored(bench);
    bench.restart();
    CHECK(bench.outcome(id) == (is_over ? "failed MISSED" : "acknowledged"));
}

TEST_CASE("after a restore each limit is told again, whatever the charger may have been told meanwhile") {
    Bench bench;
    bench.arrive("Preparing");
    bench.begin_session();
    bench.set_ceiling(7.4);
    bench.meter_for(30s, 7.4);
    mark_as_restored(bench);
    bench.restart();
    const auto before = bench.profiles().size();
    bench.connect();
    bench.boot();
    bench.advance(30s);
    CHECK(bench.profiles().size() > before);
}
