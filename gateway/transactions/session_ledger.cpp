#include "gateway/transactions/session_ledger.h"

#include <algorithm>

#include "gateway/authorization/authorisation.h"

namespace gateway {

SessionLedger::Session& SessionLedger::begin(std::int64_t id, const storage::TransactionRecord& start,
                                             const TransactionTime& began, const RegisterBefore& before) {
    const auto [at, is_new] = sessions_.try_emplace(id);
    Session& session = at->second;
    if (!is_new) return session;
    session.id = id;
    session.connector_id = start.connector_id;
    session.id_tag = start.id_tag;
    session.began = began;
    session.received_at = start.received_at;
    session.energy = SessionEnergy({start.meter_start_wh, began.at, start.received_at, before});
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

void SessionLedger::note_strange(std::int64_t id) {
    if (is_strange(id)) return;
    if (strange_ids_.size() == kMostFollowed) strange_ids_.pop_front();
    strange_ids_.push_back(id);
}

bool SessionLedger::is_strange(std::int64_t id) const {
    return std::find(strange_ids_.begin(), strange_ids_.end(), id) != strange_ids_.end();
}

SessionLedger::Session* SessionLedger::find(std::int64_t id) {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : &found->second;
}

void SessionLedger::restore_lost(const storage::TransactionRecord& row, const TransactionTime& began) {
    Session& session = begin(row.transaction_id, row, began);
    registers_.restored(row.connector_id, static_cast<double>(row.meter_start_wh));
    session.is_whole = false;
    session.end = SessionMoment{std::nullopt, std::nullopt, row.received_at};
}

storage::SetEnergy SessionLedger::energy_row(const Session& session, UtcTime now, double most_kw) {
    storage::SetEnergy told{session.id, std::nullopt, {}, {}, {}};
    if (const auto result =
            session.energy.result(session.end.value_or(SessionMoment{std::nullopt, std::nullopt, now}), most_kw)) {
        told.energy_wh = result->wh;
        told.source = result->source;
    }
    Flags flags;
    for (const char* word : session.energy.flags()) flags.add_if(true, word);
    told.flags = flags.text();
    if (!session.end) told.state = session.energy.state();
    return told;
}

void SessionLedger::ingest(Session& session, const std::vector<ocpp::MeterValue>& values, const Telling& telling,
                           storage::Batch& batch) {
    session.energy.ingest(values, telling.received, telling.most_kw, telling.names_session);
    if (const auto factor = session.energy.unit_factor())
        registers_.unit_shown(session.connector_id, *factor, session.energy.register_wh());
    if (session.is_whole) batch.push_back(energy_row(session, telling.received, telling.most_kw));
}

void SessionLedger::stopped(Session& session, std::int64_t meter_wh) {
    session.is_running = false;
    const bool is_old = std::any_of(sessions_.begin(), sessions_.end(), [&](const auto& entry) {
        const Session& other = entry.second;
        return other.connector_id == session.connector_id && (other.is_running || other.id > session.id);
    });
    if (!is_old) registers_.told(session.connector_id, static_cast<double>(meter_wh));
}

void SessionLedger::lost(std::int64_t id, UtcTime now, double most_kw, storage::Batch& batch) {
    Session* session = find(id);
    if (session == nullptr) return;
    session->is_running = false;
    if (!session->end) session->end = SessionMoment{std::nullopt, std::nullopt, now};
    if (session->is_whole) batch.push_back(energy_row(*session, now, most_kw));
}

SessionLedger::Session* SessionLedger::resume(std::int64_t id, int connector_id) {
    Session* session = find(id);
    const bool is_given_up = session != nullptr && !session->is_running && session->connector_id == connector_id &&
                             session->end && !session->end->meter_wh && !session->end->told;
    const bool is_newest = std::none_of(sessions_.begin(), sessions_.end(), [&](const auto& entry) {
        return entry.first > id && entry.second.connector_id == connector_id;
    });
    if (!is_given_up || !is_newest) return nullptr;
    session->is_running = true;
    session->end.reset();
    return session;
}

std::optional<std::int64_t> SessionLedger::energy_so_far(std::int64_t id, UtcTime now,
                                                         std::optional<double> rated_kw) const {
    const auto found = sessions_.find(id);
    if (found == sessions_.end() || !found->second.is_whole) return std::nullopt;
    const auto result = found->second.energy.result({std::nullopt, std::nullopt, now}, most_possible_kw(rated_kw));
    return result ? std::optional(result->wh) : std::nullopt;
}

std::vector<RunningSession> SessionLedger::running() const {
    return those_that([](const Session& session) { return session.is_running; });
}

std::vector<RunningSession> SessionLedger::without_stop() const {
    return those_that([](const Session& session) {
        return !session.is_running && session.end && !session.end->meter_wh && !session.end->told;
    });
}

std::vector<RunningSession> SessionLedger::those_that(bool (*count)(const Session& session)) const {
    std::vector<RunningSession> all;
    for (const auto& [id, session] : sessions_) {
        const SessionMoment start{session.began.meter_wh, session.began.at, session.received_at, {}};
        if (count(session))
            all.push_back({id, session.id_tag, start, session.energy.register_wh(), next_began_at(session)});
    }
    return all;
}

std::optional<UtcTime> SessionLedger::next_began_at(const Session& session) const {
    std::optional<UtcTime> next;
    for (const auto& [id, other] : sessions_) {
        const bool follows = id > session.id && other.connector_id == session.connector_id && other.began.at;
        if (follows && (!next || *other.began.at < *next)) next = other.began.at;
    }
    return next;
}

bool SessionLedger::runs_on(int connector_id, const std::string& id_tag) const {
    return std::any_of(sessions_.begin(), sessions_.end(), [&](const auto& entry) {
        const Session& session = entry.second;
        return session.is_running && session.connector_id == connector_id &&
               Authorisation::same(session.id_tag, id_tag);
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
