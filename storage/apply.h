#pragma once

#include "storage/sql.h"

namespace storage {

/// Makes one change inside the caller's transaction; `written` tells what an OpenTransaction ended up
/// with, and the sequences of events. Throws SqlError or StorageError.
void apply(Connection& connection, const Change& change, Written& written);

/// The part of it that deals with transactions and their values (apply_transactions.cpp).
OpenedTransaction open_transaction(Connection& connection, const TransactionRecord& record);
void close_transaction(Connection& connection, const TransactionEnd& end);
void abandon_transaction(Connection& connection, const AbandonTransaction& change);
void resume_transaction(Connection& connection, const ResumeTransaction& change);
void abandon_all_of(Connection& connection, const std::string& charge_point_id, UtcTime at);
void set_energy(Connection& connection, const SetEnergy& change);
void append_meter_values(Connection& connection, const MeterValuesRecord& record);

/// And the part with events, deliveries and stored answers (apply_outbox.cpp).
EventRecord append_event(Connection& connection, EventRecord record, Written& written);
void update_delivery(Connection& connection, const DeliveryRecord& record);
void requeue(Connection& connection, const Requeue& what);
void hasten(Connection& connection, const HastenDeliveries& what);
void put_webhook_health(Connection& connection, const PutWebhookHealth& change);
void remove_webhook_endpoint(Connection& connection, const std::string& id);
/// How many deliveries still wait for the oldest events of before that time.
std::int64_t waiting_deliveries_of_oldest(Connection& connection, UtcTime before, int events);
/// What is old (retention.cpp).
void prune(Connection& connection, const Prune& change, Written& written);
void put_answer(Connection& connection, const AnswerRecord& record);
/// Drops the oldest beyond the limits; of events it gives how many deliveries still waited for them.
std::int64_t keep_newest_events(Connection& connection, canonical::Environment environment, std::int64_t most);
void keep_newest_answers(Connection& connection, const std::string& key_id, std::int64_t most_of_key,
                         std::int64_t most);

}  // namespace storage
