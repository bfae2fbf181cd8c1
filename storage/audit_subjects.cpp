#include "storage/audit_subjects.h"

#include <array>
#include <string_view>

#include "storage/storage.h"

namespace storage {
namespace {

struct Look {
    std::string_view kind;
    const char* text;
};

/// Secrets are never shown: of a hash the beginning of its salt tells one from the next, of others the time at which
/// the one before ends.
constexpr std::array<Look, 12> kLooks = {{
    {"charger", R"sql(
SELECT json_object('environment', environment, 'approved', json(iif(approved, 'true', 'false')),
    'registration', registration, 'control', json(iif(control, 'true', 'false')),
    'strict', json(iif(strict, 'true', 'false')), 'maxPhases', max_phases, 'nominalVoltage', nominal_voltage,
    'minCurrent', min_current, 'ratedKw', rated_kw, 'securityProfile', security_profile,
    'certificateName', certificate_name, 'owner', owner, 'timezone', timezone,
    'traits', json(iif(json_valid(traits), traits, 'null')),
    'password', iif(password_hash = '', 'none', 'set ' || substr(hex(password_salt), 1, 8)),
    'nextPassword', iif(next_password_hash = '', 'none', 'set ' || substr(hex(next_password_salt), 1, 8))), id
FROM charge_points WHERE id = ?)sql"},
    {"device", R"sql(
SELECT json_object('maxChargeRateKw', max_charge_rate_kw, 'intent', intent,
    'pauseAt', strftime('%Y-%m-%dT%H:%M:%fZ', pause_at / 1000.0, 'unixepoch')), charge_point_id
FROM connectors WHERE device_id = ?)sql"},
    {"action", R"sql(
SELECT json_object('deviceId', device_id, 'command', command, 'state', state,
    'start', strftime('%Y-%m-%dT%H:%M:%fZ', start / 1000.0, 'unixepoch'),
    'end', strftime('%Y-%m-%dT%H:%M:%fZ', "end" / 1000.0, 'unixepoch')),
    coalesce((SELECT charge_point_id FROM connectors WHERE connectors.device_id = actions.device_id), '')
FROM actions WHERE id = ?)sql"},
    {"schedule", R"sql(
SELECT json_object('deviceId', device_id, 'state', state, 'timezone', timezone, 'rule', rule,
    'slots', json(iif(json_valid(slots), slots, 'null'))),
    coalesce((SELECT charge_point_id FROM connectors WHERE connectors.device_id = schedules.device_id), '')
FROM schedules WHERE id = ?)sql"},
    {"tag", R"sql(
SELECT json_object('blocked', json(iif(blocked, 'true', 'false')),
    'expiresAt', strftime('%Y-%m-%dT%H:%M:%fZ', expires_at / 1000.0, 'unixepoch'),
    'parentIdTag', parent_id_tag, 'note', note), ''
FROM tags WHERE id_tag = ?)sql"},
    {"key", R"sql(
SELECT json_object('environment', environment, 'role', role, 'name', name, 'scopes', scopes,
    'expiresAt', strftime('%Y-%m-%dT%H:%M:%fZ', expires_at / 1000.0, 'unixepoch'),
    'revokedAt', strftime('%Y-%m-%dT%H:%M:%fZ', revoked_at / 1000.0, 'unixepoch'),
    'previousUntil', strftime('%Y-%m-%dT%H:%M:%fZ', previous_until / 1000.0, 'unixepoch')), ''
FROM api_keys WHERE id = ?)sql"},
    {"webhook", R"sql(
SELECT json_object('environment', environment,
    'url', iif(instr(url, '?'), substr(url, 1, instr(url, '?')) || '...', url), 'description', description,
    'eventTypes', event_types, 'enabled', json(iif(enabled, 'true', 'false')),
    'previousSecretUntil', strftime('%Y-%m-%dT%H:%M:%fZ', previous_until / 1000.0, 'unixepoch')), ''
FROM webhook_endpoints WHERE id = ?)sql"},
    {"reservation", R"sql(
SELECT json_object('connectorId', connector_id, 'idTag', id_tag, 'parentIdTag', parent_id_tag,
    'expiresAt', strftime('%Y-%m-%dT%H:%M:%fZ', expires_at / 1000.0, 'unixepoch'), 'state', state), charge_point_id
FROM reservations WHERE charge_point_id = ? AND reservation_id = CAST(? AS INTEGER)
ORDER BY created_at DESC LIMIT 1)sql"},
    {"localList", R"sql(
SELECT json_object('version', version), charge_point_id FROM local_lists WHERE charge_point_id = ?)sql"},
    {"lessons", R"sql(
SELECT json_object('learnt', json(iif(json_valid(learnt), learnt, 'null'))), charge_point_id
FROM charger_lessons WHERE charge_point_id = ?)sql"},
    {"modelLessons", R"sql(
SELECT json_object('learnt', json(iif(json_valid(learnt), learnt, 'null'))), ''
FROM capabilities WHERE vendor = ? AND model = ? AND firmware_version = ?)sql"},
    {"certificate", R"sql(
SELECT json_object('expiresAt', strftime('%Y-%m-%dT%H:%M:%fZ', expires_at / 1000.0, 'unixepoch'),
    'revokedAt', strftime('%Y-%m-%dT%H:%M:%fZ', revoked_at / 1000.0, 'unixepoch')), charge_point_id
FROM issued_certificates WHERE serial_number = ?)sql"},
}};

/// One overload for each kind of change that is somebody's doing; all others are the gateway's own bookkeeping.
struct SubjectNames {
    using Name = std::optional<SubjectName>;
    Name operator()(const PutChargePoint& change) const { return SubjectName{"charger", {change.record.id}}; }
    Name operator()(const RemoveChargePoint& change) const { return SubjectName{"charger", {change.id}}; }
    Name operator()(const PutConnector& change) const { return SubjectName{"device", {change.record.device_id}}; }
    Name operator()(const PutAction& change) const { return SubjectName{"action", {change.record.id}}; }
    Name operator()(const PutSchedule& change) const { return SubjectName{"schedule", {change.record.id}}; }
    Name operator()(const PutTag& change) const { return SubjectName{"tag", {change.record.id_tag}}; }
    Name operator()(const RemoveTag& change) const { return SubjectName{"tag", {change.id_tag}}; }
    Name operator()(const PutApiKey& change) const { return SubjectName{"key", {change.record.id}}; }
    Name operator()(const PutWebhookEndpoint& change) const { return SubjectName{"webhook", {change.record.id}}; }
    Name operator()(const RemoveWebhookEndpoint& change) const { return SubjectName{"webhook", {change.id}}; }
    Name operator()(const RequeueDeliveries& change) const { return SubjectName{"webhook", {change.what.endpoint_id}}; }
    Name operator()(const PutReservation& change) const {
        return SubjectName{"reservation",
                           {change.record.charge_point_id, std::to_string(change.record.reservation_id)}};
    }
    Name operator()(const PutLocalList& change) const {
        return SubjectName{"localList", {change.record.charge_point_id}};
    }
    Name operator()(const PutChargerLessons& change) const {
        return SubjectName{"lessons", {change.record.charge_point_id}};
    }
    Name operator()(const RemoveChargerLessons& change) const {
        return SubjectName{"lessons", {change.charge_point_id}};
    }
    Name operator()(const PutCapabilities& change) const {
        return SubjectName{"modelLessons", {change.record.vendor, change.record.model, change.record.firmware_version}};
    }
    Name operator()(const RemoveCapabilities& change) const {
        return SubjectName{"modelLessons", {change.vendor, change.model, change.firmware_version}};
    }
    Name operator()(const PutIssuedCertificate& change) const {
        return SubjectName{"certificate", {change.record.serial_number}};
    }
    template <typename Other>
    Name operator()(const Other&) const {
        return {};
    }
};

}  // namespace

std::string SubjectName::id() const {
    std::string text;
    for (const auto& part : key) text += (text.empty() ? "" : "/") + part;
    return text;
}

std::optional<SubjectName> subject_of(const Change& change) { return std::visit(SubjectNames{}, change); }

const char* look_text(const SubjectName& subject) {
    for (const Look& look : kLooks) {
        if (look.kind == subject.kind) return look.text;
    }
    throw StorageError("nothing is known of the kind " + std::string(subject.kind));
}

}  // namespace storage
