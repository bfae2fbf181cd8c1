#include "storage/limits.h"
#include "storage/rows.h"
#include "storage/snapshot.h"

/// What has happened: transactions with their values, reservations, security events. Reading thread.
namespace storage {
namespace {

/// A list leaves out what the stops brought with them: a megabyte each, at most.
std::string select_transactions(const char* stop_payload) {
    return "SELECT " + joined(column_names<TransactionRecord>()) +
           ", ended_at, lost, meter_stop_wh, stop_timestamp, stop_reason, " + stop_payload +
           ", stop_id_tag, stop_flags, energy_wh, energy_source, energy_flags, start_repeats, stop_repeats FROM "
           "transactions";
}

template <typename Value>
Value taken_or(Query& query, Value otherwise) {
    return query.taken<std::optional<Value>>().value_or(std::move(otherwise));
}

StoredTransaction take_transaction(Query& query) {
    StoredTransaction row;
    row.start = take_record<TransactionRecord>(query);
    query.take(row.ended_at);
    query.take(row.lost);
    TransactionEnd end;
    const auto meter_stop = query.taken<std::optional<std::int64_t>>();
    end.timestamp = taken_or<std::string>(query, "");
    end.reason = taken_or<std::string>(query, "");
    end.payload = taken_or<std::string>(query, "");
    query.take(end.id_tag);
    query.take(end.flags);
    query.take(row.energy_wh);
    query.take(row.energy_source);
    query.take(row.energy_flags);
    query.take(row.start_repeats);
    query.take(row.stop_repeats);
    if (!meter_stop) return row;
    end.charge_point_id = row.start.charge_point_id;
    end.transaction_id = row.start.transaction_id;
    end.meter_stop_wh = *meter_stop;
    end.received_at = row.ended_at.value_or(UtcTime{});
    end.energy_wh = row.energy_wh;
    end.energy_source = row.energy_source;
    row.end = std::move(end);
    return row;
}

std::string condition_of(const TransactionQuery& query) {
    std::string text = " WHERE 1";
    if (query.charge_point_id) text += " AND charge_point_id = ?";
    if (query.connector_id) text += " AND connector_id = ?";
    if (query.id_tag) text += " AND id_tag = ? COLLATE NOCASE";
    if (query.open) text += *query.open ? " AND ended_at IS NULL" : " AND ended_at IS NOT NULL";
    // Ids rise with the time of receipt but where the clock was set back, so the first and the last of a time bound
    // them.
    if (query.from)
        text +=
            " AND received_at >= ? AND transaction_id >= (SELECT min(transaction_id) FROM transactions"
            " INDEXED BY transactions_by_receipt WHERE received_at >= ?)";
    if (query.to)
        text +=
            " AND received_at < ? AND transaction_id <= (SELECT max(transaction_id) FROM transactions"
            " INDEXED BY transactions_by_receipt WHERE received_at < ?)";
    if (query.before) text += " AND transaction_id < ?";
    return text;
}

template <typename Value>
void put_given(Query& statement, const std::optional<Value>& value) {
    if (value) statement.put(*value);
}

/// In the order of receipt, up to the limits; true: there are more.
bool take_values(Connection& connection, std::int64_t transaction_id, std::vector<MeterValuesRecord>& rows) {
    Query query(connection,
                "SELECT charge_point_id, connector_id, transaction_id, payload, received_at FROM meter_values"
                " WHERE transaction_id = ? ORDER BY sequence LIMIT ?");
    query.put(transaction_id).put(kLargestValuesList + 1);
    std::size_t bytes = 0;
    while (query.step()) {
        if (static_cast<int>(rows.size()) == kLargestValuesList || bytes > kLargestValuesBytes) return true;
        MeterValuesRecord& row = rows.emplace_back();
        query.take(row.charge_point_id);
        query.take(row.connector_id);
        query.take(row.transaction_id);
        query.take(row.payload);
        query.take(row.received_at);
        bytes += row.payload.size();
    }
    return false;
}

}  // namespace

TransactionPage list_transactions(Connection& connection, const TransactionQuery& query) {
    const int limit = page_size(query.limit);
    Query rows(connection,
               kept(select_transactions("''") + condition_of(query) + " ORDER BY transaction_id DESC LIMIT ?"));
    put_given(rows, query.charge_point_id);
    put_given(rows, query.connector_id);
    put_given(rows, query.id_tag);
    for (int twice = 0; twice < 2; ++twice) put_given(rows, query.from);
    for (int twice = 0; twice < 2; ++twice) put_given(rows, query.to);
    put_given(rows, query.before);
    rows.put(limit + 1);
    TransactionPage page;
    while (rows.step()) page.items.push_back(take_transaction(rows));
    return cut(std::move(page), limit);
}

std::optional<TransactionDetails> find_transaction(Connection& connection, std::int64_t transaction_id) {
    Query query(connection, kept(select_transactions("stop_payload") + " WHERE transaction_id = ?"));
    if (!query.put(transaction_id).step()) return {};
    TransactionDetails details{take_transaction(query), {}, false};
    details.values_cut = take_values(connection, transaction_id, details.values);
    return details;
}

ReservationPage list_reservations(Connection& connection, const ReservationQuery& query) {
    const int limit = page_size(query.limit);
    std::string text = "SELECT sequence, " + joined(column_names<ReservationRecord>()) +
                       " FROM reservations WHERE charge_point_id = ?";
    if (query.state) text += " AND state = ?";
    if (query.before) text += " AND sequence < ?";
    Query rows(connection, kept(text + " ORDER BY sequence DESC LIMIT ?"));
    rows.put(query.charge_point_id);
    put_given(rows, query.state);
    put_given(rows, query.before);
    rows.put(limit + 1);
    ReservationPage page;
    while (rows.step()) {
        const auto sequence = rows.taken<std::int64_t>();
        page.items.push_back(take_record<ReservationRecord>(rows));
        page.items.back().sequence = sequence;
    }
    return cut(std::move(page), limit);
}

SecurityEventPage list_security_events(Connection& connection, const SecurityEventQuery& query) {
    const int limit = page_size(query.limit);
    std::string text =
        "SELECT sequence, " + joined(column_names<SecurityEventRecord>()) + " FROM security_events WHERE 1";
    if (query.charge_point_id) text += " AND charge_point_id = ?";
    if (query.before) text += " AND sequence < ?";
    Query rows(connection, kept(text + " ORDER BY sequence DESC LIMIT ?"));
    put_given(rows, query.charge_point_id);
    put_given(rows, query.before);
    rows.put(limit + 1);
    SecurityEventPage page;
    while (rows.step()) {
        const auto sequence = rows.taken<std::int64_t>();
        page.items.push_back(take_record<SecurityEventRecord>(rows));
        page.items.back().sequence = sequence;
    }
    return cut(std::move(page), limit);
}

}  // namespace storage
