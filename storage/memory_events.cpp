#include <algorithm>

#include "storage/limits.h"
#include "storage/memory_storage.h"

/// Events and deliveries out of memory: the same answers as event_queries.cpp gives.
namespace storage {
namespace {

std::size_t items_per_page(int limit) { return static_cast<std::size_t>(std::clamp(limit, 1, largest_page)); }

Delivery whole(const MemoryOutbox& outbox, const DeliveryRecord& record) {
    return {record, outbox.events.at(record.event_sequence)};
}

bool is_due_before(const Delivery& left, const Delivery& right) {
    const auto key = [](const Delivery& each) { return std::pair(each.record.next_attempt_at, each.record.event_sequence); };
    return key(left) < key(right);
}

}  // namespace

void MemoryStorage::next_deliveries(const NextDeliveriesQuery& query,
                                    std::function<void(std::vector<Delivery>, std::string error)> answer) {
    if (closed_ || fail_reads) return answer_later([answer = std::move(answer)] { answer({}, "busy"); });
    std::map<std::string, Delivery> heads;
    for (const auto& [key, row] : outbox_.deliveries) {
        if (key.first == query.endpoint_id && row.state == DeliveryState::pending) heads.emplace(row.device_id, whole(outbox_, row));
    }
    std::vector<Delivery> found;
    for (auto& [device, head] : heads) found.push_back(std::move(head));
    std::sort(found.begin(), found.end(), is_due_before);
    found.resize(std::min(found.size(), items_per_page(query.limit)));
    answer_later([answer = std::move(answer), found = std::move(found)] { answer(found, ""); });
}

void MemoryStorage::list_deliveries(const DeliveryQuery& query,
                                    std::function<void(DeliveryPage, std::string error)> answer) {
    if (closed_ || fail_reads) return answer_later([answer = std::move(answer)] { answer({}, "busy"); });
    DeliveryPage page;
    for (auto at = outbox_.deliveries.rbegin(); at != outbox_.deliveries.rend() && !page.more; ++at) {
        const DeliveryRecord& row = at->second;
        const bool is_meant = row.endpoint_id == query.endpoint_id && (!query.state || row.state == *query.state) &&
                              (!query.before || row.event_sequence < *query.before);
        if (!is_meant) continue;
        if (page.items.size() == items_per_page(query.limit)) page.more = true;
        else page.items.push_back(whole(outbox_, row));
    }
    answer_later([answer = std::move(answer), page = std::move(page)] { answer(page, ""); });
}

void MemoryStorage::list_events(const EventQuery& query, std::function<void(EventPage, std::string error)> answer) {
    if (closed_ || fail_reads) return answer_later([answer = std::move(answer)] { answer({}, "busy"); });
    EventPage page;
    for (const auto& [sequence, row] : outbox_.events) {
        if (row.environment == query.environment && page.oldest_sequence == 0) page.oldest_sequence = sequence;
    }
    for (auto at = outbox_.events.upper_bound(query.after); at != outbox_.events.end() && !page.more; ++at) {
        const EventRecord& row = at->second;
        if (row.environment != query.environment || (query.id && row.id != *query.id)) continue;
        if (page.items.size() == items_per_page(query.limit)) page.more = true;
        else page.items.push_back(row);
    }
    answer_later([answer = std::move(answer), page = std::move(page)] { answer(page, ""); });
}

}  // namespace storage
