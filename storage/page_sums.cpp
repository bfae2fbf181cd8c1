#include "storage/page_sums.h"

#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <thread>
#include <utility>

#include "storage/page_sum.h"

namespace storage {
namespace {

constexpr std::size_t kSmallestPage = 512, kLargestPage = 65536;
constexpr std::size_t kPageSizeAt = 16, kReservedAt = 20, kHeaderSeen = 24;  // file format of SQLite, 1.3
constexpr char kDatabaseMagic[] = "SQLite format 3";
constexpr int kNoteWrongSums = 0x4F435047;  // of SQLite's own codes none is so high
constexpr const char* kAskedFor = "page_sums";

std::atomic<std::int64_t> wrong_sums{0};
thread_local std::int64_t wrong_page = 0;

void put_sum(unsigned char* page, std::size_t size, std::int64_t number) {
    write_little_endian(page + size - kSumBytes, page_sum(page, size, number));
}

bool has_right_sum(const unsigned char* page, std::size_t size, std::int64_t number) {
    return read_little_endian(page + size - kSumBytes) == page_sum(page, size, number);
}

bool is_page_size(std::size_t size) {
    return size >= kSmallestPage && size <= kLargestPage && (size & (size - 1)) == 0;
}

/// A database file that is open. One thread at a time.
class SummedFile {
  public:
    SummedFile(sqlite3_file* real, Sums sums) : real_(real), sums_(sums), has_sums_(sums == Sums::from_first_on) {}

    int read(unsigned char* bytes, std::size_t amount, std::int64_t offset);
    int write(const unsigned char* bytes, std::size_t amount, std::int64_t offset);
    int truncate(std::int64_t size);
    sqlite3_file* real() const { return real_; }
    std::size_t page_size() const { return page_size_; }

    WrongSums* noted_in = nullptr;

  private:
    void learn(const unsigned char* header);
    bool is_whole_page(std::size_t amount, std::int64_t offset) const;
    bool is_right(const unsigned char* bytes, std::size_t amount, std::int64_t offset);
    int fill(std::int64_t until, std::size_t page_size);
    int write_page(std::int64_t offset, std::size_t size);

    sqlite3_file* real_;
    Sums sums_;
    bool has_sums_;
    std::size_t page_size_ = 0;  ///< 0: the file does not say yet
    std::vector<unsigned char> page_;
};

/// By what the file says of itself, whoever has written it.
void SummedFile::learn(const unsigned char* header) {
    if (std::memcmp(header, kDatabaseMagic, sizeof kDatabaseMagic) != 0) return;
    const std::size_t told = std::size_t{header[kPageSizeAt]} << 8 | header[kPageSizeAt + 1];
    const std::size_t size = told == 1 ? kLargestPage : told;
    page_size_ = is_page_size(size) ? size : 0;
    has_sums_ = header[kReservedAt] == kSumBytes;
}

bool SummedFile::is_whole_page(std::size_t amount, std::int64_t offset) const {
    return is_page_size(amount) && (page_size_ == 0 || amount == page_size_) &&
           offset % static_cast<std::int64_t>(amount) == 0;
}

bool SummedFile::is_right(const unsigned char* bytes, std::size_t amount, std::int64_t offset) {
    const std::int64_t number = offset / static_cast<std::int64_t>(amount) + 1;
    if (has_sums_) return has_right_sum(bytes, amount, number);
    if (offset != 0) return true;
    // A file that says it has no sums, by a byte that was changed.
    page_.assign(bytes, bytes + amount);
    page_[kReservedAt] = kSumBytes;
    return !has_right_sum(page_.data(), amount, number);
}

int SummedFile::read(unsigned char* bytes, std::size_t amount, std::int64_t offset) {
    const int code = real_->pMethods->xRead(real_, bytes, static_cast<int>(amount), offset);
    if (code != SQLITE_OK && code != SQLITE_IOERR_SHORT_READ) return code;
    const bool is_past_end =
        code != SQLITE_OK && std::all_of(bytes, bytes + amount, [](auto byte) { return byte == 0; });
    if (is_past_end) return code;
    if (offset == 0 && amount >= kHeaderSeen) learn(bytes);
    if (sums_ == Sums::not_looked_at || !is_whole_page(amount, offset) || is_right(bytes, amount, offset)) return code;
    wrong_page = offset / static_cast<std::int64_t>(amount) + 1;
    ++wrong_sums;
    if (noted_in != nullptr) noted_in->note(wrong_page);
    return SQLITE_IOERR_DATA;
}

int SummedFile::write_page(std::int64_t offset, std::size_t size) {
    put_sum(page_.data(), size, offset / static_cast<std::int64_t>(size) + 1);
    return real_->pMethods->xWrite(real_, page_.data(), static_cast<int>(size), offset);
}

int SummedFile::write(const unsigned char* bytes, std::size_t amount, std::int64_t offset) {
    if (offset == 0 && amount >= kHeaderSeen) learn(bytes);
    if (!has_sums_) return real_->pMethods->xWrite(real_, bytes, static_cast<int>(amount), offset);
    if (!is_whole_page(amount, offset)) return SQLITE_IOERR_WRITE;  // SQLite writes whole pages only
    const int filled = fill(offset, amount);
    if (filled != SQLITE_OK) return filled;
    page_.assign(bytes, bytes + amount);
    return write_page(offset, amount);
}

int SummedFile::truncate(std::int64_t size) {
    if (has_sums_ && page_size_ != 0) {
        const int filled = fill(size, page_size_);
        if (filled != SQLITE_OK) return filled;
    }
    return real_->pMethods->xTruncate(real_, size);
}

/// Pages that SQLite leaves out at the end, as it may with those that are free, would be zeros without a sum. They are
/// on the disk before what comes behind them: after a power cut they would be zeros again.
int SummedFile::fill(std::int64_t until, std::size_t page_size) {
    sqlite3_int64 size = 0;
    int code = real_->pMethods->xFileSize(real_, &size);
    const auto step = static_cast<std::int64_t>(page_size);
    const std::int64_t begin = size / step * step;
    if (code != SQLITE_OK || begin >= until) return code;
    for (std::int64_t at = begin; at < until && code == SQLITE_OK; at += step) {
        page_.assign(page_size, 0);
        code = write_page(at, page_size);
    }
    return code == SQLITE_OK ? real_->pMethods->xSync(real_, SQLITE_SYNC_NORMAL) : code;
}

/// SQLite's own handle; the memory behind it is that of the layer below.
struct Handle {
    sqlite3_file base;
    SummedFile* file;
};

SummedFile& of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file)->file; }
sqlite3_file* below(sqlite3_file* file) { return of(file).real(); }

