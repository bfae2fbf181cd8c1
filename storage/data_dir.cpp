#include "storage/data_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

#include "storage/files.h"
#include "storage/sql.h"
#include "storage/storage.h"

namespace storage {
namespace {

[[noreturn]] void fail(const std::string& what, int error) { throw StorageError(what + ": " + std::strerror(error)); }

/// Size of a regular file; empty when there is none.
std::optional<off_t> size_of(const std::string& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) == 0) {
        if (!S_ISREG(status.st_mode)) throw StorageError(path + " is not a regular file");
        return status.st_size;
    }
    if (errno != ENOENT) fail("cannot look at " + path, errno);
    return {};
}

/// It holds no tables, as an interrupted start leaves it.
bool is_blank(const std::string& path) {
    try {
        return Connection(path, Connection::Mode::file_alone).number("SELECT count(*) FROM sqlite_master") == 0;
    } catch (const SqlError&) {
        return false;
    }
}

bool others_may_write(const std::string& path) {
    struct stat status {};
    return stat(path.c_str(), &status) == 0 && (status.st_mode & S_IWOTH) != 0;
}

/// Whoever only asks whether it is taken has it for a moment.
bool take(int lock) {
    constexpr int kTries = 5, kMicrosecondsBetween = 10'000;
    for (int done = 1; flock(lock, LOCK_EX | LOCK_NB) != 0; ++done) {
        if (errno != EWOULDBLOCK || done == kTries) return false;
        usleep(kMicrosecondsBetween);
    }
    return true;
}

}  // namespace

bool is_in_use(const std::string& data_dir) {
    const int lock = open((data_dir + "/lock").c_str(), O_RDONLY | O_CLOEXEC);
    if (lock < 0) return false;
    const bool is_taken = flock(lock, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    close(lock);
    return is_taken;
}

DataDir::DataDir(const std::string& path) : path_(path) {
    if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) fail("cannot create the data directory " + path, errno);
    if (others_may_write(path)) {
        throw StorageError("everybody may write into the data directory " + path + ": close it to others, chmod 700 " +
                           path);
    }
    lock_ = open(lock_path().c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_ < 0) fail("cannot open " + lock_path(), errno);
    if (!take(lock_)) {
        const int error = errno;
        close(lock_);
        if (error == EWOULDBLOCK) throw StorageError("another gateway uses this data directory");
        fail("cannot lock " + lock_path(), error);
    }
    read_lock();
}

DataDir::~DataDir() { close(lock_); }

/// It holds a word once a database was in use here; older gateways left a pepper.
void DataDir::read_lock() {
    is_known_ = size_of(lock_path()).value_or(0) > 0 || size_of(path_ + "/pepper").has_value();
}

void DataDir::note_database(const std::string& id) const {
    const std::string text = "database " + id + "\n";
    if (size_of(lock_path()) == static_cast<off_t>(text.size())) return;
    const bool is_written = ftruncate(lock_, 0) == 0 &&
                            pwrite(lock_, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()) &&
                            fsync(lock_) == 0;
    if (!is_written) fail("cannot write " + lock_path(), errno);
}

DatabaseFile DataDir::prepare_database_file(bool anew) const {
    const auto path = database_path();
    const auto size = size_of(path);
    if (size.value_or(0) > 0) {
        if (anew && !is_blank(path))
            throw StorageError(path + " exists: --new is for a data directory whose database is lost");
        if (chmod(path.c_str(), 0600) != 0) fail("cannot protect " + path, errno);
        return {path, is_known_ && !anew, nullptr};
    }
    const std::string what = path + (size ? " is empty" : " is missing");
    if (size_of(path + "-wal"))
        throw StorageError(what + " but its log remains: restore a backup, or move the log away to start anew");
    if (is_known_ && !anew) {
        throw StorageError(what + " though a gateway has kept its data in " + path_ +
                           ": restore a backup, or start with --new to begin without the sessions, settings and keys "
                           "that it held");
    }
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) fail("cannot create " + path, errno);
    fchmod(file, 0600);
    close(file);
    flush_directory(path_);
    return {path, false, nullptr};
}

}  // namespace storage
