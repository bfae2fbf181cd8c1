#include <catch2/catch.hpp>

#include "fixture.h"
#include "storage/limits.h"

using namespace storage_test;
using namespace storage;

namespace {

using TransactionIds = std::vector<std::int64_t>;

/// Asks and waits for the answer.
template <class Answer, class Ask>
Answer answer_of(OnDisk& store, Ask ask) {
    std::optional<Answer> answer;
    ask([&](Answer found, const std::string& error) {
        CHECK(error.empty());
        answer = std::move(found);
    });
    store.wait([&] { return answer.has_value(); });
    return std::move(*answer);
}

TransactionPage transactions(OnDisk& store, const TransactionQuery& query) {
    return answer_of<TransactionPage>(store, [&](auto take) { store.get().list_transactions(query, take); });
}

TransactionIds ids_of(const TransactionPage& page) {
    TransactionIds ids;
    for (const auto& row : page.items) ids.push_back(row.start.transaction_id);
    return ids;
}

std::optional<TransactionDetails> details(OnDisk& store, std::int64_t id) {
    return answer_of<std::optional<TransactionDetails>>(store,
                                                        [&](auto take) { store.get().find_transaction(id, take); });
}

SecurityEventPage events(OnDisk& store, const SecurityEventQuery& query) {
    return answer_of<SecurityEventPage>(store, [&](auto take) { store.get().list_security_events(query, take); });
}

TransactionRecord session(std::int64_t id, const std::string& charge_point, int connector, const std::string& tag) {
    auto record = transaction(id, charge_point);
    record.connector_id = connector;
    record.id_tag = tag;
    record.received_at = at(id * 1000);
    return record;
}

void add_four_sessions(OnDisk& store) {
    store.must_write({OpenTransaction{session(1, "CP-1", 1, "RED")}, OpenTransaction{session(2, "CP-1", 2, "BLUE")},
                      OpenTransaction{session(3, "CP-2", 1, "red")}, OpenTransaction{session(4, "CP-1", 1, "BLUE")},
                      CloseTransaction{stop(1, "CP-1")}, CloseTransaction{stop(3, "CP-2")}});
}

SecurityEventRecord security_event(const std::string& charge_point, const std::string& type) {
    return {0, charge_point, type, "2026-05-08T11:30:00Z", "tech", at(3000)};
}

}  // namespace

TEST_CASE("transactions are listed newest first, by every filter and by keyset") {
    OnDisk store;
    add_four_sessions(store);
    TransactionQuery query;
    CHECK(ids_of(transactions(store, query)) == TransactionIds{4, 3, 2, 1});
    query.charge_point_id = "cp-1";
    CHECK(ids_of(transactions(store, query)) == TransactionIds{4, 2, 1});
    query.connector_id = 1;
    CHECK(ids_of(transactions(store, query)) == TransactionIds{4, 1});
    query.open = false;
    CHECK(ids_of(transactions(store, query)) == TransactionIds{1});
    query = {};
    query.id_tag = "Red";
    CHECK(ids_of(transactions(store, query)) == TransactionIds{3, 1});
    query = {};
    query.from = at(2000);
    query.to = at(4000);
    CHECK(ids_of(transactions(store, query)) == TransactionIds{3, 2});
    query = {};
    query.limit = 2;
    CHECK(transactions(store, query).more);
    query.before = 3;
    CHECK(ids_of(transactions(store, query)) == TransactionIds{2, 1});
    CHECK_FALSE(transactions(store, query).more);
}

TEST_CASE("a transaction is read whole, with its values in order and its end") {
    OnDisk store;
    store.must_write({OpenTransaction{transaction(10, "CP-1", "key")}, AppendMeterValues{values("CP-1", 10, "{1}")},
                      AppendMeterValues{values("CP-1", 10, "{2}")}, AppendMeterValues{values("CP-2", 10, "{3}")}});
    auto found = details(store, 10);
    REQUIRE(found);
    CHECK_FALSE(found->transaction.end);
    REQUIRE(found->values.size() == 2);
    CHECK(found->values[1].payload == "{2}");
    CHECK(text_of(found->transaction.start) == text_of(transaction(10, "CP-1", "key")));
    store.must_write({CloseTransaction{stop(10, "CP-1")}});
    found = details(store, 10);
    REQUIRE(found->transaction.end);
    const TransactionEnd& end = *found->transaction.end;
    CHECK(end.meter_stop_wh == 9000);
    CHECK(end.reason == "Local");
    CHECK(end.id_tag == "TAG");
    CHECK(end.flags == "late");
    CHECK(end.payload == "{\"stop\":1}");
    CHECK(found->transaction.energy_wh == 7800);
    CHECK(found->transaction.energy_source == "registers");
    CHECK_FALSE(details(store, 11));
}

