#pragma once

#include "storage/sql.h"

namespace storage {

/// Reads everything that a starting gateway needs; the cost follows the live rows, not the history. Throws
/// SqlError, StorageError.
Snapshot read_snapshot(Connection& connection);

/// The reads of the reading connection.
std::optional<canonical::Action> find_action(Connection& connection, const std::string& id);
ActionPage list_actions(Connection& connection, const ActionQuery& query);

}  // namespace storage
