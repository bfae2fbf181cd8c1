#include "tests/support/stepped_storage.h"

#include <utility>

#include "storage/migrations.h"
#include "storage/schema.h"
#include "storage/snapshot.h"

namespace support {

using namespace storage;

namespace {

/// The schema is made once per process; each database in memory is a copy of that one.
std::unique_ptr<Connection> empty_database() {
    static Connection pattern = [] {
        Connection made(":memory:", Connection::Mode::write);
        migrate(made, {migrations.begin(), migrations.end()});
        return made;
    }();
    auto connection = std::make_unique<Connection>(":memory:", Connection::Mode::write);
    connection->copy_from(pattern);
    return connection;
}

}  // namespace

SteppedStorage::SteppedStorage() : writer_(empty_database()), rows_(*writer_.connection(), writes) {}

Snapshot SteppedStorage::load() {
    is_closed_ = false;
    return writer_.load();
}

void SteppedStorage::put(Batch batch, std::function<void(const Written&)> done) {
    Written result = written(batch);
    answer_later([this, done = std::move(done), result = std::move(result), batch = std::move(batch)] {
        EachInTurn each;
        audience_.tell(batch, result, each);
        if (done) each.run([&] { done(result); });
        each.rethrow();
    });
}

Written SteppedStorage::written(const Batch& batch) {
    if (is_closed_) return {false, "the database is closed", {}};
    if (std::exchange(fail_next, false)) return {false, failure, {}};
    Written result = writer_.commit({&batch}).front();
    if (result.durable) ++writes;
    return result;
}

template <typename Answer, typename Read>
void SteppedStorage::ask(Read read, std::function<void(Answer, std::string error)> answer) {
    if (is_closed_ || fail_reads) return answer_later([answer = std::move(answer)] { answer({}, "busy"); });
    answer_later([answer = std::move(answer), found = read(*writer_.connection())] { answer(found, ""); });
}

void SteppedStorage::find_action(const std::string& id,
                                 std::function<void(std::optional<canonical::Action>, std::string error)> answer) {
    ask([&](Connection& connection) { return storage::find_action(connection, id); }, std::move(answer));
}

void SteppedStorage::find_answer(const AnswerQuery& query,
                                 std::function<void(std::optional<AnswerRecord>, std::string error)> answer) {
    ask([&](Connection& connection) { return storage::find_answer(connection, query); }, std::move(answer));
}

void SteppedStorage::list_actions(const ActionQuery& query, std::function<void(ActionPage, std::string error)> answer) {
    ask([&](Connection& connection) { return storage::list_actions(connection, query); }, std::move(answer));
}

void SteppedStorage::find_schedule(const std::string& id,
                                   std::function<void(std::optional<ScheduleRecord>, std::string error)> answer) {
    ask([&](Connection& connection) { return storage::find_schedule(connection, id); }, std::move(answer));
}

void SteppedStorage::list_schedules(const ScheduleQuery& query,
                                    std::function<void(SchedulePage, std::string error)> answer) {
    ask([&](Connection& connection) { return storage::list_schedules(connection, query); }, std::move(answer));
}

void SteppedStorage::list_transactions(const TransactionQuery& query,
                                       std::function<void(TransactionPage, std::string error)> answer) {
    ask([&](Connection& connection) { return storage::list_transactions(connection, query); }, std::move(answer));
}

void SteppedStorage::find_transaction(
    std::int64_t transaction_id, std::function<void(std::optional<TransactionDetails>, std::string error)> answer) {
    ask([&](Connection& connection) { return storage::find_transaction(connection, transaction_id); },
        std::move(answer));
}

void SteppedStorage::list_reservations(const ReservationQuery& query,
                                       std::function<void(ReservationPage, std::string error)> answer) {
    ask([&](Connection& connection) { return storage::list_reservations(connection, query); }, std::move(answer));
}

void SteppedStorage::list_security_events(const SecurityEventQuery& query,
                                          std::function<void(SecurityEventPage, std::string error)> answer) {
    ask([&](Connection& connection) { return storage::list_security_events(connection, query); }, std::move(answer));
}

void SteppedStorage::list_audit(const AuditQuery& query, std::function<void(AuditPage, std::string error)> answer) {
    ask([&](Connection& connection) { return storage::list_audit(connection, query); }, std::move(answer));
}

void SteppedStorage::next_deliveries(const NextDeliveriesQuery& query,
                                     std::function<void(std::vector<Delivery>, std::string error)> answer) {
    ask([&](Connection& connection) { return storage::next_deliveries(connection, query); }, std::move(answer));
}

void SteppedStorage::list_deliveries(const DeliveryQuery& query,
                                     std::function<void(DeliveryPage, std::string error)> answer) {
    ask([&](Connection& connection) { return storage::list_deliveries(connection, query); }, std::move(answer));
}

void SteppedStorage::list_events(const EventQuery& query, std::function<void(EventPage, std::string error)> answer) {
    ask([&](Connection& connection) { return storage::list_events(connection, query); }, std::move(answer));
}

void SteppedStorage::answer_later(std::function<void()> answer) {
    if (immediate) return answer();
    answers_.push_back(std::move(answer));
}

std::size_t SteppedStorage::deliver() {
    std::size_t given = 0;
    for (; !answers_.empty(); ++given) {
        auto answer = std::move(answers_.front());
        answers_.pop_front();
        answer();
    }
    return given;
}

void SteppedStorage::forget_answers() {
    answers_.clear();
    audience_ = {};
}

}  // namespace support
