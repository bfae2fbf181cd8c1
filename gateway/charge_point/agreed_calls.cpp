#include "gateway/charge_point/agreed_calls.h"

#include <algorithm>

#include "gateway/access/registration.h"
#include "gateway/decision/wanted_limit.h"
#include "gateway/transactions/stored_payload.h"
#include "ocpp/messages/remote_trigger.h"

namespace gateway {

namespace {

/// A refusal by CALLERROR has no payload.
std::optional<std::int64_t> number_in_text(const std::string& payload, std::string_view name) {
    const auto document = json::parse(payload.empty() ? "{}" : payload, json::Reading::tolerant);
    const auto member = document.root().find(name);
    return member ? member->integer() : std::nullopt;
}

std::string text_in(const std::string& payload, std::string_view name) {
    const auto document = json::parse(payload.empty() ? "{}" : payload, json::Reading::tolerant);
    const auto member = document.root().find(name);
    return member ? std::string(member->text()) : std::string();
}

}  // namespace

/// Its StartTransaction may come before its answer, and count though the answer is lost.
void AgreedCalls::note_sent(const RawCall& raw) {
    if (raw.action != ocpp::RemoteStartTransaction::action) return;
    auto& starts = parts_.journal.operators_starts;
    if (starts.size() == ChargerJournal::kMostStarts) starts.erase(starts.begin());
    starts.push_back({text_in(raw.payload, "idTag"), parts_.charger.now()});
}

void AgreedCalls::was_refused(const RawCall& raw) {
    if (raw.action != ocpp::RemoteStartTransaction::action) return;
    auto& starts = parts_.journal.operators_starts;
    const std::string id_tag = text_in(raw.payload, "idTag");
    const auto refused = std::find_if(starts.rbegin(), starts.rend(),
                                      [&](const auto& start) { return Authorisation::same(start.id_tag, id_tag); });
    if (refused != starts.rend()) starts.erase(std::next(refused).base());
}

void AgreedCalls::note_local_list(const RawCall& raw, const RawOutcome& told) {
    if (raw.action == ocpp::GetLocalListVersion::action)
        parts_.local_list.charger_has(number_in_text(told.response, "listVersion").value_or(-1));
    if (raw.action != ocpp::SendLocalList::action) return;
    const bool is_accepted = text_in(told.response, "status") == "Accepted";
    parts_.local_list.was_sent_by_others(is_accepted ? number_in_text(raw.payload, "listVersion") : std::nullopt);
}

void AgreedCalls::note(const RawCall& raw, RawOutcome& told) {
    const bool is_answered = told.status == RawOutcome::Status::answered;
    if (is_answered) note_local_list(raw, told);
    const bool is_refused = told.status == RawOutcome::Status::refused || is_answered;
    if (is_refused && text_in(told.response, "status") != "Accepted") was_refused(raw);
    if (!is_answered || text_in(told.response, "status") != "Accepted") return;
    if (raw.action == ocpp::TriggerMessage::action || raw.action == "ExtendedTriggerMessage")
        parts_.unaccepted_calls.asked_for(text_in(raw.payload, "requestedMessage"));
    if (raw.action == ocpp::SetChargingProfile::action) note_profile(told);
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
    const auto& starts = parts_.journal.operators_starts;
    return std::any_of(starts.begin(), starts.end(), [&](const auto& asked) {
        return Authorisation::same(asked.id_tag, id_tag) && parts_.charger.now() - asked.at < kCounts;
    });
}

}  // namespace gateway
