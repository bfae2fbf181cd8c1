#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace storage {

/// Whether files that are open still lie under their names: what is written to one that was moved or deleted is lost.
/// Any thread at a time.
class FileWatch {
  public:
    /// As it is now; nothing where there is none.
    void add(const std::string& path);
    void forget() { files_.clear(); }
    /// The first that is gone or another; empty: none.
    std::string gone() const;

  private:
    struct File {
        std::string path;
        dev_t device = 0;
        ino_t number = 0;
    };
    std::vector<File> files_;
};

}  // namespace storage
