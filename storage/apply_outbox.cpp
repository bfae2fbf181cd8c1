#include <utility>

#include "storage/apply.h"
#include "storage/limits.h"
#include "storage/rows.h"

/// Events with their deliveries, and stored answers.
namespace storage {
namespace {

// Endpoints and events are joined on what an endpoint wants.
constexpr const char* is_wanted = " (event_types = '' OR instr(' ' || event_types || ' ', ' ' || type || ' ') > 0)";

void make_deliveries(Connection& connection, std::int64_t sequence) {
    static const std::string text =
        "INSERT INTO deliveries SELECT endpoint.id, event.sequence, event.device_id, 0, event.created_at, 'pending', 0, '',"
        " event.created_at FROM events AS event JOIN webhook_endpoints AS endpoint USING (environment)"
        " WHERE event.sequence = ? AND enabled AND" +
        std::string(is_wanted) + " ON CONFLICT DO NOTHING";
    Query(connection, text.c_str()).put(sequence).run();
}

/// A change whose commit failed without a clear answer is written again: its event is still the same one.
void insert_event(Connection& connection, const EventRecord& record) {
    static const std::string text = insert_text(Columns<EventRecord>::table, column_names<EventRecord>()) + " ON CONFLICT (id) DO NOTHING";
    Query query(connection, text.c_str());
    put_record(query, record);
    query.run();
}

std::int64_t sequence_of(Connection& connection, const std::string& id) {
    Query query(connection, "SELECT sequence FROM events WHERE id = ?");
    query.put(id).step();
    return query.taken<std::int64_t>();
}

void drop_old_events(Connection& connection, UtcTime now) {
    Query(connection, "DELETE FROM events WHERE created_at < ?").put(now - events_kept_for).run();
    Query(connection, "DELETE FROM events WHERE sequence <= (SELECT max(sequence) FROM events) - ?")
        .put(events_kept)
        .run();
}

}  // namespace

EventRecord append_event(Connection& connection, EventRecord record) {
    insert_event(connection, record);
    record.sequence = sequence_of(connection, record.id);
    make_deliveries(connection, record.sequence);
    drop_old_events(connection, record.created_at);
    return record;
}

void requeue(Connection& connection, const Requeue& what) {
    static const std::string text =
        "INSERT INTO deliveries SELECT endpoint.id, event.sequence, event.device_id, 0, ?1, 'pending', 0, '', ?1"
        " FROM events AS event JOIN webhook_endpoints AS endpoint USING (environment)"
        " WHERE endpoint.id = ?2 AND event.sequence = coalesce(?3, event.sequence)"
        " AND event.created_at >= coalesce(?4, event.created_at) AND (?3 IS NOT NULL OR" +
        std::string(is_wanted) +
        ") ON CONFLICT (endpoint_id, event_sequence) DO UPDATE SET attempts = 0, next_attempt_at = excluded.next_attempt_at,"
        " state = 'pending', last_error = '', updated_at = excluded.updated_at";
    Query(connection, text.c_str())
        .put(what.at)
        .put(what.endpoint_id)
        .put(what.only_sequence)
        .put(what.since)
        .run();
}

/// Retention or the end of its endpoint may have taken it meanwhile; then there is nothing to be told of.
void update_delivery(Connection& connection, const DeliveryRecord& record) {
    Query(connection,
          "UPDATE deliveries SET attempts = ?, next_attempt_at = ?, state = ?, last_status = ?, last_error = ?, updated_at = ?"
          " WHERE endpoint_id = ? AND event_sequence = ?")
        .put(record.attempts)
        .put(record.next_attempt_at)
        .put(record.state)
        .put(record.last_status)
        .put(record.last_error)
        .put(record.updated_at)
        .put(record.endpoint_id)
        .put(record.event_sequence)
        .run();
}

void hasten(Connection& connection, const HastenDeliveries& what) {
    Query(connection, "UPDATE deliveries SET next_attempt_at = ?1 WHERE endpoint_id = ?2 AND state = 'pending' AND next_attempt_at > ?1")
        .put(what.at)
        .put(what.endpoint_id)
        .run();
}

void remove_webhook_endpoint(Connection& connection, const std::string& id) {
    Query(connection, "DELETE FROM webhook_endpoints WHERE id = ?").put(id).run();
}

void put_answer(Connection& connection, const AnswerRecord& record) {
    Query(connection, "DELETE FROM answers WHERE created_at < ?").put(record.created_at - answers_kept_for).run();
    Query(connection, "DELETE FROM answers WHERE rowid <= (SELECT max(rowid) FROM answers) - ?").put(answers_kept - 1).run();
    upsert(connection, record);
}

}  // namespace storage
