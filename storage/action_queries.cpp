#include <algorithm>

#include "storage/device_filters.h"
#include "storage/limits.h"
#include "storage/rows.h"
#include "storage/snapshot.h"

namespace storage {
namespace {

ActionPage read_page(Connection& connection, const ActionQuery& query) {
    ActionPage page;
    Query count(connection, kept("SELECT count(*) FROM actions" + device_condition(query)));
    put_device_filters(count, query);
    if (count.step()) count.take(page.total);
    Query rows(connection, kept(select_text<ActionRow>() + device_condition(query) +
                                " ORDER BY created_at DESC, sequence DESC LIMIT ? OFFSET ?"));
    put_device_filters(rows, query);
    rows.put(std::clamp(query.limit, 0, largest_page)).put(std::max(query.offset, 0));
    page.items = take_actions(rows);
    return page;
}

}  // namespace

std::optional<canonical::Action> find_action(Connection& connection, const std::string& id) {
    static const std::string text = select_text<ActionRow>() + " WHERE id = ?";
    Query query(connection, text.c_str());
    auto found = take_actions(query.put(id));
    if (found.empty()) return {};
    return std::move(found.front());
}

ActionPage list_actions(Connection& connection, const ActionQuery& query) {
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
