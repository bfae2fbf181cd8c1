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

bool may_write(Connection::Mode mode) {
    return mode == Connection::Mode::write || mode == Connection::Mode::write_whatever;
}

bool is_alone(Connection::Mode mode) {
    return mode == Connection::Mode::file_alone || mode == Connection::Mode::file_whatever;
}

int open_flags(Connection::Mode mode) {
    return SQLite::OPEN_NOMUTEX | SQLite::OPEN_URI | (may_write(mode) ? SQLite::OPEN_READWRITE : SQLite::OPEN_READONLY);
}

std::string name_for(const std::string& path, Connection::Mode mode) {
    using Mode = Connection::Mode;
    if (path == ":memory:") return path;
    const bool is_whatever = mode == Mode::file_whatever || mode == Mode::write_whatever;
    return database_uri(path, is_whatever ? Sums::not_looked_at : Sums::as_in_file, is_alone(mode));
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
        const std::string wrong_sum = take_wrong_sum();
        const int code = error.getErrorCode() & 0xff;
        // SQLite goes on without what it only wanted to know, and then the error is another.
        const bool is_of_page = code == SQLITE_IOERR || code == SQLITE_CORRUPT;
        if (is_of_page && !wrong_sum.empty()) throw SqlError(SqlError::Kind::broken, "database error: " + wrong_sum);
        throw SqlError(kind, text_of(error.getErrorCode(), error.what()));
    }
}

struct Connection::Parts {
    Parts(const std::string& path, Mode mode)
        : database(name_for(path, mode), open_flags(mode), static_cast<int>(kBusyTimeout.count()), page_sums_vfs()) {}
    static int note_log_pages(void* pages, sqlite3*, const char*, int count) {
        *static_cast<std::int64_t*>(pages) = count;
        return SQLITE_OK;
    }

    std::int64_t log_pages = 0;
    SQLite::Database database;
    std::chrono::steady_clock::time_point deadline{};
    std::unordered_map<const char*, SQLite::Statement> statements;  // declared later: gone before the database closes
};

Connection::Connection(const std::string& path, Mode mode, WrongSums* noted_in) {
    translated([&] { parts_ = std::make_unique<Parts>(path, mode); });
    note_wrong_sums(parts_->database.getHandle(), noted_in);
    execute(common_settings);
    if (is_alone(mode)) return;
    execute(may_write(mode) ? writing_settings : reading_settings);
    auto* const handle = parts_->database.getHandle();
    if (may_write(mode)) sqlite3_wal_hook(handle, Parts::note_log_pages, &parts_->log_pages);
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
    constexpr int kStepsBetweenLooks = 20'000;  // well under a millisecond
    parts_->deadline = std::chrono::steady_clock::now() + limit;
    const auto is_over = [](void* parts) {
        return std::chrono::steady_clock::now() > static_cast<Parts*>(parts)->deadline ? 1 : 0;
    };
    sqlite3_progress_handler(parts_->database.getHandle(), kStepsBetweenLooks, is_over, parts_.get());
}

void Connection::copy_from(Connection& other) {
    translated([&] { SQLite::Backup(parts_->database, other.parts_->database).executeStep(); });
}

void Connection::begin_with_sums() { begin_with_page_sums(parts_->database.getHandle()); }

bool Connection::has_sums() const { return has_page_sums(parts_->database.getHandle()); }

std::vector<std::int64_t> Connection::pages_with_wrong_sum(std::size_t most, const std::function<bool()>& goes_on) {
    return storage::pages_with_wrong_sum(parts_->database.getHandle(), most, goes_on);
}

std::optional<std::string> Connection::bytes_of_file(std::int64_t offset, std::size_t amount) {
    std::string bytes(amount, '\0');
    auto* const begin = reinterpret_cast<unsigned char*>(bytes.data());
    if (!read_as_sqlite_does(parts_->database.getHandle(), begin, amount, offset)) return {};
    return bytes;
}

std::int64_t Connection::log_pages() const { return parts_->log_pages; }

bool Connection::empty_log() {
    auto* const handle = parts_->database.getHandle();
    sqlite3_busy_timeout(handle, 0);
    const int code = sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    sqlite3_busy_timeout(handle, static_cast<int>(kBusyTimeout.count()));
    if (code == SQLITE_BUSY || code == SQLITE_LOCKED) return false;
    if (code != SQLITE_OK) throw SqlError(kind_of(code), text_of(code, sqlite3_errmsg(handle)));
    parts_->log_pages = 0;
    return true;
}

void Connection::cut_when(const std::atomic<bool>& is_over) {
    constexpr int kStepsBetweenLooks = 20'000;
    const auto look = [](void* over) { return *static_cast<const std::atomic<bool>*>(over) ? 1 : 0; };
    sqlite3_progress_handler(parts_->database.getHandle(), kStepsBetweenLooks, look,
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
