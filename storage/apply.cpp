#include "storage/apply.h"

#include <algorithm>

#include "storage/audit.h"
#include "storage/limits.h"
#include "storage/rows.h"

namespace storage {
namespace {

void cancel_open_actions(Connection& connection, const RemoveChargePoint& change) {
    static const std::string text = select_text<ActionRow>() +
                                    " WHERE state IN ('scheduled', 'acknowledged') AND device_id IN"
                                    " (SELECT device_id FROM connectors WHERE charge_point_id = ?)";
    std::vector<canonical::Action> actions;
    {
        Query query(connection, text.c_str());
        actions = take_actions(query.put(change.id));
    }
    for (auto& action : actions) {
        canonical::cancel(action, kRemovedMessage, std::max(change.at, action.updated_at));
        upsert(connection, flat(action));
    }
}

void cancel_schedules(Connection& connection, const RemoveChargePoint& change) {
    Query(connection,
          "UPDATE schedules SET state = 'cancelled', next_fire_at = NULL, updated_at = max(updated_at, ?)"
          " WHERE state IN ('pending', 'active') AND device_id IN"
          " (SELECT device_id FROM connectors WHERE charge_point_id = ?)")
        .put(change.at)
        .put(change.id)
        .run();
}

void remove_charge_point(Connection& connection, const RemoveChargePoint& change) {
    cancel_open_actions(connection, change);
    cancel_schedules(connection, change);
    abandon_all_of(connection, change.id, change.at);
    Query(connection, "DELETE FROM connectors WHERE charge_point_id = ?").put(change.id).run();
    Query(connection, "DELETE FROM local_lists WHERE charge_point_id = ?").put(change.id).run();
    Query(connection, "DELETE FROM charger_lessons WHERE charge_point_id = ?").put(change.id).run();
    Query(connection, "UPDATE reservations SET state = 'cancelled' WHERE charge_point_id = ? AND state = 'open'")
        .put(change.id)
        .run();
    Query(connection, "DELETE FROM charge_points WHERE id = ?").put(change.id).run();
}

void remove_capabilities(Connection& connection, const RemoveCapabilities& change) {
    Query(connection, "DELETE FROM capabilities WHERE vendor = ? AND model = ? AND firmware_version = ?")
        .put(change.vendor)
        .put(change.model)
        .put(change.firmware_version)
        .run();
}

void put_setting(Connection& connection, const PutSetting& change) {
    Query(connection,
          "INSERT INTO settings (name, value) VALUES (?, ?)"
          " ON CONFLICT (name) DO UPDATE SET value = excluded.value")
        .put(change.name)
        .put(change.value)
        .run();
}

void remove_tag(Connection& connection, const RemoveTag& change) {
    Query(connection, "DELETE FROM tags WHERE id_tag = ?").put(change.id_tag).run();
}

void append_security_event(Connection& connection, const SecurityEventRecord& record) {
    static const std::string text =
        insert_text(Columns<SecurityEventRecord>::table, column_names<SecurityEventRecord>());
    Query query(connection, text.c_str());
    put_record(query, record);
    query.run();
    Query(connection, "DELETE FROM security_events WHERE sequence <= (SELECT max(sequence) FROM security_events) - ?")
        .put(kSecurityEventsKept)
        .run();
}

/// One overload per kind of change.
struct Applier {
    Connection& connection;
    Written& written;

    void operator()(const PutChargePoint& change) const { upsert(connection, change.record); }
    void operator()(const PutConnector& change) const { upsert(connection, change.record); }
    void operator()(const PutAction& change) const { upsert(connection, flat(change.record)); }
    void operator()(const PutApiKey& change) const { upsert(connection, change.record); }
    void operator()(const PutCapabilities& change) const { upsert(connection, change.record); }
    void operator()(const RemoveCapabilities& change) const { remove_capabilities(connection, change); }
    void operator()(const PutChargerLessons& change) const { upsert(connection, change.record); }
    void operator()(const RemoveChargerLessons& change) const {
        Query(connection, "DELETE FROM charger_lessons WHERE charge_point_id = ?").put(change.charge_point_id).run();
    }
    void operator()(const PutSetting& change) const { put_setting(connection, change); }
    void operator()(const RemoveChargePoint& change) const { remove_charge_point(connection, change); }
    void operator()(const OpenTransaction& change) const {
        written.opened = open_transaction(connection, change.record);
    }
    void operator()(const CloseTransaction& change) const { close_transaction(connection, change.record); }
    void operator()(const AbandonTransaction& change) const { abandon_transaction(connection, change); }
    void operator()(const ResumeTransaction& change) const { resume_transaction(connection, change); }
    void operator()(const SetEnergy& change) const { set_energy(connection, change); }
    void operator()(const PutTag& change) const { upsert(connection, change.record); }
    void operator()(const RemoveTag& change) const { remove_tag(connection, change); }
    void operator()(const PutReservation& change) const { upsert(connection, change.record); }
    void operator()(const PutLocalList& change) const { upsert(connection, change.record); }
    void operator()(const AppendSecurityEvent& change) const { append_security_event(connection, change.record); }
    void operator()(const PutIssuedCertificate& change) const { upsert(connection, change.record); }
    void operator()(const PutSchedule& change) const { upsert(connection, change.record); }
    void operator()(const AppendEvent& change) const {
        written.events.push_back(append_event(connection, change.record, written));
    }
    void operator()(const PutWebhookEndpoint& change) const { upsert(connection, change.record); }
    void operator()(const PutWebhookHealth& change) const { put_webhook_health(connection, change); }
    void operator()(const RemoveWebhookEndpoint& change) const { remove_webhook_endpoint(connection, change.id); }
    void operator()(const PutDelivery& change) const { update_delivery(connection, change.record); }
    void operator()(const RequeueDeliveries& change) const { requeue(connection, change.what); }
    void operator()(const HastenDeliveries& change) const { hasten(connection, change); }
    void operator()(const PutAnswer& change) const { put_answer(connection, change.record); }
    void operator()(const Prune& change) const { prune(connection, change, written); }
    void operator()(const ChangedBy&) const {}  // AuditedBatch heeds it
    void operator()(const AppendAudit& change) const {
        written.audited.push_back(append_audit(connection, change.record, written));
    }
    void operator()(const EndAudit& change) const {
        for (auto& ended : end_audit(connection, change)) written.audited.push_back(std::move(ended));
    }
    void operator()(const AppendMeterValues& change) const { append_meter_values(connection, change.record); }
};

}  // namespace

void apply(Connection& connection, const Change& change, Written& written) {
    std::visit(Applier{connection, written}, change);
}

}  // namespace storage
