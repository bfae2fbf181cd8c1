#include "storage/memory_state.h"

#include <algorithm>
#include <type_traits>

#include "json/ascii.h"
#include "storage/limits.h"
#include "storage/storage.h"

namespace storage {
namespace {

bool same_identity(const std::string& left, const std::string& right) {
    return !IgnoringCase{}(left, right) && !IgnoringCase{}(right, left);
}

template <typename Kind>
bool same_kind(const CapabilityRecord& record, const Kind& kind) {
    return record.vendor == kind.vendor && record.model == kind.model &&
           record.firmware_version == kind.firmware_version;
}

template <typename Row, typename Same>
void upsert(std::vector<Row>& rows, const Row& row, Same same) {
    auto at = std::find_if(rows.begin(), rows.end(), same);
    if (at == rows.end()) {
        rows.push_back(row);
    } else {
        *at = row;
    }
}

/// By MemoryStorage, so that a batch need not copy them.
template <typename What>
constexpr bool is_kept_outside = std::is_same_v<What, AppendMeterValues> || std::is_same_v<What, AppendEvent> ||
                                 std::is_same_v<What, PutDelivery> || std::is_same_v<What, RequeueDeliveries> ||
                                 std::is_same_v<What, HastenDeliveries>;

}  // namespace

bool IgnoringCase::operator()(const std::string& left, const std::string& right) const {
    return std::lexicographical_compare(left.begin(), left.end(), right.begin(), right.end(),
                                        [](char a, char b) { return json::lower_case(a) < json::lower_case(b); });
}

void MemoryState::apply(const Change& change, Written& written) {
    std::visit(
        [&](const auto& what) {
            using What = std::decay_t<decltype(what)>;
            if constexpr (std::is_same_v<What, OpenTransaction>) {
                written.opened = open(what.record);
            } else if constexpr (std::is_same_v<What, CloseTransaction>) {
                close(what.record);
            } else if constexpr (std::is_same_v<What, AbandonTransaction>) {
                abandon(what);
            } else if constexpr (std::is_same_v<What, SetEnergy>) {
                set_energy(what);
            } else if constexpr (std::is_same_v<What, AppendSecurityEvent>) {
                append(what.record);
            } else if constexpr (std::is_same_v<What, RemoveChargePoint> || std::is_same_v<What, RemoveCapabilities> ||
                                 std::is_same_v<What, RemoveChargerLessons> ||
                                 std::is_same_v<What, RemoveTag> || std::is_same_v<What, RemoveWebhookEndpoint>) {
                remove(what);
            } else if constexpr (std::is_same_v<What, PutSetting>) {
                settings[what.name] = what.value;
            } else if constexpr (!is_kept_outside<What>) {
                put(what);
            }
        },
        change);
}

void MemoryState::put(const PutChargePoint& change) {
    auto [at, is_new] = charge_points.try_emplace(change.record.id, change.record);
    if (is_new) return;
    const std::string first_spelling = at->first;
    at->second = change.record;
    at->second.id = first_spelling;
}

void MemoryState::put(const PutConnector& change) {
    const auto& record = change.record;
    if (charge_points.count(record.charge_point_id) == 0)
        throw StorageError("connector of an unknown charge point");
    for (const auto& [device_id, other] : connectors) {
        if (device_id != record.device_id && other.connector_id == record.connector_id &&
            same_identity(other.charge_point_id, record.charge_point_id)) {
            throw StorageError("two devices for one connector");
        }
    }
    connectors[record.device_id] = record;
}

void MemoryState::put(const PutAction& change) {
    const auto& record = change.record;
    upsert(actions, record, [&](const auto& other) { return other.id == record.id; });
}

void MemoryState::put(const PutApiKey& change) {
    for (const auto& [id, other] : api_keys) {
        if (id != change.record.id && other.hash == change.record.hash)
            throw StorageError("two API keys are equal");
    }
    api_keys[change.record.id] = change.record;
}

void MemoryState::put(const PutCapabilities& change) {
    const auto& record = change.record;
    upsert(capabilities, record, [&](const auto& other) { return same_kind(other, record); });
}

void MemoryState::put(const PutChargerLessons& change) {
    charger_lessons[change.record.charge_point_id] = change.record;
}

void MemoryState::put(const PutTag& change) {
    auto [at, is_new] = tags.try_emplace(change.record.id_tag, change.record);
    if (is_new) return;
    const std::string first_spelling = at->first;
    at->second = change.record;
    at->second.id_tag = first_spelling;
}

void MemoryState::append(const SecurityEventRecord& record) {
    const auto sequence = security_events.empty() ? 1 : security_events.back().sequence + 1;
    security_events.push_back(record);
    security_events.back().sequence = sequence;
    if (static_cast<std::int64_t>(security_events.size()) > security_events_kept)
        security_events.erase(security_events.begin());
}

void MemoryState::remove(const RemoveCapabilities& change) {
    const auto is_meant = [&](const CapabilityRecord& record) { return same_kind(record, change); };
    capabilities.erase(std::remove_if(capabilities.begin(), capabilities.end(), is_meant), capabilities.end());
}

void MemoryState::remove(const RemoveChargePoint& change) {
    for (auto at = connectors.begin(); at != connectors.end();) {
        if (!same_identity(at->second.charge_point_id, change.id)) {
            ++at;
            continue;
        }
        remove_device(at->first, change.at);
        at = connectors.erase(at);
    }
    for (auto& [id, transaction] : transactions) {
        if (!same_identity(transaction.start.charge_point_id, change.id) || transaction.ended_at) continue;
        transaction.ended_at = std::max(change.at, transaction.start.received_at);
        transaction.lost = true;
    }
    for (auto& [id, reservation] : reservations) {
        const bool is_open = reservation.state == ReservationState::open;
        if (is_open && same_identity(reservation.charge_point_id, change.id))
            reservation.state = ReservationState::cancelled;
    }
    local_lists.erase(change.id);
    charger_lessons.erase(change.id);
    charge_points.erase(change.id);
}

StoredTransaction* MemoryState::transaction_of(const std::string& charge_point_id,
                                               std::int64_t transaction_id) {
    auto at = transactions.find(transaction_id);
    if (at == transactions.end() || !same_identity(at->second.start.charge_point_id, charge_point_id))
        return nullptr;
    return &at->second;
}

OpenedTransaction MemoryState::open(const TransactionRecord& record) {
    for (auto& [id, other] : transactions) {
        if (record.repeat_key.empty() || other.start.repeat_key != record.repeat_key) continue;
        if (!same_identity(other.start.charge_point_id, record.charge_point_id)) continue;
        ++other.start_repeats;
        return {id, true, other.ended_at.has_value()};
    }
    const auto id = record.transaction_id;
    if (id < 1 || id > largest_transaction_id) throw StorageError("transaction id out of range");
    if (transactions.count(id) != 0) throw StorageError("transaction id used twice");
    transactions[id].start = record;
    last_transaction_id = std::max(last_transaction_id, id);
    return {id, false, false};
}

void MemoryState::close(const TransactionEnd& end) {
    auto* transaction = transaction_of(end.charge_point_id, end.transaction_id);
    if (transaction == nullptr) return keep_orphan(end);
    if (transaction->end) {
        ++transaction->stop_repeats;
        return;
    }
    transaction->end = end;
    transaction->ended_at = end.received_at;
    transaction->lost = false;
    if (!end.energy_wh) return;
    transaction->energy_wh = end.energy_wh;
    transaction->energy_source = end.energy_source;
}

void MemoryState::keep_orphan(const TransactionEnd& end) {
    for (const auto& other : orphan_stops) {
        if (same_identity(other.charge_point_id, end.charge_point_id) &&
            other.transaction_id == end.transaction_id && other.timestamp == end.timestamp &&
            other.meter_stop_wh == end.meter_stop_wh) {
            return;
        }
    }
    orphan_stops.push_back(end);
}

void MemoryState::abandon(const AbandonTransaction& change) {
    auto* transaction = transaction_of(change.charge_point_id, change.transaction_id);
    if (transaction == nullptr || transaction->ended_at) return;
    transaction->ended_at = change.at;
    transaction->lost = true;
}

void MemoryState::set_energy(const SetEnergy& change) {
    const auto at = transactions.find(change.transaction_id);
    if (at == transactions.end() || !at->second.ended_at) return;
    at->second.energy_wh = change.energy_wh;
    at->second.energy_source = change.source;
}

std::vector<std::int64_t> MemoryState::ended_of(const std::string& charge_point_id) const {
    std::vector<std::pair<UtcTime, std::int64_t>> ended;
    for (const auto& [id, transaction] : transactions) {
        if (!transaction.ended_at || !same_identity(transaction.start.charge_point_id, charge_point_id))
            continue;
        ended.emplace_back(*transaction.ended_at, id);
    }
    for (const auto& orphan : orphan_stops) {
        if (orphan.transaction_id < 1 || !same_identity(orphan.charge_point_id, charge_point_id)) continue;
        ended.emplace_back(orphan.received_at, orphan.transaction_id);
    }
    std::sort(ended.begin(), ended.end());
    if (ended.size() > ended_ids_kept) ended.erase(ended.begin(), ended.end() - ended_ids_kept);
    std::vector<std::int64_t> ids;
    for (const auto& entry : ended) ids.push_back(entry.second);
    return ids;
}

void MemoryState::add_actions(Snapshot& snapshot) const {
    for (const auto& action : actions) {
        if (!canonical::is_terminal(action.state)) snapshot.open_actions.push_back(action);
        if (connectors.count(action.device_id) == 0) continue;
        auto [at, is_new] = snapshot.last_actions.try_emplace(action.device_id, action);
        if (!is_new && at->second.created_at <= action.created_at) at->second = action;
    }
}

Snapshot MemoryState::snapshot() const {
    Snapshot result;
    for (const auto& [id, record] : charge_points) {
        result.charge_points.push_back(record);
        auto ended = ended_of(id);
        if (!ended.empty()) result.ended_transactions[id] = std::move(ended);
    }
    for (const auto& [id, record] : connectors) result.connectors.push_back(record);
    for (const auto& [id, transaction] : transactions) {
        if (!transaction.ended_at) result.open_transactions.push_back(transaction.start);
    }
    add_actions(result);
    for (const auto& [id, record] : api_keys) result.api_keys.push_back(record);
    result.capabilities = capabilities;
    for (const auto& [id, record] : charger_lessons) result.charger_lessons.push_back(record);
    result.settings = settings;
    for (const auto& [id, record] : tags) result.tags.push_back(record);
    for (const auto& [id, record] : reservations) {
        if (record.state == ReservationState::open) result.open_reservations.push_back(record);
        result.last_reservation_id = id;
    }
    for (const auto& [id, record] : local_lists) result.local_lists.push_back(record);
    for (const auto& [id, record] : issued_certificates) result.issued_certificates.push_back(record);
    for (const auto& [id, record] : schedules) {
        if (is_in_force(record)) result.schedules.push_back(record);
    }
    for (const auto& [id, record] : webhook_endpoints) result.webhook_endpoints.push_back(record);
    result.last_transaction_id = last_transaction_id;
    return result;
}

}  // namespace storage
