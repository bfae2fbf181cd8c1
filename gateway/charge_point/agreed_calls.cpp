#include "gateway/charge_point/agreed_calls.h"

#include <algorithm>

#include "gateway/access/registration.h"
#include "gateway/decision/wanted_limit.h"
#include "gateway/transactions/stored_payload.h"
#include "ocpp/messages/remote_trigger.h"

namespace gateway {

namespace {

std::string text_in(const std::string& payload, std::string_view name) {
    const auto document = json::parse(payload, json::Reading::tolerant);
    const auto member = document.root().find(name);
    return member ? std::string(member->text()) : std::string();
}

}  // namespace

void AgreedCalls::note(const RawCall& raw, RawOutcome& told) {
    const bool is_answered = told.status == RawOutcome::Status::answered;
    if (is_answered && raw.action == ocpp::SendLocalList::action) parts_.local_list.was_sent_by_others();
    if (!is_answered || text_in(told.response, "status") != "Accepted") return;
    if (raw.action == ocpp::TriggerMessage::action || raw.action == "ExtendedTriggerMessage")
        parts_.unaccepted_calls.asked_for(text_in(raw.payload, "requestedMessage"));
    if (raw.action == ocpp::SetChargingProfile::action) note_profile(told);
    if (raw.action == ocpp::RemoteStartTransaction::action)
        parts_.journal.operators_start =
            ChargerJournal::OperatorStart{text_in(raw.payload, "idTag"), parts_.charger.now()};
    note_reservation(raw);
}

void AgreedCalls::note_profile(RawOutcome& told) {
    const bool is_limited = std::any_of(parts_.connectors.begin(), parts_.connectors.end(), [](const auto& entry) {
        return wanted_limit(entry.second->view, ProfilePurpose::tx_default).has_value();
    });
    if (!parts_.charger.record.control || !is_limited) return;
    parts_.journal.operators_profile_stands = true;
    told.warning =
        "the gateway's own limit outranks this profile and may replace it; with control = off it is left alone";
}

void AgreedCalls::note_reservation(const RawCall& raw) {
    if (raw.action == ocpp::ReserveNow::action) {
        if (const auto request = read_payload<ocpp::ReserveNow::Request>(raw.payload))
            parts_.reservations.was_reserved(*request);
    } else if (raw.action == ocpp::CancelReservation::action) {
        if (const auto request = read_payload<ocpp::CancelReservation::Request>(raw.payload))
            parts_.reservations.close(request->reservationId, storage::ReservationState::cancelled);
    }
}

bool AgreedCalls::is_operators_start(const std::string& id_tag) const {
    constexpr std::chrono::minutes kCounts{10};
    const auto& asked = parts_.journal.operators_start;
    return asked && Authorisation::same(asked->id_tag, id_tag) && parts_.charger.now() - asked->at < kCounts;
}

}  // namespace gateway
