#pragma once

#include <optional>
#include <string>
#include <utility>

#include "storage/records.h"

/// The columns of each record, declared once: binding, reading and the texts of the statements all follow
/// from these lists. The key comes first. `column` is called as column(name, member).
namespace storage {

/// An action with its optional result laid flat.
struct ActionRow {
    canonical::Action action;
    std::optional<bool> success;
    std::optional<std::string> message;
    std::optional<canonical::Evidence> evidence;
};

inline ActionRow flat(const canonical::Action& action) {
    if (!action.result) return {action, {}, {}, {}};
    return {action, action.result->success, action.result->message, action.result->evidence};
}

inline canonical::Action whole(ActionRow row) {
    if (row.success) row.action.result = {*row.success, row.message.value_or(""), row.evidence};
    return std::move(row.action);
}

/// One list per record, for `const Record&` and `Record&` alike.
template <typename Record>
struct Columns;

template <>
struct Columns<ChargePointRecord> {
    static constexpr const char* table = "charge_points";
    static constexpr int keys = 1;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("id", row.id);
        column("environment", row.environment);
        column("approved", row.approved);
        column("boot_accepted", row.boot_accepted);
        column("vendor", row.vendor);
        column("model", row.model);
        column("serial_number", row.serial_number);
        column("firmware_version", row.firmware_version);
        column("password_salt", row.password_salt);
        column("password_hash", row.password_hash);
        column("nominal_voltage", row.nominal_voltage);
        column("max_phases", row.max_phases);
        column("min_current", row.min_current);
        column("rated_kw", row.rated_kw);
        column("control", row.control);
        column("registration", row.registration);
        column("strict", row.strict);
        column("security_profile", row.security_profile);
        column("certificate_name", row.certificate_name);
        column("next_password_salt", row.next_password_salt);
        column("next_password_hash", row.next_password_hash);
        column("traits", row.traits);
        column("remote_address", row.remote_address);
        column("attempts", row.attempts);
        column("owner", row.owner);
        column("timezone", row.timezone);
        column("first_seen", row.first_seen);
        column("last_seen", row.last_seen);
    }
};

template <>
struct Columns<ConnectorRecord> {
    static constexpr const char* table = "connectors";
    static constexpr int keys = 1;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("device_id", row.device_id);
        column("charge_point_id", row.charge_point_id);
        column("connector_id", row.connector_id);
        column("max_charge_rate_kw", row.desired.max_charge_rate_kw);
        column("intent", row.desired.intent);
        column("pause_at", row.desired.pause_at);
        column("applied_kw", row.applied_kw);
        column("announced_connected", row.announced_connected);
    }
};

template <>
struct Columns<ActionRow> {
    static constexpr const char* table = "actions";
    static constexpr int keys = 1;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("id", row.action.id);
        column("device_id", row.action.device_id);
        column("environment", row.action.environment);
        column("command", row.action.command);
        column("state", row.action.state);
        column("replaced_intent", row.action.replaced_intent);
        column("replaced_pause_at", row.action.replaced_pause_at);
        column("result_success", row.success);
        column("result_message", row.message);
        column("result_evidence", row.evidence);
        column("error_code", row.action.error_code);
        column("error_message", row.action.error_message);
        column("created_at", row.action.created_at);
        column("updated_at", row.action.updated_at);
        column("acknowledged_at", row.action.acknowledged_at);
        column("completed_at", row.action.completed_at);
        column("start", row.action.start);
        column("end", row.action.end);
        column("schedule_id", row.action.schedule_id);
    }
};

template <>
struct Columns<TransactionRecord> {
    static constexpr const char* table = "transactions";
    static constexpr int keys = 1;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("transaction_id", row.transaction_id);
        column("charge_point_id", row.charge_point_id);
        column("connector_id", row.connector_id);
        column("id_tag", row.id_tag);
        column("meter_start_wh", row.meter_start_wh);
        column("timestamp", row.timestamp);
        column("received_at", row.received_at);
        column("repeat_key", row.repeat_key);
        column("started_by_us", row.started_by_us);
        column("id_tag_status", row.id_tag_status);
        column("parent_id_tag", row.parent_id_tag);
        column("reservation_id", row.reservation_id);
        column("flags", row.flags);
        column("energy_state", row.energy_state);
    }
};

