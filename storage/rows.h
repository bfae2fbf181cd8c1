#pragma once

#include <string>
#include <vector>

#include "storage/outbox_columns.h"
#include "storage/sql.h"

/// Whole records to and from the database, by their column lists.
namespace storage {

/// "a", "b" ... in the order of the list.
template <typename Record>
std::vector<std::string> column_names() {
    std::vector<std::string> names;
    Record none{};
    Columns<Record>::each(none, [&](const char* name, auto&) { names.push_back('"' + std::string(name) + '"'); });
    return names;
}

std::string joined(const std::vector<std::string>& parts);
std::string insert_text(const char* table, const std::vector<std::string>& columns);
/// An insert that overwrites everything but the key where the key is already there.
std::string upsert_text(const char* table, const std::vector<std::string>& columns, int keys);

/// A statement put together at run time, at an address that stays. There are as many as combinations of filters.
/// Reading thread.
const char* kept(const std::string& text);

/// "SELECT <columns> FROM <table>", to be followed by a condition.
template <typename Record>
std::string select_text() {
    return "SELECT " + joined(column_names<Record>()) + " FROM " + Columns<Record>::table;
}

template <typename Record>
void put_record(Query& query, const Record& record) {
    Columns<Record>::each(record, [&](const char*, const auto& member) { query.put(member); });
}

template <typename Record>
Record take_record(Query& query) {
    Record record{};
    Columns<Record>::each(record, [&](const char*, auto& member) { query.take(member); });
    return record;
}

template <typename Record>
void upsert(Connection& connection, const Record& record) {
    static const std::string text = upsert_text(Columns<Record>::table, column_names<Record>(), Columns<Record>::keys);
    Query query(connection, text.c_str());
    put_record(query, record);
    query.run();
}

template <typename Record>
std::vector<Record> take_all(Query& query) {
    std::vector<Record> records;
    while (query.step()) records.push_back(take_record<Record>(query));
    return records;
}

int page_size(int limit);

/// Of one row more than the page was asked for, which tells whether there are more.
template <typename Page>
Page cut(Page page, int limit) {
    page.more = static_cast<int>(page.items.size()) > limit;
    if (page.more) page.items.pop_back();
    return page;
}

/// Runs a query over actions and gives them whole.
std::vector<canonical::Action> take_actions(Query& query);

}  // namespace storage
