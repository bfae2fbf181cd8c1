#include "storage/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <utility>

#include "storage/storage.h"

namespace storage {
namespace {

[[noreturn]] void fail_on(const std::string& what) {
    throw StorageError(errno == ENOSPC ? what + ": disk full" : what + ": " + std::strerror(errno));
}

}  // namespace

File::File(std::string path, int flags)
    : path_(std::move(path)), descriptor_(::open(path_.c_str(), flags | O_CLOEXEC, 0600)) {
    if (descriptor_ < 0) fail_on("cannot open " + path_);
}

File::~File() { ::close(descriptor_); }

std::string File::read(std::size_t most) const {
    std::string bytes(most, '\0');
    std::size_t length = 0;
    while (length < most) {
        const auto got = ::read(descriptor_, bytes.data() + length, most - length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) fail_on("cannot read " + path_);
        if (got == 0) break;
        length += static_cast<std::size_t>(got);
    }
    bytes.resize(length);
    return bytes;
}

void File::write(std::string_view bytes) const {
    while (!bytes.empty()) {
        const auto done = ::write(descriptor_, bytes.data(), bytes.size());
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) fail_on("cannot write " + path_);
        bytes.remove_prefix(static_cast<std::size_t>(done));
    }
}

std::int64_t File::size() const {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) fail_on("cannot look at " + path_);
    if (!S_ISREG(status.st_mode)) throw StorageError(path_ + " is not a regular file");
    return status.st_size;
}

void File::flush() const {
    if (::fsync(descriptor_) != 0) fail_on("cannot write " + path_);
}

std::string directory_of(const std::string& path) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return ".";
    return slash == 0 ? "/" : path.substr(0, slash);
}

bool file_exists(const std::string& path) {
    struct stat status {};
    return ::lstat(path.c_str(), &status) == 0;
}

void rename_file(const std::string& from, const std::string& to) {
    if (::rename(from.c_str(), to.c_str()) != 0) fail_on("cannot rename " + from + " to " + to);
}

void remove_file(const std::string& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) fail_on("cannot remove " + path);
}

void flush_directory(const std::string& path) {
    const File directory(path, O_RDONLY | O_DIRECTORY);
    directory.flush();
}

}  // namespace storage
