#include "gateway/control/charge_point.h"

/// What a charger is told of tags beforehand: its local list, and for whom it keeps a connector free.
namespace gateway {

namespace {

struct Words {
    std::string operator()(const ocpp::Refused& refused) const { return refused.code + ": " + refused.description; }
    std::string operator()(const ocpp::Unusable& unusable) const { return "unusable answer: " + unusable.reason; }
    std::string operator()(const ocpp::TimedOut&) const { return "the charger did not answer"; }
    std::string operator()(const ocpp::Disconnected&) const { return "the charger is not connected"; }
    template <class Response>
    auto operator()(const Response& response) const -> decltype(response.status.text()) {
        return response.status.text();
    }
    std::string operator()(const ocpp::Superseded&) const { return "the call could not be made"; }
    std::string operator()(const ocpp::QueueFull&) const { return "too many calls wait for this charger"; }
};

template <class Message, class Status>
bool is_answered(const ocpp::Outcome<Message>& outcome, Status status) {
    const auto* response = std::get_if<typename Message::Response>(&outcome);
    return response != nullptr && response->status == status;
}

}  // namespace

std::string ChargePoint::why_not_now() const {
    if (!link_) return "the charger is not connected";
    if (!may_be_called()) return "the charger's boot is not accepted yet, or just now";
    return {};
}

std::string ChargePoint::why_not_reserve(const ReservationWish& wish) const {
    if (wish.connector_id < 0 || wish.connector_id > kMostConnectors) return "no charger has such a connector";
    if (wish.expires_at <= services_.time.utc()) return "a reservation has to end in the future";
    if (reservations_.is_full()) return "the charger has as many open reservations as are kept";
    return why_not_now();
}

void ChargePoint::reserve(const ReservationWish& wish, std::function<void(const ReservationResult&)> done) {
    const std::string reason = why_not_reserve(wish);
    if (!reason.empty()) return done({reason, 0});
    storage::ReservationRecord record{services_.next_reservation_id(), record_.id, wish.connector_id, wish.id_tag,
                                      wish.parent_id_tag, wish.expires_at, services_.time.utc(),
                                      storage::ReservationState::open};
    // Its number is on disk first: it must not be given again after a crash.
    write({storage::PutReservation{record}}, [this, record, done = std::move(done)](const storage::Written& written) {
        if (!written.durable) return done({"it could not be stored, so the charger was not asked", 0});
        send_reservation(record, done);
    });
}

void ChargePoint::send_reservation(const storage::ReservationRecord& record,
                                   std::function<void(const ReservationResult&)> done) {
    ocpp::ReserveNow::Request request;
    request.connectorId = record.connector_id;
    request.expiryDate = record.expires_at;
    request.idTag = record.id_tag;
    if (!record.parent_id_tag.empty()) request.parentIdTag = ocpp::IdToken(record.parent_id_tag);
    request.reservationId = record.reservation_id;
    reservations_.opened(record);
    call<ocpp::ReserveNow>(request, [this, id = record.reservation_id, done = std::move(done)](const auto& outcome) {
        const bool accepted = is_answered<ocpp::ReserveNow>(outcome, ocpp::ReservationStatus::Accepted);
        if (!accepted) reservations_.close(id, storage::ReservationState::cancelled);
        done({accepted ? "" : std::visit(Words{}, outcome), id});
    });
}

void ChargePoint::cancel_reservation(std::int64_t id, std::function<void(const ReservationResult&)> done) {
    const std::string reason = why_not_now();
    if (!reason.empty()) return done({reason, id});
    call<ocpp::CancelReservation>({id}, [this, id, done = std::move(done)](const auto& outcome) {
        const bool accepted = is_answered<ocpp::CancelReservation>(outcome, ocpp::CancelReservationStatus::Accepted);
        if (accepted) reservations_.close(id, storage::ReservationState::cancelled);
        done({accepted ? "" : std::visit(Words{}, outcome), id});
    });
}

void ChargePoint::was_reserved(const ocpp::ReserveNow::Request& request) {
    reservations_.opened({request.reservationId, record_.id, static_cast<int>(request.connectorId), request.idTag.value,
                          request.parentIdTag ? request.parentIdTag->value : "",
                          request.expiryDate.time.value_or(services_.time.utc()), services_.time.utc(),
                          storage::ReservationState::open});
}

LocalList::Ways ChargePoint::local_list_ways() {
    LocalList::Ways ways;
    ways.why_not_now = [this] { return why_not_now(); };
    ways.ask = [this](const auto& request, auto answer) { call<ocpp::GetConfiguration>(request, std::move(answer)); };
    ways.send = [this](const auto& request, auto answer) { call<ocpp::SendLocalList>(request, std::move(answer)); };
    ways.store = [this](const auto& record) { write({storage::PutLocalList{record}}, nullptr); };
    ways.wanted = [this] {
        std::vector<ocpp::AuthorizationData> entries;
        for (const auto& tag : services_.authorisation.list())
            entries.push_back({ocpp::IdToken(tag.id_tag), Authorisation::info_of(tag, services_.time.utc())});
        return entries;
    };
    return ways;
}

}  // namespace gateway
