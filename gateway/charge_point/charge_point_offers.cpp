#include <algorithm>

#include "gateway/charge_point/charge_point.h"
#include "json/parse.h"
#include "ocpp/codec.h"

/// What a charger is told of tags beforehand: its local list, and for whom it keeps a connector free.
namespace gateway {

namespace {

std::string text_in(const std::string& payload, std::string_view name) {
    const auto document = json::parse(payload, json::Reading::tolerant);
    const auto member = document.root().find(name);
    return member ? std::string(member->text()) : std::string();
}

template <class Request>
std::optional<Request> read_as(const std::string& payload) {
    ocpp::QuirkCounters uncounted;
    try {
        return ocpp::read<Request>(json::parse(payload).root(), ocpp::Strictness::lenient, uncounted);
    } catch (const ocpp::CallError&) {
        return std::nullopt;
    }
}

}  // namespace

std::string ChargePoint::why_not_now() const {
    if (!link_) return "the charger is not connected";
    if (!may_be_called()) return "the charger's boot is not accepted yet, or just now";
    return {};
}

/// The operator's own call was agreed to: what is kept of such calls follows.
void ChargePoint::note_agreement(const RawCall& raw, RawOutcome& told) {
    const bool is_answered = told.status == RawOutcome::Status::answered;
    if (is_answered && raw.action == ocpp::SendLocalList::action) local_list_.was_sent_by_others();
    if (!is_answered || text_in(told.response, "status") != "Accepted") return;
    if (raw.action == ocpp::TriggerMessage::action || raw.action == "ExtendedTriggerMessage")
        unaccepted_calls_.asked_for(text_in(raw.payload, "requestedMessage"));
    const bool is_limited = std::any_of(connectors_.begin(), connectors_.end(), [](const auto& entry) {
        return wanted_limit(entry.second->view, ProfilePurpose::tx_default).has_value();
    });
    if (raw.action == ocpp::SetChargingProfile::action && record_.control && is_limited) {
        journal_.operators_profile_stands = true;
        told.warning = "the gateway's own limit outranks this profile and may replace it; with control = off it is left alone";
    }
    if (raw.action == ocpp::RemoteStartTransaction::action)
        journal_.operators_start = ChargerJournal::OperatorStart{text_in(raw.payload, "idTag"), services_.time.now()};
    if (raw.action == ocpp::ReserveNow::action) {
        if (const auto request = read_as<ocpp::ReserveNow::Request>(raw.payload)) reservations_.was_reserved(*request);
    } else if (raw.action == ocpp::CancelReservation::action) {
        if (const auto request = read_as<ocpp::CancelReservation::Request>(raw.payload))
            reservations_.close(request->reservationId, storage::ReservationState::cancelled);
    }
}

Reservations::Ways ChargePoint::reservation_ways() {
    Reservations::Ways ways;
    ways.why_not_now = [this] { return why_not_now(); };
    ways.next_id = [this] { return services_.next_reservation_id(); };
    ways.store = [this](const auto& record, auto done) {
        write({storage::PutReservation{record}},
              [done = std::move(done)](const storage::Written& written) { done(written.durable); });
    };
    ways.reserve = [this](const auto& request, auto answer) { call<ocpp::ReserveNow>(request, std::move(answer)); };
    ways.cancel = [this](auto id, auto answer) { call<ocpp::CancelReservation>({id}, std::move(answer)); };
    return ways;
}

LocalList::Ways ChargePoint::local_list_ways() {
    LocalList::Ways ways;
    ways.why_not_now = [this] { return why_not_now(); };
    ways.may_send_unasked = [this] {
        return record_.control && !is_retiring_ && record_.environment == canonical::Environment::live;
    };
    ways.ask = [this](const auto& request, auto answer) { call<ocpp::GetConfiguration>(request, std::move(answer)); };
    ways.send = [this](const auto& request, auto answer) {
        // Between two parts whatever is due goes out: a long list must not hold up a limit.
        services_.time.post([weak = weak_from_this(), request, answer = std::move(answer)] {
            const auto alive = weak.lock();
            if (!alive) return;
            if (!alive->link_) return answer(ocpp::Outcome<ocpp::SendLocalList>(ocpp::Disconnected{}));
            alive->decide();
            alive->call<ocpp::SendLocalList>(request, answer);
        });
    };
    ways.store = [this](const auto& record) { write({storage::PutLocalList{record}}, nullptr); };
    ways.wanted = [this] {
        std::vector<ocpp::AuthorizationData> entries;
        if (record_.environment == canonical::Environment::sandbox) return entries;  // the tags are the site's
        for (const auto& tag : services_.authorisation.list())
            entries.push_back({ocpp::IdToken(tag.id_tag), Authorisation::info_of(tag, services_.time.utc())});
        return entries;
    };
    return ways;
}

}  // namespace gateway
