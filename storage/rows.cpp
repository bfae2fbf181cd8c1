#include "storage/rows.h"

#include <algorithm>
#include <set>

#include "storage/limits.h"

namespace storage {

const char* kept(const std::string& text) {
    static std::set<std::string> texts;
    return texts.insert(text).first->c_str();
}

std::string joined(const std::vector<std::string>& parts) {
    std::string text;
    for (const auto& part : parts) text += (text.empty() ? "" : ", ") + part;
    return text;
}

std::string insert_text(const char* table, const std::vector<std::string>& columns) {
    const std::vector<std::string> places(columns.size(), "?");
    return std::string("INSERT INTO ") + table + " (" + joined(columns) + ") VALUES (" + joined(places) + ")";
}

std::string upsert_text(const char* table, const std::vector<std::string>& columns, int keys) {
    const std::vector<std::string> key(columns.begin(), columns.begin() + keys);
    std::vector<std::string> changes;
    for (auto column = columns.begin() + keys; column != columns.end(); ++column) {
        changes.push_back(*column + " = excluded." + *column);
    }
    return insert_text(table, columns) + " ON CONFLICT (" + joined(key) + ") DO UPDATE SET " + joined(changes);
}

int page_size(int limit) { return std::clamp(limit, 1, kLargestPage); }

std::vector<canonical::Action> take_actions(Query& query) {
    std::vector<canonical::Action> actions;
    while (query.step()) actions.push_back(whole(take_record<ActionRow>(query)));
    return actions;
}

}  // namespace storage
