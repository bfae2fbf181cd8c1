#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "storage/audit_records.h"
#include "storage/outbox_records.h"
#include "storage/rows_kept.h"

/// What is written and what is read at start: changes of rows, and all of them that are live.
namespace storage {

/// One change. A batch of them is written whole or not at all.
struct PutChargePoint {
    ChargePointRecord record;
};
/// Takes the charge point and its connectors away. Its rows of history stay: open actions and schedules end
/// `cancelled`, open transactions as lost, both at `at`, never before their own last change.
struct RemoveChargePoint {
    std::string id;
    UtcTime at{};
};
struct PutConnector {
    ConnectorRecord record;
};
struct PutAction {
    canonical::Action record;
};
struct OpenTransaction {
    TransactionRecord record;
};
struct CloseTransaction {
    TransactionEnd record;
};
struct AbandonTransaction {
    std::string charge_point_id;
    std::int64_t transaction_id = 0;
    UtcTime at{};
};  ///< lost stop (quirk 55)
/// One that was abandoned goes on after all. One whose stop is stored stays as it is.
struct ResumeTransaction {
    std::string charge_point_id;
    std::int64_t transaction_id = 0;
};
/// What a session took so far or, once it has ended, at all; `state` is what is needed to go on summing up.
struct SetEnergy {
    std::int64_t transaction_id = 0;
    std::optional<std::int64_t> energy_wh;
    std::string source, flags{}, state{};
};
struct AppendMeterValues {
    MeterValuesRecord record;
};
struct PutTag {
    TagRecord record;
};
struct RemoveTag {
    std::string id_tag;
};
struct PutReservation {
    ReservationRecord record;
};
struct PutLocalList {
    LocalListRecord record;
};
struct AppendSecurityEvent {
    SecurityEventRecord record;
};
struct PutIssuedCertificate {
    IssuedCertificateRecord record;
};
struct PutApiKey {
    ApiKeyRecord record;
};
struct PutCapabilities {
    CapabilityRecord record;
};
struct RemoveCapabilities {
    std::string vendor, model, firmware_version;
};  ///< what was learnt is found out anew
struct PutChargerLessons {
    ChargerLessonsRecord record;
};
struct RemoveChargerLessons {
    std::string charge_point_id;
};
struct PutSetting {
    std::string name, value;
};  ///< installation-wide, e.g. the remote-start tag
struct PutSchedule {
    ScheduleRecord record;
};
/// With a delivery to each enabled endpoint of its environment that wants its type.
struct AppendEvent {
    EventRecord record;
};
struct PutWebhookEndpoint {
    WebhookEndpointRecord record;
};
/// What its deliveries found out about an endpoint that there still is.
struct PutWebhookHealth {
    std::string id;
    bool enabled = true;
    std::string disabled_reason;
    std::optional<UtcTime> failing_since;
};
struct RemoveWebhookEndpoint {
    std::string id;
};  ///< with what waits for it
/// What became of a delivery that there still is, unless it was queued again meanwhile: `attempts` counts on from what
/// is there.
struct PutDelivery {
    DeliveryRecord record;
};
struct RequeueDeliveries {
    Requeue what;
};
struct HastenDeliveries {
    std::string endpoint_id;
    UtcTime at{};
};  ///< what waits for a later time than `at` is due at it
struct PutAnswer {
    AnswerRecord record;
};  ///< answers older than a day go
/// First in a batch: on whose word the others are made. What they change goes on record with it.
struct ChangedBy {
    Author author;
};
/// What somebody did that is no change of a row, such as a call to a charger.
struct AppendAudit {
    AuditRecord record;
};
/// What became of a request or a call that is on record.
struct EndAudit {
    std::string id;  ///< of the request or the call; a request's calls have ends of their own
    std::string outcome;
};

/// What is dropped when it is old.
enum class Kept {
    meter_values,
    actions,
    schedules,
    reservations,
    security_events,
    orphans,
    orphan_stops,
    events,
    answers,
    audit,
    free_pages  ///< those of dropped rows, which go back to the disk
};
std::string_view to_text(Kept kept);

/// Drops the oldest rows of before that time, a few at a time: `Written::pruned` tells how many, and whether there may
/// be more. Of the values of a transaction one each quarter of an hour stays.
struct Prune {
    Kept kept = Kept::meter_values;
    UtcTime before{};
    UtcTime now = UtcTime::max();  ///< what was received later shows a clock that was wrong then
    std::int64_t after = 0;        ///< `Pruned::up_to` of the step before
};
struct Pruned {
    std::int64_t rows = 0;
    bool is_all = true;
    std::int64_t up_to = 0;  ///< so far rows were looked at
};

using Change =
    std::variant<PutChargePoint, RemoveChargePoint, PutConnector, PutAction, OpenTransaction, CloseTransaction,
                 AbandonTransaction, ResumeTransaction, SetEnergy, AppendMeterValues, PutTag, RemoveTag, PutReservation,
                 PutLocalList, AppendSecurityEvent, PutIssuedCertificate, PutApiKey, PutCapabilities,
                 RemoveCapabilities, PutChargerLessons, RemoveChargerLessons, PutSetting, PutSchedule, AppendEvent,
                 PutWebhookEndpoint, PutWebhookHealth, RemoveWebhookEndpoint, PutDelivery, RequeueDeliveries,
                 HastenDeliveries, PutAnswer, Prune, ChangedBy, AppendAudit, EndAudit>;
using Batch = std::vector<Change>;

/// The transaction that an OpenTransaction ended up with: an earlier one when the message was a repeat.
struct OpenedTransaction {
    std::int64_t transaction_id = 0;
    bool repeated = false;
    bool already_ended = false;
};

/// What became of a batch. `durable` is true only after the commit reached the disk.
struct Written {
    bool durable = false;
    std::string error;
    std::optional<OpenedTransaction> opened;
    std::vector<EventRecord> events{};    ///< those of the batch, with their sequences
    std::int64_t dropped_deliveries = 0;  ///< which waited for events that made room
    std::int64_t dropped_audit = 0;       ///< rows that made room for newer ones
    bool is_unknown = false;              ///< not durable, and yet it may turn out to have been made
    std::optional<Pruned> pruned{};       ///< by the batch's Prune
    std::vector<AuditRecord> audited{};   ///< what went on record, calls with their outcome
};

/// All live state, read once at start.
struct Snapshot {
    std::vector<ChargePointRecord> charge_points;
    std::vector<ConnectorRecord> connectors;
    std::vector<TransactionRecord> open_transactions;
    std::map<std::string, std::vector<std::int64_t>> ended_transactions;  ///< last 16 ids per charge point, newest last
    std::vector<TransactionRecord> lost_transactions;  ///< of those the ones that were given up before their stop came
    std::vector<canonical::Action> open_actions;
    std::map<std::string, canonical::Action> last_actions;  ///< newest action per device id
    std::vector<ApiKeyRecord> api_keys;
    std::vector<CapabilityRecord> capabilities;
    std::vector<ChargerLessonsRecord> charger_lessons;
    std::map<std::string, std::string> settings;
    std::vector<TagRecord> tags;
    std::vector<ReservationRecord> open_reservations;
    std::vector<LocalListRecord> local_lists;
    std::vector<IssuedCertificateRecord> issued_certificates;
    std::vector<ScheduleRecord> schedules;  ///< pending and active
    std::vector<WebhookEndpointRecord> webhook_endpoints;
    std::int64_t last_transaction_id = 0;
    std::int64_t last_reservation_id = 0;
};

}  // namespace storage
