#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace storage {

/// An open file, closed with the object. Every member throws StorageError with the name and the reason. Never for
/// `gateway.db` itself while SQLite has it open: closing it would let go of SQLite's locks.
class File {
  public:
    /// What is created gets mode 0600.
    File(std::string path, int flags);
    ~File();
    File(const File&) = delete;
    File& operator=(const File&) = delete;

    /// As many bytes as there are, at most `most`; none at the end.
    std::string read(std::size_t most) const;
    void write(std::string_view bytes) const;
    std::int64_t size() const;
    /// To the disk.
    void flush() const;

  private:
    std::string path_;
    int descriptor_ = -1;
};

std::string directory_of(const std::string& path);
bool file_exists(const std::string& path);
/// Throw StorageError.
void rename_file(const std::string& from, const std::string& to);
void remove_file(const std::string& path);
/// Makes new, renamed and removed entries survive a power cut.
void flush_directory(const std::string& path);

}  // namespace storage
