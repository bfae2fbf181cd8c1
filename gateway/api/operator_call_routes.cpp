#include <limits>

#include "gateway/api/operator_routes.h"
#include "gateway/api/parameters.h"
#include "gateway/inspection/request_semantics.h"
#include "gateway/site/operator_request.h"

/// Calls to chargers in the operator's own words.
namespace gateway {

namespace {

using canonical::ApiError;
using Status = RawOutcome::Status;

constexpr int kQueueFullRetryAfterS = 5;

ApiError with_id(int status, const std::string& code, const std::string& message, const std::string& id) {
    return ApiError(status, code, message, [id](json::Writer& out) { out.member("id", id); });
}

/// What the charger said is what was asked for, a refusal too; only no answer at all is an error.
std::optional<ApiError> error_of(const OperatorCall& call) {
    switch (call.outcome->status) {
        case Status::timed_out:
            return with_id(504, "CALL_TIMEOUT", "the charger did not answer in time", call.id);
        case Status::disconnected:
            return with_id(409, "DEVICE_OFFLINE", "the charger's connection ended before it answered", call.id);
        case Status::queue_full: {
            ApiError error = with_id(503, "CALL_QUEUE_FULL", "too many calls wait for this charger already", call.id);
            error.headers.emplace_back("Retry-After", std::to_string(kQueueFullRetryAfterS));
            return error;
        }
        default:
            return std::nullopt;
    }
}

}  // namespace

void OperatorRoutes::add_call_routes(RouteTable& routes) {
    routes.add("POST", "/operator/charge-points/{}/calls", Scope::operate, bind(&OperatorRoutes::start_call));
    routes.add("GET", "/operator/calls", Scope::operate, bind(&OperatorRoutes::list_calls));
    routes.add("GET", "/operator/calls/{}", Scope::operate, bind(&OperatorRoutes::read_call));
}

void OperatorRoutes::start_call(ApiCall& call) {
    const auto document = json_body(call.request);
    const auto target = charge_point(call);
    const auto body = read_operator_call(document.root(), call.request.body, calls_.limits(), time_.utc());
    check_state(*target, body);
    check_disruption(call.key.id, body.request.action);
    const auto answer = [succeed = call.succeed, fail = call.fail](const OperatorCall& ended) {
        if (const auto error = error_of(ended)) return fail(*error);
        succeed(200, [&](json::Writer& out) { write_operator_call(out, ended); });
    };
    const std::string id =
        calls_.start(target, body.request, body.waits ? answer : OperatorCalls::Done([](const OperatorCall&) {}));
    if (body.waits) return;
    call.succeed(202, [&](json::Writer& out) { write_operator_call(out, *calls_.find(id)); });
}

void OperatorRoutes::check_disruption(const std::string& key_id, const std::string& action) {
    if (!is_disruptive(action)) return;
    const double per_minute = calls_.limits().disruptive_per_minute;
    auto& allowance = disruptions_.try_emplace(key_id, RateLimit{per_minute / 60, per_minute}).first->second;
    if (allowance.take(time_.now())) return;
    ++disruptions_refused_;
    throw over_allowance("this key stops too many chargers in a short time", allowance.ready_at(), time_.now());
}

void OperatorRoutes::list_calls(ApiCall& call) {
    OperatorCalls::Query query;
    query.environment = call.key.environment;
    query.charge_point_id = query_value(call.request, "chargePointId");
    query.status = query_value(call.request, "status");
    if (query.status && !OperatorCalls::is_status(*query.status))
        canonical::throw_validation_error(
            "status", "is none of waiting, answered, refused, unusable, timed_out, disconnected, queue_full");
    if (query_value(call.request, "before"))
        query.before = query_number(call.request, "before", 0, 0, std::numeric_limits<int>::max());
    query.limit = static_cast<std::size_t>(query_number(call.request, "limit", kUsualRowsPerPage, 1, kMostRowsPerPage));
    const auto page = calls_.list(query);
    call.succeed(200, [&](json::Writer& out) {
        out.begin_object().key("items").begin_array();
        for (const auto* each : page.items) write_operator_call(out, *each);
        out.end_array().member("more", page.more);
        if (page.more) out.member("nextBefore", page.items.back()->sequence);
        out.end_object();
    });
}

void OperatorRoutes::read_call(ApiCall& call) {
    const OperatorCall* found = calls_.find(call.captured.at(0));
    if (found == nullptr || found->environment != call.key.environment)
        throw ApiError(404, "CALL_NOT_FOUND",
                       "no such call is kept; the newest " + std::to_string(calls_.limits().calls_kept) + " are");
    call.succeed(200, [&](json::Writer& out) { write_operator_call(out, *found); });
}

}  // namespace gateway
