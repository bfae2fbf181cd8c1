#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "storage/files.h"

/// The archives of `backup` and `support-bundle`: plain ustar, which every `tar` unpacks.
namespace gateway {

/// An archive that is not what a backup wrote, byte for byte; the text says where.
struct ArchiveError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class TarWriter {
  public:
    /// Makes the file, which must not exist, with mode 0600. As all members it throws storage::StorageError.
    TarWriter(const std::string& path, std::int64_t seconds_since_1970);

    /// `write` is given a function that takes the next bytes; they come to `size` in all.
    using Take = std::function<void(std::string_view)>;
    void add(const std::string& name, std::int64_t size, const std::function<void(const Take&)>& write);
    void add(const std::string& name, std::string_view text);
    /// The end of the archive, and all of it to the disk.
    void finish();

  private:
    storage::File file_;
    std::int64_t seconds_;
};

/// Reads what a TarWriter wrote, and nothing else: every byte of it counts.
class TarReader {
  public:
    explicit TarReader(const std::string& path);

    struct Entry {
        std::string name;
        std::int64_t size = 0;
    };
    /// Nothing at the end. The bytes of the entry before must have been read. Throws ArchiveError.
    std::optional<Entry> next();
    /// The bytes of the entry, piece by piece. Throws ArchiveError.
    void read(const Entry& entry, const std::function<void(std::string_view)>& take);

  private:
    std::string block(const char* of_what);
    void expect_end();

    storage::File file_;
};

}  // namespace gateway
