#include <algorithm>

#include "storage/limits.h"
#include "storage/memory_state.h"
#include "storage/storage.h"

/// Schedules and stored answers in memory, with the rules of the database.
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
}

}  // namespace storage
