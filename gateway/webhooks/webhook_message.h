#pragma once

#include "gateway/webhooks/webhook_sender.h"
#include "storage/records.h"

namespace gateway {

/// An event as it goes to an endpoint: headers of Svix, signed by the secret and, while it is rotated,
/// by the one before. Throws UrlRefused. Pure; any thread.
WebhookPost webhook_message(const storage::WebhookEndpointRecord& endpoint, const storage::EventRecord& event,
                            canonical::UtcTime now);

/// The event that tries an endpoint out.
storage::EventRecord test_event(const storage::WebhookEndpointRecord& endpoint, canonical::UtcTime now);

}  // namespace gateway
