#pragma once

#include <memory>
#include <string>
#include <vector>

#include "storage/counters.h"
#include "storage/sql.h"

namespace storage {

/// The one connection that writes. Groups of batches become one commit each; after an input/output error the
/// connection is replaced before the next group (FL-031). One thread at a time.
class Writer {
  public:
    /// Opens, checks and migrates the file, which must exist. Throws StorageError.
    explicit Writer(std::string path);
    /// On a database that is open and has its tables; there is nothing to open again after an error.
    explicit Writer(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
    ~Writer();
    Writer(Writer&&) = default;

    Snapshot load();

    /// Writes all batches in one transaction, each whole or not at all; a bad one does not take its
    /// neighbours along. The answers are in the order of the batches. Throws nothing.
    std::vector<Written> commit(const std::vector<const Batch*>& batches);

    const Counters& counters() const { return counters_; }

    /// Null after an input/output error, until the next commit.
    Connection* connection() { return connection_.get(); }

  private:
    void open();
    void run(const char* statement);
    void write_all(const std::vector<const Batch*>& batches, std::vector<Written>& results);
    void write_one(const Batch& batch, Written& result);
    void undo_one(Written& result, const std::string& error);
    void give_up(std::vector<Written>& results, const std::string& error, bool is_broken);
    void count(const std::vector<Written>& results);

    std::string path_;
    std::unique_ptr<Connection> connection_;
    Counters counters_;
};

}  // namespace storage
