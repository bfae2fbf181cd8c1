#pragma once

#include "storage/queries.h"
#include "storage/sql.h"

namespace storage {

/// Reads everything that a starting gateway needs; the cost follows the live rows, not the history. Throws
/// SqlError, StorageError.
Snapshot read_snapshot(Connection& connection);

/// The reads of the reading connection.
std::optional<canonical::Action> find_action(Connection& connection, const std::string& id);
std::optional<AnswerRecord> find_answer(Connection& connection, const AnswerQuery& query);
ActionPage list_actions(Connection& connection, const ActionQuery& query);
std::optional<ScheduleRecord> find_schedule(Connection& connection, const std::string& id);
SchedulePage list_schedules(Connection& connection, const ScheduleQuery& query);
TransactionPage list_transactions(Connection& connection, const TransactionQuery& query);
std::optional<TransactionDetails> find_transaction(Connection& connection, std::int64_t transaction_id);
ReservationPage list_reservations(Connection& connection, const ReservationQuery& query);
SecurityEventPage list_security_events(Connection& connection, const SecurityEventQuery& query);
AuditPage list_audit(Connection& connection, const AuditQuery& query);

std::vector<Delivery> next_deliveries(Connection& connection, const NextDeliveriesQuery& query);
DeliveryPage list_deliveries(Connection& connection, const DeliveryQuery& query);
EventPage list_events(Connection& connection, const EventQuery& query);

}  // namespace storage
