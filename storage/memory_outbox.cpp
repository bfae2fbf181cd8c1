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

EventRecord MemoryOutbox::append(EventRecord record, const Endpoints& endpoints) {
    for (const auto& [sequence, known] : events) {
        if (known.id == record.id) return known;
    }
    record.sequence = ++last_sequence_;
    events[record.sequence] = record;
    for (const auto& [id, endpoint] : endpoints) {
        if (endpoint.enabled && wants(endpoint, record)) put(delivery(id, record, record.created_at));
    }
    forget_events_up_to(last_sequence_ - events_kept);
    while (!events.empty() && events.begin()->second.created_at < record.created_at - events_kept_for)
        forget_events_up_to(events.begin()->first);
    return record;
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
    if (found == deliveries.end()) return;
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

void MemoryOutbox::forget_events_up_to(std::int64_t last) {
    if (events.empty() || events.begin()->first > last) return;
    events.erase(events.begin(), events.upper_bound(last));
    for (auto at = deliveries.begin(); at != deliveries.end();) at = at->first.second <= last ? deliveries.erase(at) : ++at;
}

}  // namespace storage
