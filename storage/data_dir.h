#pragma once

#include <string>

#include "storage/database_file.h"

namespace storage {

/// Whether a gateway has that data directory, by its lock alone: it may be about to start or to end.
bool is_in_use(const std::string& data_dir);

/// The data directory, held for this process alone while the object lives (FL-026). Creates it with mode 0700
/// when missing. Throws StorageError when it cannot be used, others may write into it, or another process holds it.
class DataDir {
  public:
    explicit DataDir(const std::string& path);
    ~DataDir();
    DataDir(const DataDir&) = delete;
    DataDir& operator=(const DataDir&) = delete;

    std::string database_path() const { return path_ + "/gateway.db"; }

    std::string lock_path() const { return path_ + "/lock"; }
    /// A gateway has kept its data here before.
    bool is_known() const { return is_known_; }

    /// Makes sure that there is a database file of mode 0600. A new, empty one is created only where none was lost: a
    /// missing or empty file beside a remaining log or other data of a gateway is refused (FL-036, FL-038), the latter
    /// unless `anew` says that nothing of it is wanted. Throws StorageError.
    DatabaseFile prepare_database_file(bool anew = false) const;
    /// The database is in use from now on: one that is missing later was lost.
    void note_database(const std::string& id) const;

  private:
    void read_lock();

    std::string path_;
    int lock_ = -1;
    bool is_known_ = false;
};

}  // namespace storage
