#include "storage/sql.h"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <unordered_map>

#include "storage/limits.h"

namespace storage {
namespace {

SqlError::Kind kind_of(int code) {
    switch (code & 0xff) {
        case SQLITE_FULL:
            return SqlError::Kind::full;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return SqlError::Kind::locked;
        case SQLITE_CONSTRAINT:
        case SQLITE_MISMATCH:
        case SQLITE_TOOBIG:
        case SQLITE_RANGE:
        case SQLITE_ERROR:
        case SQLITE_INTERRUPT:
            return SqlError::Kind::refused;
        default:
            return SqlError::Kind::broken;
    }
}

std::string text_of(int code, const char* detail) {
    if ((code & 0xff) == SQLITE_INTERRUPT) return "the query took too long";
    const auto kind = kind_of(code);
    switch (kind) {
        case SqlError::Kind::full:
            return "disk full";
        case SqlError::Kind::locked:
            return "another program holds the database";
        case SqlError::Kind::refused:
            return detail;
        case SqlError::Kind::broken:
            return std::string("database error: ") + detail;
    }
    return detail;
}

int open_flags(Connection::Mode mode) {
    const int access = mode == Connection::Mode::write ? SQLite::OPEN_READWRITE : SQLite::OPEN_READONLY;
    return SQLite::OPEN_NOMUTEX | access | (mode == Connection::Mode::file_alone ? SQLite::OPEN_URI : 0);
}

/// As SQLite wants it for a file that nobody changes and that has no log.
std::string immutable_uri(const std::string& path) {
    std::string uri = "file:";
    for (const char c : path) {
        const bool has_meaning = c == '%' || c == '?' || c == '#';
        uri += !has_meaning ? std::string(1, c) : c == '%' ? "%25" : c == '?' ? "%3f" : "%23";
    }
    return uri + "?immutable=1";
}

constexpr const char* common_settings =
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA temp_store = MEMORY;";

// FULL: a power cut must not take back what was answered (FL-042). The log is written into the file by the Writer
// alone.
constexpr const char* writing_settings =
    "PRAGMA synchronous = FULL;"
    "PRAGMA wal_autocheckpoint = 0;"
    "PRAGMA foreign_keys = ON;";

constexpr const char* reading_settings =
    "PRAGMA query_only = ON;"
    "PRAGMA wal_autocheckpoint = 0;";

}  // namespace

void rethrow_translated() {
    try {
        throw;
    } catch (const SQLite::Exception& error) {
        const auto kind = kind_of(error.getErrorCode());
        throw SqlError(kind, text_of(error.getErrorCode(), error.what()));
    }
}

struct Connection::Parts {
    Parts(const std::string& path, Mode mode)
        : database(mode == Mode::file_alone ? immutable_uri(path) : path, open_flags(mode),
                   static_cast<int>(busy_timeout.count())) {}
    static int note_log_pages(void* pages, sqlite3*, const char*, int count) {
        *static_cast<std::int64_t*>(pages) = count;
        return SQLITE_OK;
    }

    std::int64_t log_pages = 0;
    SQLite::Database database;
    std::chrono::steady_clock::time_point deadline{};
    std::unordered_map<const char*, SQLite::Statement> statements;  // declared later: gone before the database closes
};

Connection::Connection(const std::string& path, Mode mode) {
    translated([&] { parts_ = std::make_unique<Parts>(path, mode); });
    execute(common_settings);
    if (mode == Mode::file_alone) return;
    execute(mode == Mode::write ? writing_settings : reading_settings);
    auto* const handle = parts_->database.getHandle();
    if (mode == Mode::write) sqlite3_wal_hook(handle, Parts::note_log_pages, &parts_->log_pages);
    else sqlite3_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

Connection::~Connection() = default;
Connection::Connection(Connection&&) noexcept = default;

void Connection::execute(const char* statements) {
    translated([&] { parts_->database.exec(statements); });
}

std::int64_t Connection::number(const char* statement) {
    return translated([&] { return parts_->database.execAndGet(statement).getInt64(); });
}

std::string Connection::text(const char* statement) {
    return translated([&] { return parts_->database.execAndGet(statement).getString(); });
}

void Connection::limit_time(std::chrono::milliseconds limit) {
    constexpr int steps_between_looks = 20'000;  // well under a millisecond
    parts_->deadline = std::chrono::steady_clock::now() + limit;
    const auto is_over = [](void* parts) {
        return std::chrono::steady_clock::now() > static_cast<Parts*>(parts)->deadline ? 1 : 0;
    };
    sqlite3_progress_handler(parts_->database.getHandle(), steps_between_looks, is_over, parts_.get());
}

void Connection::copy_from(Connection& other) {
    translated([&] { SQLite::Backup(parts_->database, other.parts_->database).executeStep(); });
}

std::int64_t Connection::log_pages() const { return parts_->log_pages; }

bool Connection::empty_log() {
    auto* const handle = parts_->database.getHandle();
    sqlite3_busy_timeout(handle, 0);
    const int code = sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    sqlite3_busy_timeout(handle, static_cast<int>(busy_timeout.count()));
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return false;
    if (code != SQLITE_OK) throw SqlError(kind_of(code), text_of(code, sqlite3_errmsg(handle)));
    parts_->log_pages = 0;
    return true;
}

void Connection::cut_when(const std::atomic<bool>& is_over) {
    constexpr int steps_between_looks = 20'000;
    const auto look = [](void* over) { return *static_cast<const std::atomic<bool>*>(over) ? 1 : 0; };
    sqlite3_progress_handler(parts_->database.getHandle(), steps_between_looks, look,
                             const_cast<std::atomic<bool>*>(&is_over));
}

std::int64_t Connection::steps() const {
    std::int64_t steps = 0;
    auto* const handle = parts_->database.getHandle();
    for (auto* each = sqlite3_next_stmt(handle, nullptr); each != nullptr; each = sqlite3_next_stmt(handle, each))
        steps += sqlite3_stmt_status(each, SQLITE_STMTSTATUS_VM_STEP, 0);
    return steps;
}

bool Connection::in_transaction() const { return sqlite3_get_autocommit(parts_->database.getHandle()) == 0; }

SQLite::Statement& Connection::prepared(const char* statement) {
    auto& known = parts_->statements;
    auto at = known.find(statement);
    if (at != known.end()) return at->second;
    return translated([&]() -> SQLite::Statement& {
        return known.emplace(statement, SQLite::Statement(parts_->database, statement)).first->second;
    });
}

}  // namespace storage
