#include "storage/data_dir.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <optional>

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

/// Makes a new directory entry survive a power cut.
void sync_directory(const std::string& path) {
    const int directory = open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return;  // the commits that follow will tell
    fsync(directory);
    close(directory);
}

}  // namespace

DataDir::DataDir(const std::string& path) : path_(path) {
    if (mkdir(path.c_str(), 0700) != 0 && errno != EEXIST) fail("cannot create the data directory " + path, errno);
    const std::string lock_path = path + "/lock";
    lock_ = open(lock_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (lock_ < 0) fail("cannot open " + lock_path, errno);
    if (flock(lock_, LOCK_EX | LOCK_NB) == 0) return;
    const int error = errno;
    close(lock_);
    if (error == EWOULDBLOCK) throw StorageError("another gateway uses this data directory");
    fail("cannot lock " + lock_path, error);
}

DataDir::~DataDir() { close(lock_); }

void DataDir::prepare_database_file() const {
    const auto path = database_path();
    const auto size = size_of(path);
    if (size.value_or(0) > 0) {
        if (chmod(path.c_str(), 0600) != 0) fail("cannot protect " + path, errno);
        return;
    }
    if (size_of(path + "-wal")) {
        throw StorageError(path + (size ? " is empty" : " is missing") +
                           " but its log remains: restore a backup, or move the log away to start anew");
    }
    const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) fail("cannot create " + path, errno);
    fchmod(file, 0600);
    close(file);
    sync_directory(path_);
}

}  // namespace storage
