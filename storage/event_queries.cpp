#include "storage/rows.h"
#include "storage/snapshot.h"

/// Events and their deliveries. Reading thread.
namespace storage {
namespace {

std::string select_deliveries() {
    std::string columns;
    for (const auto& name : column_names<DeliveryRecord>()) columns += "delivery." + name + ", ";
    return "SELECT " + columns + "event.id, event.type, event.environment, event.body, event.created_at FROM ";
}

Delivery take_delivery(Query& query) {
    Delivery delivery;
    delivery.record = take_record<DeliveryRecord>(query);
    query.take(delivery.event.id);
    query.take(delivery.event.type);
    query.take(delivery.event.environment);
    query.take(delivery.event.body);
    query.take(delivery.event.created_at);
    delivery.event.sequence = delivery.record.event_sequence;
    delivery.event.device_id = delivery.record.device_id;
    return delivery;
}

std::vector<Delivery> take_deliveries(Query& query) {
    std::vector<Delivery> deliveries;
    while (query.step()) deliveries.push_back(take_delivery(query));
    return deliveries;
}

/// From device to device along the index: the cost follows the devices, not what has piled up for them.
constexpr const char* heads =
    "WITH RECURSIVE devices(id) AS ("
    " SELECT min(device_id) FROM deliveries WHERE endpoint_id = ?1 AND state = 'pending' UNION ALL"
    " SELECT (SELECT min(device_id) FROM deliveries WHERE endpoint_id = ?1 AND state = 'pending' AND device_id > "
    "devices.id)"
    " FROM devices WHERE devices.id IS NOT NULL),"
    " heads(sequence) AS (SELECT (SELECT min(event_sequence) FROM deliveries WHERE endpoint_id = ?1 AND state = "
    "'pending'"
    " AND device_id = devices.id) FROM devices WHERE devices.id IS NOT NULL) ";

std::int64_t oldest_sequence(Connection& connection, canonical::Environment environment) {
    Query query(connection, "SELECT coalesce(min(sequence), 0) FROM events WHERE environment = ?");
    query.put(environment).step();
    return query.taken<std::int64_t>();
}

}  // namespace

std::vector<Delivery> next_deliveries(Connection& connection, const NextDeliveriesQuery& query) {
    static const std::string text =
        heads + select_deliveries() +
        "heads JOIN deliveries AS delivery ON delivery.endpoint_id = ?1 AND event_sequence = heads.sequence"
        " JOIN events AS event ON event.sequence = heads.sequence"
        " ORDER BY next_attempt_at, event_sequence LIMIT ?2";
    Query rows(connection, text.c_str());
    rows.put(query.endpoint_id).put(page_size(query.limit));
    return take_deliveries(rows);
}

DeliveryPage list_deliveries(Connection& connection, const DeliveryQuery& query) {
    const int limit = page_size(query.limit);
    std::string text =
        select_deliveries() +
        "deliveries AS delivery JOIN events AS event ON event.sequence = event_sequence WHERE endpoint_id = ?";
    if (query.state) text += " AND state = ?";
    if (query.before) text += " AND event_sequence < ?";
    Query rows(connection, kept(text + " ORDER BY event_sequence DESC LIMIT ?"));
    rows.put(query.endpoint_id);
    if (query.state) rows.put(*query.state);
    if (query.before) rows.put(*query.before);
    rows.put(limit + 1);
    return cut(DeliveryPage{take_deliveries(rows), false}, limit);
}

EventPage list_events(Connection& connection, const EventQuery& query) {
    const int limit = page_size(query.limit);
    std::string text = "SELECT sequence, " + joined(column_names<EventRecord>()) +
                       " FROM events WHERE environment = ? AND sequence > ?";
    if (query.id) text += " AND id = ?";
    Query rows(connection, kept(text + " ORDER BY sequence LIMIT ?"));
    rows.put(query.environment).put(query.after);
    if (query.id) rows.put(*query.id);
    rows.put(limit + 1);
    EventPage page;
    while (rows.step()) {
        const auto sequence = rows.taken<std::int64_t>();
        page.items.push_back(take_record<EventRecord>(rows));
        page.items.back().sequence = sequence;
    }
    page.oldest_sequence = oldest_sequence(connection, query.environment);
    return cut(std::move(page), limit);
}

}  // namespace storage
