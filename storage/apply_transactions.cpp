#include <cstring>

#include "storage/apply.h"
#include "storage/rows.h"

namespace storage {
namespace {

/// FNV-1a over the payload, eight bytes at a time, so that a repeated message is found through a narrow index. What an
/// older gateway has stored had another one: a repeat over an upgrade is stored twice and counts once, as every value.
std::int64_t fingerprint(const std::string& text) {
    constexpr std::uint64_t kPrime = 1099511628211u;
    std::uint64_t hash = 14695981039346656037u, eight = 0;
    std::size_t i = 0;
    for (; text.size() - i >= sizeof eight; i += sizeof eight) {
        std::memcpy(&eight, text.data() + i, sizeof eight);
        hash = (hash ^ eight) * kPrime;
        hash ^= hash >> 32;  // else the upper bytes of a word never reach the lower ones
    }
    for (; i < text.size(); ++i) hash = (hash ^ static_cast<unsigned char>(text[i])) * kPrime;
    std::int64_t number = 0;
    std::memcpy(&number, &hash, sizeof number);
    return number;
}

/// The row of an earlier start with the same repeat key, which counts one more repeat.
std::optional<OpenedTransaction> earlier_start(Connection& connection, const TransactionRecord& record) {
    if (record.repeat_key.empty()) return {};
    Query query(connection,
                "UPDATE transactions SET start_repeats = start_repeats + 1"
                " WHERE charge_point_id = ? AND repeat_key = ? AND repeat_key <> ''"
                " RETURNING transaction_id, ended_at IS NOT NULL");
    query.put(record.charge_point_id).put(record.repeat_key);
    if (!query.step()) return {};
    OpenedTransaction opened;
    query.take(opened.transaction_id);
    opened.repeated = true;
    query.take(opened.already_ended);
    return opened;
}

/// True when the transaction is that charger's. The values of its first stop stay; a later stop is counted.
bool close_known(Connection& connection, const TransactionEnd& end) {
    const int closed = Query(connection,
                             "UPDATE transactions SET ended_at = ?, lost = 0, meter_stop_wh = ?, stop_timestamp = ?,"
                             " stop_reason = ?, stop_payload = ?, stop_id_tag = ?, stop_flags = ?,"
                             " energy_wh = coalesce(?8, energy_wh), energy_source = iif(?8 IS NULL, energy_source, "
                             "?9), energy_state = ''"
                             " WHERE transaction_id = ? AND charge_point_id = ? AND meter_stop_wh IS NULL")
                           .put(end.received_at)
                           .put(end.meter_stop_wh)
                           .put(end.timestamp)
                           .put(end.reason)
                           .put(end.payload)
                           .put(end.id_tag)
                           .put(end.flags)
                           .put(end.energy_wh)
                           .put(end.energy_source)
                           .put(end.transaction_id)
                           .put(end.charge_point_id)
                           .run();
    if (closed > 0) return true;
    return Query(connection,
                 "UPDATE transactions SET stop_repeats = stop_repeats + 1"
                 " WHERE transaction_id = ? AND charge_point_id = ?")
               .put(end.transaction_id)
               .put(end.charge_point_id)
               .run() > 0;
}

void keep_orphan_stop(Connection& connection, const TransactionEnd& end) {
    Query(connection,
          "INSERT INTO orphan_stops"
          " (charge_point_id, transaction_id, meter_stop_wh, timestamp, reason, payload, received_at)"
          " VALUES (?, ?, ?, ?, ?, ?, ?)"
          " ON CONFLICT (charge_point_id, transaction_id, timestamp, meter_stop_wh)"
          " DO UPDATE SET repeats = repeats + 1")
        .put(end.charge_point_id)
        .put(end.transaction_id)
        .put(end.meter_stop_wh)
        .put(end.timestamp)
        .put(end.reason)
        .put(end.payload)
        .put(end.received_at)
        .run();
}

bool is_of_charge_point(Connection& connection, std::int64_t transaction_id, const std::string& charge_point_id) {
    Query query(connection, "SELECT 1 FROM transactions WHERE transaction_id = ? AND charge_point_id = ?");
    return query.put(transaction_id).put(charge_point_id).step();
}

}  // namespace

OpenedTransaction open_transaction(Connection& connection, const TransactionRecord& record) {
    if (const auto earlier = earlier_start(connection, record)) return *earlier;
    static const std::string text = insert_text(Columns<TransactionRecord>::table, column_names<TransactionRecord>());
    Query query(connection, text.c_str());
    put_record(query, record);
    query.run();
    return {record.transaction_id, false, false};
}

void close_transaction(Connection& connection, const TransactionEnd& end) {
    if (!close_known(connection, end)) keep_orphan_stop(connection, end);
}

void abandon_transaction(Connection& connection, const AbandonTransaction& change) {
    Query(connection,
          "UPDATE transactions SET ended_at = ?, lost = 1"
          " WHERE transaction_id = ? AND charge_point_id = ? AND ended_at IS NULL")
        .put(change.at)
        .put(change.transaction_id)
        .put(change.charge_point_id)
        .run();
}

void resume_transaction(Connection& connection, const ResumeTransaction& change) {
    Query(connection,
          "UPDATE transactions SET ended_at = NULL, lost = 0"
          " WHERE transaction_id = ? AND charge_point_id = ? AND lost = 1")
        .put(change.transaction_id)
        .put(change.charge_point_id)
        .run();
}

void abandon_all_of(Connection& connection, const std::string& charge_point_id, UtcTime at) {
    Query(connection,
          "UPDATE transactions SET ended_at = max(received_at, ?), lost = 1"
          " WHERE charge_point_id = ? AND ended_at IS NULL")
        .put(at)
        .put(charge_point_id)
        .run();
}

void set_energy(Connection& connection, const SetEnergy& change) {
    Query(connection,
          "UPDATE transactions SET energy_wh = ?, energy_source = ?, energy_flags = ?, energy_state = ?"
          " WHERE transaction_id = ?")
        .put(change.energy_wh)
        .put(change.source)
        .put(change.flags)
        .put(change.state)
        .put(change.transaction_id)
        .run();
}

void append_meter_values(Connection& connection, const MeterValuesRecord& record) {
    const bool is_orphan =
        record.transaction_id && !is_of_charge_point(connection, *record.transaction_id, record.charge_point_id);
    constexpr const char* known =
        "INSERT INTO meter_values"
        " (charge_point_id, connector_id, transaction_id, payload, received_at, fingerprint)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    constexpr const char* orphan =
        "INSERT INTO orphan_values"
        " (charge_point_id, connector_id, transaction_id, payload, received_at, fingerprint)"
        " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING";
    Query(connection, is_orphan ? orphan : known)
        .put(record.charge_point_id)
        .put(record.connector_id)
        .put(record.transaction_id)
        .put(record.payload)
        .put(record.received_at)
        .put(fingerprint(record.payload))
        .run();
}

}  // namespace storage
