#pragma once

#include "gateway/admin/admin_commands.h"
#include "gateway/keys/key_changes.h"

/// `keys create|list|revoke|rotate` of the command line, on a running gateway and on a closed database.
namespace gateway {

/// What they ask for. Throws std::invalid_argument for what is no environment, role, scope or time.
NewApiKey requested_key(const AdminRequest& request, UtcTime now);
std::chrono::seconds requested_overlap(const AdminRequest& request);

/// One line a key: id, environment, role, state, last use, name.
std::string key_list(const std::vector<const storage::ApiKeyRecord*>& keys, UtcTime now);
std::string key_revoked(const std::string& id);

void run_key_command(const AdminRequest& request, KeyChanges& changes, UtcTime now, const AdminAnswered& answered);
AdminAnswer run_key_command(const AdminRequest& request, storage::DirectStorage& storage,
                            const storage::Snapshot& snapshot, UtcTime now);

}  // namespace gateway
