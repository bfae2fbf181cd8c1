#pragma once

#include <string>

#include "storage/sql.h"

/// What lists of a device's things are filtered by; `Asked` is a query with environment, device_id, state and owner.
namespace storage {

template <typename Asked>
std::string device_condition(const Asked& asked) {
    std::string text = " WHERE environment = ?";
    if (asked.device_id) text += " AND device_id = ?";
    if (asked.state) text += " AND state = ?";
    if (asked.owner)
        text += " AND device_id IN (SELECT device_id FROM connectors JOIN charge_points"
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

}  // namespace storage
