#include "storage/database_identity.h"

#include "storage/storage.h"
#include "storage/write_ahead_log.h"

namespace storage {

namespace {

constexpr const char* kMarkBegins = "ocpp-gateway log ";

/// By the file alone, as it is without its log. A file that cannot be read so says nothing: a kill in the middle of a
/// checkpoint leaves one, and its log heals it.
bool is_own(const WriteAheadLog& log, const std::string& path, bool is_known) {
    try {
        Connection alone(path, Connection::Mode::file_alone);
        if (const auto identity = identity_of(alone)) return log.holds(identity->mark);
        return !is_known || !log.holds(kMarkBegins);
    } catch (const SqlError&) {
        return true;
    }
}

}  // namespace

const char database_identity[] = R"sql(
CREATE TABLE database_identity (
    one INTEGER NOT NULL PRIMARY KEY CHECK (one = 1),
    id TEXT NOT NULL,
    generation INTEGER NOT NULL,
    mark TEXT NOT NULL,
    repeats INTEGER NOT NULL
) STRICT;
INSERT INTO database_identity
    VALUES (1, lower(hex(randomblob(16))), 1, 'ocpp-gateway log ' || lower(hex(randomblob(16))), 0);
)sql";

std::optional<DatabaseIdentity> identity_of(Connection& connection) {
    if (connection.number("SELECT count(*) FROM sqlite_master WHERE name = 'database_identity'") == 0) return {};
    Query query(connection, "SELECT id, generation, mark FROM database_identity");
    if (!query.step()) return {};
    DatabaseIdentity identity;
    query.take(identity.id);
    query.take(identity.generation);
    query.take(identity.mark);
    return identity;
}

void check_log(const std::string& database_path, bool is_known) {
    const WriteAheadLog log(database_path);
    if (log.is_empty() || is_own(log, database_path, is_known)) return;
    throw StorageError(
        "gateway.db-wal is not the log of this gateway.db but of a newer or older copy, and would destroy it. To go on "
        "with gateway.db as it is, move gateway.db-wal and gateway.db-shm away: what only the log holds is lost then. "
        "To keep that, put back the gateway.db that was beside it");
}

void renew_mark(Connection& connection) {
    Query(connection,
          "UPDATE database_identity SET generation = generation + 1,"
          " mark = 'ocpp-gateway log ' || lower(hex(randomblob(16)))")
        .run();
}

void repeat_mark(Connection& connection) {
    Query(connection, "UPDATE database_identity SET repeats = repeats + 1").run();
}

}  // namespace storage