TEST_CASE("energy can be told of a transaction while it runs and when it has ended, with its flags") {
    OnDisk store;
    store.must_write({OpenTransaction{transaction(10, "CP-1")}});
    store.must_write({SetEnergy{10, 4000, "register", "register_fell", "[1,2]"}});
    auto found = details(store, 10);
    CHECK(found->transaction.energy_wh == 4000);
    CHECK(found->transaction.energy_flags == "register_fell");
    CHECK(found->transaction.start.energy_state == "[1,2]");
    store.must_write({AbandonTransaction{"CP-1", 10, at(9000)}, SetEnergy{10, 5000, "power"}});
    found = details(store, 10);
    CHECK(found->transaction.lost);
    CHECK(found->transaction.start.energy_state.empty());
    CHECK(found->transaction.energy_wh == 5000);
    CHECK(found->transaction.energy_source == "power");
}

TEST_CASE("what was given up without a stop comes back after a restart, until its stop has come") {
    OnDisk store;
    store.must_write({PutChargePoint{charge_point("CP-1")}, OpenTransaction{transaction(10, "CP-1")},
                      OpenTransaction{transaction(11, "CP-1")}});
    store.must_write({AbandonTransaction{"CP-1", 10, at(9000)}});
    store.restart();
    auto snapshot = store.load();
    REQUIRE(snapshot.lost_transactions.size() == 1);
    CHECK(text_of(snapshot.lost_transactions[0]) == text_of(transaction(10, "CP-1")));
    store.must_write({CloseTransaction{stop(10, "CP-1")}});
    CHECK(store.load().lost_transactions.empty());
}

TEST_CASE("a stop that comes after all and knows no energy leaves the one that is known") {
    OnDisk store;
    store.must_write({OpenTransaction{transaction(10, "CP-1")}});
    store.must_write({AbandonTransaction{"CP-1", 10, at(9000)}, SetEnergy{10, 5000, "power"}});
    auto end = stop(10, "CP-1");
    end.energy_wh.reset();
    end.energy_source.clear();
    store.must_write({CloseTransaction{end}});
    const auto found = details(store, 10);
    CHECK_FALSE(found->transaction.lost);
    CHECK(found->transaction.energy_wh == 5000);
    CHECK(found->transaction.energy_source == "power");
}

TEST_CASE("a list of transactions leaves out what their stops brought with them") {
    OnDisk store;
    store.must_write({OpenTransaction{transaction(10, "CP-1")}, CloseTransaction{stop(10, "CP-1")}});
    const auto page = transactions(store, {});
    REQUIRE(page.items.size() == 1);
    REQUIRE(page.items[0].end);
    CHECK(page.items[0].end->payload.empty());
}

TEST_CASE("tags are kept ignoring letter case, and are gone when removed") {
    OnDisk store;
    store.must_write({PutTag{{"Red", false, at(7000), "GROUP", "van"}}, PutTag{{"BLUE", true, {}, "", ""}}});
    store.must_write({PutTag{{"RED", true, {}, "", "lost"}}});
    store.restart();
    auto tags = store.load().tags;
    REQUIRE(tags.size() == 2);
    store.must_write({RemoveTag{"blue"}});
    tags = store.load().tags;
    REQUIRE(tags.size() == 1);
    CHECK(tags[0].blocked);
    CHECK(tags[0].note == "lost");
    CHECK_FALSE(tags[0].expires_at);
}

TEST_CASE("open reservations and local lists come back after a restart, until their charger goes") {
    OnDisk store;
    store.must_write({PutChargePoint{charge_point("CP-1")}});
    ReservationRecord reservation{1, "CP-1", 1, "TAG", "GROUP", at(9000), at(1000), ReservationState::open};
    store.must_write({PutReservation{reservation}, PutLocalList{{"CP-1", 4, "[]"}}});
    reservation.reservation_id = 2;
    reservation.state = ReservationState::used;
    store.must_write({PutReservation{reservation}});
    store.restart();
    auto snapshot = store.load();
    REQUIRE(snapshot.open_reservations.size() == 1);
    CHECK(snapshot.open_reservations[0].expires_at == at(9000));
    CHECK(snapshot.last_reservation_id == 2);
    REQUIRE(snapshot.local_lists.size() == 1);
    CHECK(snapshot.local_lists[0].version == 4);
    store.must_write({RemoveChargePoint{"CP-1", at(9999)}});
    snapshot = store.load();
    CHECK(snapshot.open_reservations.empty());
    CHECK(snapshot.local_lists.empty());
    CHECK(snapshot.last_reservation_id == 2);
}

