#pragma once

#include <chrono>

namespace gateway {

/// When backups are made unasked, and how many of those are kept.
struct BackupRules {
    std::chrono::seconds every{std::chrono::hours{24}};  ///< zero: never
    int keep = 7;
};

}  // namespace gateway
