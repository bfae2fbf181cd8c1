#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "storage/sql.h"

namespace storage {

/// Who a database is. Its mark stands in the file and in each round of its write-ahead log: a log without the file's
/// mark goes on from another copy of the file, and replaying it would destroy both.
struct DatabaseIdentity {
    std::string id;               ///< for ever
    std::int64_t generation = 0;  ///< of the file: how often a log was written into it
    std::string mark;
};

/// Throws SqlError. Empty: a database of before there were marks, or a blank one.
std::optional<DatabaseIdentity> identity_of(Connection& connection);

/// Throws StorageError where the log beside the file would be replayed and is not its own. `is_known`: a gateway has
/// used the file before, so it has a mark. Opens nothing for writing.
void check_log(const std::string& database_path, bool is_known);

/// The next round of the log begins: another generation and mark. In the caller's transaction or one of its own.
void renew_mark(Connection& connection);
/// Brings the mark into the log as it stands. In the caller's transaction or one of its own.
void repeat_mark(Connection& connection);

/// The step of the schema that adds it.
extern const char database_identity[];

}  // namespace storage
