#pragma once

#include "gateway/admin/admin_commands.h"
#include "gateway/site/site.h"
#include "storage/storage.h"

/// `certificates list` and `certificates revoke`: what our own authority signed for chargers.
namespace gateway {

/// On a running gateway.
void run_certificate_command(const AdminRequest& request, Site& site, const AdminAnswered& answered);
/// On the closed database.
AdminAnswer run_certificate_command(const AdminRequest& request, storage::DirectStorage& storage,
                                    const storage::Snapshot& snapshot, UtcTime now);

}  // namespace gateway
