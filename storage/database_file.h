#pragma once

#include <string>

namespace storage {

/// Where the database lies, and whether a gateway has used it before: it must not be blank then.
struct DatabaseFile {
    std::string path;
    bool is_known = false;
};

}  // namespace storage
