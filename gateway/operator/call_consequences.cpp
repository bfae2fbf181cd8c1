#include "gateway/operator/call_consequences.h"

#include "json/parse.h"
#include "ocpp/codec.h"
#include "ocpp/messages/reservation.h"

namespace gateway {

namespace {

/// Of a payload that was checked before it went out.
template <class Message>
typename Message::Request request_in(const std::string& payload) {
    ocpp::QuirkCounters uncounted;
    const auto document = json::parse(payload);
    return ocpp::read<typename Message::Request>(document.root(), ocpp::Strictness::lenient, uncounted);
}

std::string requested_message(const std::string& payload) {
    const auto document = json::parse(payload);
    const auto message = document.root().find("requestedMessage");
    return message ? std::string(message->text()) : std::string();
}

}  // namespace

bool is_accepted(const RawOutcome& outcome) {
    if (outcome.status != RawOutcome::Status::answered) return false;
    const auto document = json::parse(outcome.response, json::Reading::tolerant);
    const auto status = document.root().find("status");
    return status && status->text() == "Accepted";
}

void note_consequences(ChargePoint& charge_point, const std::string& action, const std::string& payload,
                       const RawOutcome& outcome) {
    if (!is_accepted(outcome)) return;
    if (action == ocpp::ReserveNow::action) charge_point.reservations().was_reserved(request_in<ocpp::ReserveNow>(payload));
    if (action == ocpp::CancelReservation::action)
        charge_point.reservations().close(request_in<ocpp::CancelReservation>(payload).reservationId,
                                          storage::ReservationState::cancelled);
    if (action == "TriggerMessage" || action == "ExtendedTriggerMessage")
        charge_point.was_asked_for(requested_message(payload));
}

}  // namespace gateway
