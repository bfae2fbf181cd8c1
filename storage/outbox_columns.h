#pragma once

#include "storage/columns.h"

/// The columns of what clients plan, of the outbox and of stored answers.
namespace storage {

template <>
struct Columns<ScheduleRecord> {
    static constexpr const char* table = "schedules";
    static constexpr int keys = 1;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("id", row.id);
        column("device_id", row.device_id);
        column("environment", row.environment);
        column("state", row.state);
        column("timezone", row.timezone);
        column("rule", row.rule);
        column("slots", row.slots);
        column("created_at", row.created_at);
        column("updated_at", row.updated_at);
        column("next_fire_at", row.next_fire_at);
        column("handled_until", row.handled_until);
    }
};

/// Without its sequence, which the database gives.
template <>
struct Columns<EventRecord> {
    static constexpr const char* table = "events";
    static constexpr int keys = 0;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("id", row.id);
        column("type", row.type);
        column("environment", row.environment);
        column("device_id", row.device_id);
        column("body", row.body);
        column("created_at", row.created_at);
    }
};

template <>
struct Columns<WebhookEndpointRecord> {
    static constexpr const char* table = "webhook_endpoints";
    static constexpr int keys = 1;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("id", row.id);
        column("environment", row.environment);
        column("url", row.url);
        column("description", row.description);
        column("event_types", row.event_types);
        column("secret", row.secret);
        column("previous_secret", row.previous_secret);
        column("previous_until", row.previous_until);
        column("enabled", row.enabled);
        column("disabled_reason", row.disabled_reason);
        column("created_at", row.created_at);
        column("failing_since", row.failing_since);
    }
};

template <>
struct Columns<DeliveryRecord> {
    static constexpr const char* table = "deliveries";
    static constexpr int keys = 2;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("endpoint_id", row.endpoint_id);
        column("event_sequence", row.event_sequence);
        column("device_id", row.device_id);
        column("attempts", row.attempts);
        column("next_attempt_at", row.next_attempt_at);
        column("state", row.state);
        column("last_status", row.last_status);
        column("last_error", row.last_error);
        column("updated_at", row.updated_at);
    }
};

template <>
struct Columns<AnswerRecord> {
    static constexpr const char* table = "answers";
    static constexpr int keys = 3;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("key_id", row.key_id);
        column("path", row.path);
        column("idempotency_key", row.idempotency_key);
        column("body_hash", row.body_hash);
        column("status", row.status);
        column("body", row.body);
        column("created_at", row.created_at);
    }
};

}  // namespace storage
