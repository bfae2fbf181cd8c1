#include <charconv>
#include <limits>

#include "gateway/api/operator_routes.h"
#include "gateway/api/parameters.h"
#include "gateway/reports/charger_view.h"
#include "ocpp/types.h"

/// For whom a charger keeps a connector free, and what became of such reservations.
namespace gateway {

namespace {

using canonical::ApiError;
using canonical::throw_validation_error;

std::string reserving_tag(std::string_view name, json::Value value) {
    std::string tag = required_text(name, value);
    if (tag.size() > Authorisation::kLongestTag)
        throw_validation_error(std::string(name),
                               "has more than " + std::to_string(Authorisation::kLongestTag) + " characters");
    return tag;
}

int reserved_connector(json::Value value) {
    const auto number = value.integer();
    if (!number || *number < 0 || *number > kMostConnectors)
        throw_validation_error("connectorId", "must be a whole number from 0 to " + std::to_string(kMostConnectors));
    return static_cast<int>(*number);
}

UtcTime reservation_end(json::Value value, UtcTime now) {
    const auto date = ocpp::parse_date_time(required_text("expiresAt", value));
    if (!date.time) throw_validation_error("expiresAt", "must be a time such as 2026-01-31T12:00:00Z");
    if (*date.time <= now) throw_validation_error("expiresAt", "must be in the future");
    return *date.time;
}

ReservationRequest reservation_request(json::Value body, UtcTime now) {
    if (!body.is_object()) canonical::throw_invalid_request("the body is not an object");
    ReservationRequest request;
    for (const auto& [name, value] : body.members()) {
        if (name == "connectorId") request.connector_id = reserved_connector(value);
        else if (name == "idTag") request.id_tag = reserving_tag(name, value);
        else if (name == "parentIdTag") request.parent_id_tag = reserving_tag(name, value);
        else if (name == "expiresAt") request.expires_at = reservation_end(value, now);
        else throw_validation_error(std::string(name), "is not known here");
    }
    if (request.id_tag.empty()) throw_validation_error("idTag", "must name the tag it is for");
    if (request.expires_at == UtcTime{}) throw_validation_error("expiresAt", "must say when it ends");
    return request;
}

storage::ReservationQuery reservation_query(const ApiCall& call, const std::string& charge_point_id) {
    storage::ReservationQuery query;
    query.charge_point_id = charge_point_id;
    if (const auto word = query_value(call.request, "state")) {
        query.state = storage::reservation_state_from(*word);
        if (!query.state) throw_validation_error("state", "must be open, used, cancelled or expired");
    }
    if (query_value(call.request, "before"))
        query.before = query_number(call.request, "before", 0, 0, std::numeric_limits<int>::max());
    query.limit = query_number(call.request, "limit", kUsualRowsPerPage, 1, kMostRowsPerPage);
    return query;
}

/// The reservation as it is now, or what stood in the way.
Reservations::Done answer_with_reservation(const ApiCall& call, int status) {
    return [succeed = call.succeed, fail = call.fail, status](const ReservationResult& result) {
        if (result.is_not_stored) return fail(not_durable());
        if (!result.error.empty()) return fail(ApiError(409, "RESERVATION_REFUSED", result.error));
        succeed(status, [&](json::Writer& out) { write_reservation(out, result.record); });
    };
}

void check_connected(const ChargePoint& charge_point) {
    if (!charge_point.is_connected())
        throw ApiError(409, "DEVICE_OFFLINE", charge_point.record().id + " is not connected");
}

}  // namespace

void OperatorRoutes::add_reservation_routes(RouteTable& routes) {
    const std::string all = "/operator/charge-points/{}/reservations";
    routes.add("GET", all, Scope::operate, bind(&OperatorRoutes::list_reservations));
    routes.add("POST", all, Scope::operate, bind(&OperatorRoutes::make_reservation));
    routes.add("DELETE", all + "/{}", Scope::operate, bind(&OperatorRoutes::cancel_reservation));
}

void OperatorRoutes::list_reservations(ApiCall& call) {
    const auto found = charge_point(call);
    storage_.list_reservations(
        reservation_query(call, found->record().id),
        [succeed = call.succeed, fail = call.fail](const storage::ReservationPage& page, const std::string& error) {
            if (!error.empty()) return fail(not_read(error));
            succeed(200, [&](json::Writer& out) {
                out.begin_object().key("items").begin_array();
                for (const auto& each : page.items) write_reservation(out, each);
                out.end_array().member("more", page.more);
                if (page.more && !page.items.empty()) out.member("nextBefore", page.items.back().sequence);
                out.end_object();
            });
        });
}

void OperatorRoutes::make_reservation(ApiCall& call) {
    const auto body = json_body(call.request);
    const auto found = charge_point(call);
    const ReservationRequest request = reservation_request(body.root(), time_.utc());
    check_connected(*found);
    found->reservations().reserve(request, answer_with_reservation(call, 201));
}

void OperatorRoutes::cancel_reservation(ApiCall& call) {
    const auto found = charge_point(call);
    const std::string& text = call.captured.at(1);
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    const bool is_number = error == std::errc{} && end == text.data() + text.size();
    if (!is_number || !found->reservations().is_open(id))
        throw ApiError(404, "RESERVATION_NOT_FOUND", "no open reservation of this charger has that number");
    check_connected(*found);
    found->reservations().cancel(id, answer_with_reservation(call, 200));
}

}  // namespace gateway
