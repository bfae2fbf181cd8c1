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
    return SQLite::OPEN_NOMUTEX | (mode == Connection::Mode::write ? SQLite::OPEN_READWRITE : SQLite::OPEN_READONLY);
}

constexpr const char* common_settings =
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA temp_store = MEMORY;";

// FULL: a power cut must not take back what was answered (FL-042).
constexpr const char* writing_settings =
    "PRAGMA synchronous = FULL;"
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
        : database(path, open_flags(mode), static_cast<int>(busy_timeout.count())) {}

    SQLite::Database database;
    std::chrono::steady_clock::time_point deadline{};
    std::unordered_map<const char*, SQLite::Statement> statements;  // declared later: gone before the database closes
};

Connection::Connection(const std::string& path, Mode mode) {
    translated([&] { parts_ = std::make_unique<Parts>(path, mode); });
    execute(common_settings);
    execute(mode == Mode::write ? writing_settings : reading_settings);
    if (mode == Mode::read)
        sqlite3_db_config(parts_->database.getHandle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
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
