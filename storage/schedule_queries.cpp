#include <algorithm>

#include "storage/limits.h"
#include "storage/rows.h"
#include "storage/snapshot.h"

namespace storage {
namespace {

std::string condition_of(const ScheduleQuery& query) {
    std::string text = " WHERE environment = ?";
    if (query.device_id) text += " AND device_id = ?";
    if (query.state) text += " AND state = ?";
    if (query.owner)
        text += " AND device_id IN (SELECT device_id FROM connectors JOIN charge_points"
                " ON charge_points.id = connectors.charge_point_id WHERE owner = ?)";
    return text;
}

void put_filters(Query& statement, const ScheduleQuery& query) {
    statement.put(query.environment);
    if (query.device_id) statement.put(*query.device_id);
    if (query.state) statement.put(*query.state);
    if (query.owner) statement.put(*query.owner);
}

SchedulePage read_page(Connection& connection, const ScheduleQuery& query) {
    SchedulePage page;
    Query count(connection, kept("SELECT count(*) FROM schedules" + condition_of(query)));
    put_filters(count, query);
    if (count.step()) count.take(page.total);
    Query rows(connection, kept(select_text<ScheduleRecord>() + condition_of(query) +
                                " ORDER BY created_at DESC, id DESC LIMIT ? OFFSET ?"));
    put_filters(rows, query);
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
