#include <tuple>

#include "gateway/charge_point/charge_point.h"
#include "json/parse.h"
#include "ocpp/codec.h"

/// What a session took, and what was odd about its end.
namespace gateway {

namespace {

template <class Request>
std::optional<Request> read_stored(const std::string& payload) {
    ocpp::QuirkCounters uncounted;
    try {
        return ocpp::read<Request>(json::parse(payload).root(), ocpp::Strictness::lenient, uncounted);
    } catch (const json::ParseError&) {
        return std::nullopt;
    } catch (const ocpp::CallError&) {
        return std::nullopt;
    }
}

SessionLedger::Session* begin_from_disk(SessionLedger& ledger, const storage::TransactionDetails& details) {
    const auto& [start, end] = std::tie(details.transaction.start, details.transaction.end);
    if (!end) return nullptr;
    const auto began = ocpp::parse_date_time(start.timestamp).time;
    auto& session = ledger.begin(start.transaction_id, start, {began, start.meter_start_wh});
    session.end = SessionMoment{end->meter_stop_wh, ocpp::parse_date_time(end->timestamp).time, end->received_at, {}};
    return &session;
}

void read_again(const storage::TransactionDetails& details, double most_kw, SessionEnergy& energy) {
    for (const auto& row : details.values) {
        if (const auto values = read_stored<ocpp::MeterValues::Request>(row.payload))
            energy.ingest(values->meterValue, row.received_at, most_kw);
    }
    const auto& end = details.transaction.end;
    const auto stop = end ? read_stored<ocpp::StopTransaction::Request>(end->payload) : std::nullopt;
    if (stop && stop->transactionData) energy.ingest_transaction_data(*stop->transactionData, end->received_at, most_kw);
}

}  // namespace

/// Also under the id that the charger made up itself (quirk 108).
SessionLedger::Session* ChargePoint::followed(std::int64_t id) {
    if (auto* session = ledger_.find(id)) return session;
    const Connector* where = connector_of_transaction(id);
    return where == nullptr ? nullptr : ledger_.find(where->view.observed.transaction->stored_id);
}

bool ChargePoint::note_if_foreign(std::int64_t id, const std::string& action) {
    if (followed(id) != nullptr || connector_of_transaction(id) != nullptr || has_ended(id)) return false;
    const std::string owner = services_.owner_of_transaction(id, *this);
    if (owner.empty()) return false;
    note_security("ForeignTransactionId", action + " names transaction " + std::to_string(id) + " of " + owner);
    return true;
}

void ChargePoint::judge_end(const ocpp::StopTransaction::Request& request, const TransactionTime& ended,
                            bool is_foreign, storage::TransactionEnd& row) {
    auto* session = is_foreign ? nullptr : followed(row.transaction_id);
    const bool was_meant = row.transaction_id != request.transactionId;
    const bool is_unknown = was_meant || (session == nullptr && !is_foreign && !has_ended(request.transactionId));
    Flags flags = stop_flags(request, session ? std::optional(session->began) : std::nullopt, row.received_at);
    flags.add_if(is_foreign, "foreign_id").add_if(is_unknown, "unknown_id");
    if (session != nullptr) {
        const double most_kw = most_possible_kw(record_.rated_kw);
        if (request.transactionData) session->energy.ingest_transaction_data(*request.transactionData, row.received_at, most_kw);
        for (const char* word : session->energy.flags()) flags.add_if(true, word);
        if (const auto result = session->energy.result({request.meterStop, ended.at, row.received_at}, most_kw)) {
            row.energy_wh = result->wh;
            row.energy_source = result->source;
        }
    }
    row.flags = flags.text();
}

/// Its stop is on disk, with the energy as far as this process knows it.
void ChargePoint::end_followed(std::int64_t id, const TransactionTime& ended) {
    auto* session = followed(id);
    if (session == nullptr) return complete_energy(id);
    if (session->end && (session->end->meter_wh || session->end->told)) return;
    session->is_running = false;
    ledger_.registers().told(session->connector_id, static_cast<double>(ended.meter_wh));
    session->end = SessionMoment{ended.meter_wh, ended.at, services_.time.utc()};
    complete_energy(session->id);
}

/// A session that an older gateway began has no sum on disk, and one that was given up before a restart is not followed:
/// once its stop has come all of it is read again.
void ChargePoint::complete_energy(std::int64_t id) {
    const auto* session = ledger_.find(id);
    if (session != nullptr && (session->is_whole || !session->end)) return;
    services_.storage.find_transaction(id, [weak = weak_from_this(), id](const auto& details, const std::string&) {
        const auto alive = weak.lock();
        if (!alive || !details || details->transaction.start.charge_point_id != alive->record_.id) return;
        auto* found = alive->ledger_.find(id);
        if (found == nullptr) found = begin_from_disk(alive->ledger_, *details);
        if (found == nullptr) return;
        const double most_kw = most_possible_kw(alive->record_.rated_kw);
        found->energy = SessionEnergy({details->transaction.start.meter_start_wh, found->began.at, found->received_at});
        read_again(*details, most_kw, found->energy);
        found->is_whole = true;
        alive->write({SessionLedger::news(*found, alive->services_.time.utc(), most_kw)}, nullptr);
    });
}

}  // namespace gateway
