#include <catch2/catch.hpp>

#include "fixture.h"
#include "storage/audit.h"
#include "storage/limits.h"

using namespace storage_test;
using namespace storage;

namespace {

struct AuditedDisk : OnDisk {
    Written write_as(const std::string& who, Batch batch) {
        const auto request = std::make_shared<Request>(Request{{who, "PUT /a", "req_1", at(5000)}});
        const Authorship::AtWork at_work(get().authorship(), request);
        return must_write(std::move(batch));
    }
    AuditPage audit(const AuditQuery& query = {}) {
        std::optional<AuditPage> answer;
        get().list_audit(query, [&](AuditPage page, const std::string& error) {
            CHECK(error.empty());
            answer = std::move(page);
        });
        wait([&] { return answer.has_value(); });
        return *answer;
    }
};

TagRecord tag_with(bool blocked, const std::string& note) { return {"TAG", blocked, {}, "", note}; }

}  // namespace

TEST_CASE("a change on somebody's word is on record with what was there before and after") {
    AuditedDisk store;
    store.write_as("key_1", {PutTag{tag_with(false, "first")}});
    store.write_as("key_2", {PutTag{tag_with(true, "first")}});
    store.write_as("key_3", {RemoveTag{"TAG"}});
    const auto page = store.audit();
    REQUIRE(page.items.size() == 3);
    const auto &made = page.items[2], &changed = page.items[1], &removed = page.items[0];
    CHECK(made.who == "key_1");
    CHECK(made.subject == "tag");
    CHECK(made.subject_id == "TAG");
    CHECK_FALSE(made.before);
    CHECK(made.after == R"({"blocked":false,"expiresAt":null,"parentIdTag":"","note":"first"})");
    CHECK(changed.before == R"({"blocked":false})");
    CHECK(changed.after == R"({"blocked":true})");
    CHECK(changed.action == "PUT /a");
    CHECK(changed.request_id == "req_1");
    CHECK(changed.outcome == "done");
    CHECK(changed.at == at(5000));
    CHECK(removed.before == R"({"blocked":true,"expiresAt":null,"parentIdTag":"","note":"first"})");
    CHECK_FALSE(removed.after);
}

TEST_CASE("what the gateway writes on its own is on no record, and what is carried over is the first one's") {
    AuditedDisk store;
    store.must_write({PutTag{tag_with(false, "nobody")}});
    std::function<void()> later;
    {
        const auto request = std::make_shared<Request>(Request{{"key_1", "later", "", at(1)}});
        const Authorship::AtWork at_work(store.get().authorship(), request);
        store.must_write({AppendSecurityEvent{}});
        later = store.get().authorship().carried([&] { store.must_write({RemoveTag{"TAG"}}); });
    }
    CHECK(store.audit().items.empty());
    later();
    store.must_write({PutTag{tag_with(false, "nobody")}});
    REQUIRE(store.audit().items.size() == 1);
    CHECK(store.audit().items[0].who == "key_1");
}

TEST_CASE("of several things in one batch those go on record that differ, and one where none does") {
    AuditedDisk store;
    store.must_write({PutChargePoint{charge_point("CP-1")}, PutConnector{connector("device_1", "CP-1")}});
    auto wanted = connector("device_1", "CP-1");
    wanted.desired.max_charge_rate_kw = 3.7;
    const Batch batch{PutChargePoint{charge_point("CP-1")}, PutConnector{wanted}};
    store.write_as("key_1", batch);
    REQUIRE(store.audit().items.size() == 1);
    CHECK(store.audit().items[0].charge_point_id == "CP-1");
    CHECK(store.audit().items[0].subject == "device");
    CHECK(store.audit().items[0].before == R"({"maxChargeRateKw":7.4})");
    CHECK(store.audit().items[0].after == R"({"maxChargeRateKw":3.7})");
    store.write_as("key_2", batch);
    REQUIRE(store.audit().items.size() == 2);
    CHECK(store.audit().items[0].who == "key_2");
    CHECK(store.audit().items[0].before == "{}");
    CHECK(store.audit().items[0].after == "{}");
}

TEST_CASE("a batch that is refused leaves no record, and a record that is lost takes its change along") {
    AuditedDisk store;
    const auto request = std::make_shared<Request>(Request{{"key_1", "PUT /a", "", at(1)}});
    const Authorship::AtWork at_work(store.get().authorship(), request);
    // A connector of a charge point that is not there.
    CHECK_FALSE(store.write({PutTag{tag_with(false, "")}, PutConnector{connector("device_1", "CP-9")}}).durable);
    CHECK(store.audit().items.empty());
    Connection(store.database(), Connection::Mode::write).execute("DROP TABLE audit");
    CHECK_FALSE(store.write({PutTag{tag_with(false, "")}}).durable);
    CHECK(number_in(store.database(), "SELECT count(*) FROM tags") == 0);
}

