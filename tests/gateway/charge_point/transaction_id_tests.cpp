#include <catch2/catch.hpp>

#include "sessions.h"

/// The numbers of transactions outlast every clock (quirk 51).
using namespace gateway;

namespace {

std::int64_t start_and_stop(Bench& bench) {
    bench.advance(1s);  // at one time it would be the same start, told again
    const auto id = bench.start_transaction();
    bench.stop_transaction(id);
    return id;
}

void jump_to_2039(Bench& bench) { bench.time.jump_wall_clock(13h * 24 * 365); }

}  // namespace

TEST_CASE("the first transaction id is the seconds since 2020") {
    Bench bench;
    bench.arrive("Preparing");
    const auto id = bench.start_transaction();
    CHECK(id >= 189'388'800);
    CHECK(id < 189'388'800 + 60);
}

TEST_CASE("after 2038 every start still gets an id") {
    Bench bench;
    jump_to_2039(bench);
    bench.arrive("Preparing");
    const auto first = start_and_stop(bench);
    CHECK(first > 0);
    bench.restart();
    bench.arrive("Preparing");
    CHECK(start_and_stop(bench) > first);
}

TEST_CASE("one start under a clock from the future uses up no ids") {
    const auto years = GENERATE(12, 28, 40, 62, 70, 200);
    CAPTURE(years);
    Bench bench;
    bench.arrive("Preparing");
    bench.time.jump_wall_clock(24h * 365 * years);
    const auto then = start_and_stop(bench);
    REQUIRE(then > 0);
    bench.time.jump_wall_clock(-24h * 365 * years);
    CHECK(start_and_stop(bench) > then);
    bench.restart();
    bench.arrive("Preparing");
    CHECK(start_and_stop(bench) > then);
    CHECK(then < 0x7fffffff / 2 + 10);
}

TEST_CASE("where an earlier release has used up the ids, they are counted on from the clock") {
    Bench bench;
    bench.arrive("Preparing");
    storage::TransactionRecord row;
    row.transaction_id = 0x7fffffff - GENERATE(0, 1, 5);
    row.charge_point_id = "CP1";
    row.connector_id = 1;
    bench.storage.write({storage::OpenTransaction{row}}, [](const storage::Written&) {});
    bench.storage.write({storage::AbandonTransaction{"CP1", row.transaction_id, bench.time.utc()}},
                        [](const storage::Written&) {});
    bench.settle();
    bench.restart();
    bench.arrive("Preparing");
    std::int64_t last = 0;
    for (int session = 0; session < 8; ++session) {
        const auto id = start_and_stop(bench);
        CHECK(id > last);
        last = id;
    }
    CHECK(last < 0x7fffffff / 2);
}
