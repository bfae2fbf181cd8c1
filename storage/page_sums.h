#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

struct sqlite3;

/// A sum in the last eight bytes of each page of a database file: made when the page is written, looked at when it is
/// read, so that what a disk has changed is never taken for what was written (ADR 19). A layer under SQLite (a VFS);
/// logs, journals and databases in memory pass through it.
namespace storage {

/// The pages of a database that were found with a wrong sum. Any thread.
class WrongSums {
  public:
    void note(std::int64_t page) {
        newest_page_ = page;
        ++count_;
    }
    std::int64_t count() const { return count_; }
    std::int64_t newest_page() const { return newest_page_; }

  private:
    std::atomic<std::int64_t> newest_page_{0}, count_{0};
};

/// What opens a file asks for.
enum class Sums {
    as_in_file,     ///< where the file has them
    from_first_on,  ///< a new file gets them, whatever is written first
    not_looked_at   ///< written, but not looked at
};

/// The name under which SQLite knows the layer.
const char* page_sums_vfs();
/// As SQLite takes it with SQLITE_OPEN_URI. `is_immutable`: nobody changes the file, and it has no log.
std::string database_uri(const std::string& path, Sums sums, bool is_immutable = false);

/// The setting that says why a gateway runs without them.
constexpr const char* kPageSumsMissing = "page_sums_missing";

/// A database without any table gets them.
void begin_with_page_sums(sqlite3* database);
bool has_page_sums(sqlite3* database);
/// Of this connection; it must outlive it.
void note_wrong_sums(sqlite3* database, WrongSums* into);

/// Reads the whole file, past what SQLite keeps of it. The first pages whose sum is wrong, at most so many; none where
/// the file has no sums. A file that cannot be read has a wrong page where that begins. Half of what another is just
/// writing is no wrong page: each is looked at again while nobody writes.
std::vector<std::int64_t> pages_with_wrong_sum(sqlite3* database, std::size_t most,
                                               const std::function<bool()>& goes_on);

/// Any bytes of the file, as SQLite asks for them. False: they cannot be read, or a sum of theirs is wrong.
bool read_as_sqlite_does(sqlite3* database, unsigned char* bytes, std::size_t amount, std::int64_t offset);

/// What is to be said of the page with a wrong sum that this thread has met last, once; empty: none.
std::string take_wrong_sum();
/// Pages that this process has read with a wrong sum.
std::int64_t wrong_sums_met();

}  // namespace storage
