#include <utility>

#include "storage/apply.h"
#include "storage/limits.h"
#include "storage/rows.h"

/// Events with their deliveries, and stored answers.
namespace storage {
namespace {

// Endpoints and events are joined on what an endpoint wants.
constexpr const char* kIsWanted = " (event_types = '' OR instr(' ' || event_types || ' ', ' ' || type || ' ') > 0)";

void make_deliveries(Connection& connection, std::int64_t sequence) {
    static const std::string text =
        "INSERT INTO deliveries SELECT endpoint.id, event.sequence, event.device_id, 0, event.created_at, 'pending', "
        "0, '',"
        " event.created_at FROM events AS event JOIN webhook_endpoints AS endpoint USING (environment)"
        " WHERE event.sequence = ? AND enabled AND" +
        std::string(kIsWanted) + " ON CONFLICT DO NOTHING";
    Query(connection, text.c_str()).put(sequence).run();
}

/// A change whose commit failed without a clear answer is written again: its event is still the same one.
void insert_event(Connection& connection, const EventRecord& record) {
    static const std::string text =
        insert_text(Columns<EventRecord>::table, column_names<EventRecord>()) + " ON CONFLICT (id) DO NOTHING";
    Query query(connection, text.c_str());
    put_record(query, record);
    query.run();
}

std::int64_t number(Query& query) {
    query.step();
    return query.taken<std::int64_t>();
}

std::int64_t sequence_of(Connection& connection, const std::string& id) {
    return number(Query(connection, "SELECT sequence FROM events WHERE id = ?").put(id));
}

}  // namespace

std::int64_t waiting_deliveries_of_oldest(Connection& connection, UtcTime before, int events) {
    return number(Query(connection,
                        "SELECT count(*) FROM (SELECT sequence FROM events WHERE created_at < ?"
                        " ORDER BY created_at, sequence LIMIT ?) JOIN deliveries ON event_sequence = sequence"
                        " WHERE state = 'pending'")
                      .put(before)
                      .put(events));
}

std::int64_t keep_newest_events(Connection& connection, canonical::Environment environment, std::int64_t most) {
    const auto last = number(Query(connection,
                                   "SELECT coalesce((SELECT sequence FROM events WHERE environment = ?"
                                   " ORDER BY sequence DESC LIMIT 1 OFFSET ?), 0)")
                                 .put(environment)
                                 .put(most));
    const auto waiting = number(Query(connection,
                                      "SELECT count(*) FROM events JOIN deliveries ON event_sequence = sequence"
                                      " WHERE environment = ? AND sequence <= ? AND state = 'pending'")
                                    .put(environment)
                                    .put(last));
    Query(connection, "DELETE FROM events WHERE environment = ? AND sequence <= ?").put(environment).put(last).run();
    return waiting;
}

EventRecord append_event(Connection& connection, EventRecord record, Written& written) {
    insert_event(connection, record);
    record.sequence = sequence_of(connection, record.id);
    make_deliveries(connection, record.sequence);
    if (record.sequence % kRowsBetweenPrunings != 0) return record;
    for (const auto each : {canonical::Environment::live, canonical::Environment::sandbox})
        written.dropped_deliveries += keep_newest_events(connection, each, kEventsKept);
    return record;
}

void requeue(Connection& connection, const Requeue& what) {
    static const std::string text =
        "INSERT INTO deliveries SELECT endpoint.id, event.sequence, event.device_id, 0, ?1, 'pending', 0, '', ?1"
        " FROM events AS event JOIN webhook_endpoints AS endpoint USING (environment)"
        " WHERE endpoint.id = ?2 AND event.sequence = coalesce(?3, event.sequence)"
        " AND event.created_at >= coalesce(?4, event.created_at) AND (?3 IS NOT NULL OR" +
        std::string(kIsWanted) +
        ") ON CONFLICT (endpoint_id, event_sequence) DO UPDATE SET attempts = 0, next_attempt_at = "
        "excluded.next_attempt_at,"
        " state = 'pending', last_status = 0, last_error = '', updated_at = excluded.updated_at";
    Query(connection, text.c_str()).put(what.at).put(what.endpoint_id).put(what.only_sequence).put(what.since).run();
}

/// Retention or the end of its endpoint may have taken it meanwhile, or somebody wants it delivered again, which begins
/// at no attempts; then there is nothing to be told of.
void update_delivery(Connection& connection, const DeliveryRecord& record) {
    Query(connection,
          "UPDATE deliveries SET attempts = ?, next_attempt_at = ?, state = ?, last_status = ?, last_error = ?, "
          "updated_at = ?"
          " WHERE endpoint_id = ? AND event_sequence = ? AND attempts = ?")
        .put(record.attempts)
        .put(record.next_attempt_at)
        .put(record.state)
        .put(record.last_status)
        .put(record.last_error)
        .put(record.updated_at)
        .put(record.endpoint_id)
        .put(record.event_sequence)
        .put(record.attempts - 1)
        .run();
}

void hasten(Connection& connection, const HastenDeliveries& what) {
    Query(connection,
          "UPDATE deliveries SET next_attempt_at = ?1 WHERE endpoint_id = ?2 AND state = 'pending' AND next_attempt_at "
          "> ?1")
        .put(what.at)
        .put(what.endpoint_id)
        .run();
}

void put_webhook_health(Connection& connection, const PutWebhookHealth& change) {
    Query(connection, "UPDATE webhook_endpoints SET enabled = ?, disabled_reason = ?, failing_since = ? WHERE id = ?")
        .put(change.enabled)
        .put(change.disabled_reason)
        .put(change.failing_since)
        .put(change.id)
        .run();
}

void remove_webhook_endpoint(Connection& connection, const std::string& id) {
    Query(connection, "DELETE FROM webhook_endpoints WHERE id = ?").put(id).run();
}

void keep_newest_answers(Connection& connection, const std::string& key_id, std::int64_t most_of_key,
                         std::int64_t most) {
    Query(connection,
          "DELETE FROM answers WHERE key_id = ?1 AND rowid <="
          " (SELECT rowid FROM answers WHERE key_id = ?1 ORDER BY rowid DESC LIMIT 1 OFFSET ?2)")
        .put(key_id)
        .put(most_of_key)
        .run();
    Query(connection,  // counted along an index: the rows themselves are large
          "DELETE FROM answers WHERE rowid IN"
          " (SELECT rowid FROM answers ORDER BY rowid LIMIT max(0, (SELECT count(*) FROM answers) - ?))")
        .put(most)
        .run();
}

void put_answer(Connection& connection, const AnswerRecord& record) {
    upsert(connection, record);
    if (connection.number("SELECT max(rowid) FROM answers") % kRowsBetweenPrunings == 0)
        keep_newest_answers(connection, record.key_id, kAnswersKeptOfKey, kAnswersKept);
}

}  // namespace storage
