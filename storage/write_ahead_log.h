#pragma once

#include <string>

namespace storage {

/// What lies in the write-ahead log beside a database file, read without SQLite, which would replay whatever it finds
/// (file format of SQLite, section 4). Only whole transactions count, as at a recovery.
class WriteAheadLog {
  public:
    /// Of DATABASE-wal. Throws StorageError when it is there and cannot be read.
    explicit WriteAheadLog(const std::string& database_path);

    /// No transaction in it would be replayed.
    bool is_empty() const { return committed_.empty(); }
    /// Whether one of its pages holds the text.
    bool holds(const std::string& text) const { return committed_.find(text) != std::string::npos; }

  private:
    void read(const std::string& bytes);

    std::string committed_;  ///< the frames of whole transactions
};

}  // namespace storage
