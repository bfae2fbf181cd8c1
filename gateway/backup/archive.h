#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "canonical/time.h"
#include "gateway/backup/tar.h"
#include "storage/database_copy.h"

namespace gateway {

using canonical::UtcTime;

/// One file of a backup: its name in the archive (and in the data directory), and where its bytes are.
struct ArchivedFile {
    std::string name, path;
};

/// What the manifest of a backup says. The manifest is the last file of the archive, in the form that `sha256sum -c`
/// reads, and ends with the sum of its own lines.
struct Manifest {
    UtcTime made_at{};
    std::int64_t schema_version = 0;
    bool has_secrets = true;
    std::int64_t charge_points = 0, transactions = 0;  ///< rows of the database
    std::vector<std::string> names{};
};

/// Writes a new archive (mode 0600) and flushes it. Throws storage::StorageError, ArchiveError.
void write_archive(const std::string& path, Manifest manifest, const std::vector<ArchivedFile>& files,
                   const storage::GoesOn& goes_on);

/// Checks every byte of an archive, and, unless `into` is empty, puts its files there (mode 0600); what is there when
/// it throws must not be used. Throws ArchiveError, storage::StorageError.
Manifest read_archive(const std::string& path, const std::string& into, const storage::GoesOn& goes_on);

/// The files beside the database that belong to a gateway's data, and whether they are secret.
struct KeptFile {
    const char* name;
    bool is_secret;
};
const std::vector<KeptFile>& kept_files();

constexpr const char* kDatabase = "gateway.db";

}  // namespace gateway
