#include "storage/database_copy.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "storage/files.h"
#include "storage/limits.h"
#include "storage/schema.h"
#include "storage/storage.h"

namespace storage {
namespace {

constexpr const char* kGivenUp = "given up, because the gateway ends";

int flags_with(int access) { return SQLite::OPEN_NOMUTEX | SQLite::OPEN_URI | access; }

void require(const GoesOn& goes_on) {
    if (!goes_on()) throw StorageError(kGivenUp);
}

/// A read transaction of the whole copy's length: without one, each commit of the writing connection would begin the
/// copy anew.
void copy_pages(const std::string& from, const std::string& to, const GoesOn& goes_on, WrongSums* noted_in) {
    const auto patience = static_cast<int>(kBusyTimeout.count());
    SQLite::Database source(database_uri(from, Sums::as_in_file), flags_with(SQLite::OPEN_READONLY), patience,
                            page_sums_vfs());
    note_wrong_sums(source.getHandle(), noted_in);
    // Closed by the others: a checkpoint here would write where only the writing connection may.
    sqlite3_db_config(source.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    const Sums sums = has_page_sums(source.getHandle()) ? Sums::from_first_on : Sums::as_in_file;
    SQLite::Database target(database_uri(to, sums), flags_with(SQLite::OPEN_READWRITE), patience, page_sums_vfs());
    target.exec("PRAGMA synchronous = OFF");  // flushed as a whole at the end
    source.exec("BEGIN");
    source.execAndGet("SELECT count(*) FROM sqlite_master");
    {
        SQLite::Backup copy(target, source);
        while (copy.executeStep(kCopyStepPages) != SQLITE_DONE) require(goes_on);
    }
    source.exec("COMMIT");
    target.execAndGet("PRAGMA journal_mode = DELETE");
}

bool same_bytes(const std::string& one, const std::string& other) {
    constexpr std::size_t kAtOnce = 1 << 16;
    const File a(one, O_RDONLY), b(other, O_RDONLY);
    std::string bytes_of_a, bytes_of_b;
    do {
        bytes_of_a = a.read(kAtOnce);
        bytes_of_b = b.read(kAtOnce);
        if (bytes_of_a != bytes_of_b) return false;
    } while (!bytes_of_a.empty());
    return true;
}

/// The first name that is free, unless one before it holds the same.
void give_name(const std::string& part, const std::string& name) {
    std::string candidate = name;
    for (int number = 2; file_exists(candidate); ++number) {
        if (same_bytes(part, candidate)) return remove_file(part);
        candidate = name + "." + std::to_string(number);
    }
    rename_file(part, candidate);
}

}  // namespace

void copy_database(const std::string& from, const std::string& to, const GoesOn& goes_on, WrongSums* noted_in) {
    { const File made(to, O_WRONLY | O_CREAT | O_EXCL); }
    try {
        translated([&] { copy_pages(from, to, goes_on, noted_in); });
        File(to, O_RDWR).flush();
    } catch (...) {
        for (const char* end : {"", "-journal", "-wal", "-shm"}) ::unlink((to + end).c_str());
        throw;
    }
}

void check_database(const std::string& path, const GoesOn& goes_on) {
    constexpr int kStepsBetweenLooks = 100'000;  // a few milliseconds
    const auto has_ended = [](void* asked) { return (*static_cast<const GoesOn*>(asked))() ? 0 : 1; };
    const auto verdict = translated([&] {
        SQLite::Database database(database_uri(path, Sums::as_in_file), flags_with(SQLite::OPEN_READONLY), 0,
                                  page_sums_vfs());
        const auto wrong = pages_with_wrong_sum(database.getHandle(), 1, goes_on);
        if (!wrong.empty()) return "page " + std::to_string(wrong.front()) + " has a wrong sum";
        sqlite3_progress_handler(database.getHandle(), kStepsBetweenLooks, has_ended, const_cast<GoesOn*>(&goes_on));
        return database.execAndGet("PRAGMA quick_check(1)").getString();
    });
    if (verdict != "ok") throw StorageError(path + " is damaged: " + verdict);
}

CopyFacts facts_of_copy(const std::string& path) {
    Connection copy(path, Connection::Mode::read);
    if (copy.number("PRAGMA application_id") != kApplicationId)
        throw StorageError(path + " is no database of a gateway");
    return {copy.number("PRAGMA user_version"), copy.number("SELECT count(*) FROM charge_points"),
            copy.number("SELECT count(*) FROM transactions")};
}

void remove_secrets(const std::string& path) {
    Connection copy(path, Connection::Mode::write);
    copy.execute(
        "BEGIN;"
        "UPDATE webhook_endpoints SET secret = '', previous_secret = '', enabled = 0,"
        " disabled_reason = 'restored from a backup without its secret';"
        "DELETE FROM answers;"  // among them those that told a new secret
        "COMMIT;"
        "VACUUM");  // it leaves no page behind that still holds one
}

std::int64_t size_of_copy(Connection& connection) {
    return connection.number("PRAGMA page_count") * connection.number("PRAGMA page_size");
}

void require_room(const std::string& path, std::int64_t bytes) {
    constexpr std::int64_t kMegabyte = 1 << 20;
    struct statvfs disk {};
    if (::statvfs(directory_of(path).c_str(), &disk) != 0)
        throw StorageError("cannot look at " + directory_of(path) + ": " + std::strerror(errno));
    const auto free = static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
    if (free >= bytes) return;
    throw StorageError("no room for " + path + ": " + std::to_string(bytes / kMegabyte + 1) + " MB are needed there, " +
                       std::to_string(free / kMegabyte) + " MB are free");
}

void keep_copy_before_migration(Connection& connection, std::int64_t newest) {
    const auto version = connection.number("PRAGMA user_version");
    if (version < 1 || version >= newest) return;
    const auto path = connection.text("SELECT file FROM pragma_database_list WHERE name = 'main'");
    if (path.empty()) return;  // in memory
    const std::string name = path + ".before-v" + std::to_string(newest), part = name + ".part";
    ::unlink(part.c_str());  // of a start that was interrupted; it takes the room that this one needs
    // Once for the copy, and once for a migration that writes every row anew.
    require_room(name, 2 * size_of_copy(connection) + kRoomBesideCopyBytes);
    copy_database(path, part, [] { return true; });
    give_name(part, name);
    flush_directory(directory_of(path));
}

}  // namespace storage