int close_file(sqlite3_file* file) {
    const std::unique_ptr<SummedFile> closed(&of(file));
    return closed->real()->pMethods->xClose(closed->real());
}

int control_file(sqlite3_file* file, int what, void* argument) {
    if (what != kNoteWrongSums) return below(file)->pMethods->xFileControl(below(file), what, argument);
    of(file).noted_in = static_cast<WrongSums*>(argument);
    return SQLITE_OK;
}

/// Version 2: without mapped memory, in which nobody would look at the sums.
const sqlite3_io_methods summed_methods = {
    2, close_file,
    [](sqlite3_file* f, void* bytes, int amount, sqlite3_int64 at) {
        return of(f).read(static_cast<unsigned char*>(bytes), static_cast<std::size_t>(amount), at);
    },
    [](sqlite3_file* f, const void* bytes, int amount, sqlite3_int64 at) {
        return of(f).write(static_cast<const unsigned char*>(bytes), static_cast<std::size_t>(amount), at);
    },
    [](sqlite3_file* f, sqlite3_int64 size) { return of(f).truncate(size); },
    [](sqlite3_file* f, int how) { return below(f)->pMethods->xSync(below(f), how); },
    [](sqlite3_file* f, sqlite3_int64* size) { return below(f)->pMethods->xFileSize(below(f), size); },
    [](sqlite3_file* f, int lock) { return below(f)->pMethods->xLock(below(f), lock); },
    [](sqlite3_file* f, int lock) { return below(f)->pMethods->xUnlock(below(f), lock); },
    [](sqlite3_file* f, int* is_locked) { return below(f)->pMethods->xCheckReservedLock(below(f), is_locked); },
    control_file, [](sqlite3_file* f) { return below(f)->pMethods->xSectorSize(below(f)); },
    // Parts of pages cannot be looked at: newer SQLites would read some (SQLITE_IOCAP_SUBPAGE_READ).
    [](sqlite3_file* f) { return below(f)->pMethods->xDeviceCharacteristics(below(f)) & ~0x8000; },
    [](sqlite3_file* f, int page, int size, int may_grow, void volatile** map) {
        return below(f)->pMethods->xShmMap(below(f), page, size, may_grow, map);
    },
    [](sqlite3_file* f, int at, int count, int how) { return below(f)->pMethods->xShmLock(below(f), at, count, how); },
    [](sqlite3_file* f) { below(f)->pMethods->xShmBarrier(below(f)); },
    [](sqlite3_file* f, int is_removed) { return below(f)->pMethods->xShmUnmap(below(f), is_removed); }, nullptr,
    nullptr};

