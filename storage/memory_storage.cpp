#include "storage/memory_storage.h"

#include <algorithm>
#include <utility>

#include "storage/limits.h"

namespace storage {
namespace {

bool matches(const MemoryState& state, const canonical::Action& action, const ActionQuery& query) {
    return action.environment == query.environment &&
           (!query.device_id || action.device_id == *query.device_id) &&
           (!query.state || action.state == *query.state) &&
           (!query.owner || state.belongs_to(action.device_id, *query.owner));
}

/// Newest first; of equal times the one written last.
std::vector<canonical::Action> matching(const MemoryState& state, const ActionQuery& query) {
    const auto& actions = state.actions;
    std::vector<canonical::Action> found;
    std::copy_if(actions.rbegin(), actions.rend(), std::back_inserter(found),
                 [&](const auto& action) { return matches(state, action, query); });
    std::stable_sort(found.begin(), found.end(),
                     [](const auto& a, const auto& b) { return a.created_at > b.created_at; });
    return found;
}

}  // namespace

Snapshot MemoryStorage::load() {
    closed_ = false;
    return state_.snapshot();
}

void MemoryStorage::write(Batch batch, std::function<void(const Written&)> done) {
    Written written = apply(batch);
    answer_later([this, done = std::move(done), written = std::move(written), batch = std::move(batch)] {
        audience_.tell(batch, written);
        if (done) done(written);
    });
}

Written MemoryStorage::apply(const Batch& batch) {
    if (closed_) return {false, "the database is closed", {}};
    if (std::exchange(fail_next, false)) return {false, failure, {}};
    Written written;
    MemoryState next = state_;
    std::vector<MemoryOutbox::Endpoints> endpoints;  // as they are at each change
    try {
        for (const auto& change : batch) {
            next.apply(change, written);
            endpoints.push_back(next.webhook_endpoints);
        }
    } catch (const StorageError& error) {
        return {false, error.what(), {}};
    }
    state_ = std::move(next);
    for (std::size_t i = 0; i < batch.size(); ++i) keep_outside(batch[i], endpoints[i], written);
    ++writes;
    written.durable = true;
    return written;
}

void MemoryStorage::keep_outside(const Change& change, const MemoryOutbox::Endpoints& endpoints, Written& written) {
    if (const auto* values = std::get_if<AppendMeterValues>(&change)) keep_values(values->record);
    if (const auto* event = std::get_if<AppendEvent>(&change))
        written.events.push_back(outbox_.append(event->record, endpoints, written));
    if (const auto* delivery = std::get_if<PutDelivery>(&change)) outbox_.update(delivery->record);
    if (const auto* requeued = std::get_if<RequeueDeliveries>(&change)) outbox_.requeue(requeued->what, endpoints);
    if (const auto* hastened = std::get_if<HastenDeliveries>(&change)) outbox_.hasten(*hastened);
    if (const auto* endpoint = std::get_if<RemoveWebhookEndpoint>(&change)) outbox_.forget_endpoint(endpoint->id);
}

void MemoryStorage::keep_values(const MeterValuesRecord& record) {
    if (!record.transaction_id) return values_.push_back(record);
    const bool is_known = state_.transaction_of(record.charge_point_id, *record.transaction_id) != nullptr;
    auto& rows = is_known ? values_ : orphan_values_;
    const bool is_repeat = std::any_of(rows.begin(), rows.end(), [&](const auto& other) {
        return other.transaction_id == record.transaction_id &&
               other.charge_point_id == record.charge_point_id && other.payload == record.payload;
    });
    if (!is_repeat) rows.push_back(record);
}

void MemoryStorage::find_action(const std::string& id,
                                std::function<void(std::optional<canonical::Action>, std::string error)> answer) {
    if (closed_ || fail_reads) return answer_later([answer = std::move(answer)] { answer({}, "busy"); });
    std::optional<canonical::Action> found;
    for (const auto& action : state_.actions) {
        if (action.id == id) found = action;
    }
    answer_later([answer = std::move(answer), found = std::move(found)] { answer(found, ""); });
}

void MemoryStorage::list_actions(const ActionQuery& query,
                                 std::function<void(ActionPage, std::string error)> answer) {
    if (closed_ || fail_reads) return answer_later([answer = std::move(answer)] { answer({}, "busy"); });
    const auto found = matching(state_, query);
    const auto total = static_cast<int>(found.size());
    const int first = std::clamp(query.offset, 0, total);
    const int count = std::min(std::clamp(query.limit, 0, largest_page), total - first);
    ActionPage page{{found.begin() + first, found.begin() + first + count}, total};
    answer_later([answer = std::move(answer), page = std::move(page)] { answer(page, ""); });
}

void MemoryStorage::answer_later(std::function<void()> answer) {
    if (immediate) return answer();
    answers_.push_back(std::move(answer));
}

std::size_t MemoryStorage::deliver() {
    std::size_t given = 0;
    for (; !answers_.empty(); ++given) {
        auto answer = std::move(answers_.front());
        answers_.pop_front();
        answer();
    }
    return given;
}

}  // namespace storage
