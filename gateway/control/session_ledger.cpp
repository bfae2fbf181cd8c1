#include "gateway/control/session_ledger.h"

#include <algorithm>

#include "gateway/control/authorisation.h"

namespace gateway {

SessionLedger::Session& SessionLedger::begin(std::int64_t id, const storage::TransactionRecord& start,
                                             const TransactionTime& began) {
    const auto [at, is_new] = sessions_.try_emplace(id);
    Session& session = at->second;
    if (!is_new) return session;
    session.connector_id = start.connector_id;
    session.id_tag = start.id_tag;
    session.began = began;
    session.received_at = start.received_at;
    session.energy = SessionEnergy(start.meter_start_wh);
    if (sessions_.size() > kMostFollowed) make_room(id);
    return session;
}

/// The oldest that has ended goes first; one that runs only where all do.
void SessionLedger::make_room(std::int64_t newest) {
    const auto ended = std::find_if(sessions_.begin(), sessions_.end(), [&](const auto& entry) {
        return entry.first != newest && !entry.second.is_running;
    });
    const auto oldest = sessions_.begin()->first == newest ? std::next(sessions_.begin()) : sessions_.begin();
    sessions_.erase(ended != sessions_.end() ? ended : oldest);
}

SessionLedger::Session* SessionLedger::find(std::int64_t id) {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : &found->second;
}

/// A backlog is received in a moment, an unset clock tells nonsense: the longer of the two counts, as far as both can be.
SessionEnd SessionLedger::end_of(const Session& session, const TransactionTime& ended, UtcTime received,
                                 std::optional<std::int64_t> meter_stop_wh, std::optional<double> rated_kw) {
    constexpr double kMostKw = 500;  // of a charger whose rating nobody told
    SessionEnd end{meter_stop_wh, received - session.received_at, rated_kw.value_or(kMostKw)};
    if (session.began.at && ended.at) end.duration = std::max(end.duration, *ended.at - *session.began.at);
    return end;
}

std::optional<storage::SetEnergy> SessionLedger::news(std::int64_t id, Session& session) {
    if (!session.end) return std::nullopt;
    const auto result = session.energy.result(*session.end);
    const bool is_known = session.told && result && session.told->wh == result->wh && session.told->source == result->source;
    if (!result || is_known) return std::nullopt;
    session.told = result;
    return storage::SetEnergy{id, result->wh, result->source};
}

void SessionLedger::ingest(Session& session, std::int64_t id, const std::vector<ocpp::MeterValue>& values,
                           UtcTime received, storage::Batch& batch) {
    session.energy.ingest(values, received);
    if (!session.is_whole || find(id) != &session) return;
    if (const auto told = news(id, session)) batch.push_back(*told);
}

void SessionLedger::lost(std::int64_t id, UtcTime now, std::optional<double> rated_kw, storage::Batch& batch) {
    Session* session = find(id);
    if (session == nullptr) return;
    session->is_running = false;
    if (!session->end) session->end = end_of(*session, {}, now, std::nullopt, rated_kw);
    if (const auto told = news(id, *session)) batch.push_back(*told);
}

bool SessionLedger::runs_on(int connector_id, const std::string& id_tag) const {
    return std::any_of(sessions_.begin(), sessions_.end(), [&](const auto& entry) {
        const Session& session = entry.second;
        return session.is_running && session.connector_id == connector_id && Authorisation::same(session.id_tag, id_tag);
    });
}

bool SessionLedger::runs_elsewhere(const std::string& id_tag, std::optional<int> besides_connector) const {
    return std::any_of(sessions_.begin(), sessions_.end(), [&](const auto& entry) {
        const Session& session = entry.second;
        return session.is_running && session.connector_id != besides_connector &&
               Authorisation::same(session.id_tag, id_tag);
    });
}

}  // namespace gateway
