#include "tests/support/stored_rows.h"

#include <algorithm>

#include "json/ascii.h"
#include "storage/rows.h"
#include "storage/snapshot.h"

namespace support {

using namespace storage;

namespace {

template <typename Record>
std::vector<Record> rows_of(Connection& connection) {
    static const std::string text = select_text<Record>();
    Query query(connection, text.c_str());
    return take_all<Record>(query);
}

template <typename Rows, typename Record, typename Key>
Rows by(std::vector<Record> records, Key key) {
    Rows rows;
    for (Record& record : records) {
        auto at = key(record);
        rows.emplace(std::move(at), std::move(record));
    }
    return rows;
}

std::vector<MeterValuesRecord> values_in(Connection& connection, const char* statement) {
    std::vector<MeterValuesRecord> rows;
    Query query(connection, statement);
    while (query.step()) {
        MeterValuesRecord& row = rows.emplace_back();
        query.take(row.charge_point_id);
        query.take(row.connector_id);
        query.take(row.transaction_id);
        query.take(row.payload);
        query.take(row.received_at);
    }
    return rows;
}

std::vector<std::int64_t> transaction_ids(Connection& connection) {
    std::vector<std::int64_t> ids;
    Query query(connection, "SELECT transaction_id FROM transactions");
    while (query.step()) ids.push_back(query.taken<std::int64_t>());
    return ids;
}

}  // namespace

bool IgnoringCase::operator()(const std::string& left, const std::string& right) const {
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                        [](char a, char b) { return json::lower_case(a) < json::lower_case(b); });
}

template <typename Rows, typename Read>
const Rows& StoredRows::kept(Kept<Rows>& rows, Read read) {
    if (rows.writes != writes_) rows = {read(), writes_};
    return rows.rows;
}

const std::map<std::string, ChargePointRecord, IgnoringCase>& StoredRows::charge_points() {
    return kept(charge_points_, [&] {
        return by<decltype(charge_points_.rows)>(rows_of<ChargePointRecord>(connection_),
                                                 [](auto& row) { return row.id; });
    });
}

const std::map<std::string, ConnectorRecord>& StoredRows::connectors() {
    return kept(connectors_, [&] {
        return by<decltype(connectors_.rows)>(rows_of<ConnectorRecord>(connection_),
                                              [](auto& row) { return row.device_id; });
    });
}

const std::vector<canonical::Action>& StoredRows::actions() {
    return kept(actions_, [&] {
        static const std::string text = select_text<ActionRow>() + " ORDER BY sequence";
        Query query(connection_, text.c_str());
        return take_actions(query);
    });
}

const std::map<std::int64_t, StoredTransaction>& StoredRows::transactions() {
    return kept(transactions_, [&] {
        std::map<std::int64_t, StoredTransaction> rows;
        for (const std::int64_t id : transaction_ids(connection_)) {
            rows[id] = find_transaction(connection_, id)->transaction;
            Query state(connection_, "SELECT energy_state FROM transactions WHERE transaction_id = ?");
            if (state.put(id).step()) state.take(rows[id].start.energy_state);
        }
        return rows;
    });
}

const std::vector<TransactionEnd>& StoredRows::orphan_stops() {
    return kept(orphan_stops_, [&] {
        std::vector<TransactionEnd> rows;
        Query query(connection_,
                    "SELECT charge_point_id, transaction_id, meter_stop_wh, timestamp, reason, payload, received_at"
                    " FROM orphan_stops ORDER BY sequence");
        while (query.step()) {
            TransactionEnd& row = rows.emplace_back();
            query.take(row.charge_point_id);
            query.take(row.transaction_id);
            query.take(row.meter_stop_wh);
            query.take(row.timestamp);
            query.take(row.reason);
            query.take(row.payload);
            query.take(row.received_at);
        }
        return rows;
    });
}

