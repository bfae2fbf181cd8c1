#include "storage/page_sums.h"

#include <sqlite3.h>

#include <chrono>
#include <memory>
#include <thread>

#include "storage/limits.h"
#include "storage/page_sum.h"
#include "storage/summed_file.h"

namespace storage {
namespace {

constexpr int kNoteWrongSums = 0x4F435047;  // of SQLite's own codes none is so high
constexpr const char* kAskedFor = "page_sums";

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
        const int code = below(f)->pMethods->xShmMap(below(f), page, size, may_grow, map);
        if (code == SQLITE_OK) of(f).has_shared_memory = true;
        return code;
    },
    [](sqlite3_file* f, int at, int count, int how) { return below(f)->pMethods->xShmLock(below(f), at, count, how); },
    [](sqlite3_file* f) { below(f)->pMethods->xShmBarrier(below(f)); },
    [](sqlite3_file* f, int is_removed) {
        of(f).has_shared_memory = false;
        return below(f)->pMethods->xShmUnmap(below(f), is_removed);
    },
    nullptr, nullptr};

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

SummedFile* file_of(sqlite3* database) {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(database, "main", SQLITE_FCNTL_FILE_POINTER, &file);
    return file != nullptr && file->pMethods == &summed_methods ? &of(file) : nullptr;
}

/// While it lives nobody writes into the file: those who go without a log are kept out by our reading, and those who
/// empty one by the lock that they need for it.
class NoWriting {
  public:
    NoWriting(sqlite3* database, SummedFile& file) : database_(database), file_(file) {
        const char* const reads = "BEGIN; SELECT count(*) FROM sqlite_master";
        is_reading_ = sqlite3_get_autocommit(database) != 0;
        if (is_reading_) sqlite3_exec(database, reads, nullptr, nullptr, nullptr);
        using Clock = std::chrono::steady_clock;
        const auto latest = Clock::now() + kBusyTimeout;
        while (file_.has_shared_memory && !is_locked_) {
            is_locked_ = lock(SQLITE_SHM_LOCK) == SQLITE_OK;
            if (is_locked_ || Clock::now() > latest) break;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
    }
    ~NoWriting() {
        if (is_locked_) lock(SQLITE_SHM_UNLOCK);
        if (is_reading_) sqlite3_exec(database_, "COMMIT", nullptr, nullptr, nullptr);
    }
    NoWriting(const NoWriting&) = delete;
    NoWriting& operator=(const NoWriting&) = delete;

  private:
    int lock(int how) const {
        constexpr int kEmptyingLog = 1;  // format of the wal-index, 2.2: WAL_CKPT_LOCK
        sqlite3_file* const real = file_.real();
        return real->pMethods->xShmLock(real, kEmptyingLog, 1, how | SQLITE_SHM_SHARED);
    }

    sqlite3* database_;
    SummedFile& file_;
    bool is_reading_ = false, is_locked_ = false;
};

/// A page that is just being written may look wrong; one that nobody writes is.
bool is_wrong(sqlite3* database, SummedFile& file, std::int64_t offset) {
    if (file.is_sound(offset)) return false;
    const NoWriting now(database, file);
    if (file.is_sound(offset)) return false;
    file.note_wrong(offset, file.page_size());
    return true;
}

}  // namespace

std::vector<std::int64_t> pages_with_wrong_sum(sqlite3* database, std::size_t most,
                                               const std::function<bool()>& goes_on) {
    constexpr std::int64_t kLocksAt = 0x40000000;  // in this page SQLite keeps nothing
    SummedFile* const file = file_of(database);
    std::vector<std::int64_t> wrong;
    if (file == nullptr || !has_page_sums(database)) return wrong;
    const auto step = static_cast<std::int64_t>(file->page_size());
    sqlite3_int64 size = 0;
    if (step == 0 || file->real()->pMethods->xFileSize(file->real(), &size) != SQLITE_OK) return {1};
    for (std::int64_t at = 0; at < size && wrong.size() < most && goes_on(); at += step) {
        if (at / step != kLocksAt / step && is_wrong(database, *file, at)) wrong.push_back(at / step + 1);
    }
    take_wrong_sum();
    return wrong;
}

bool read_as_sqlite_does(sqlite3* database, unsigned char* bytes, std::size_t amount, std::int64_t offset) {
    SummedFile* const file = file_of(database);
    const bool is_read = file != nullptr && file->read(bytes, amount, offset) == SQLITE_OK;
    take_wrong_sum();
    return is_read;
}

}  // namespace storage
