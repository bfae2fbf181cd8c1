#pragma once

#include "storage/sql.h"

namespace storage {

/// Makes one change inside the caller's transaction; `written.opened` tells what an OpenTransaction ended up
/// with. Throws SqlError or StorageError.
void apply(Connection& connection, const Change& change, Written& written);

/// The part of it that deals with transactions and their values (apply_transactions.cpp).
OpenedTransaction open_transaction(Connection& connection, const TransactionRecord& record);
void close_transaction(Connection& connection, const TransactionEnd& end);
void abandon_transaction(Connection& connection, const AbandonTransaction& change);
void abandon_all_of(Connection& connection, const std::string& charge_point_id, UtcTime at);
void set_energy(Connection& connection, const SetEnergy& change);
void append_meter_values(Connection& connection, const MeterValuesRecord& record);

}  // namespace storage
