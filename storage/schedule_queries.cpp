#include <algorithm>

#include "storage/device_filters.h"
#include "storage/limits.h"
#include "storage/rows.h"
#include "storage/snapshot.h"

namespace storage {
namespace {

SchedulePage read_page(Connection& connection, const ScheduleQuery& query) {
    SchedulePage page;
    Query count(connection, kept("SELECT count(*) FROM schedules" + device_condition(query)));
    put_device_filters(count, query);
    if (count.step()) count.take(page.total);
    Query rows(connection, kept(select_text<ScheduleRecord>() + device_condition(query) +
                                " ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?"));
    put_device_filters(rows, query);
    rows.put(std::clamp(query.limit, 0, largest_page)).put(std::max(query.offset, 0));
    page.items = take_all<ScheduleRecord>(rows);
    return page;
}

}  // namespace

std::optional<ScheduleRecord> find_schedule(Connection& connection, const std::string& id) {
    static const std::string text = select_text<ScheduleRecord>() + " WHERE id = ?";
    Query query(connection, text.c_str());
    auto found = take_all<ScheduleRecord>(query.put(id));
    if (found.empty()) return {};
    return std::move(found.front());
}

SchedulePage list_schedules(Connection& connection, const ScheduleQuery& query) {
    connection.execute("BEGIN");  // the count and the page see the same rows
    try {
        auto page = read_page(connection, query);
        connection.execute("COMMIT");
        return page;
    } catch (...) {
        if (connection.in_transaction()) connection.execute("ROLLBACK");
        throw;
    }
}

}  // namespace storage
