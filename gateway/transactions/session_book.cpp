#include "gateway/transactions/session_book.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr std::chrono::minutes kLateStart{5};

bool is_plausible_register(std::int64_t wh) { return wh > 0 && wh <= kMostRegisterWh; }

}  // namespace

ConnectorView* SessionBook::connector_of(std::int64_t id) const {
    for (const auto& [number, connector] : connectors_) {
        const auto& open = connector->observed.transaction;
        if (open && (open->id == id || (open->stored_id == id && id != 0))) return connector;
    }
    return nullptr;
}

bool SessionBook::has_ended(std::int64_t id) const {
    return std::find(ended_.begin(), ended_.end(), id) != ended_.end();
}

void SessionBook::remember_ended(std::int64_t id) {
    if (has_ended(id)) return;
    if (ended_.size() == kEndedKept) ended_.pop_front();
    ended_.push_back(id);
}

void SessionBook::forget_ended(std::int64_t id) {
    ended_.erase(std::remove(ended_.begin(), ended_.end(), id), ended_.end());
}

SessionLedger::Session* SessionBook::followed(std::int64_t id) {
    if (auto* session = ledger_.find(id)) return session;
    const ConnectorView* where = connector_of(id);
    return where == nullptr ? nullptr : ledger_.find(where->observed.transaction->stored_id);
}

bool SessionBook::is_older_than_session(const ConnectorView& connector, const TransactionTime& other) const {
    const auto session = starts_.find(connector.connector_id);
    if (!connector.observed.transaction || session == starts_.end()) return false;
    const TransactionTime& began = session->second;
    if (began.at && other.at) return *other.at < *began.at;
    return is_plausible_register(began.meter_wh) && is_plausible_register(other.meter_wh) &&
           other.meter_wh < began.meter_wh;
}

bool SessionBook::is_late(const TransactionTime& began, UtcTime received, std::chrono::milliseconds clock_is_behind) {
    return began.at && received - *began.at > kLateStart + clock_is_behind;
}

std::int64_t SessionBook::session_meant(std::int64_t told, const Claim& claim) {
    const bool was_ours = has_ended(told) && !ledger_.is_strange(told);
    const bool is_known = followed(told) != nullptr || connector_of(told) != nullptr || was_ours;
    if (is_known || ports_.strictness() == ocpp::Strictness::strict) return told;
    // A boot or a status may have told of its end before its stop came.
    auto meant = the_one_that_fits(ledger_.running(), claim);
    if (!meant) meant = the_one_that_fits(ledger_.without_stop(), claim);
    if (!meant && claim.moment.meter_wh) ledger_.note_strange(told);
    if (!meant) return told;
    quirks_.raise(ocpp::Quirk::unusable_value);
    return *meant;
}

std::int64_t SessionBook::connector_meant(const ocpp::MeterValues::Request& request) {
    const auto label = request.connectorId;
    if (ports_.strictness() == ocpp::Strictness::strict || label == 0) return label;
    const ConnectorView* of_transaction = request.transactionId ? connector_of(*request.transactionId) : nullptr;
    if (of_transaction == nullptr) return labels_.corrected(label);
    if (labels_.note(label, of_transaction->connector_id)) quirks_.raise(ocpp::Quirk::unusable_value);
    return of_transaction->connector_id;
}

std::int64_t SessionBook::session_of_values(const ocpp::MeterValues::Request& request, const ConnectorView* where) {
    const bool runs = where != nullptr && where->observed.transaction;
    const std::int64_t here = runs ? where->observed.transaction->stored_id : 0;
    if (!request.transactionId) return here;
    const std::int64_t told = *request.transactionId;
    const bool is_known = followed(told) != nullptr || has_ended(told);
    if (is_known || ports_.strictness() == ocpp::Strictness::strict) return told;
    if (here != 0) return here;
    return session_meant(
        told, {std::nullopt, {std::nullopt, std::nullopt, ports_.utc()}, most_possible_kw(record_.rated_kw)});
}

}  // namespace gateway
