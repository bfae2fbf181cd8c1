#include "storage/memory_outbox.h"

#include <algorithm>

#include "storage/limits.h"

namespace storage {
namespace {

bool wants(const WebhookEndpointRecord& endpoint, const EventRecord& event) {
    if (endpoint.environment != event.environment) return false;
    const std::string words = ' ' + endpoint.event_types + ' ';
    return endpoint.event_types.empty() || words.find(' ' + event.type + ' ') != std::string::npos;
}

DeliveryRecord delivery(const std::string& endpoint_id, const EventRecord& event, UtcTime at) {
    return {endpoint_id, event.sequence, event.device_id, 0, at, DeliveryState::pending, 0, "", at};
}

}  // namespace

EventRecord MemoryOutbox::append(EventRecord record, const Endpoints& endpoints, Written& written) {
    for (const auto& [sequence, known] : events) {
        if (known.id == record.id) return known;
    }
    record.sequence = ++last_sequence_;
    events[record.sequence] = record;
    for (const auto& [id, endpoint] : endpoints) {
        if (endpoint.enabled && wants(endpoint, record)) put(delivery(id, record, record.created_at));
    }
    written.dropped_deliveries += drop_before(record.created_at - events_kept_for);
    if (record.sequence % rows_between_prunings != 0) return record;
    for (const auto each : {canonical::Environment::live, canonical::Environment::sandbox})
        written.dropped_deliveries += keep_newest(each, events_kept);
    return record;
}

std::int64_t MemoryOutbox::drop_before(UtcTime time) {
    std::int64_t waiting = 0;
    for (auto at = events.begin(); at != events.end();) {
        const auto& [sequence, event] = *at++;
        if (event.created_at < time) waiting += forget_event(sequence);
    }
    return waiting;
}

std::int64_t MemoryOutbox::keep_newest(canonical::Environment environment, std::int64_t most) {
    std::int64_t seen = 0, waiting = 0;
    for (auto at = events.rbegin(); at != events.rend();) {
        const std::int64_t sequence = at->first;
        if (at->second.environment != environment || ++seen <= most) ++at;
        else {
            waiting += forget_event(sequence);
            at = std::make_reverse_iterator(events.lower_bound(sequence));
        }
    }
    return waiting;
}

void MemoryOutbox::requeue(const Requeue& what, const Endpoints& endpoints) {
    const auto endpoint = endpoints.find(what.endpoint_id);
    if (endpoint == endpoints.end()) return;
    for (const auto& [sequence, event] : events) {
        const bool is_meant = what.only_sequence ? *what.only_sequence == sequence : wants(endpoint->second, event);
        const bool is_visible = event.environment == endpoint->second.environment;
        if (is_meant && is_visible && (!what.since || event.created_at >= *what.since))
            put(delivery(what.endpoint_id, event, what.at));
    }
}

void MemoryOutbox::update(const DeliveryRecord& record) {
    const auto found = deliveries.find({record.endpoint_id, record.event_sequence});
    if (found == deliveries.end() || found->second.attempts != record.attempts - 1) return;
    const std::string device_id = found->second.device_id;  // of the event: no change of ours
    found->second = record;
    found->second.device_id = device_id;
}

void MemoryOutbox::hasten(const HastenDeliveries& what) {
    for (auto& [key, row] : deliveries) {
        const bool waits = key.first == what.endpoint_id && row.state == DeliveryState::pending;
        if (waits) row.next_attempt_at = std::min(row.next_attempt_at, what.at);
    }
}

void MemoryOutbox::forget_endpoint(const std::string& id) {
    for (auto at = deliveries.begin(); at != deliveries.end();) at = at->first.first == id ? deliveries.erase(at) : ++at;
}

/// How many of its deliveries still waited.
std::int64_t MemoryOutbox::forget_event(std::int64_t sequence) {
    std::int64_t waiting = 0;
    for (auto at = deliveries.begin(); at != deliveries.end();) {
        if (at->first.second != sequence) {
            ++at;
            continue;
        }
        if (at->second.state == DeliveryState::pending) ++waiting;
        at = deliveries.erase(at);
    }
    events.erase(sequence);
    return waiting;
}

}  // namespace storage