template <>
struct Columns<TagRecord> {
    static constexpr const char* table = "tags";
    static constexpr int keys = 1;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("id_tag", row.id_tag);
        column("blocked", row.blocked);
        column("expires_at", row.expires_at);
        column("parent_id_tag", row.parent_id_tag);
        column("note", row.note);
    }
};

template <>
struct Columns<ReservationRecord> {
    static constexpr const char* table = "reservations";
    static constexpr int keys = 3;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("charge_point_id", row.charge_point_id);
        column("reservation_id", row.reservation_id);
        column("created_at", row.created_at);
        column("connector_id", row.connector_id);
        column("id_tag", row.id_tag);
        column("parent_id_tag", row.parent_id_tag);
        column("expires_at", row.expires_at);
        column("state", row.state);
    }
};

template <>
struct Columns<LocalListRecord> {
    static constexpr const char* table = "local_lists";
    static constexpr int keys = 1;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("charge_point_id", row.charge_point_id);
        column("version", row.version);
        column("entries", row.entries);
    }
};

/// Without its sequence, which the database gives.
template <>
struct Columns<SecurityEventRecord> {
    static constexpr const char* table = "security_events";
    static constexpr int keys = 0;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("charge_point_id", row.charge_point_id);
        column("type", row.type);
        column("timestamp", row.timestamp);
        column("tech_info", row.tech_info);
        column("received_at", row.received_at);
    }
};

/// Without its sequence, which the database gives.
template <>
struct Columns<AuditRecord> {
    static constexpr const char* table = "audit";
    static constexpr int keys = 0;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("at", row.at);
        column("who", row.who);
        column("action", row.action);
        column("subject", row.subject);
        column("subject_id", row.subject_id);
        column("charge_point_id", row.charge_point_id);
        column("before", row.before);
        column("after", row.after);
        column("outcome", row.outcome);
        column("request_id", row.request_id);
        column("call_id", row.call_id);
    }
};

template <>
struct Columns<IssuedCertificateRecord> {
    static constexpr const char* table = "issued_certificates";
    static constexpr int keys = 1;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("serial_number", row.serial_number);
        column("charge_point_id", row.charge_point_id);
        column("chain", row.chain);
        column("issued_at", row.issued_at);
        column("expires_at", row.expires_at);
        column("revoked_at", row.revoked_at);
    }
};

template <>
struct Columns<ApiKeyRecord> {
    static constexpr const char* table = "api_keys";
    static constexpr int keys = 1;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("id", row.id);
        column("hash", row.hash);
        column("environment", row.environment);
        column("role", row.role);
        column("name", row.name);
        column("created_at", row.created_at);
        column("revoked_at", row.revoked_at);
        column("scopes", row.scopes);
        column("expires_at", row.expires_at);
        column("last_used_at", row.last_used_at);
        column("previous_hash", row.previous_hash);
        column("previous_until", row.previous_until);
    }
};

template <>
struct Columns<CapabilityRecord> {
    static constexpr const char* table = "capabilities";
    static constexpr int keys = 3;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("vendor", row.vendor);
        column("model", row.model);
        column("firmware_version", row.firmware_version);
        column("learnt", row.learnt);
    }
};

template <>
struct Columns<ChargerLessonsRecord> {
    static constexpr const char* table = "charger_lessons";
    static constexpr int keys = 1;
    template <typename Row, typename Column>
    static void each(Row& row, Column&& column) {
        column("charge_point_id", row.charge_point_id);
        column("vendor", row.vendor);
        column("model", row.model);
        column("firmware_version", row.firmware_version);
        column("learnt", row.learnt);
    }
};

}  // namespace storage
