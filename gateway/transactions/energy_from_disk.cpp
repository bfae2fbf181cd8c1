#include "gateway/transactions/energy_from_disk.h"

#include <tuple>

#include "gateway/transactions/stored_payload.h"

namespace gateway {

namespace {

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
        if (const auto values = read_payload<ocpp::MeterValues::Request>(row.payload))
            energy.ingest(values->meterValue, row.received_at, most_kw);
    }
    const auto& end = details.transaction.end;
    const auto stop = end ? read_payload<ocpp::StopTransaction::Request>(end->payload) : std::nullopt;
    if (stop && stop->transactionData)
        energy.ingest_transaction_data(*stop->transactionData, end->received_at, most_kw);
}

}  // namespace

void EnergyFromDisk::complete(std::int64_t id) {
    const auto* session = ledger_.find(id);
    if (session != nullptr && (session->is_whole || !session->end)) return;
    ports_.find_transaction(id, [this, id](const storage::TransactionDetails& details) { found(id, details); });
}

void EnergyFromDisk::found(std::int64_t id, const storage::TransactionDetails& details) {
    if (details.transaction.start.charge_point_id != record_.id) return;
    auto* session = ledger_.find(id);
    if (session == nullptr) session = begin_from_disk(ledger_, details);
    if (session == nullptr) return;
    const double most_kw = most_possible_kw(record_.rated_kw);
    RegisterBefore before;
    before.unit_factor = ledger_.registers().unit_factor();
    session->energy =
        SessionEnergy({details.transaction.start.meter_start_wh, session->began.at, session->received_at, before});
    read_again(details, most_kw, session->energy);
    session->is_whole = true;
    ports_.store(SessionLedger::energy_row(*session, ports_.utc(), most_kw));
}

}  // namespace gateway
