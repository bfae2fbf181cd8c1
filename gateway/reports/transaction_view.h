#pragma once

#include "json/writer.h"
#include "storage/queries.h"

/// Transactions and security events as the operator's REST surface shows them. Pure; any thread.
namespace gateway {

void write_transaction(json::Writer& out, const storage::StoredTransaction& transaction);
/// With its meter values and the transactionData of its stop, as they were received.
void write_transaction_details(json::Writer& out, const storage::TransactionDetails& details);
void write_security_event(json::Writer& out, const storage::SecurityEventRecord& event);

}  // namespace gateway
