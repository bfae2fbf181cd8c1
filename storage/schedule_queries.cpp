#include "storage/device_lists.h"
#include "storage/snapshot.h"

namespace storage {

std::optional<ScheduleRecord> find_schedule(Connection& connection, const std::string& id) {
    static const std::string text = select_text<ScheduleRecord>() + " WHERE id = ?";
    Query query(connection, text.c_str());
    auto found = take_all<ScheduleRecord>(query.put(id));
    if (found.empty()) return {};
    return std::move(found.front());
}

SchedulePage list_schedules(Connection& connection, const ScheduleQuery& query) {
    return read_device_page<ScheduleRecord, SchedulePage>(connection, query, "created_at DESC, id DESC",
                                                          take_all<ScheduleRecord>);
}

}  // namespace storage
