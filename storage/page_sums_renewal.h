#pragma once

#include <functional>
#include <string>

#include "storage/sql.h"

/// Databases of before there were sums, and those into which another program has written.
namespace storage {

/// What a start left that was killed while it brought them in; only by the one who holds the data directory.
void remove_interrupted_sums(const std::string& path);
/// Why a start cannot bring the sums into a database: it is too large to be written anew meanwhile, or there is no
/// room; empty: it can.
std::string why_no_sums(const std::string& path);
/// Writes a database without sums anew, with them, and puts that in its place at once: after a kill there is one or the
/// other, whole. It has no log, and nobody has it open. Throws SqlError, StorageError; then it is as it was.
void add_page_sums(const std::string& path);

/// For people who know that only another program has written pages without their sums: looks at every row, makes all
/// sums anew, and keeps the file as it was beside it. No gateway may run. `tell` is told before which pages were wrong.
/// Returns the name of what is kept. Throws SqlError, and StorageError where more than the sums is wrong.
std::string renew_page_sums(const std::string& data_dir, const std::function<void(const std::string&)>& tell);

}  // namespace storage
