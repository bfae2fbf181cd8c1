#include <algorithm>
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
    const char* slice;      ///< so far a step looks: takes where it begins and the number of rows; null: by an index
    const char* statement;  ///< takes the time, and that slice or the number of rows; null: code of its own
};

/// In the order of `Kept`. The newest action of a device stays: it is what is shown of it. No step looks at many rows:
/// either an index leads to those that are old, or the table is walked slice by slice.
constexpr Rule kRules[] = {
    {"meter_values", nullptr, nullptr},
    {"actions", nullptr,
     "DELETE FROM actions WHERE sequence IN (SELECT sequence FROM actions AS old"
     " WHERE environment IN ('live', 'sandbox') AND created_at < ?"
     " AND state NOT IN ('scheduled', 'acknowledged') AND EXISTS"
     " (SELECT 1 FROM actions AS newer WHERE newer.device_id = old.device_id AND newer.created_at > old.created_at)"
     " LIMIT ?)"},
    {"schedules", nullptr,
     "DELETE FROM schedules WHERE rowid IN (SELECT rowid FROM schedules"
     " WHERE environment IN ('live', 'sandbox') AND created_at < ?1 AND updated_at < ?1"
     " AND state NOT IN ('pending', 'active') LIMIT ?2)"},
    {"reservations",
     "SELECT max(sequence), count(*) FROM (SELECT sequence FROM reservations WHERE sequence > ? ORDER BY sequence"
     " LIMIT ?)",
     "DELETE FROM reservations WHERE expires_at < ? AND state <> 'open' AND sequence > ? AND sequence <= ?"},
    {"security_events",
     "SELECT max(sequence), count(*) FROM (SELECT sequence FROM security_events WHERE sequence > ? ORDER BY sequence"
     " LIMIT ?)",
     "DELETE FROM security_events WHERE received_at < ? AND sequence > ? AND sequence <= ?"},
    {"orphans",
     "SELECT max(sequence), count(*) FROM (SELECT sequence FROM orphan_values WHERE sequence > ? ORDER BY sequence"
     " LIMIT ?)",
     "DELETE FROM orphan_values WHERE received_at < ? AND sequence > ? AND sequence <= ?"},
    {"orphan_stops",
     "SELECT max(sequence), count(*) FROM (SELECT sequence FROM orphan_stops WHERE sequence > ? ORDER BY sequence"
     " LIMIT ?)",
     "DELETE FROM orphan_stops WHERE received_at < ? AND sequence > ? AND sequence <= ?"},
    {"events", nullptr, nullptr},
    {"answers", nullptr,
     "DELETE FROM answers WHERE rowid IN (SELECT rowid FROM answers WHERE created_at < ? ORDER BY created_at LIMIT ?)"},
    {"audit", nullptr,
     "DELETE FROM audit WHERE sequence IN (SELECT sequence FROM audit WHERE at < ? ORDER BY at LIMIT ?)"},
    {"free_pages", nullptr, nullptr},
};

constexpr const char* kThinnedUpTo = "meter_values_thinned_up_to";

std::int64_t thinned_so_far(Connection& connection) {
    Query query(connection, "SELECT CAST(value AS INTEGER) FROM settings WHERE name = 'meter_values_thinned_up_to'");
    return query.step() ? query.taken<std::int64_t>() : 0;
}

/// The first in each quarter of an hour of its transaction stays. Where a step begins one more may. What was received
/// in the future is as old as what stands before it: else it would stand in the way for ever.
Pruned thin_meter_values(Connection& connection, const Prune& change, Written& written) {
    constexpr std::int64_t kQuarterMs = 15 * 60 * 1000;
    std::set<std::pair<std::int64_t, std::int64_t>> seen;
    std::vector<std::int64_t> superfluous;
    std::int64_t up_to = 0, looked_at = 0;
    {
        Query query(connection,
                    "SELECT sequence, transaction_id, received_at FROM meter_values WHERE sequence > ?"
                    " ORDER BY sequence LIMIT ?");
        query.put(thinned_so_far(connection)).put(kRowsPerPruning);
        for (; query.step(); ++looked_at) {
            const auto sequence = query.taken<std::int64_t>();
            const auto transaction = query.taken<std::optional<std::int64_t>>().value_or(0);
            const auto received_at = query.taken<UtcTime>();
            if (received_at >= change.before && received_at <= change.now) break;  // what follows is younger still
            const auto quarter = received_at.time_since_epoch().count() / kQuarterMs;
            if (!seen.emplace(transaction, quarter).second) superfluous.push_back(sequence);
            up_to = sequence;
        }
    }
    for (const std::int64_t sequence : superfluous)
        Query(connection, "DELETE FROM meter_values WHERE sequence = ?").put(sequence).run();
    if (up_to > 0) apply(connection, PutSetting{kThinnedUpTo, std::to_string(up_to)}, written);
    return {static_cast<std::int64_t>(superfluous.size()), looked_at < kRowsPerPruning};
}

Pruned drop_events(Connection& connection, UtcTime before, Written& written) {
    written.dropped_deliveries += waiting_deliveries_of_oldest(connection, before, kRowsPerPruning);
    const int rows = Query(connection,
                           "DELETE FROM events WHERE sequence IN"
                           " (SELECT sequence FROM events WHERE created_at < ? ORDER BY created_at, sequence LIMIT ?)")
                         .put(before)
                         .put(kRowsPerPruning)
                         .run();
    return {rows, rows < kRowsPerPruning};
}

/// Nothing where the file was made by an older program and keeps no account of where its pages belong.
Pruned give_pages_back(Connection& connection) {
    const auto before = connection.number("PRAGMA freelist_count");
    const auto kept = connection.number("PRAGMA page_count") / kPagesForEachFreeOne;
    const auto most = std::min<std::int64_t>(before - kept, kRowsPerPruning);
    if (most <= 0) return {};
    connection.execute(("PRAGMA incremental_vacuum(" + std::to_string(most) + ")").c_str());
    const auto rows = before - connection.number("PRAGMA freelist_count");
    return {rows, rows < kRowsPerPruning};
}

Pruned drop_from_slice(Connection& connection, const Rule& rule, const Prune& change) {
    std::int64_t up_to = 0, looked_at = 0;
    {
        Query slice(connection, rule.slice);
        slice.put(change.after).put(kRowsPerPruning).step();
        up_to = slice.taken<std::optional<std::int64_t>>().value_or(change.after);
        slice.take(looked_at);
    }
    const int rows = Query(connection, rule.statement).put(change.before).put(change.after).put(up_to).run();
    return {rows, looked_at < kRowsPerPruning, up_to};
}

Pruned drop_rows(Connection& connection, const Prune& change) {
    const Rule& rule = kRules[static_cast<std::size_t>(change.kept)];
    if (rule.slice) return drop_from_slice(connection, rule, change);
    const int rows = Query(connection, rule.statement).put(change.before).put(kRowsPerPruning).run();
    return {rows, rows < kRowsPerPruning};
}

}  // namespace

std::string_view to_text(Kept kept) { return kRules[static_cast<std::size_t>(kept)].name; }

void prune(Connection& connection, const Prune& change, Written& written) {
    if (change.kept == Kept::meter_values) written.pruned = thin_meter_values(connection, change, written);
    else if (change.kept == Kept::events) written.pruned = drop_events(connection, change.before, written);
    else if (change.kept == Kept::free_pages) written.pruned = give_pages_back(connection);
    else written.pruned = drop_rows(connection, change);
}

}  // namespace storage
