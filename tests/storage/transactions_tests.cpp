#include <catch2/catch.hpp>

#include "fixture.h"

using namespace storage_test;
using namespace storage;

namespace {

std::vector<std::int64_t> open_ids(const Snapshot& snapshot) {
    std::vector<std::int64_t> ids;
    for (const auto& record : snapshot.open_transactions) ids.push_back(record.transaction_id);
    return ids;
}

void add_charge_points(OnDisk& store) {
    store.must_write({PutChargePoint{charge_point("CP-1")}, PutChargePoint{charge_point("CP-2")}});
}

using TransactionIds = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("an open transaction comes back after a restart") {
    OnDisk store;
    const auto started = transaction(1'800'000'000, "CP-1", "k");
    const auto written = store.must_write({OpenTransaction{started}});
    CHECK(written.opened->transaction_id == 1'800'000'000);
    CHECK_FALSE(written.opened->repeated);
    store.restart();
    const auto snapshot = store.load();
    REQUIRE(snapshot.open_transactions.size() == 1);
    CHECK(text_of(snapshot.open_transactions[0]) == text_of(started));
    CHECK(snapshot.last_transaction_id == 1'800'000'000);
}

TEST_CASE("a repeated start gets the first transaction's id, also after its end") {
    OnDisk store;
    store.must_write({OpenTransaction{transaction(10, "CP-1", "key")}});
    auto again = store.must_write({OpenTransaction{transaction(11, "CP-1", "key")}});
    CHECK(again.opened->transaction_id == 10);
    CHECK(again.opened->repeated);
    CHECK_FALSE(again.opened->already_ended);
    store.must_write({CloseTransaction{stop(10, "CP-1")}});
    store.restart();
    again = store.must_write({OpenTransaction{transaction(12, "CP-1", "key")}});
    CHECK(again.opened->transaction_id == 10);
    CHECK(again.opened->already_ended);
    const auto snapshot = store.load();
    CHECK(snapshot.open_transactions.empty());
    CHECK(snapshot.last_transaction_id == 10);
}

TEST_CASE("a start is a repeat only at the same charger and only with a key") {
    OnDisk store;
    store.must_write({OpenTransaction{transaction(10, "CP-1", "key")}, OpenTransaction{transaction(11, "CP-1")}});
    CHECK_FALSE(store.must_write({OpenTransaction{transaction(12, "CP-2", "key")}}).opened->repeated);
    CHECK_FALSE(store.must_write({OpenTransaction{transaction(13, "CP-1")}}).opened->repeated);
    CHECK(open_ids(store.load()) == TransactionIds{10, 11, 12, 13});
}

TEST_CASE("a transaction id outside 1 to 2147483647 or used before is refused") {
    OnDisk store;
    store.must_write({OpenTransaction{transaction(10, "CP-1")}});
    const auto id = GENERATE(as<std::int64_t>(), 10, 0, -1, 2147483648, 9223372036854775807);
    CHECK_FALSE(store.write({OpenTransaction{transaction(id, "CP-2")}}).durable);
    CHECK(store.write({OpenTransaction{transaction(2147483647, "CP-2")}}).durable);
}

TEST_CASE("ids that a clock from the future has used up are counted on from those below") {
    OnDisk store;
    store.must_write(
        {OpenTransaction{transaction(190'000'000, "CP-1")}, OpenTransaction{transaction(2147483647, "CP-1")}});
    store.restart();
    CHECK(store.load().last_transaction_id == 190'000'000);
}

TEST_CASE("a stop ends the transaction of its own charger only") {
    OnDisk store;
    add_charge_points(store);
    store.must_write({OpenTransaction{transaction(10, "CP-1")}, OpenTransaction{transaction(11, "CP-1")}});
    store.must_write({CloseTransaction{stop(10, "CP-2")}});
    CHECK(open_ids(store.load()) == TransactionIds{10, 11});
    store.must_write({CloseTransaction{stop(10, "CP-1")}});
    store.restart();
    const auto snapshot = store.load();
    CHECK(open_ids(snapshot) == TransactionIds{11});
    CHECK(snapshot.ended_transactions.at("CP-1") == TransactionIds{10});
    CHECK(snapshot.ended_transactions.at("CP-2") ==
          TransactionIds{10});  // it believes so: its late values must not revive it
}

TEST_CASE("a stop of any unknown id is durable") {
    OnDisk store;
    add_charge_points(store);
    const auto id = GENERATE(as<std::int64_t>(), 4711, 0, -1, 9223372036854775807, -9223372036854775807 - 1);
    store.must_write({CloseTransaction{stop(id, "CP-1")}});
    store.must_write({CloseTransaction{stop(id, "CP-1")}});
    const auto ended = store.load().ended_transactions;
    CHECK(ended.count("CP-1") == (id > 0 ? 1 : 0));
}

TEST_CASE("the last sixteen ended transactions are remembered, newest last") {
    OnDisk store;
    add_charge_points(store);
    TransactionIds expected;
    for (std::int64_t id = 1; id <= 20; ++id) {
        store.must_write({OpenTransaction{transaction(id, "CP-1")}, CloseTransaction{stop(id, "CP-1")}});
        if (id > 4) expected.push_back(id);
    }
    store.restart();
    CHECK(store.load().ended_transactions.at("CP-1") == expected);
}

TEST_CASE("an abandoned transaction is ended, and takes the stop that still comes") {
    OnDisk store;
    add_charge_points(store);
    store.must_write({OpenTransaction{transaction(10, "CP-1", "key")}});
    store.must_write({AbandonTransaction{"CP-2", 10, at(3000)}});
    CHECK(open_ids(store.load()) == TransactionIds{10});
    store.must_write({AbandonTransaction{"CP-1", 10, at(3000)}});
    CHECK(store.load().open_transactions.empty());
    CHECK(store.load().ended_transactions.at("CP-1") == TransactionIds{10});
    CHECK(store.must_write({OpenTransaction{transaction(11, "CP-1", "key")}}).opened->already_ended);
    store.must_write({CloseTransaction{stop(10, "CP-1")}});
    CHECK(store.load().ended_transactions.at("CP-1") == TransactionIds{10});
}

TEST_CASE("removing a charge point keeps its history and ends what was open") {
    OnDisk store;
    add_charge_points(store);
    auto done = action("act_done", "device_1", 50);
    canonical::complete(done, canonical::Evidence::meter, "ok", at(60));
    store.must_write({PutConnector{connector("device_1", "CP-1")}, PutConnector{connector("device_2", "CP-2")},
                      PutAction{action("act_1", "device_1", 100)}, PutAction{action("act_2", "device_2", 100)},
                      PutAction{done}, OpenTransaction{transaction(10, "CP-1", "key")}});
    store.must_write({RemoveChargePoint{"cp-1", at(9000)}});
    store.restart();
    const auto snapshot = store.load();
    REQUIRE(snapshot.charge_points.size() == 1);
    CHECK(snapshot.charge_points[0].id == "CP-2");
    REQUIRE(snapshot.connectors.size() == 1);
    CHECK(snapshot.open_transactions.empty());
    CHECK(snapshot.last_transaction_id == 10);
    REQUIRE(snapshot.open_actions.size() == 1);
    CHECK(snapshot.open_actions[0].id == "act_2");
    const auto cancelled = store.find("act_1");
    REQUIRE(cancelled.has_value());
    CHECK(cancelled->state == canonical::ActionState::cancelled);
    CHECK(cancelled->completed_at == at(9000));
    CHECK(text_of(*store.find("act_done")) == text_of(done));
}

TEST_CASE("a removed charge point can come back and its earlier starts are still known") {
    OnDisk store;
    add_charge_points(store);
    store.must_write({OpenTransaction{transaction(10, "CP-1", "key")}, RemoveChargePoint{"CP-1", at(1)}});
    store.must_write({PutChargePoint{charge_point("CP-1")}});
    CHECK(store.must_write({OpenTransaction{transaction(11, "CP-1", "key")}}).opened->transaction_id == 10);
    CHECK(store.load().ended_transactions.at("CP-1") == TransactionIds{10});
}

TEST_CASE("on disk the first stop's values stay and repeats are counted") {
    OnDisk store;
    store.must_write({OpenTransaction{transaction(10, "CP-1")}, CloseTransaction{stop(10, "CP-1", 5000)}});
    store.must_write({CloseTransaction{stop(10, "CP-1", 7000)}});
    store.get().close();
    CHECK(number_in(store.database(), "SELECT meter_stop_wh FROM transactions") == 5000);
    CHECK(number_in(store.database(), "SELECT stop_repeats FROM transactions") == 1);
    CHECK(number_in(store.database(), "SELECT count(*) FROM orphan_stops") == 0);
}

TEST_CASE("on disk meter values are kept once, and apart when their transaction is unknown") {
    OnDisk store;
    const std::string reading("{\"v\":\0 1}", 9);
    store.must_write({OpenTransaction{transaction(10, "CP-1")}});
    store.must_write({AppendMeterValues{values("CP-1", 10, reading)}, AppendMeterValues{values("CP-1", 10, "b")},
                      AppendMeterValues{values("CP-1", 10, reading)}, AppendMeterValues{values("CP-2", 10, "c")},
                      AppendMeterValues{values("CP-1", -1, "d")}, AppendMeterValues{values("CP-1", -1, "d")},
                      AppendMeterValues{values("CP-1", {}, "e")}, AppendMeterValues{values("CP-1", {}, "e")}});
    store.get().close();
    CHECK(number_in(store.database(), "SELECT count(*) FROM meter_values WHERE transaction_id = 10") == 2);
    CHECK(text_in(store.database(), "SELECT payload FROM meter_values ORDER BY sequence LIMIT 1") == reading);
    CHECK(number_in(store.database(), "SELECT count(*) FROM meter_values WHERE transaction_id IS NULL") == 2);
    CHECK(number_in(store.database(), "SELECT count(*) FROM orphan_values") == 2);
}

TEST_CASE("on disk the last transaction id outlives the rows") {
    OnDisk store;
    store.must_write({OpenTransaction{transaction(500, "CP-1")}, CloseTransaction{stop(500, "CP-1")}});
    store.get().close();
    Connection(store.database(), Connection::Mode::write).execute("DELETE FROM transactions");
    store.restart();
    CHECK(store.load().last_transaction_id == 500);
}

TEST_CASE("an abandoned transaction can go on, but not once its stop is stored") {
    OnDisk store;
    add_charge_points(store);
    store.must_write({OpenTransaction{transaction(10, "CP-1", "key")}, AbandonTransaction{"CP-1", 10, at(3000)}});
    store.must_write({ResumeTransaction{"CP-2", 10}});
    CHECK(store.load().open_transactions.empty());
    store.must_write({ResumeTransaction{"CP-1", 10}});
    store.restart();
    CHECK(open_ids(store.load()) == TransactionIds{10});
    store.must_write({CloseTransaction{stop(10, "CP-1")}, ResumeTransaction{"CP-1", 10}});
    CHECK(store.load().open_transactions.empty());
}
