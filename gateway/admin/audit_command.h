#pragma once

#include "gateway/admin/admin_commands.h"
#include "storage/storage.h"

/// `audit` of the command line: who changed what, the newest first.
namespace gateway {

/// On a running gateway.
void run_audit_command(const AdminRequest& request, storage::Storage& storage, const AdminAnswered& answered);
/// On a database that no gateway holds.
AdminAnswer run_audit_command(const AdminRequest& request, storage::DirectStorage& storage);

}  // namespace gateway
