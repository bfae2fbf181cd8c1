#pragma once

#include <string>

namespace storage {

/// The data directory, held for this process alone while the object lives (FL-026). Creates it with mode 0700
/// when missing. Throws StorageError when it cannot be used or another process holds it.
class DataDir {
  public:
    explicit DataDir(const std::string& path);
    ~DataDir();
    DataDir(const DataDir&) = delete;
    DataDir& operator=(const DataDir&) = delete;

    std::string database_path() const { return path_ + "/gateway.db"; }

    /// Makes sure that there is a database file of mode 0600. A new, empty one is created only where none was
    /// lost: a missing or empty file beside a remaining log is refused (FL-036, FL-038). Throws StorageError.
    void prepare_database_file() const;

  private:
    std::string path_;
    int lock_ = -1;
};

}  // namespace storage
