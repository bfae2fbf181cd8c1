#include <algorithm>
#include <tuple>

#include "storage/limits.h"
#include "storage/memory_storage.h"

/// Plans, out of memory: the same answers as schedule_queries.cpp gives.
namespace storage {
namespace {

bool matches(const MemoryState& state, const ScheduleRecord& schedule, const ScheduleQuery& query) {
    return schedule.environment == query.environment &&
           (!query.device_id || schedule.device_id == *query.device_id) &&
           (!query.state || schedule.state == *query.state) &&
           (!query.owner || state.belongs_to(schedule.device_id, *query.owner));
}

bool is_newer(const ScheduleRecord& left, const ScheduleRecord& right) {
    return std::tie(left.created_at, left.id) > std::tie(right.created_at, right.id);
}

std::vector<ScheduleRecord> matching(const MemoryState& state, const ScheduleQuery& query) {
    std::vector<ScheduleRecord> found;
    for (const auto& [id, schedule] : state.schedules) {
        if (matches(state, schedule, query)) found.push_back(schedule);
    }
    std::sort(found.begin(), found.end(), is_newer);
    return found;
}

}  // namespace

void MemoryStorage::find_schedule(const std::string& id,
                                  std::function<void(std::optional<ScheduleRecord>, std::string error)> answer) {
    if (closed_ || fail_reads) return answer_later([answer = std::move(answer)] { answer({}, "busy"); });
    std::optional<ScheduleRecord> found;
    if (const auto at = state_.schedules.find(id); at != state_.schedules.end()) found = at->second;
    answer_later([answer = std::move(answer), found = std::move(found)] { answer(found, ""); });
}

void MemoryStorage::list_schedules(const ScheduleQuery& query,
                                   std::function<void(SchedulePage, std::string error)> answer) {
    if (closed_ || fail_reads) return answer_later([answer = std::move(answer)] { answer({}, "busy"); });
    const auto found = matching(state_, query);
    const auto total = static_cast<int>(found.size());
    const int first = std::clamp(query.offset, 0, total);
    const int count = std::min(std::clamp(query.limit, 0, largest_page), total - first);
    SchedulePage page{{found.begin() + first, found.begin() + first + count}, total};
    answer_later([answer = std::move(answer), page = std::move(page)] { answer(page, ""); });
}

}  // namespace storage
