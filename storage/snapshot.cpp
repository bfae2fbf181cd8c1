#include "storage/snapshot.h"

#include <algorithm>

#include "storage/limits.h"
#include "storage/rows.h"

namespace storage {
namespace {

template <typename Record>
std::vector<Record> all(Connection& connection) {
    static const std::string text = select_text<Record>();
    Query query(connection, text.c_str());
    return take_all<Record>(query);
}

std::vector<TransactionRecord> open_transactions(Connection& connection) {
    static const std::string text =
        select_text<TransactionRecord>() + " WHERE ended_at IS NULL ORDER BY transaction_id";
    Query query(connection, text.c_str());
    return take_all<TransactionRecord>(query);
}

/// Newest last. A stop without a start counts too: its late values must not revive it either.
std::vector<std::int64_t> ended_transactions(Connection& connection, const std::string& charge_point_id) {
    Query query(connection,
                "SELECT transaction_id FROM ("
                " SELECT * FROM (SELECT transaction_id, ended_at FROM transactions"
                "  WHERE charge_point_id = ?1 AND ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT ?2)"
                " UNION ALL"
                " SELECT * FROM (SELECT transaction_id, received_at FROM orphan_stops"
                "  WHERE charge_point_id = ?1 AND transaction_id > 0 ORDER BY received_at DESC LIMIT ?2))"
                " ORDER BY ended_at DESC, transaction_id DESC LIMIT ?2");
    query.put(charge_point_id).put(static_cast<std::int64_t>(kEndedIdsKept));
    std::vector<std::int64_t> ids;
    while (query.step()) ids.push_back(query.taken<std::int64_t>());
    std::reverse(ids.begin(), ids.end());
    return ids;
}

void add_lost_transactions(Connection& connection, const std::string& charge_point_id,
                           std::vector<TransactionRecord>& all) {
    static const std::string text = select_text<TransactionRecord>() +
                                    " WHERE lost = 1 AND transaction_id IN (SELECT transaction_id FROM transactions"
                                    "  WHERE charge_point_id = ?1 AND ended_at IS NOT NULL"
                                    "  ORDER BY ended_at DESC LIMIT ?2) ORDER BY transaction_id";
    Query query(connection, text.c_str());
    query.put(charge_point_id).put(static_cast<std::int64_t>(kEndedIdsKept));
    for (auto& row : take_all<TransactionRecord>(query)) all.push_back(std::move(row));
}

std::vector<canonical::Action> open_actions(Connection& connection) {
    static const std::string text =
        select_text<ActionRow>() + " WHERE state IN ('scheduled', 'acknowledged') ORDER BY sequence";
    Query query(connection, text.c_str());
    return take_actions(query);
}

std::map<std::string, canonical::Action> last_actions(Connection& connection) {
    static const std::string text = select_text<ActionRow>() +
                                    " WHERE sequence IN (SELECT (SELECT sequence FROM actions"
                                    " WHERE device_id = connectors.device_id"
                                    " ORDER BY created_at DESC, sequence DESC LIMIT 1) FROM connectors)";
    Query query(connection, text.c_str());
    std::map<std::string, canonical::Action> last;
    for (auto& action : take_actions(query)) last[action.device_id] = std::move(action);
    return last;
}

std::map<std::string, std::string> settings(Connection& connection) {
    std::map<std::string, std::string> found;
    Query query(connection, "SELECT name, value FROM settings");
    while (query.step()) {
        auto name = query.taken<std::string>();
        query.take(found[std::move(name)]);
    }
    return found;
}

std::vector<ReservationRecord> open_reservations(Connection& connection) {
    static const std::string text = select_text<ReservationRecord>() + " WHERE state = 'open' ORDER BY sequence";
    Query query(connection, text.c_str());
    return take_all<ReservationRecord>(query);
}

std::vector<ScheduleRecord> schedules_in_force(Connection& connection) {
    static const std::string text =
        select_text<ScheduleRecord>() + " WHERE state IN ('pending', 'active') ORDER BY created_at, id";
    Query query(connection, text.c_str());
    return take_all<ScheduleRecord>(query);
}

/// Of rows that are gone, too; but where a clock from the future has used up the largest ids, of those that the clock
/// gives.
std::int64_t last_transaction_id(Connection& connection) {
    const auto last =
        connection.number("SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'transactions'");
    if (last <= kLargestTransactionId - kIdsLeftAtLeast) return last;
    Query query(connection, "SELECT coalesce(max(transaction_id), 0) FROM transactions WHERE transaction_id <= ?");
    query.put(kLargestIdByClock).step();
    return query.taken<std::int64_t>();
}

}  // namespace

Snapshot read_snapshot(Connection& connection) {
    Snapshot snapshot;
    snapshot.charge_points = all<ChargePointRecord>(connection);
    snapshot.connectors = all<ConnectorRecord>(connection);
    snapshot.open_transactions = open_transactions(connection);
    for (const auto& charge_point : snapshot.charge_points) {
        auto ended = ended_transactions(connection, charge_point.id);
        add_lost_transactions(connection, charge_point.id, snapshot.lost_transactions);
        if (!ended.empty()) snapshot.ended_transactions[charge_point.id] = std::move(ended);
    }
    snapshot.open_actions = open_actions(connection);
    snapshot.last_actions = last_actions(connection);
    snapshot.api_keys = all<ApiKeyRecord>(connection);
    snapshot.capabilities = all<CapabilityRecord>(connection);
    snapshot.charger_lessons = all<ChargerLessonsRecord>(connection);
    snapshot.settings = settings(connection);
    snapshot.tags = all<TagRecord>(connection);
    snapshot.open_reservations = open_reservations(connection);
    snapshot.local_lists = all<LocalListRecord>(connection);
    snapshot.issued_certificates = all<IssuedCertificateRecord>(connection);
    snapshot.schedules = schedules_in_force(connection);
    snapshot.webhook_endpoints = all<WebhookEndpointRecord>(connection);
    snapshot.last_reservation_id = connection.number("SELECT coalesce(max(reservation_id), 0) FROM reservations");
    snapshot.last_transaction_id = last_transaction_id(connection);
    return snapshot;
}

}  // namespace storage
