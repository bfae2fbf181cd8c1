#include "storage/file_watch.h"

#include <sys/stat.h>

namespace storage {

void FileWatch::add(const std::string& path) {
    struct stat status {};
    if (stat(path.c_str(), &status) == 0) files_.push_back({path, status.st_dev, status.st_ino});
}

std::string FileWatch::gone() const {
    for (const File& file : files_) {
        struct stat status {};
        const bool is_there = stat(file.path.c_str(), &status) == 0;
        if (!is_there || status.st_dev != file.device || status.st_ino != file.number) return file.path;
    }
    return {};
}

}  // namespace storage
