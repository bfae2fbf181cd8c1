#pragma once

#include <string>

#include "storage/page_sums.h"

namespace storage {

/// Where the database lies, and whether a gateway has used it before: it must not be blank then.
struct DatabaseFile {
    std::string path;
    bool is_known = false;
    WrongSums* wrong_sums = nullptr;  ///< where pages are noted that have one; null: nowhere
    bool gets_sums = false;           ///< it is written anew where its pages have none
};

}  // namespace storage
