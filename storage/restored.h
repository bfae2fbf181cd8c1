#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "storage/rows_kept.h"

/// A database that takes the place of a newer one.
namespace storage {

/// Lies in the data directory while a restore exchanges files; no database is opened meanwhile.
constexpr const char* kUnfinishedRestore = "restore.unfinished";
/// Throws StorageError, which says what to do, where a restore was interrupted.
void refuse_unfinished_restore(const std::string& data_dir);

/// The largest transaction id that was ever given in a database, as far as it can still be read.
std::optional<std::int64_t> last_transaction_id_in(const std::string& path);

/// Writes into a database that nobody has open: that it was restored at `now`, and that the next transaction id is
/// above `ids_used` and above its own; and gives it a mark of its own. Throws SqlError, StorageError.
void mark_restored(const std::string& path, UtcTime now, std::int64_t ids_used);
/// When the database was restored last, by the settings in it.
std::optional<UtcTime> restored_at(const std::map<std::string, std::string>& settings);

}  // namespace storage
