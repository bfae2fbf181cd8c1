#include "storage/schema.h"

#include "storage/database_copy.h"
#include "storage/limits.h"
#include "storage/migrations.h"
#include "storage/storage.h"

namespace storage {
namespace {

/// A file without any table and without a mark is one that a start was interrupted on, or that was just
/// created.
bool is_blank(Connection& connection) {
    return connection.number("PRAGMA application_id") == 0 && connection.number("PRAGMA user_version") == 0 &&
           connection.number("SELECT count(*) FROM sqlite_master") == 0;
}

void check_owner(Connection& connection, bool is_known) {
    if (is_blank(connection)) {
        if (!is_known) return;
        throw StorageError(
            "gateway.db was emptied: restore a backup, or start with --new to begin without the sessions, settings and "
            "keys that it held");
    }
    if (connection.number("PRAGMA application_id") != kApplicationId) {
        throw StorageError("gateway.db belongs to another program: move it away or choose another data directory");
    }
    const auto version = connection.number("PRAGMA user_version");
    if (version < 1) throw StorageError("gateway.db is damaged, restore a backup: it names no version");
    if (version > newest_schema_version()) {
        throw StorageError("gateway.db was written by a newer gateway (version " + std::to_string(version) +
                           "): install that one, or restore an older backup");
    }
}

void check_pages(Connection& connection, std::int64_t file_size) {
    if (file_size > kCheckedWholeUpToBytes) return;
    const auto verdict = connection.text("PRAGMA quick_check(1)");
    const std::string wrong_sum = take_wrong_sum();
    if (!wrong_sum.empty()) throw StorageError("gateway.db is damaged: " + wrong_sum);
    if (verdict != "ok") throw StorageError("gateway.db is damaged, restore a backup: " + verdict);
}

void check_tables(Connection& connection) {
    for (const char* table : tables) {
        Query query(connection, "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?");
        const std::string name = table;
        if (!query.put(name).step()) throw StorageError("gateway.db is damaged: it has no table " + name);
    }
}

void run_step(Connection& connection, const char* step, std::int64_t version) {
    connection.execute("BEGIN EXCLUSIVE");
    connection.execute(step);
    const auto marks = "PRAGMA application_id = " + std::to_string(kApplicationId) +
                       "; PRAGMA user_version = " + std::to_string(version) + "; COMMIT";
    connection.execute(marks.c_str());
}

}  // namespace

void switch_to_log(Connection& connection) {
    if (connection.text("PRAGMA journal_mode = WAL") != "wal") {
        throw StorageError("gateway.db cannot keep a write-ahead log on this file system");
    }
    const auto limit = "PRAGMA journal_size_limit = " + std::to_string(kLogKeptBytes);
    connection.execute(limit.c_str());
}

void leave_log(Connection& connection) {
    if (connection.text("PRAGMA journal_mode = DELETE") == "wal")
        throw StorageError("gateway.db is open in another program: close that, so that its tables can be brought up");
}

std::int64_t newest_schema_version() { return static_cast<std::int64_t>(migrations.size()); }

void migrate(Connection& connection, const std::vector<const char*>& steps) {
    const auto done = static_cast<std::size_t>(connection.number("PRAGMA user_version"));
    for (std::size_t step = done; step < steps.size(); ++step) {
        run_step(connection, steps[step], static_cast<std::int64_t>(step + 1));
    }
}

namespace {

/// What SQLite says of a step that fails is no word for people.
void bring_up_to_date(Connection& connection) {
    const auto version = connection.number("PRAGMA user_version");
    try {
        migrate(connection, {migrations.begin(), migrations.end()});
    } catch (const SqlError& error) {
        if (error.kind != SqlError::Kind::refused) throw;
        throw StorageError("gateway.db of version " + std::to_string(version) + " cannot be brought to version " +
                           std::to_string(newest_schema_version()) +
                           ": its tables are not those of that version, restore a backup (" + error.what() + ")");
    }
}

}  // namespace

void prepare_schema(Connection& connection, const SchemaTerms& terms) {
    check_owner(connection, terms.is_known);
    if (is_blank(connection)) {
        connection.begin_with_sums();
        connection.execute(kReturnsFreePages);
    }
    if (terms.pages == PageLook::whole_if_small) check_pages(connection, terms.file_size);
    keep_copy_before_migration(connection, newest_schema_version());
    // A log that holds steps beside a file that holds no mark yet would be taken for that of another copy after a kill.
    if (connection.number("PRAGMA user_version") < newest_schema_version()) leave_log(connection);
    bring_up_to_date(connection);
    switch_to_log(connection);
    check_tables(connection);
}

}  // namespace storage
