#include <catch2/catch.hpp>

#include "fixture.h"
#include "storage/limits.h"

/// What is dropped when it is old, and what stays.
using namespace storage_test;
using namespace storage;

namespace {

constexpr std::int64_t kMinute = 60'000;

UtcTime minute(std::int64_t number) { return at(number * kMinute); }

/// One value a minute of a transaction that began at 0.
void fill_transaction(OnDisk& store, int minutes) {
    store.must_write({OpenTransaction{transaction(7, "CP-1")}});
    Batch batch;
    for (int i = 0; i < minutes; ++i) {
        auto row = values("CP-1", 7, R"({"n":)" + std::to_string(i) + "}");
        row.received_at = minute(i);
        batch.push_back(AppendMeterValues{row});
    }
    store.must_write(std::move(batch));
}

std::int64_t prune_all(OnDisk& store, Kept kept, UtcTime before) {
    std::int64_t rows = 0;
    for (int steps = 0; steps < 100; ++steps) {
        const auto pruned = store.must_write({Prune{kept, before}}).pruned;
        REQUIRE(pruned);
        rows += pruned->rows;
        if (pruned->is_all) return rows;
    }
    FAIL("it never ends");
    return rows;
}

}  // namespace

TEST_CASE("old values are thinned to one each quarter of an hour, younger ones stay") {
    OnDisk store;
    fill_transaction(store, 120);
    CHECK(prune_all(store, Kept::meter_values, minute(60)) == 56);
    CHECK(text_in(store.database(),
                  "SELECT group_concat(received_at / 60000) FROM"
                  " (SELECT received_at FROM meter_values ORDER BY sequence LIMIT 6)") == "0,15,30,45,60,61");
    CHECK(prune_all(store, Kept::meter_values, minute(60)) == 0);
    CHECK(prune_all(store, Kept::meter_values, minute(120)) == 56);
}

TEST_CASE("many old values are thinned in steps of which none is long") {
    OnDisk store;
    fill_transaction(store, 3 * rows_per_pruning);
    const auto first = store.must_write({Prune{Kept::meter_values, minute(100000)}}).pruned;
    REQUIRE(first);
    CHECK_FALSE(first->is_all);
    CHECK(first->rows < rows_per_pruning);
    prune_all(store, Kept::meter_values, minute(100000));
    CHECK(number_in(store.database(), "SELECT count(*) FROM meter_values") < 3 * rows_per_pruning / 15 + 8);
}

TEST_CASE("what is dropped of actions are ended ones, and never the newest of a device") {
    OnDisk store;
    store.must_write({PutChargePoint{charge_point("CP-1")}, PutConnector{connector("device_1", "CP-1")}});
    for (int i = 0; i < 3; ++i) {
        auto one = action("act_" + std::to_string(i), "device_1", i);
        one.state = canonical::ActionState::completed;
        store.must_write({PutAction{one}});
    }
    CHECK(prune_all(store, Kept::actions, at(1000)) == 2);
    CHECK(text_in(store.database(), "SELECT group_concat(id) FROM actions") == "act_2");
}

TEST_CASE("each kind that is kept can be pruned where there is nothing") {
    OnDisk store;
    for (const Kept kept : {Kept::meter_values, Kept::actions, Kept::schedules, Kept::reservations,
                            Kept::security_events, Kept::orphans, Kept::events, Kept::answers, Kept::audit}) {
        INFO(to_text(kept));
        CHECK(prune_all(store, kept, at(1000)) == 0);
    }
}
