#include <map>
#include <set>
#include <utility>

#include "storage/apply.h"
#include "storage/limits.h"

/// What is dropped when it is old, a row of `rules` each.
namespace storage {

namespace {

struct Rule {
    const char* name;
    const char* statement;  ///< takes the time and the number of rows; null: code of its own
};

/// In the order of `Kept`. The newest action of a device stays: it is what is shown of it.
constexpr Rule rules[] = {
    {"meter_values", nullptr},
    {"actions",
     "DELETE FROM actions WHERE sequence IN (SELECT sequence FROM actions AS old WHERE created_at < ?"
     " AND state NOT IN ('scheduled', 'acknowledged') AND EXISTS"
     " (SELECT 1 FROM actions AS newer WHERE newer.device_id = old.device_id AND newer.created_at > old.created_at)"
     " ORDER BY sequence LIMIT ?)"},
    {"schedules",
     "DELETE FROM schedules WHERE rowid IN (SELECT rowid FROM schedules WHERE updated_at < ?"
     " AND state NOT IN ('pending', 'active') ORDER BY rowid LIMIT ?)"},
    {"reservations",
     "DELETE FROM reservations WHERE sequence IN (SELECT sequence FROM reservations WHERE expires_at < ?"
     " AND state <> 'open' ORDER BY sequence LIMIT ?)"},
    {"security_events",
     "DELETE FROM security_events WHERE sequence IN (SELECT sequence FROM security_events WHERE received_at < ?"
     " ORDER BY sequence LIMIT ?)"},
    {"orphans",
     "DELETE FROM orphan_values WHERE sequence IN (SELECT sequence FROM orphan_values WHERE received_at < ?"
     " ORDER BY sequence LIMIT ?)"},
    {"events", nullptr},
    {"answers",
     "DELETE FROM answers WHERE rowid IN (SELECT rowid FROM answers WHERE created_at < ? ORDER BY created_at LIMIT ?)"},
    {"audit", "DELETE FROM audit WHERE sequence IN (SELECT sequence FROM audit WHERE at < ? ORDER BY at LIMIT ?)"},
};

constexpr const char* thinned_up_to = "meter_values_thinned_up_to";

std::int64_t thinned_so_far(Connection& connection) {
    Query query(connection, "SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'meter_values_thinned_up_to'");
    return query.step() ? query.taken<std::int64_t>() : 0;
}

/// The first in each quarter of an hour of its transaction stays. Where a step begins one more may.
Pruned thin_meter_values(Connection& connection, UtcTime before, Written& written) {
    constexpr std::int64_t quarter_ms = 15 * 60 * 1000;
    std::set<std::pair<std::int64_t, std::int64_t>> seen;
    std::vector<std::int64_t> superfluous;
    std::int64_t up_to = 0, looked_at = 0;
    {
        Query query(connection,
                    "SELECT sequence, transaction_id, received_at FROM meter_values WHERE sequence > ?"
                    " ORDER BY sequence LIMIT ?");
        query.put(thinned_so_far(connection)).put(rows_per_pruning);
        for (; query.step(); ++looked_at) {
            const auto sequence = query.taken<std::int64_t>();
            const auto transaction = query.taken<std::optional<std::int64_t>>().value_or(0);
            const auto received_at = query.taken<UtcTime>();
            if (received_at >= before) break;  // what follows is younger still
            const auto quarter = received_at.time_since_epoch().count() / quarter_ms;
            if (!seen.emplace(transaction, quarter).second) superfluous.push_back(sequence);
            up_to = sequence;
        }
    }
    for (const std::int64_t sequence : superfluous)
        Query(connection, "DELETE FROM meter_values WHERE sequence = ?").put(sequence).run();
    if (up_to > 0) apply(connection, PutSetting{thinned_up_to, std::to_string(up_to)}, written);
    return {static_cast<std::int64_t>(superfluous.size()), looked_at < rows_per_pruning};
}

}  // namespace

std::string_view to_text(Kept kept) { return rules[static_cast<std::size_t>(kept)].name; }

void prune(Connection& connection, const Prune& change, Written& written) {
    if (change.kept == Kept::meter_values) {
        written.pruned = thin_meter_values(connection, change.before, written);
        return;
    }
    if (change.kept == Kept::events) {
        written.dropped_deliveries += drop_events_before(connection, change.before);
        written.pruned = Pruned{};
        return;
    }
    const char* const statement = rules[static_cast<std::size_t>(change.kept)].statement;
    const int rows = Query(connection, statement).put(change.before).put(rows_per_pruning).run();
    written.pruned = Pruned{rows, rows < rows_per_pruning};
}

}  // namespace storage
