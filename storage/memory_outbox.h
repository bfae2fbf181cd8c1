#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "storage/records.h"

namespace storage {

/// Events and their deliveries in memory, with the rules of apply_outbox.cpp.
class MemoryOutbox {
  public:
    using Endpoints = std::map<std::string, WebhookEndpointRecord>;

    EventRecord append(EventRecord record, const Endpoints& endpoints, Written& written);
    /// Drops the oldest events beyond the limit; gives how many deliveries still waited for them.
    std::int64_t keep_newest(canonical::Environment environment, std::int64_t most);
    void update(const DeliveryRecord& record);
    void hasten(const HastenDeliveries& what);
    void requeue(const Requeue& what, const Endpoints& endpoints);
    void forget_endpoint(const std::string& id);

    std::map<std::int64_t, EventRecord> events;
    std::map<std::pair<std::string, std::int64_t>, DeliveryRecord> deliveries;  ///< by endpoint and sequence

  private:
    void put(const DeliveryRecord& record) { deliveries[{record.endpoint_id, record.event_sequence}] = record; }
    std::int64_t drop_before(UtcTime time);
    std::int64_t forget_event(std::int64_t sequence);
    std::int64_t last_sequence_ = 0;
};

}  // namespace storage