const std::vector<MeterValuesRecord>& StoredRows::meter_values() {
    return kept(meter_values_, [&] {
        return values_in(connection_,
                         "SELECT charge_point_id, connector_id, transaction_id, payload, received_at"
                         " FROM meter_values ORDER BY sequence");
    });
}

const std::vector<MeterValuesRecord>& StoredRows::orphan_values() {
    return kept(orphan_values_, [&] {
        return values_in(connection_,
                         "SELECT charge_point_id, connector_id, transaction_id, payload, received_at"
                         " FROM orphan_values ORDER BY sequence");
    });
}

const std::vector<CapabilityRecord>& StoredRows::capabilities() {
    return kept(capabilities_, [&] { return rows_of<CapabilityRecord>(connection_); });
}

const std::map<std::string, ChargerLessonsRecord, IgnoringCase>& StoredRows::charger_lessons() {
    return kept(charger_lessons_, [&] {
        return by<decltype(charger_lessons_.rows)>(rows_of<ChargerLessonsRecord>(connection_),
                                                   [](auto& row) { return row.charge_point_id; });
    });
}

const std::map<std::string, TagRecord, IgnoringCase>& StoredRows::tags() {
    return kept(tags_, [&] {
        return by<decltype(tags_.rows)>(rows_of<TagRecord>(connection_), [](auto& row) { return row.id_tag; });
    });
}

const std::vector<ReservationRecord>& StoredRows::reservations() {
    return kept(reservations_, [&] { return rows_of<ReservationRecord>(connection_); });
}

const std::map<std::string, LocalListRecord, IgnoringCase>& StoredRows::local_lists() {
    return kept(local_lists_, [&] {
        return by<decltype(local_lists_.rows)>(rows_of<LocalListRecord>(connection_),
                                               [](auto& row) { return row.charge_point_id; });
    });
}

const std::vector<SecurityEventRecord>& StoredRows::security_events() {
    return kept(security_events_, [&] {
        static const std::string text = "SELECT sequence, " + joined(column_names<SecurityEventRecord>()) +
                                        " FROM security_events ORDER BY sequence";
        std::vector<SecurityEventRecord> rows;
        Query query(connection_, text.c_str());
        while (query.step()) {
            const auto sequence = query.taken<std::int64_t>();
            rows.push_back(take_record<SecurityEventRecord>(query));
            rows.back().sequence = sequence;
        }
        return rows;
    });
}

const std::map<std::string, ScheduleRecord>& StoredRows::schedules() {
    return kept(schedules_, [&] {
        return by<decltype(schedules_.rows)>(rows_of<ScheduleRecord>(connection_), [](auto& row) { return row.id; });
    });
}

const std::map<std::string, WebhookEndpointRecord>& StoredRows::webhook_endpoints() {
    return kept(webhook_endpoints_, [&] {
        return by<decltype(webhook_endpoints_.rows)>(rows_of<WebhookEndpointRecord>(connection_),
                                                     [](auto& row) { return row.id; });
    });
}

const std::map<std::int64_t, EventRecord>& StoredRows::events() {
    return kept(events_, [&] {
        std::map<std::int64_t, EventRecord> rows;
        for (const auto each : {canonical::Environment::live, canonical::Environment::sandbox}) {
            EventQuery all;
            all.environment = each;
            all.limit = 1000;
            for (auto page = list_events(connection_, all);; page = list_events(connection_, all)) {
                for (auto& event : page.items) {
                    all.after = event.sequence;
                    rows[event.sequence] = std::move(event);
                }
                if (!page.more) break;
            }
        }
        return rows;
    });
}

const std::map<std::pair<std::string, std::int64_t>, DeliveryRecord>& StoredRows::deliveries() {
    return kept(deliveries_, [&] {
        return by<decltype(deliveries_.rows)>(rows_of<DeliveryRecord>(connection_), [](auto& row) {
            return std::make_pair(row.endpoint_id, row.event_sequence);
        });
    });
}

}  // namespace support
