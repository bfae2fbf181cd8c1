#pragma once

#include "gateway/admin/admin_commands.h"
#include "gateway/webhooks/deliveries.h"

/// `webhooks list|add|remove|rotate-secret|test` of the command line.
namespace gateway {

/// On a running gateway.
void run_webhook_command(const AdminRequest& request, WebhookEndpoints& endpoints, Deliveries& deliveries,
                         const AdminAnswered& answered);
/// On a database that no gateway holds: list and remove. The others need the configuration, or somebody who sends.
AdminAnswer run_webhook_command(const AdminRequest& request, storage::DirectStorage& storage,
                                const storage::Snapshot& snapshot);

}  // namespace gateway
