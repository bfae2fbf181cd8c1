#include "gateway/site/operator_request.h"

#include "canonical/errors.h"
#include "gateway/access/registration.h"
#include "gateway/inspection/request_check.h"
#include "gateway/inspection/request_semantics.h"
#include "json/ascii.h"
#include "json/parse.h"
#include "json/raw_member.h"

namespace gateway {

namespace {

using canonical::ApiError;
using canonical::throw_validation_error;

constexpr std::int64_t kShortestTimeoutMs = 100, kLongestTimeoutMs = 600000;

bool flag(json::Value value, const std::string& name) {
    if (!value.is_boolean()) throw_validation_error(name, "must be true or false");
    return value.is_true();
}

std::chrono::milliseconds timeout(json::Value value) {
    const auto number = value.integer();
    if (!number || *number < kShortestTimeoutMs || *number > kLongestTimeoutMs)
        throw_validation_error("timeoutMs", "must be a whole number from " + std::to_string(kShortestTimeoutMs) +
                                                " to " + std::to_string(kLongestTimeoutMs));
    return std::chrono::milliseconds(*number);
}

void read_member(std::string_view name, json::Value value, OperatorCallBody& body) {
    if (name == "wait") body.waits = flag(value, "wait");
    else if (name == "force") body.is_forced = flag(value, "force");
    else if (name == "timeoutMs") body.request.timeout = timeout(value);
    else if (name != "action" && name != "payload") throw_validation_error(std::string(name), "is not known here");
}

/// The gateway would go on asking for the key of before.
std::string why_not_to_write(const OperatorRequest& request, bool is_forced) {
    if (is_forced || request.action != "ChangeConfiguration") return {};
    const auto document = json::parse(request.payload);
    const auto key = document.root().find("key");
    if (!key || json::lower_case(key->text()) != "authorizationkey") return {};
    return "POST .../rotate-key changes the AuthorizationKey here and there; \"force\": true changes it there alone";
}

std::string requested_message(const OperatorRequest& request) {
    const auto document = json::parse(request.payload);
    const auto message = document.root().find("requestedMessage");
    return message ? std::string(message->text()) : std::string();
}

}  // namespace

OperatorCallBody read_operator_call(json::Value body, std::string_view text, const OperatorLimits& limits,
                                    UtcTime now) {
    if (!body.is_object()) canonical::throw_invalid_request("the body is not an object");
    OperatorCallBody result;
    result.request.timeout = limits.call_timeout;
    for (const auto& [name, value] : body.members()) read_member(name, value, result);
    const auto action = body.find("action");
    if (!action || !action->is_string()) throw_validation_error("action", "must be the name of an OCPP 1.6 action");
    result.request.action = std::string(action->text());
    const auto payload = body.find("payload");
    check_request(result.request.action, payload);
    const auto written = json::raw_member(text, "payload");
    result.request.payload = written ? std::string(*written) : payload ? payload->to_json() : "{}";
    check_semantics(result.request.action, result.request.payload, now);
    return result;
}

void check_state(ChargePoint& charge_point, const OperatorCallBody& body) {
    const std::string& id = charge_point.record().id;
    if (!charge_point.is_connected()) throw ApiError(409, "DEVICE_OFFLINE", id + " is not connected");
    std::string why_not = why_not_to_send(charge_point.record(), body.request.action);
    if (why_not.empty())
        why_not = why_not_to_trigger(charge_point.record(), requested_message(body.request), body.is_forced);
    if (why_not.empty()) why_not = why_not_to_write(body.request, body.is_forced);
    if (!why_not.empty()) throw ApiError(409, "CONFLICT", why_not);
}

}  // namespace gateway
