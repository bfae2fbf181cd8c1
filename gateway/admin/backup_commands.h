#pragma once

#include "gateway/admin/admin_commands.h"
#include "gateway/backup/backups.h"
#include "storage/storage.h"

/// `backup` of the command line.
namespace gateway {

bool is_backup_command(const AdminRequest& request);

/// On a running gateway; the answer comes when the backup is made and checked.
void run_backup_command(const AdminRequest& request, Backups& backups, UtcTime now, const AdminAnswered& answered);
/// On a database that no gateway holds.
AdminAnswer run_backup_command(const AdminRequest& request, storage::DirectStorage& storage,
                               const storage::Snapshot& snapshot, const std::string& data_dir, UtcTime now);

}  // namespace gateway
