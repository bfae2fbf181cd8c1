#pragma once

#include "storage/records.h"

/// What can be asked of the storage, and the pages that answer.
namespace storage {

struct ActionQuery {
    canonical::Environment environment = canonical::Environment::live;
    std::optional<std::string> device_id;
    std::optional<canonical::ActionState> state;
    std::optional<std::string> owner;  ///< of the charge point
    int offset = 0;
    int limit = 10;
};

struct ActionPage {
    std::vector<canonical::Action> items;  ///< newest first
    int total = 0;
};

struct ScheduleQuery {
    canonical::Environment environment = canonical::Environment::live;
    std::optional<std::string> device_id;
    std::optional<canonical::ScheduleState> state;
    std::optional<std::string> owner;  ///< of the charge point
    int offset = 0;
    int limit = 10;
};

struct SchedulePage {
    std::vector<ScheduleRecord> items;  ///< newest first
    int total = 0;
};

/// Which answer an Idempotency-Key stands for.
struct AnswerQuery {
    std::string key_id, path, idempotency_key;
};

/// By keyset: the page after one that ended with id N begins `before` N.
struct TransactionQuery {
    std::optional<std::string> charge_point_id;
    std::optional<int> connector_id;
    std::optional<std::string> id_tag;
    std::optional<bool> open;
    std::optional<UtcTime> from, to;  ///< when the start was received: from <= t < to
    std::optional<std::int64_t> before;
    int limit = 50;
};

struct TransactionPage {
    std::vector<StoredTransaction> items;  ///< largest id first
    bool more = false;
};

struct TransactionDetails {
    StoredTransaction transaction;
    std::vector<MeterValuesRecord> values;  ///< in the order of receipt
    bool values_cut = false;                ///< there are more than `largest_values_list`
};

struct ReservationQuery {
    std::string charge_point_id;
    std::optional<ReservationState> state;
    std::optional<std::int64_t> before;  ///< sequence
    int limit = 50;
};

struct ReservationPage {
    std::vector<ReservationRecord> items;  ///< newest first, with their sequences
    bool more = false;
};

struct SecurityEventQuery {
    std::optional<std::string> charge_point_id;
    std::optional<std::int64_t> before;  ///< sequence
    int limit = 50;
};

struct SecurityEventPage {
    std::vector<SecurityEventRecord> items;  ///< newest first
    bool more = false;
};

struct AuditQuery {
    std::optional<std::string> charge_point_id, who;
    std::optional<UtcTime> since, until;  ///< since <= t < until
    std::optional<std::int64_t> before;   ///< sequence
    int limit = 50;
};

struct AuditPage {
    std::vector<AuditRecord> items;  ///< newest first
    bool more = false;
};

/// One event on its way, with the event.
struct Delivery {
    DeliveryRecord record;
    EventRecord event;
};

/// The oldest delivery of each device that waits for an endpoint: only these may go next. Those due first come first.
struct NextDeliveriesQuery {
    std::string endpoint_id;
    int limit = 16;
};

struct DeliveryQuery {
    std::string endpoint_id;
    std::optional<DeliveryState> state;
    std::optional<std::int64_t> before;  ///< sequence of the event
    int limit = 50;
};

struct DeliveryPage {
    std::vector<Delivery> items;  ///< newest event first
    bool more = false;
};

struct EventQuery {
    canonical::Environment environment = canonical::Environment::live;
    std::optional<std::string> id;
    std::int64_t after = 0;  ///< sequence
    int limit = 50;
};

struct EventPage {
    std::vector<EventRecord> items;    ///< oldest first
    std::int64_t oldest_sequence = 0;  ///< of the environment's that are kept; what was before is gone. 0: none
    bool more = false;
};

}  // namespace storage
