#include <algorithm>
#include <catch2/catch.hpp>

#include "limit_play.h"

/// A vehicle that sleeps through the end of a pause (quirk 110).
using namespace gateway;

namespace {

/// Paused for five minutes and resumed; the vehicle stays SuspendedEV.
std::int64_t resume_asleep(LimitPlay& charger) {
    Bench& bench = charger.bench;
    bench.arrive();
    bench.set_ceiling(7);
    const auto id = bench.begin_session();
    charger.draw_for(30s);
    bench.idle();
    bench.status("SuspendedEVSE");
    bench.advance(5min);
    bench.forget_calls();
    bench.charge();
    bench.status("SuspendedEV");
    REQUIRE(charger.offered_a() == Approx(10.1));
    return id;
}

}  // namespace

TEST_CASE("quirk 110: a vehicle asleep after a resume gets zero for 10 s and its limit again, once") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    const auto id = resume_asleep(charger);
    bench.advance(59s);
    CHECK(charger.offered_a() == Approx(10.1));
    bench.advance(1s);
    CHECK(charger.offered_a() == 0);
    bench.advance(9s);
    CHECK(charger.offered_a() == 0);
    bench.advance(2s);
    CHECK(charger.offered_a() == Approx(10.1));
    const auto zeros = [&] {
        const auto all = bench.profiles();
        return std::count_if(all.begin(), all.end(), [](const SeenProfile& each) { return each.limit == 0; });
    };
    bench.advance(30min);
    CHECK(zeros() == 1);
    CHECK(bench.count("RemoteStopTransaction") == 0);
    CHECK(bench.view().observed.transaction->id == id);

    SECTION("a second pause and resume does not make a loop of it") {
        bench.idle();
        bench.advance(1min);
        bench.forget_calls();
        bench.charge();
        bench.advance(30min);
        CHECK(zeros() <= 1);
    }
}

TEST_CASE("quirk 110: the vehicle that wakes on the edge of power charges, and is left alone") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    resume_asleep(charger);
    bench.advance(72s);
    bench.status("Charging");
    bench.forget_calls();
    charger.draw_for(10min);
    for (const auto& profile : bench.profiles()) CHECK(profile.limit == Approx(10.1));
    CHECK(charger.drawn_kw() > 6);
}

TEST_CASE("quirk 110: a vehicle that was full before any pause is not woken") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    bench.arrive();
    bench.set_ceiling(7);
    bench.begin_session();
    charger.draw_for(30s);
    bench.status("SuspendedEV");
    bench.advance(30min);
    for (const auto& profile : bench.profiles()) CHECK(profile.limit > 0);
}

TEST_CASE("quirk 110: a pause that comes during the waking stands") {
    LimitPlay charger;
    Bench& bench = charger.bench;
    resume_asleep(charger);
    bench.advance(62s);
    REQUIRE(charger.offered_a() == 0);
    bench.idle(true);
    bench.advance(30min);
    CHECK(charger.offered_a() == 0);
}

TEST_CASE("quirk 110: where the kind allows it a vehicle that no edge wakes gets a new session, after a rest") {
    LimitPlay charger(with_traits(R"({"wake_by_restart":true})"));
    Bench& bench = charger.bench;
    const auto id = resume_asleep(charger);
    bench.advance(75s);
    REQUIRE(charger.offered_a() == Approx(10.1));
    CHECK(bench.count("RemoteStopTransaction") == 0);
    bench.advance(70s);
    REQUIRE(bench.count("RemoteStopTransaction") == 1);
    bench.stop_transaction(id, "Remote");
    bench.status("Preparing");
    const auto stopped_at = bench.time.now();
    bench.advance(59s);
    CHECK(bench.count("RemoteStartTransaction") == 0);
    bench.advance(2s);
    REQUIRE(bench.count("RemoteStartTransaction") == 1);
    CHECK(bench.calls_of("RemoteStartTransaction")[0].at - stopped_at >= 60s);  // quirk 107
    bench.start_transaction();
    bench.status("SuspendedEV");
    bench.advance(30min);
    CHECK(bench.count("RemoteStopTransaction") == 1);
    CHECK(bench.count("RemoteStartTransaction") == 1);
}