Sums asked_for(const char* name) {
    return static_cast<Sums>(sqlite3_uri_int64(name, kAskedFor, static_cast<sqlite3_int64>(Sums::as_in_file)));
}

sqlite3_vfs* default_vfs() {
    static sqlite3_vfs* const vfs = sqlite3_vfs_find(nullptr);
    return vfs;
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
    sqlite3_vfs* const real_vfs = default_vfs();
    if ((flags & SQLITE_OPEN_MAIN_DB) == 0 || name == nullptr)
        return real_vfs->xOpen(real_vfs, name, file, flags, flags_out);
    auto* const handle = reinterpret_cast<Handle*>(file);
    auto* const real = reinterpret_cast<sqlite3_file*>(handle + 1);
    handle->base.pMethods = nullptr;  // then it is not closed
    const int code = real_vfs->xOpen(real_vfs, name, real, flags, flags_out);
    if (code != SQLITE_OK) return code;
    handle->file = new SummedFile(real, asked_for(name));
    handle->base.pMethods = &summed_methods;
    return SQLITE_OK;
}

}  // namespace

const char* page_sums_vfs() {
    static sqlite3_vfs vfs = [] {
        sqlite3_vfs layer = *default_vfs();  // whose other functions look at nothing of it but its pAppData
        layer.pNext = nullptr;
        layer.zName = "page-sums";
        layer.szOsFile += static_cast<int>(sizeof(Handle));
        layer.xOpen = open_file;
        return layer;
    }();
    static const int registered = sqlite3_vfs_register(&vfs, 0);
    static_cast<void>(registered);
    return vfs.zName;
}

std::string database_uri(const std::string& path, Sums sums, bool is_immutable) {
    std::string uri = path.rfind('/', 0) == 0 ? "file://" : "file:";
    for (const char c : path) {
        const bool has_meaning = c == '%' || c == '?' || c == '#';
        uri += !has_meaning ? std::string(1, c) : c == '%' ? "%25" : c == '?' ? "%3f" : "%23";
    }
    uri += std::string("?") + kAskedFor + "=" + std::to_string(static_cast<int>(sums));
    return is_immutable ? uri + "&immutable=1" : uri;
}

void begin_with_page_sums(sqlite3* database) {
    int bytes = kSumBytes;
    sqlite3_file_control(database, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
}

bool has_page_sums(sqlite3* database) {
    int bytes = -1;  // asks
    sqlite3_file_control(database, "main", SQLITE_FCNTL_RESERVE_BYTES, &bytes);
    return bytes == static_cast<int>(kSumBytes);
}

void note_wrong_sums(sqlite3* database, WrongSums* into) {
    sqlite3_file_control(database, "main", kNoteWrongSums, into);
}

namespace {

/// A page that is just being written may look wrong once.
bool is_wrong_again(sqlite3_file* file, std::vector<unsigned char>& page, std::int64_t offset) {
    constexpr int looks = 3;
    for (int look = 0; look < looks; ++look) {
        if (look > 0) std::this_thread::sleep_for(std::chrono::milliseconds(20));
        const int code = file->pMethods->xRead(file, page.data(), static_cast<int>(page.size()), offset);
        if (code == SQLITE_OK || code == SQLITE_IOERR_SHORT_READ) return false;
    }
    return true;
}

}  // namespace

std::vector<std::int64_t> pages_with_wrong_sum(sqlite3* database, std::size_t most,
                                               const std::function<bool()>& goes_on) {
    constexpr std::int64_t locks_at = 0x40000000;  // in this page SQLite keeps nothing
    sqlite3_file* file = nullptr;
    sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    std::vector<std::int64_t> wrong;
    if (file == nullptr || file->pMethods != &summed_methods || !has_page_sums(database)) return wrong;
    std::vector<unsigned char> page(of(file).page_size());
    sqlite3_int64 size = 0;
    if (page.empty() || file->pMethods->xFileSize(file, &size) != SQLITE_OK) return {1};
    const auto step = static_cast<std::int64_t>(page.size());
    for (std::int64_t at = 0; at < size && wrong.size() < most && goes_on(); at += step) {
        if (at / step != locks_at / step && is_wrong_again(file, page, at)) wrong.push_back(at / step + 1);
    }
    take_wrong_sum();
    return wrong;
}

std::string take_wrong_sum() {
    const std::int64_t page = std::exchange(wrong_page, 0);
    if (page == 0) return {};
    return "page " + std::to_string(page) +
           " of the database has a wrong sum: the disk has damaged it, or another program has written it; "
           "`ocpp-gateway doctor "
           "--deep` tells what to do";
}

std::int64_t wrong_sums_met() { return wrong_sums; }

}  // namespace storage
