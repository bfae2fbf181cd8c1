#include <algorithm>
#include <iterator>

#include "storage/limits.h"
#include "storage/memory_state.h"
#include "storage/storage.h"

/// Schedules, stored answers and owners in memory, with the rules of the database.
namespace storage {

bool is_in_force(const ScheduleRecord& schedule) {
    return schedule.state == canonical::ScheduleState::pending || schedule.state == canonical::ScheduleState::active;
}

void MemoryState::remove_device(const std::string& device_id, UtcTime at) {
    for (auto& action : actions) {
        if (action.device_id != device_id || canonical::is_terminal(action.state)) continue;
        canonical::cancel(action, removed_message, std::max(at, action.updated_at));
    }
    for (auto& [id, schedule] : schedules) {
        if (schedule.device_id != device_id || !is_in_force(schedule)) continue;
        schedule.state = canonical::ScheduleState::cancelled;
        schedule.next_fire_at.reset();
        schedule.updated_at = std::max(at, schedule.updated_at);
    }
}

void MemoryState::put(const PutSchedule& change) {
    for (const auto& [id, other] : schedules) {
        const bool is_same_device = other.device_id == change.record.device_id && id != change.record.id;
        if (is_same_device && is_in_force(other) && is_in_force(change.record))
            throw StorageError("two schedules in force for one device");
    }
    schedules[change.record.id] = change.record;
}

bool MemoryState::belongs_to(const std::string& device_id, const std::string& owner) const {
    const auto connector = connectors.find(device_id);
    return connector != connectors.end() && charge_points.at(connector->second.charge_point_id).owner == owner;
}

void MemoryState::put(const PutWebhookHealth& change) {
    const auto found = webhook_endpoints.find(change.id);
    if (found == webhook_endpoints.end()) return;
    found->second.enabled = change.enabled;
    found->second.disabled_reason = change.disabled_reason;
    found->second.failing_since = change.failing_since;
}

void keep_newest_answers(std::vector<AnswerRecord>& answers, const std::string& key_id, std::int64_t most_of_key, std::int64_t most) {
    std::int64_t of_key = 0, of_all = 0;
    const auto is_over = [&](const AnswerRecord& each) { return (each.key_id == key_id && ++of_key > most_of_key) || ++of_all > most; };
    std::reverse(answers.begin(), answers.end());
    std::vector<AnswerRecord> kept;
    std::remove_copy_if(answers.begin(), answers.end(), std::back_inserter(kept), is_over);
    answers.assign(kept.rbegin(), kept.rend());
}

void MemoryState::put(const PutAnswer& change) {
    const auto& record = change.record;
    const auto is_old = [&](const AnswerRecord& other) {
        return other.created_at < record.created_at - answers_kept_for;
    };
    answers.erase(std::remove_if(answers.begin(), answers.end(), is_old), answers.end());
    const auto is_same = [&](const AnswerRecord& other) {
        return other.key_id == record.key_id && other.path == record.path &&
               other.idempotency_key == record.idempotency_key;
    };
    const auto at = std::find_if(answers.begin(), answers.end(), is_same);
    if (at == answers.end()) answers.push_back(record);
    else *at = record;
    if (static_cast<std::int64_t>(answers.size()) % rows_between_prunings == 0)
        keep_newest_answers(answers, record.key_id, answers_kept_of_key, answers_kept);
}

}  // namespace storage
