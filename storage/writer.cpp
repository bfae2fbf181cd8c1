#include "storage/writer.h"

#include <sys/stat.h>

#include <utility>

#include "storage/apply.h"
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

Writer::Writer(std::string path) : path_(std::move(path)) {
    try {
        open();
    } catch (const SqlError& error) {
        throw StorageError("cannot use " + path_ + ": " + error.what());
    }
}

Writer::~Writer() {
    if (!connection_) return;
    try {
        connection_->execute("PRAGMA analysis_limit = 400; PRAGMA optimize");
    } catch (const SqlError&) {  // only advice for the query planner
    }
}

void Writer::open() {
    auto connection = std::make_unique<Connection>(path_, Connection::Mode::write);
    prepare_schema(*connection, file_size_of(path_));
    connection_ = std::move(connection);
}

Snapshot Writer::load() {
    try {
        if (!connection_) open();
        return read_snapshot(*connection_);
    } catch (const SqlError& error) {
        throw StorageError("cannot read " + path_ + ": " + error.what());
    }
}

void Writer::run(const char* statement) { Query(*connection_, statement).run(); }

std::vector<Written> Writer::commit(const std::vector<const Batch*>& batches) {
    std::vector<Written> results(batches.size());
    try {
        write_all(batches, results);
        ++counters_.commits;
    } catch (const SqlError& error) {
        give_up(results, error.what(), error.kind == SqlError::Kind::broken);
    } catch (const std::exception& error) {
        give_up(results, error.what(), true);
    }
    count(results);
    return results;
}

void Writer::write_all(const std::vector<const Batch*>& batches, std::vector<Written>& results) {
    if (!connection_) {
        open();
        ++counters_.reopened;
    }
    run("BEGIN IMMEDIATE");
    for (std::size_t i = 0; i < batches.size(); ++i) write_one(*batches[i], results[i]);
    run("COMMIT");
    for (auto& result : results) result.durable = result.error.empty();
}

void Writer::write_one(const Batch& batch, Written& result) {
    run("SAVEPOINT batch");
    try {
        for (const auto& change : batch) apply(*connection_, change, result);
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
    for (auto& result : results) result = {false, result.error.empty() ? error : result.error, {}};
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
        if (result.durable) counters_.dropped_deliveries += result.dropped_deliveries;
    }
}

}  // namespace storage
