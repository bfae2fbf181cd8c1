#include "storage/restored.h"

#include <algorithm>
#include <charconv>

#include "storage/database_identity.h"
#include "storage/files.h"
#include "storage/limits.h"
#include "storage/sql.h"
#include "storage/storage.h"

namespace storage {
namespace {

constexpr const char* kRestoredSetting = "restored_at";
constexpr const char* kLastId = "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'transactions'";

void raise_last_id(Connection& connection, std::int64_t id) {
    // Where a clock from the future has used up the largest ids, the next is counted from those below.
    if (id <= connection.number(kLastId) || id > kLargestTransactionId - kIdsLeftAtLeast) return;
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'transactions'");
    Query(connection, "INSERT INTO sqlite_sequence (name, seq) VALUES ('transactions', ?)").put(id).run();
}

}  // namespace

void refuse_unfinished_restore(const std::string& data_dir) {
    if (!file_exists(data_dir + "/" + kUnfinishedRestore)) return;
    throw StorageError("a restore of " + data_dir + " was interrupted: run `ocpp-gateway restore --finish` first");
}

std::optional<std::int64_t> last_transaction_id_in(const std::string& path) {
    if (!file_exists(path)) return std::nullopt;
    try {
        return Connection(path, Connection::Mode::read).number(kLastId);
    } catch (const SqlError&) {  // damaged, perhaps: the reason for the restore
        return std::nullopt;
    }
}

void mark_restored(const std::string& path, UtcTime now, std::int64_t ids_used) {
    check_log(path, false);
    Connection connection(path, Connection::Mode::write);
    const std::string time = std::to_string(now.time_since_epoch().count()), name = kRestoredSetting;
    const bool has_mark = identity_of(connection).has_value();
    if (has_mark) repeat_mark(connection);  // the file holds this one until the log is in it
    connection.execute("BEGIN");
    Query(connection, "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)").put(name).put(time).run();
    raise_last_id(connection, ids_used);
    // The data that it takes the place of have logs with the mark of before.
    if (has_mark) renew_mark(connection);
    connection.execute("COMMIT");
}

std::optional<UtcTime> restored_at(const std::map<std::string, std::string>& settings) {
    const auto found = settings.find(kRestoredSetting);
    if (found == settings.end()) return std::nullopt;
    std::int64_t milliseconds = 0;
    std::from_chars(found->second.data(), found->second.data() + found->second.size(), milliseconds);
    return UtcTime(std::chrono::milliseconds(milliseconds));
}

}  // namespace storage