TEST_CASE("every kind of thing that goes on record can be looked at, and shows no secret") {
    AuditedDisk store;
    ApiKeyRecord key{"key_9", "hashofakey", {}, "operator", "mine", at(1), {}};
    LocalListRecord list{"CP-1", 3, "[]"};
    ReservationRecord reservation{7, "CP-1", 1, "TAG", "", at(9000), at(1), ReservationState::open};
    ScheduleRecord schedule;
    schedule.id = "sched_1";
    schedule.device_id = "device_1";
    schedule.slots = "[]";
    IssuedCertificateRecord certificate{"AB", "CP-1", "chain", at(1), at(2), {}};
    auto hook = endpoint("ep_1");
    hook.url = "https://example.com/hook?token=hidden";
    auto charger = charge_point("CP-1");
    charger.password_hash = "hashofapassword";
    store.write_as("key_1",
                   {PutChargePoint{charger}, PutConnector{connector("device_1", "CP-1")},
                    PutAction{action("act_1", "device_1", 1)}, PutSchedule{schedule}, PutTag{tag_with(false, "")},
                    PutApiKey{key}, PutWebhookEndpoint{hook}, PutReservation{reservation}, PutLocalList{list},
                    PutChargerLessons{{"CP-1", "V", "M", "1", "{}"}}, PutCapabilities{{"V", "M", "1", "{}"}},
                    PutIssuedCertificate{certificate}});
    const auto page = store.audit();
    CHECK(page.items.size() == 12);
    for (const auto& row : page.items) {
        INFO(row.subject << " " << row.after.value_or("(gone)"));
        REQUIRE(row.after);
        for (const auto* secret : {"hashof", "whsec_", "hidden"}) CHECK(row.after->find(secret) == std::string::npos);
    }
    AuditQuery of_charger;
    of_charger.charge_point_id = "cp-1";
    CHECK(store.audit(of_charger).items.size() == 8);
}

TEST_CASE("a call is on record when it is asked for, and its outcome when it has one") {
    AuditedDisk store;
    AuditRecord asked;
    asked.call_id = "call_1";
    asked.outcome = "waiting";
    std::vector<std::string> told;
    store.get().tell_of_audit([&](const AuditRecord& record) { told.push_back(record.outcome); });
    store.must_write({AppendAudit{asked}});
    store.must_write({EndAudit{"call_1", "Rejected"}});
    store.must_write({EndAudit{"", "of no call"}});
    REQUIRE(store.audit().items.size() == 1);
    CHECK(store.audit().items[0].outcome == "Rejected");
    CHECK(told == std::vector<std::string>{"waiting", "Rejected"});
}

TEST_CASE("the record is given page by page, of one charger, of one key and between two times") {
    AuditedDisk store;
    Batch batch;
    for (int i = 0; i < 100; ++i) {
        AuditRecord row;
        row.at = at(1000 + (i == 50 ? -500 : i));  // the clock was set back for a moment
        row.who = i % 2 == 0 ? "key_even" : "key_odd";
        row.charge_point_id = i % 10 == 0 ? "CP-1" : "";
        batch.push_back(AppendAudit{row});
    }
    store.must_write(batch);
    AuditQuery query;
    query.limit = 30;
    auto page = store.audit(query);
    CHECK(page.more);
    REQUIRE(page.items.size() == 30);
    query.before = page.items.back().sequence;
    CHECK(store.audit(query).items.front().sequence == *query.before - 1);
    query = {};
    query.limit = 1000;
    query.charge_point_id = "CP-1";
    CHECK(store.audit(query).items.size() == 10);
    query.who = "key_odd";
    CHECK(store.audit(query).items.empty());
    query = {};
    query.limit = 1000;
    query.since = at(1040);
    query.until = at(1060);
    CHECK(store.audit(query).items.size() == 19);
    query.since = at(400);
    query.until = at(600);
    CHECK(store.audit(query).items.size() == 1);
}

TEST_CASE("what is old goes from the record in small steps, and its numbers are not given again") {
    AuditedDisk store;
    const UtcTime before = at(1'000'000);
    Batch batch;
    for (int i = 0; i < kRowsPerPruning + 200; ++i) {
        AuditRecord row;
        row.at = i < kRowsPerPruning + 100 ? at(i) : before;
        batch.push_back(AppendAudit{row});
    }
    store.must_write(std::move(batch));
    const auto step = [&] { return store.must_write({Prune{Kept::audit, before}}).pruned; };
    CHECK(kAuditKeptFor == std::chrono::hours(400 * 24));
    const auto first = step(), second = step();
    REQUIRE((first && second));
    CHECK(first->rows == kRowsPerPruning);
    CHECK_FALSE(first->is_all);
    CHECK(second->rows == 100);
    CHECK(second->is_all);
    CHECK(number_in(store.database(), "SELECT count(*) FROM audit") == 100);
    Connection(store.database(), Connection::Mode::write).execute("DELETE FROM audit");
    store.must_write({AppendAudit{}});
    CHECK(store.audit().items.at(0).sequence == kRowsPerPruning + 201);
}

