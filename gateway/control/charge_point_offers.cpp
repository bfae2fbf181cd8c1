#include "gateway/control/charge_point.h"

/// What a charger is told of tags beforehand: its local list, and for whom it keeps a connector free.
namespace gateway {

std::string ChargePoint::why_not_now() const {
    if (!link_) return "the charger is not connected";
    if (!may_be_called()) return "the charger's boot is not accepted yet, or just now";
    return {};
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
