#pragma once

#include <memory>
#include <string>
#include <vector>

#include "storage/counters.h"
#include "storage/database_file.h"
#include "storage/file_watch.h"
#include "storage/sql.h"

namespace storage {

/// The one connection that writes. Groups of batches become one commit each; after an input/output error the
/// connection is replaced before the next group (FL-031). It alone writes the log into the file. One thread at a time.
class Writer {
  public:
    /// Opens, checks and migrates the file, which must exist. Throws StorageError.
    explicit Writer(DatabaseFile file);
    /// On a database that is open and has its tables; there is nothing to open again after an error.
    explicit Writer(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
    ~Writer();
    Writer(Writer&&) = default;

    Snapshot load();

    /// Writes all batches in one transaction, each whole or not at all; a bad one does not take its neighbours along: a
    /// group that fails is tried again batch by batch. The answers are in the order of the batches. Throws nothing.
    std::vector<Written> commit(const std::vector<const Batch*>& batches);

    const Counters& counters() const { return counters_; }
    /// Why nothing can be written now, by the files and the last commit; empty: nothing is wrong.
    std::string trouble() const;
    const std::string& database_id() const { return database_id_; }
    /// One more file without which nothing can be written safely.
    void watch(const std::string& path) {
        watched_.push_back(path);
        watch_.add(path);
    }

    /// Null after an input/output error, until the next commit.
    Connection* connection() { return connection_.get(); }

  private:
    void open();
    std::string add_sums(std::unique_ptr<Connection>& connection) const;
    void note_missing_sums(const std::string& reason);
    void run(const char* statement);
    std::vector<Written> commit_group(const std::vector<const Batch*>& batches);
    void commit_each(const std::vector<const Batch*>& batches, std::vector<Written>& results);
    void write_all(const std::vector<const Batch*>& batches, std::vector<Written>& results);
    void begin_transaction();
    bool write_plainly(const std::vector<const Batch*>& batches, std::vector<Written>& results);
    void apply_batch(const Batch& batch, Written& result);
    void finish_transaction();
    bool settle();
    void empty_log();
    void empty_log_when_long();
    void write_one(const Batch& batch, Written& result);
    void undo_one(Written& result, const std::string& error);
    void give_up(std::vector<Written>& results, const std::string& error, bool is_broken);
    void count(const std::vector<Written>& results);

    DatabaseFile file_;
    FileWatch watch_;
    std::vector<std::string> watched_;
    std::string database_id_, last_error_;
    std::unique_ptr<Connection> connection_;
    Counters counters_;
    bool outcome_is_unknown_ = false;  ///< of the last commit
    bool log_wants_mark_ = false;      ///< it was emptied, or may begin anew by itself
    bool log_is_emptied_ = false;
    std::int64_t log_pages_ = 0;  ///< when that was last tried, or after the last commit
};

}  // namespace storage
