#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "canonical/action.h"

/// The outbox of the webhooks: an event is stored in the transaction of the change that it tells of, together with
/// one delivery for each endpoint that wants it.
namespace storage {

using canonical::UtcTime;

struct EventRecord {
    std::int64_t sequence = 0;  ///< given by the database, never again
    std::string id;             ///< "msg_…"
    std::string type;           ///< "push.completed"
    canonical::Environment environment = canonical::Environment::live;
    std::string device_id;
    std::string body;  ///< JSON, as it is delivered
    UtcTime created_at{};
};

struct WebhookEndpointRecord {
    std::string id;  ///< "ep_…"
    canonical::Environment environment = canonical::Environment::live;
    std::string url;
    std::string description;
    std::string event_types;      ///< words separated by blanks; empty: all
    std::string secret;           ///< "whsec_…"
    std::string previous_secret;  ///< signs too until `previous_until`
    std::optional<UtcTime> previous_until;
    bool enabled = true;
    std::string disabled_reason;
    UtcTime created_at{};
    std::optional<UtcTime> failing_since;
};

enum class DeliveryState { pending, delivered, failed };
std::string_view to_text(DeliveryState state);
std::optional<DeliveryState> delivery_state_from(std::string_view text);

/// One event on its way to one endpoint.
struct DeliveryRecord {
    std::string endpoint_id;
    std::int64_t event_sequence = 0;
    std::string device_id;  ///< of the event: deliveries of one device keep their order
    int attempts = 0;
    UtcTime next_attempt_at{};
    DeliveryState state = DeliveryState::pending;
    int last_status = 0;  ///< of HTTP; 0: no answer
    std::string last_error;
    UtcTime updated_at{};
};

/// Delivers again: one event, or all since a time, whatever became of them.
struct Requeue {
    std::string endpoint_id;
    std::optional<std::int64_t> only_sequence;
    std::optional<UtcTime> since;
    UtcTime at{};
};

}  // namespace storage
