#pragma once

#include <algorithm>
#include <string>

#include "storage/limits.h"
#include "storage/rows.h"

/// Lists of a device's things, a page at a time; `Asked` is a query with environment, device_id, state, owner, offset
/// and limit. Reading thread.
namespace storage {

/// Sees the same rows from its beginning to its end.
class Reading {
  public:
    explicit Reading(Connection& connection) : connection_(connection) { connection_.execute("BEGIN"); }
    ~Reading() {
        try {
            if (connection_.in_transaction()) connection_.execute("ROLLBACK");  // nothing was written
        } catch (const SqlError&) {  // the connection is replaced at the next read
        }
    }
    Reading(const Reading&) = delete;
    Reading& operator=(const Reading&) = delete;

  private:
    Connection& connection_;
};

template <typename Asked>
std::string device_condition(const Asked& asked) {
    std::string text = " WHERE environment = ?";
    if (asked.device_id) text += " AND device_id = ?";
    if (asked.state) text += " AND state = ?";
    if (asked.owner)
        text +=
            " AND device_id IN (SELECT device_id FROM connectors JOIN charge_points"
            " ON charge_points.id = connectors.charge_point_id WHERE owner = ?)";
    return text;
}

template <typename Asked>
void put_device_filters(Query& statement, const Asked& asked) {
    statement.put(asked.environment);
    if (asked.device_id) statement.put(*asked.device_id);
    if (asked.state) statement.put(*asked.state);
    if (asked.owner) statement.put(*asked.owner);
}

/// The rows' numbers come from an index alone, so that only those of the page are read.
template <typename Record, typename Asked>
std::string device_rows(const Asked& asked, int total, const std::string& order) {
    const std::string table = Columns<Record>::table;
    const bool is_sorted = asked.owner && total <= kOwnedRowsSorted;
    return select_text<Record>() + " WHERE rowid IN (SELECT rowid FROM " + table +
           (is_sorted ? " INDEXED BY " + table + "_of_device" : "") + device_condition(asked) + " ORDER BY " + order +
           " LIMIT ? OFFSET ?) ORDER BY " + order;
}

/// The count and the rows as they are at one moment. `order` ends in something unique; `take` makes the items.
template <typename Record, typename Page, typename Asked, typename Take>
Page read_device_page(Connection& connection, const Asked& asked, const std::string& order, Take take) {
    const Reading reading(connection);
    Page page;
    Query count(connection,
                kept(std::string("SELECT count(*) FROM ") + Columns<Record>::table + device_condition(asked)));
    put_device_filters(count, asked);
    if (count.step()) count.take(page.total);
    const int offset = std::max(asked.offset, 0);
    if (offset >= page.total) return page;
    Query rows(connection, kept(device_rows<Record>(asked, page.total, order)));
    put_device_filters(rows, asked);
    rows.put(std::clamp(asked.limit, 0, kLargestPage)).put(offset);
    page.items = take(rows);
    return page;
}

}  // namespace storage
