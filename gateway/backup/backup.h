#pragma once

#include <string>

#include "gateway/backup/archive.h"

namespace gateway {

struct BackupOrder {
    std::string data_dir;
    std::string file;  ///< the new archive; must not exist
    bool with_secrets = true;
    UtcTime at{};
    storage::WrongSums* noted_in = nullptr;  ///< where pages are noted that are found damaged; null: nowhere
};

struct BackupMade {
    std::string file;
    std::int64_t bytes = 0;
    Manifest manifest;
};

/// Copies the database, checks the copy, packs it with what belongs to it, reads the archive back, and only then gives
/// it its name. Blocks for as long as that takes; the gateway may run meanwhile. What was begun is taken away again
/// when it fails. Whoever calls has the database open, or the gateway has. Throws std::runtime_error with the reason.
BackupMade make_backup(const BackupOrder& order, const storage::GoesOn& goes_on);

/// DATA_DIR/backups, where backups go that were not told where.
std::string backup_directory(const std::string& data_dir);
/// Makes it if need be (mode 0700), and takes away what an interrupted backup left. Throws storage::StorageError.
void prepare_backup_directory(const std::string& data_dir);
/// "scheduled-20261130T201500Z.tar"
std::string backup_name(const std::string& kind, UtcTime at);
/// Of the scheduled backups only the newest `keep` stay. Never throws: what cannot be removed stays.
void remove_old_backups(const std::string& data_dir, const std::string& newest, std::size_t keep);

constexpr const char* kScheduled = "scheduled";
constexpr const char* kByHand = "backup";

}  // namespace gateway
