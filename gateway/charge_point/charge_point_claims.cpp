#include "gateway/charge_point/charge_point.h"

/// Whose a message is that names the wrong connector, or a transaction that is nobody's (quirks 50, 54, 69).
namespace gateway {

/// As the charger called it, or the one of ours that it can only mean.
std::int64_t ChargePoint::session_meant(std::int64_t told, const Claim& claim) {
    const bool was_ours = has_ended(told) && !ledger_.is_strange(told);
    const bool is_known = followed(told) != nullptr || connector_of_transaction(told) != nullptr || was_ours;
    if (is_known || strictness() == ocpp::Strictness::strict) return told;
    // A boot or a status may have told of its end before its stop came.
    auto meant = the_one_that_fits(ledger_.running(), claim);
    if (!meant) meant = the_one_that_fits(ledger_.without_stop(), claim);
    if (!meant && claim.moment.meter_wh) ledger_.note_strange(told);
    if (!meant) return told;
    quirks_.raise(ocpp::Quirk::unusable_value);
    return *meant;
}

/// The transaction outranks the connector that a message names.
Connector* ChargePoint::whose_values(const ocpp::MeterValues::Request& request) {
    const bool is_lenient = strictness() == ocpp::Strictness::lenient;
    const auto label = request.connectorId;
    Connector* of_transaction = request.transactionId ? connector_of_transaction(*request.transactionId) : nullptr;
    if (!is_lenient || label == 0) return connector_of_meter(label);
    if (of_transaction == nullptr) return connector_of_meter(labels_.corrected(label));
    if (labels_.note(label, of_transaction->view.connector_id)) quirks_.raise(ocpp::Quirk::unusable_value);
    return of_transaction;
}

/// Values without a transaction, or with one that is nobody's, are of the session of their connector, if there is one.
std::int64_t ChargePoint::session_of_values(const ocpp::MeterValues::Request& request, const Connector* where) {
    const auto& open = where == nullptr ? std::nullopt : where->view.observed.transaction;
    const std::int64_t here = open ? open->stored_id : 0;
    if (!request.transactionId) return here;
    const std::int64_t told = *request.transactionId;
    const bool is_known = followed(told) != nullptr || has_ended(told);
    if (is_known || strictness() == ocpp::Strictness::strict) return told;
    if (here != 0) return here;
    return session_meant(told, {std::nullopt, {std::nullopt, std::nullopt, services_.time.utc()}, most_possible_kw(record_.rated_kw)});
}

}  // namespace gateway