TEST_CASE("what the command line writes on a closed database is on record, too") {
    TempDir dir;
    DirectStorage direct(dir / "data");
    direct.write_as({"command line (uid 0)", "chargers approve", "", at(7)});
    REQUIRE(direct.write({PutChargePoint{charge_point("CP-1")}}).durable);
    REQUIRE(direct.list_audit({}).items.size() == 1);
    CHECK(direct.list_audit({}).items[0].who == "command line (uid 0)");
    CHECK(direct.list_audit({}).items[0].action == "chargers approve");
}

TEST_CASE("of more rows than are kept the oldest of who writes most go first, a step at a time") {
    AuditedDisk store;
    for (int i = 0; i < 3; ++i) store.write_as("key_person", {PutTag{{"P" + std::to_string(i), false, {}, "", ""}}});
    for (int i = 0; i < 40; ++i) store.write_as("key_script", {PutTag{{"S" + std::to_string(i), false, {}, "", ""}}});
    Connection connection(store.database(), Connection::Mode::write);
    CHECK(keep_newest_audit(connection, "key_script", 40, 43) == 0);
    CHECK(keep_newest_audit(connection, "key_script", 10, 20) == 30);
    CHECK(store.audit().items.size() == 13);
    CHECK(store.audit().items.back().subject_id == "P0");
    CHECK(store.audit().items.front().subject_id == "S39");
    CHECK(keep_newest_audit(connection, "key_script", 10, 12) == 1);
    CHECK(store.audit().items.back().subject_id == "P1");
}

TEST_CASE("what it takes to keep the record within its limits does not follow how long it is") {
    AuditedDisk store;
    Connection connection(store.database(), Connection::Mode::write);
    connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)"
        " INSERT INTO audit SELECT NULL, 1, 'key_' || (i % 2), '', '', '', '', NULL, NULL, 'done', '', '' FROM n");
    auto before = connection.steps();
    CHECK(keep_newest_audit(connection, "key_1", 25000, 50000) == 0);
    CHECK(connection.steps() - before < 200);
    before = connection.steps();
    CHECK(keep_newest_audit(connection, "key_1", 1000, 50000) == kRowsPerPruning);
    CHECK(connection.steps() - before < kRowsPerPruning * 200);
    CHECK(connection.number("SELECT kept FROM audit_counts WHERE scope = 'of key_1'") == 25000 - kRowsPerPruning);
    CHECK(connection.number("SELECT kept FROM audit_counts WHERE scope = 'all'") == 50000 - kRowsPerPruning);
}

TEST_CASE("an author is held to the limit whatever numbers its rows have") {
    AuditedDisk store;
    store.write_as("key_other", {PutTag{tag_with(false, "first")}});
    Connection(store.database(), Connection::Mode::write)
        .execute(("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
                  std::to_string(kAuditKeptOfAuthor + 200) +
                  ") INSERT INTO audit SELECT NULL, 1, 'key_quiet', '', '', '', '', NULL, NULL, 'done', '', '' FROM n")
                     .c_str());
    store.write_as("key_quiet", {PutTag{tag_with(true, "once")}});
    REQUIRE(store.audit().items.front().sequence % kRowsBetweenPrunings != 0);
    CHECK(number_in(store.database(), "SELECT count(*) FROM audit WHERE who = 'key_quiet'") == kAuditKeptOfAuthor);
    CHECK(number_in(store.database(), "SELECT count(*) FROM audit WHERE who = 'key_other'") == 1);
}

TEST_CASE("a script that changes something without end fills the record up to its limit, and what went is counted") {
    AuditedDisk store;
    store.write_as("key_script", {PutTag{tag_with(false, "first")}});
    Connection(store.database(), Connection::Mode::write)
        .execute(("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " +
                  std::to_string(kAuditKeptOfAuthor + 200) +
                  ") INSERT INTO audit SELECT NULL, 1, 'key_script', '', '', '', '', NULL, NULL, 'done', '', '' FROM n")
                     .c_str());
    for (int i = 0; i < kRowsBetweenPrunings; ++i)
        store.write_as("key_script", {PutTag{tag_with(i % 2 == 0, "again " + std::to_string(i))}});
    const auto kept = Connection(store.database(), Connection::Mode::read).number("SELECT count(*) FROM audit");
    CHECK(kept <= kAuditKeptOfAuthor + kRowsBetweenPrunings);
    CHECK(store.get().counters().dropped_audit >= 200);
}
