#include "storage/writer.h"

#include <sys/stat.h>

#include <utility>

#include "storage/apply.h"
#include "storage/audit.h"
#include "storage/database_identity.h"
#include "storage/limits.h"
#include "storage/page_sums_renewal.h"
#include "storage/schema.h"
#include "storage/snapshot.h"
#include "storage/storage.h"

namespace storage {
namespace {

std::int64_t file_size_of(const std::string& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 ? status.st_size : 0;
}

}  // namespace

Writer::Writer(DatabaseFile file) : file_(std::move(file)) {
    try {
        open();
    } catch (const SqlError& error) {
        throw StorageError("cannot use " + file_.path + ": " + error.what());
    }
}

Writer::~Writer() {
    if (!connection_) return;
    try {
        if (log_wants_mark_) repeat_mark(*connection_);
        connection_->execute("PRAGMA analysis_limit = 400; PRAGMA optimize");
    } catch (const SqlError&) {  // only advice for the query planner
    }
}

void Writer::open() {
    // Not again: to look at the file by itself and close it would let go of the locks of who has it open.
    if (database_id_.empty()) check_log(file_.path, file_.is_known);
    auto connection = std::make_unique<Connection>(file_.path, Connection::Mode::write, file_.wrong_sums);
    const PageLook look = database_id_.empty() ? PageLook::whole_if_small : PageLook::none;  // then its damage is known
    prepare_schema(*connection, {look, file_size_of(file_.path), file_.is_known});
    const bool may_get_sums = database_id_.empty() && file_.gets_sums;
    std::string no_sums;
    if (may_get_sums && !connection->has_sums()) no_sums = add_sums(connection);
    connection_ = std::move(connection);
    file_.is_known = true;
    database_id_ = identity_of(*connection_).value_or(DatabaseIdentity{}).id;
    repeat_mark(*connection_);  // before another takes its place: the file holds this one until the log is in it
    empty_log();
    repeat_mark(*connection_);
    log_wants_mark_ = !log_is_emptied_;
    if (may_get_sums) note_missing_sums(no_sums);
    watch_.forget();
    for (const char* end : {"", "-wal"}) watch_.add(file_.path + end);
    for (const std::string& path : watched_) watch_.add(path);
}

/// Where that cannot be, the gateway goes on without them, as before. Returns why.
std::string Writer::add_sums(std::unique_ptr<Connection>& connection) const {
    remove_interrupted_sums(file_.path);
    std::string reason = why_no_sums(file_.path);
    if (!reason.empty()) return reason;
    try {
        leave_log(*connection);
        connection.reset();
        add_page_sums(file_.path);
    } catch (const std::exception& error) {  // StorageError, SqlError
        reason = error.what();
    }
    connection = std::make_unique<Connection>(file_.path, Connection::Mode::write, file_.wrong_sums);
    switch_to_log(*connection);
    return reason;
}

/// For the log of the gateway and for `doctor`.
void Writer::note_missing_sums(const std::string& reason) {
    const std::string name = kPageSumsMissing;
    if (reason.empty()) Query(*connection_, "DELETE FROM settings WHERE name = ?").put(name).run();
    else Query(*connection_, "INSERT OR REPLACE INTO settings VALUES (?, ?)").put(name).put(reason).run();
}

Snapshot Writer::load() {
    try {
        if (!connection_) open();
        return read_snapshot(*connection_);
    } catch (const SqlError& error) {
        throw StorageError("cannot read " + file_.path + ": " + error.what());
    }
}

void Writer::run(const char* statement) { Query(*connection_, statement).run(); }

std::string Writer::trouble() const {
    const std::string gone = watch_.gone();
    return gone.empty() ? last_error_ : gone + " was moved or deleted while it was open: put it back, or restart";
}

std::vector<Written> Writer::commit(const std::vector<const Batch*>& batches) {
    std::vector<Written> results(batches.size());
    if (const std::string gone = watch_.gone(); !gone.empty()) give_up(results, trouble(), false);
    else results = commit_group(batches);
    count(results);
    return results;
}

std::vector<Written> Writer::commit_group(const std::vector<const Batch*>& batches) {
    std::vector<Written> results(batches.size());
    outcome_is_unknown_ = false;
    try {
        write_all(batches, results);
        ++counters_.commits;
        last_error_.clear();
        empty_log_when_long();
        return results;
    } catch (const SqlError& error) {
        give_up(results, error.what(), error.kind == SqlError::Kind::broken);
    } catch (const std::exception& error) {
        give_up(results, error.what(), true);
    }
    if (batches.size() > 1 && !outcome_is_unknown_) commit_each(batches, results);
    return results;
}

/// One that cannot be written must not take the others along.
void Writer::commit_each(const std::vector<const Batch*>& batches, std::vector<Written>& results) {
    int failures = 0;
    for (std::size_t i = 0; i < batches.size() && failures < kFailuresBeforeRestIsGivenUp; ++i) {
        results[i] = commit_group({batches[i]}).front();
        failures = results[i].durable ? 0 : failures + 1;
    }
}

void Writer::write_all(const std::vector<const Batch*>& batches, std::vector<Written>& results) {
    if (!connection_) {
        open();
        ++counters_.reopened;
    }
    begin_transaction();
    if (!write_plainly(batches, results)) {
        run("ROLLBACK");
        results.assign(batches.size(), Written());
        begin_transaction();
        for (std::size_t i = 0; i < batches.size(); ++i) write_one(*batches[i], results[i]);
    }
    finish_transaction();
    for (auto& result : results) result.durable = result.error.empty();
}

void Writer::begin_transaction() {
    run("BEGIN IMMEDIATE");
    if (log_wants_mark_) repeat_mark(*connection_);
}

/// Without a savepoint for each batch, for which SQLite copies every page that it changes. False: one of them cannot be
/// written, and they must be told apart.
bool Writer::write_plainly(const std::vector<const Batch*>& batches, std::vector<Written>& results) {
    try {
        for (std::size_t i = 0; i < batches.size(); ++i) apply_batch(*batches[i], results[i]);
        return true;
    } catch (const SqlError& error) {
        if (error.kind == SqlError::Kind::broken || !connection_->in_transaction()) throw;
    } catch (const StorageError&) {
    }
    return false;
}

void Writer::apply_batch(const Batch& batch, Written& result) {
    AuditedBatch audited(*connection_, batch);
    for (const auto& change : batch) apply(*connection_, change, result);
    audited.record(result);
}

void Writer::finish_transaction() {
    try {
        run("COMMIT");
    } catch (const SqlError&) {
        outcome_is_unknown_ = !settle();
        throw;
    }
    if (log_is_emptied_) log_wants_mark_ = false;
}

/// What a commit that failed has left in the log may lie there whole and come back at the next start: only once
/// something else is written over it, it was not made.
bool Writer::settle() {
    try {
        if (connection_->in_transaction()) run("ROLLBACK");
        repeat_mark(*connection_);
        return true;
    } catch (const SqlError&) {
        return false;
    }
}

/// Everything until now goes into the file, under a new mark, with which the log begins anew.
void Writer::empty_log() {
    renew_mark(*connection_);
    log_is_emptied_ = connection_->empty_log();
    log_wants_mark_ = true;
    log_pages_ = connection_->log_pages();
}

void Writer::empty_log_when_long() {
    const std::int64_t pages = connection_->log_pages();
    try {
        if (pages < log_pages_) {  // another program has emptied it
            repeat_mark(*connection_);
            log_pages_ = pages;
        }
        const bool is_tried = log_wants_mark_ && !log_is_emptied_;
        if (pages >= kLogPagesBeforeEmptied && !is_tried) return empty_log();
        if (is_tried && pages >= log_pages_ + kLogPagesBetweenTries) return empty_log();
        if (!is_tried) log_pages_ = pages;
    } catch (const SqlError& error) {
        last_error_ = error.what();
        if (error.kind == SqlError::Kind::broken) connection_.reset();
    }
}

void Writer::write_one(const Batch& batch, Written& result) {
    run("SAVEPOINT batch");
    try {
        apply_batch(batch, result);
    } catch (const SqlError& error) {
        if (error.kind == SqlError::Kind::broken || !connection_->in_transaction()) throw;
        undo_one(result, error.what());
    } catch (const StorageError& error) {
        undo_one(result, error.what());
    }
    run("RELEASE batch");
}

void Writer::undo_one(Written& result, const std::string& error) {
    run("ROLLBACK TO batch");
    result = {false, error.empty() ? "refused" : error, {}};
}

void Writer::give_up(std::vector<Written>& results, const std::string& error, bool is_broken) {
    for (auto& result : results) {
        result = {false, result.error.empty() ? error : result.error, {}};
        result.is_unknown = outcome_is_unknown_;
    }
    last_error_ = error;
    ++counters_.failed_commits;
    try {
        if (connection_ && connection_->in_transaction()) run("ROLLBACK");
    } catch (const SqlError&) {
        is_broken = true;
    }
    if (is_broken) connection_.reset();
}

void Writer::count(const std::vector<Written>& results) {
    for (const auto& result : results) {
        ++(result.durable ? counters_.batches : counters_.refused_batches);
        if (!result.durable) continue;
        counters_.dropped_deliveries += result.dropped_deliveries;
        counters_.dropped_audit += result.dropped_audit;
    }
}

}  // namespace storage
