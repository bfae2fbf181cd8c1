#include "storage/outbox_columns.h"
#include "storage/rows.h"
#include "storage/snapshot.h"

/// The answers of earlier requests, found by their Idempotency-Key. Reading thread.
namespace storage {

std::optional<AnswerRecord> find_answer(Connection& connection, const AnswerQuery& query) {
    static const std::string text =
        select_text<AnswerRecord>() + " WHERE key_id = ? AND path = ? AND idempotency_key = ?";
    Query row(connection, text.c_str());
    row.put(query.key_id).put(query.path).put(query.idempotency_key);
    if (!row.step()) return {};
    return take_record<AnswerRecord>(row);
}

}  // namespace storage
