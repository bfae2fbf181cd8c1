#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "storage/sql.h"

namespace storage {

/// Asked between two steps of what takes long; false gives it up.
using GoesOn = std::function<bool()>;

/// Makes the new file `to` (mode 0600) a copy of the database `from` as it stands at one moment, in steps of
/// `copy_step_pages`; others go on reading and writing meanwhile. The copy is one file without a log, flushed to the
/// disk. What was begun is taken away again when it fails. Pages of `from` with a wrong sum are noted, as the gateway's
/// own connections do it. Throws SqlError, StorageError.
void copy_database(const std::string& from, const std::string& to, const GoesOn& goes_on,
                   WrongSums* noted_in = nullptr);

/// Looks at every page and index of a database that nobody else has open. Throws StorageError, which names the damage,
/// or SqlError.
void check_database(const std::string& path, const GoesOn& goes_on);

/// What a copy holds, counted in it.
struct CopyFacts {
    std::int64_t schema_version = 0, charge_points = 0, transactions = 0;
};
/// Throws SqlError, and StorageError where it is no database of ours.
CopyFacts facts_of_copy(const std::string& path);

/// Takes out of a copy what opens doors by itself: secrets of webhooks (which are then switched off) and kept answers.
/// Hashes stay: those of charger passwords say nothing without the pepper, API keys are too long to guess. Nothing of
/// what goes is left in the file. Throws SqlError.
void remove_secrets(const std::string& path);

/// Bytes that a copy takes.
std::int64_t size_of_copy(Connection& connection);

/// Throws StorageError, which says what is missing, unless `bytes` are free where `path` is to be.
void require_room(const std::string& path, std::int64_t bytes);

/// Before the first statement of a migration to version `newest`: keeps the file as it is beside it, as
/// `gateway.db.before-vN`. A copy that exists is not overwritten: another state gets a name of its own, the same state
/// (a migration that failed is tried at each start) none. Throws SqlError, StorageError; nothing is migrated then.
void keep_copy_before_migration(Connection& connection, std::int64_t newest);

}  // namespace storage
