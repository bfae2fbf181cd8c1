#include <algorithm>

#include "storage/limits.h"
#include "storage/rows.h"
#include "storage/snapshot.h"

namespace storage {
namespace {

std::string condition_of(const ActionQuery& query) {
    std::string text = " WHERE environment = ?";
    if (query.device_id) text += " AND device_id = ?";
    if (query.state) text += " AND state = ?";
    return text;
}

/// One statement text per combination of filters, at an address that stays.
struct ListTexts {
    explicit ListTexts(const ActionQuery& query)
        : count("SELECT count(*) FROM actions" + condition_of(query)),
          page(select_text<ActionRow>() + condition_of(query) +
               " ORDER BY created_at DESC, sequence DESC LIMIT ? OFFSET ?") {}
    std::string count, page;
};

const ListTexts& texts_of(const ActionQuery& query) {
    static const ListTexts all{ActionQuery{{}, {}, {}, 0, 0}};
    static const ListTexts by_device{ActionQuery{{}, "", {}, 0, 0}};
    static const ListTexts by_state{ActionQuery{{}, {}, canonical::ActionState::failed, 0, 0}};
    static const ListTexts by_both{ActionQuery{{}, "", canonical::ActionState::failed, 0, 0}};
    if (query.device_id) return query.state ? by_both : by_device;
    return query.state ? by_state : all;
}

void put_filters(Query& statement, const ActionQuery& query) {
    statement.put(query.environment);
    if (query.device_id) statement.put(*query.device_id);
    if (query.state) statement.put(*query.state);
}

ActionPage read_page(Connection& connection, const ActionQuery& query) {
    const auto& texts = texts_of(query);
    ActionPage page;
    Query count(connection, texts.count.c_str());
    put_filters(count, query);
    if (count.step()) count.take(page.total);
    Query rows(connection, texts.page.c_str());
    put_filters(rows, query);
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
