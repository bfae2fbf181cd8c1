#include "storage/sqlite_storage.h"

#include <sys/stat.h>

#include <utility>

#include "storage/files.h"
#include "storage/limits.h"
#include "storage/restored.h"
#include "storage/snapshot.h"

namespace storage {
namespace {

constexpr const char* kClosed = "the database is closed";

/// What a change keeps in memory, roughly; only what can be large is measured.
std::size_t bytes_of(const Batch& batch) {
    std::size_t bytes = 0;
    for (const auto& change : batch) {
        bytes += sizeof(Change);
        if (const auto* values = std::get_if<AppendMeterValues>(&change)) bytes += values->record.payload.size();
        if (const auto* stop = std::get_if<CloseTransaction>(&change)) bytes += stop->record.payload.size();
        if (const auto* answer = std::get_if<PutAnswer>(&change)) bytes += answer->record.body.size();
    }
    return bytes;
}

Writer open_writer(const DataDir& data_dir, bool anew = false, WrongSums* wrong_sums = nullptr) {
    refuse_unfinished_restore(directory_of(data_dir.database_path()));
    DatabaseFile file = data_dir.prepare_database_file(anew);
    file.wrong_sums = wrong_sums;
    file.gets_sums = wrong_sums != nullptr;  // a command must not take minutes
    Writer writer(std::move(file));
    data_dir.note_database(writer.database_id());
    writer.watch(data_dir.lock_path());
    return writer;
}

}  // namespace

SqliteStorage::SqliteStorage(const std::string& data_dir, PostToIo post, bool anew)
    : data_dir_(data_dir),
      post_(std::move(post)),
      writing_(open_writer(data_dir_, anew, &wrong_sums_),
               [post_to_io = post_, waiting = waiting_](FinishedGroup group) {
                   auto shared = std::make_shared<FinishedGroup>(std::move(group));
                   post_to_io([waiting, shared] { answer_group(*waiting, *shared); });
               }),
      reading_({data_dir_.database_path(), true, &wrong_sums_}) {
    check_pages();
}

SqliteStorage::~SqliteStorage() { close(); }

/// What was small enough is checked by now.
void SqliteStorage::check_pages() {
    const std::string path = data_dir_.database_path();
    struct stat status {};
    if (stat(path.c_str(), &status) != 0 || status.st_size <= kCheckedWholeUpToBytes) return;
    waiting_->health.is_checking = true;
    page_check_ = std::make_unique<PageCheck>(path, [post = post_, waiting = waiting_](const std::string& damage) {
        post([waiting, damage] {
            waiting->health.is_checking = false;
            waiting->health.damage = damage;
        });
    });
}

void SqliteStorage::answer_group(Waiting& waiting, const FinishedGroup& group) {
    waiting.written = group.counters;
    waiting.health.trouble = group.trouble;
    if (!group.batches.empty()) waiting.health.outcome_is_unknown = group.outcome_is_unknown;
    EachInTurn each;
    for (std::size_t i = 0; i < group.batches.size(); ++i) {
        --waiting.batches;
        waiting.bytes -= group.batches[i].bytes;
        waiting.audience.tell(group.batches[i].batch, group.results[i], each);
        if (group.batches[i].done) each.run([&] { group.batches[i].done(group.results[i]); });
    }
    each.rethrow();
}

Snapshot SqliteStorage::load() {
    if (is_closed_) throw StorageError(kClosed);
    return writing_.load();
}

void SqliteStorage::put(Batch batch, std::function<void(const Written&)> done) {
    if (is_closed_) {
        post_([done = std::move(done)] {
            if (done) done({false, kClosed, {}});
        });
        return;
    }
    WaitingBatch next{std::move(batch), 0, false, std::move(done)};
    next.bytes = bytes_of(next.batch);
    if (waiting_->batches >= kHardWaitingBatches || waiting_->bytes + next.bytes > kHardWaitingBytes) {
        next = {{}, 0, true, std::move(next.done)};
        ++waiting_->overflowed;
    }
    ++waiting_->batches;
    waiting_->bytes += next.bytes;
    writing_.add(std::move(next));
}

bool SqliteStorage::is_congested() const {
    return waiting_->batches >= kSoftWaitingBatches || waiting_->bytes >= kSoftWaitingBytes;
}

Counters SqliteStorage::counters() const {
    Counters counters = waiting_->written;
    counters.overflowed_batches = waiting_->overflowed;
    counters.busy_reads = waiting_->busy;
    counters.failed_reads = waiting_->failed;
    return counters;
}

template <typename Answer, typename Read>
void SqliteStorage::ask(std::size_t Waiting::*count, std::size_t most, Read read,
                        std::function<void(Answer, std::string error)> answer) {
    if (is_closed_ || (*waiting_).*count >= most) {
        ++waiting_->busy;
        return post_([answer = std::move(answer), error = is_closed_ ? kClosed : "busy"] { answer({}, error); });
    }
    ++((*waiting_).*count);
    auto reply = [post = post_, waiting = waiting_, count, answer = std::move(answer)](Answer found,
                                                                                       std::string error) {
        post([waiting, count, answer, found = std::move(found), error = std::move(error)] {
            --((*waiting).*count);
            if (!error.empty()) ++waiting->failed;
            answer(found, error);
        });
    };
    const bool is_look_up = count == &Waiting::look_ups;
    reading_.add(
        is_look_up ? ReadingThread::Size::look_up : ReadingThread::Size::list,
        [read = std::move(read), reply](Connection& connection) { reply(read(connection), ""); },
        [reply](const std::string& error) { reply(Answer{}, error.empty() ? "failed" : error); });
}

void SqliteStorage::find_action(const std::string& id,
                                std::function<void(std::optional<canonical::Action>, std::string error)> answer) {
    ask(
        &Waiting::look_ups, kWaitingLookUps,
        [id](Connection& connection) { return storage::find_action(connection, id); }, std::move(answer));
}

void SqliteStorage::find_answer(const AnswerQuery& query,
                                std::function<void(std::optional<AnswerRecord>, std::string error)> answer) {
    ask(
        &Waiting::look_ups, kWaitingLookUps,
        [query](Connection& connection) { return storage::find_answer(connection, query); }, std::move(answer));
}

void SqliteStorage::list_actions(const ActionQuery& query, std::function<void(ActionPage, std::string error)> answer) {
    ask(
        &Waiting::lists, kWaitingLists,
        [query](Connection& connection) { return storage::list_actions(connection, query); }, std::move(answer));
}

void SqliteStorage::find_schedule(const std::string& id,
                                  std::function<void(std::optional<ScheduleRecord>, std::string error)> answer) {
    ask(
        &Waiting::look_ups, kWaitingLookUps,
        [id](Connection& connection) { return storage::find_schedule(connection, id); }, std::move(answer));
}

void SqliteStorage::list_schedules(const ScheduleQuery& query,
                                   std::function<void(SchedulePage, std::string error)> answer) {
    ask(
        &Waiting::lists, kWaitingLists,
        [query](Connection& connection) { return storage::list_schedules(connection, query); }, std::move(answer));
}

void SqliteStorage::list_transactions(const TransactionQuery& query,
                                      std::function<void(TransactionPage, std::string error)> answer) {
    ask(
        &Waiting::lists, kWaitingLists,
        [query](Connection& connection) { return storage::list_transactions(connection, query); }, std::move(answer));
}

void SqliteStorage::find_transaction(std::int64_t transaction_id,
                                     std::function<void(std::optional<TransactionDetails>, std::string error)> answer) {
    ask(
        &Waiting::lists, kWaitingLists,
        [transaction_id](Connection& connection) { return storage::find_transaction(connection, transaction_id); },
        std::move(answer));
}

void SqliteStorage::list_reservations(const ReservationQuery& query,
                                      std::function<void(ReservationPage, std::string error)> answer) {
    ask(
        &Waiting::lists, kWaitingLists,
        [query](Connection& connection) { return storage::list_reservations(connection, query); }, std::move(answer));
}

void SqliteStorage::list_security_events(const SecurityEventQuery& query,
                                         std::function<void(SecurityEventPage, std::string error)> answer) {
    ask(
        &Waiting::lists, kWaitingLists,
        [query](Connection& connection) { return storage::list_security_events(connection, query); },
        std::move(answer));
}

void SqliteStorage::list_audit(const AuditQuery& query, std::function<void(AuditPage, std::string error)> answer) {
    ask(
        &Waiting::lists, kWaitingLists,
        [query](Connection& connection) { return storage::list_audit(connection, query); }, std::move(answer));
}

void SqliteStorage::next_deliveries(const NextDeliveriesQuery& query,
                                    std::function<void(std::vector<Delivery>, std::string error)> answer) {
    ask(
        &Waiting::look_ups, kWaitingLookUps,
        [query](Connection& connection) { return storage::next_deliveries(connection, query); }, std::move(answer));
}

void SqliteStorage::list_deliveries(const DeliveryQuery& query,
                                    std::function<void(DeliveryPage, std::string error)> answer) {
    ask(
        &Waiting::lists, kWaitingLists,
        [query](Connection& connection) { return storage::list_deliveries(connection, query); }, std::move(answer));
}

void SqliteStorage::list_events(const EventQuery& query, std::function<void(EventPage, std::string error)> answer) {
    ask(
        &Waiting::lists, kWaitingLists,
        [query](Connection& connection) { return storage::list_events(connection, query); }, std::move(answer));
}

/// A page that was found damaged once is not believed again before a restart.
StorageHealth SqliteStorage::health() const {
    StorageHealth health = waiting_->health;
    if (health.damage.empty() && wrong_sums_.count() > 0)
        health.damage = "page " + std::to_string(wrong_sums_.newest_page()) +
                        " has a wrong sum: `ocpp-gateway doctor --deep` tells what to do";
    return health;
}

void SqliteStorage::close() {
    if (std::exchange(is_closed_, true)) return;
    page_check_.reset();
    reading_.finish();  // first, so that the writing connection is the last and tidies the log away
    writing_.finish();
}

std::unique_ptr<Storage> open_storage(const std::string& data_dir, PostToIo post, bool anew) {
    return std::make_unique<SqliteStorage>(data_dir, std::move(post), anew);
}

struct DirectStorage::Parts {
    explicit Parts(const std::string& path) : data_dir(path), writer(open_writer(data_dir)) {}
    DataDir data_dir;
    Writer writer;
    Authorship authorship;
    std::optional<Authorship::AtWork> at_work;
};

DirectStorage::DirectStorage(const std::string& data_dir) : parts_(std::make_unique<Parts>(data_dir)) {}
DirectStorage::~DirectStorage() = default;
Snapshot DirectStorage::load() { return parts_->writer.load(); }
Written DirectStorage::write(Batch batch) {
    const Batch whole = parts_->authorship.signed_by_author(std::move(batch));
    return parts_->writer.commit({&whole}).front();
}
void DirectStorage::write_as(Author author) {
    parts_->at_work.emplace(parts_->authorship, std::make_shared<Request>(Request{std::move(author)}));
}
AuditPage DirectStorage::list_audit(const AuditQuery& query) {
    return storage::list_audit(*parts_->writer.connection(), query);
}

}  // namespace storage
