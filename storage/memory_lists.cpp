#include <algorithm>

#include "storage/limits.h"
#include "storage/memory_storage.h"

/// What has happened, out of memory: the same answers as history_queries.cpp gives.
namespace storage {
namespace {

bool equal_ignoring_case(const std::string& left, const std::string& right) {
    return !IgnoringCase{}(left, right) && !IgnoringCase{}(right, left);
}

bool matches(const StoredTransaction& row, const TransactionQuery& query) {
    const TransactionRecord& start = row.start;
    return (!query.charge_point_id || equal_ignoring_case(start.charge_point_id, *query.charge_point_id)) &&
           (!query.connector_id || start.connector_id == *query.connector_id) &&
           (!query.id_tag || equal_ignoring_case(start.id_tag, *query.id_tag)) &&
           (!query.open || *query.open == !row.ended_at) && (!query.from || start.received_at >= *query.from) &&
           (!query.to || start.received_at < *query.to) && (!query.before || start.transaction_id < *query.before);
}

bool matches(const SecurityEventRecord& row, const SecurityEventQuery& query) {
    return (!query.charge_point_id || equal_ignoring_case(row.charge_point_id, *query.charge_point_id)) &&
           (!query.before || row.sequence < *query.before);
}

/// Takes rows from newest to oldest into the page until it is full; one more is what tells that there are more.
template <typename Page, typename Row>
bool take(Page& page, const Row& row, int limit) {
    if (static_cast<int>(page.items.size()) == std::clamp(limit, 1, largest_page)) {
        page.more = true;
        return false;
    }
    page.items.push_back(row);
    return true;
}

}  // namespace

void MemoryStorage::find_answer(const AnswerQuery& query,
                                std::function<void(std::optional<AnswerRecord>, std::string error)> answer) {
    if (closed_ || fail_reads) return answer_later([answer = std::move(answer)] { answer({}, "busy"); });
    std::optional<AnswerRecord> found;
    for (const auto& record : state_.answers) {
        if (record.key_id == query.key_id && record.path == query.path && record.idempotency_key == query.idempotency_key)
            found = record;
    }
    answer_later([answer = std::move(answer), found = std::move(found)] { answer(found, ""); });
}

void MemoryStorage::list_transactions(const TransactionQuery& query,
                                      std::function<void(TransactionPage, std::string error)> answer) {
    if (closed_ || fail_reads) return answer_later([answer = std::move(answer)] { answer({}, "busy"); });
    TransactionPage page;
    for (auto at = state_.transactions.rbegin(); at != state_.transactions.rend(); ++at) {
        if (matches(at->second, query) && !take(page, at->second, query.limit)) break;
    }
    for (auto& row : page.items) {
        if (row.end) row.end->payload.clear();
    }
    answer_later([answer = std::move(answer), page = std::move(page)] { answer(page, ""); });
}

void MemoryStorage::find_transaction(
    std::int64_t transaction_id, std::function<void(std::optional<TransactionDetails>, std::string error)> answer) {
    if (closed_ || fail_reads) return answer_later([answer = std::move(answer)] { answer({}, "busy"); });
    std::optional<TransactionDetails> found;
    const auto at = state_.transactions.find(transaction_id);
    if (at != state_.transactions.end()) {
        found = TransactionDetails{at->second, {}, false};
        for (const auto& row : values_) {
            if (row.transaction_id == transaction_id) found->values.push_back(row);
        }
        found->values_cut = found->values.size() > largest_values_list;
        if (found->values_cut) found->values.resize(largest_values_list);
    }
    answer_later([answer = std::move(answer), found = std::move(found)] { answer(found, ""); });
}

void MemoryStorage::list_security_events(const SecurityEventQuery& query,
                                         std::function<void(SecurityEventPage, std::string error)> answer) {
    if (closed_ || fail_reads) return answer_later([answer = std::move(answer)] { answer({}, "busy"); });
    SecurityEventPage page;
    const auto& events = state_.security_events;
    for (auto at = events.rbegin(); at != events.rend(); ++at) {
        if (matches(*at, query) && !take(page, *at, query.limit)) break;
    }
    answer_later([answer = std::move(answer), page = std::move(page)] { answer(page, ""); });
}

}  // namespace storage
