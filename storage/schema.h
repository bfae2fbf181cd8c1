#pragma once

#include <cstdint>
#include <vector>

#include "storage/sql.h"

namespace storage {

/// "OCPG", so that a file of another program is never taken for ours.
constexpr std::int64_t kApplicationId = 0x4F435047;

enum class PageLook { none, whole_if_small };

struct SchemaTerms {
    PageLook pages = PageLook::whole_if_small;
    std::int64_t file_size = 0;
    bool is_known = false;  ///< a gateway has used the file
};

/// Checks that the file is ours, sound and not newer than this program, and brings its tables up to date, one
/// transaction per step. `connection` is the writing one. A file that is known must not be blank. Throws StorageError
/// with a text for the operator, or SqlError; the file is then as it was.
void prepare_schema(Connection& connection, const SchemaTerms& terms);

/// Runs the steps that the file has not seen yet. A step that fails leaves no trace once the connection is
/// closed. Throws SqlError.
void migrate(Connection& connection, const std::vector<const char*>& steps);

/// Before the first table, or before a database is written anew: pages of dropped rows can then be given back to the
/// disk one by one.
constexpr const char* kReturnsFreePages = "PRAGMA auto_vacuum = INCREMENTAL";

/// Whether what is written goes into a log first; without one, the file is whole by itself. Throw SqlError, and
/// StorageError where that cannot be.
void switch_to_log(Connection& connection);
void leave_log(Connection& connection);

/// The version that this program reads and writes.
std::int64_t newest_schema_version();

}  // namespace storage
