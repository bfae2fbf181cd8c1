#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "storage/page_sums.h"

struct sqlite3_file;

namespace storage {

/// A database file that is open, with a sum in each page; `real` is that of the layer below. Answers are SQLite's
/// codes. One thread at a time.
class SummedFile {
  public:
    SummedFile(sqlite3_file* real, Sums sums) : real_(real), sums_(sums), has_sums_(sums == Sums::from_first_on) {}

    int read(unsigned char* bytes, std::size_t amount, std::int64_t offset);
    int write(const unsigned char* bytes, std::size_t amount, std::int64_t offset);
    int truncate(std::int64_t size);
    sqlite3_file* real() const { return real_; }
    std::size_t page_size() const { return page_size_; }

    /// Whether the page that begins there can be read and has its sum. Whoever asks looks on without a lock, so a wrong
    /// one may be half of a write, and is not noted.
    bool is_sound(std::int64_t offset);
    /// A page that was read with a wrong sum.
    void note_wrong(std::int64_t offset, std::size_t page_size) const;

    WrongSums* noted_in = nullptr;
    bool has_shared_memory = false;  ///< that of a log

  private:
    void learn(const unsigned char* header);
    bool is_whole_page(std::size_t amount, std::int64_t offset) const;
    bool is_part(std::size_t amount, std::int64_t offset) const;
    bool is_right(const unsigned char* bytes, std::size_t amount, std::int64_t offset);
    int read_and_judge(unsigned char* bytes, std::size_t amount, std::int64_t offset);
    int read_noting(unsigned char* bytes, std::size_t amount, std::int64_t offset);
    int read_part(unsigned char* bytes, std::size_t amount, std::int64_t offset);
    int fill(std::int64_t until, std::size_t page_size);
    int write_page(std::int64_t offset, std::size_t size);

    sqlite3_file* real_;
    Sums sums_;
    bool has_sums_;
    std::size_t page_size_ = 0;  ///< 0: the file does not say yet
    std::vector<unsigned char> page_, whole_;
};

}  // namespace storage
