#pragma once

#include <string>

namespace storage {

/// For people: version and size of a database, what SQLite was told to make, and how many rows each table has; none of
/// the rows. Somebody else has it open meanwhile, or nobody. Throws SqlError.
std::string schema_report(const std::string& path);

}  // namespace storage
