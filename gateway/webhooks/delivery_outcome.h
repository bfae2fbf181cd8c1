#pragma once

#include "gateway/webhooks/delivery_rules.h"
#include "gateway/webhooks/webhook_sender.h"
#include "storage/queries.h"

namespace gateway {

/// What one answer makes of a delivery and of its endpoint.
struct DeliveryOutcome {
    storage::DeliveryRecord delivery;
    storage::WebhookEndpointRecord endpoint;
    bool endpoint_changed = false;
    bool disabled = false;               ///< by this answer
    std::chrono::milliseconds pause{0};  ///< how long the endpoint asks to be left alone (Retry-After)
};

/// 2xx delivers; 410 disables the endpoint; all else is tried again by the schedule, or later where Retry-After says
/// so. Pure; any thread.
DeliveryOutcome outcome_of(const storage::DeliveryRecord& delivery, const storage::WebhookEndpointRecord& endpoint,
                           const WebhookAnswer& answer, canonical::UtcTime now, const DeliveryRules& rules);

}  // namespace gateway
