#include "storage/device_lists.h"
#include "storage/snapshot.h"

namespace storage {

std::optional<canonical::Action> find_action(Connection& connection, const std::string& id) {
    static const std::string text = select_text<ActionRow>() + " WHERE id = ?";
    Query query(connection, text.c_str());
    auto found = take_actions(query.put(id));
    if (found.empty()) return {};
    return std::move(found.front());
}

ActionPage list_actions(Connection& connection, const ActionQuery& query) {
    return read_device_page<ActionRow, ActionPage>(connection, query, "created_at DESC, sequence DESC", take_actions);
}

}  // namespace storage
