#include <catch2/catch.hpp>

#include "fixture.h"
#include "storage/apply.h"
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
    Prune step{kept, before};
    for (int steps = 0; steps < 100; ++steps) {
        const auto pruned = store.must_write({step}).pruned;
        REQUIRE(pruned);
        CHECK(pruned->rows <= kRowsPerPruning);
        rows += pruned->rows;
        step.after = pruned->up_to;
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
    fill_transaction(store, 3 * kRowsPerPruning);
    const auto first = store.must_write({Prune{Kept::meter_values, minute(100000)}}).pruned;
    REQUIRE(first);
    CHECK_FALSE(first->is_all);
    CHECK(first->rows < kRowsPerPruning);
    prune_all(store, Kept::meter_values, minute(100000));
    CHECK(number_in(store.database(), "SELECT count(*) FROM meter_values") < 3 * kRowsPerPruning / 15 + 8);
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
    for (const Kept kept :
         {Kept::meter_values, Kept::actions, Kept::schedules, Kept::reservations, Kept::security_events, Kept::orphans,
          Kept::orphan_stops, Kept::events, Kept::answers, Kept::audit, Kept::free_pages}) {
        INFO(to_text(kept));
        CHECK(prune_all(store, kept, at(1000)) == 0);
    }
}

TEST_CASE("one value of a clock that was wrong once does not end the thinning for ever") {
    OnDisk store;
    fill_transaction(store, 60);
    auto wrong = values("CP-1", 7, R"({"n":"2099"})");
    wrong.received_at = minute(50'000'000);
    store.must_write({AppendMeterValues{wrong}});
    for (int i = 60; i < 120; ++i) {
        auto row = values("CP-1", 7, R"({"n":)" + std::to_string(i) + "}");
        row.received_at = minute(i);
        store.must_write({AppendMeterValues{row}});
    }
    store.must_write({Prune{Kept::meter_values, minute(90), minute(1000)}});
    CHECK(text_in(store.database(),
                  "SELECT group_concat(received_at / 60000) FROM"
                  " (SELECT received_at FROM meter_values ORDER BY sequence LIMIT 9)") ==
          "0,15,30,45,50000000,60,75,90,91");
}

TEST_CASE("old events go in steps of which none is long, each counted, with what was still to be delivered") {
    OnDisk store;
    store.must_write({PutWebhookEndpoint{endpoint("whk_1")}});
    Batch batch;
    for (int i = 0; i < 2 * kRowsPerPruning; ++i)
        batch.push_back(AppendEvent{event("msg_" + std::to_string(i), "push.failed", i)});
    batch.push_back(AppendEvent{event("msg_young", "push.failed", 9000)});
    store.must_write(std::move(batch));
    const auto first = store.must_write({Prune{Kept::events, at(5000)}});
    REQUIRE(first.pruned);
    CHECK(first.pruned->rows == kRowsPerPruning);
    CHECK_FALSE(first.pruned->is_all);
    CHECK(first.dropped_deliveries == kRowsPerPruning);
    CHECK(prune_all(store, Kept::events, at(5000)) == kRowsPerPruning);
    CHECK(text_in(store.database(), "SELECT group_concat(id) FROM events") == "msg_young");
}

TEST_CASE("old stops of transactions that nobody knows are dropped, and no row of a wrong clock stands in the way") {
    OnDisk store;
    Batch batch;
    for (int i = 0; i < 3 * kRowsPerPruning; ++i) {
        auto row = stop(5'000'000 + i, "CP-1");
        row.received_at = at(i < 2 * kRowsPerPruning ? 1'000'000 : 10);
        batch.push_back(CloseTransaction{row});
    }
    store.must_write(std::move(batch));
    REQUIRE(number_in(store.database(), "SELECT count(*) FROM orphan_stops") == 3 * kRowsPerPruning);
    CHECK(prune_all(store, Kept::orphan_stops, at(1000)) == kRowsPerPruning);
    CHECK(number_in(store.database(), "SELECT count(*) FROM orphan_stops") == 2 * kRowsPerPruning);
}

namespace {

/// Rows of the kind, all of them young, put there without the storage: it is not what is measured.
void fill(Connection& connection, Kept kept, int rows) {
    const std::string number = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
                               std::to_string(rows) + ") INSERT INTO ";
    const auto insert = [&](const std::string& rest) { connection.execute((number + rest).c_str()); };
    if (kept == Kept::actions)
        insert(
            "actions (id, device_id, environment, command, state, replaced_intent, created_at, updated_at)"
            " SELECT 'act_' || i, 'device_' || (i % 5), 'live', 'charge', 'completed', 'none', 5000 + i, 0 FROM n");
    if (kept == Kept::schedules)
        insert(
            "schedules SELECT 'sched_' || i, 'device_' || i, 'live', 'completed', 'UTC', '', '[]', 5000 + i,"
            " 5000 + i, NULL, 0 FROM n");
    if (kept == Kept::orphans) insert("orphan_values SELECT i, 'CP-1', 1, i, '{}', 5000, i FROM n");
    if (kept == Kept::orphan_stops) insert("orphan_stops SELECT i, 'CP-1', i, 0, '', '', '', 5000, 0 FROM n");
    if (kept == Kept::security_events) insert("security_events SELECT i, 'CP-1', 'x', '', '', 5000 FROM n");
    if (kept == Kept::events)
        insert(
            "events (id, type, environment, device_id, body, created_at)"
            " SELECT 'msg_' || i, 'push.failed', 'live', 'device_1', '{}', 5000 FROM n");
}

}  // namespace

TEST_CASE("no step of dropping visits more rows the more there are") {
    const Kept kept = GENERATE(Kept::actions, Kept::schedules, Kept::orphans, Kept::orphan_stops, Kept::security_events,
                               Kept::events);
    INFO(to_text(kept));
    OnDisk store;
    Connection connection(store.database(), Connection::Mode::write);
    fill(connection, kept, 20 * kRowsPerPruning);
    const auto before = connection.steps();
    Written written;
    prune(connection, Prune{kept, at(1000)}, written);
    REQUIRE(written.pruned);
    CHECK(written.pruned->rows == 0);
    CHECK(connection.steps() - before < 25 * kRowsPerPruning);  // of 20 times as many rows
}

TEST_CASE("pages of dropped rows go back to the disk, a few at a time") {
    OnDisk store;
    Batch batch;
    for (int i = 0; i < 4 * kRowsPerPruning; ++i) {
        auto row = stop(5'000'000 + i, "CP-1");
        row.received_at = at(i);
        row.payload = std::string(4000, 'x');
        batch.push_back(CloseTransaction{row});
    }
    store.must_write(std::move(batch));
    prune_all(store, Kept::orphan_stops, at(100'000));
    const auto pages = number_in(store.database(), "PRAGMA page_count");
    REQUIRE(number_in(store.database(), "PRAGMA freelist_count") > 2 * kRowsPerPruning);
    CHECK(prune_all(store, Kept::free_pages, at(0)) > 2 * kRowsPerPruning);
    CHECK(number_in(store.database(), "PRAGMA freelist_count") < pages / kPagesForEachFreeOne);
    CHECK(number_in(store.database(), "PRAGMA page_count") < pages - 2 * kRowsPerPruning);
}