TEST_CASE("the reservations of two chargers that have one number are two rows") {
    OnDisk store;
    store.must_write({PutChargePoint{charge_point("CP-1")}, PutChargePoint{charge_point("CP-2")}});
    ReservationRecord reservation{1, "CP-1", 1, "A", "", at(9000), at(1000), ReservationState::open};
    store.must_write({PutReservation{reservation}});
    reservation.charge_point_id = "CP-2";
    reservation.id_tag = "B";
    store.must_write({PutReservation{reservation}});
    reservation.state = ReservationState::used;
    reservation.charge_point_id = "cp-2";
    store.must_write({PutReservation{reservation}});
    store.restart();
    const auto open = store.load().open_reservations;
    REQUIRE(open.size() == 1);
    CHECK(open[0].charge_point_id == "CP-1");
    CHECK(open[0].id_tag == "A");
}

TEST_CASE("a charger's reservations are listed newest first, with what became of them") {
    OnDisk store;
    const auto reserve = [&](std::int64_t id, const std::string& charger, int time, ReservationState state) {
        store.must_write({PutReservation{{id, charger, 1, "TAG", "", at(9000), at(time), state}}});
    };
    reserve(1, "CP-1", 1000, ReservationState::open);
    reserve(1, "CP-2", 1000, ReservationState::open);
    reserve(1, "CP-1", 1000, ReservationState::used);
    reserve(1, "CP-1", 2000, ReservationState::expired);
    reserve(2, "CP-1", 3000, ReservationState::open);
    const auto list = [&](const ReservationQuery& query) {
        return answer_of<ReservationPage>(store, [&](auto take) { store.get().list_reservations(query, take); });
    };
    ReservationQuery query;
    query.charge_point_id = "cp-1";
    query.limit = 2;
    auto page = list(query);
    REQUIRE(page.items.size() == 2);
    CHECK(page.more);
    CHECK(page.items[0].reservation_id == 2);
    CHECK(page.items[1].created_at == at(2000));
    query.before = page.items[1].sequence;
    page = list(query);
    REQUIRE(page.items.size() == 1);
    CHECK_FALSE(page.more);
    CHECK(page.items[0].state == ReservationState::used);
    query = {};
    query.charge_point_id = "CP-1";
    query.state = ReservationState::open;
    CHECK(list(query).items.size() == 1);
}

TEST_CASE("security events are listed newest first, and the oldest make room") {
    OnDisk store;
    store.must_write({AppendSecurityEvent{security_event("CP-1", "A")},
                      AppendSecurityEvent{security_event("CP-2", "B")},
                      AppendSecurityEvent{security_event("CP-1", "C")}});
    SecurityEventQuery query;
    query.charge_point_id = "cp-1";
    query.limit = 1;
    auto page = events(store, query);
    REQUIRE(page.items.size() == 1);
    CHECK(page.items[0].type == "C");
    CHECK(page.more);
    query.before = page.items[0].sequence;
    page = events(store, query);
    CHECK(page.items[0].type == "A");
    CHECK_FALSE(page.more);
    Batch flood(static_cast<std::size_t>(kSecurityEventsKept), AppendSecurityEvent{security_event("CP-1", "D")});
    store.must_write(std::move(flood));
    query = {};
    query.charge_point_id = "CP-2";
    CHECK(events(store, query).items.empty());
}

TEST_CASE("issued certificates come back after a restart with their end") {
    OnDisk store;
    store.must_write({PutIssuedCertificate{{"0A", "CP-1", "PEM", at(1000), at(2000), {}}}});
    store.must_write({PutIssuedCertificate{{"0A", "CP-1", "PEM", at(1000), at(2000), at(1500)}}});
    store.restart();
    const auto issued = store.load().issued_certificates;
    REQUIRE(issued.size() == 1);
    CHECK(issued[0].revoked_at == at(1500));
    CHECK(issued[0].chain == "PEM");
}
