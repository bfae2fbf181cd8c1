#include <algorithm>
#include <array>

#include "canonical/push.h"
#include "gateway/api/api.h"
#include "gateway/api/parameters.h"

namespace gateway {

namespace {

using canonical::ApiError;

constexpr std::array<std::string_view, 5> kDeviceTypes = {"battery", "hvac", "ev_charger", "solar_inverter", "vehicle"};

/// Nothing when the filter leaves no action of ours.
std::optional<storage::ActionQuery> action_query_in(const ApiCall& call) {
    const Page page = query_page(call.request);
    storage::ActionQuery query;
    query.environment = call.key.environment;
    query.offset = page.offset;
    query.limit = page.limit;
    query.device_id = query_value(call.request, "deviceId");
    if (const auto state = query_value(call.request, "state")) {
        query.state = canonical::action_state_from(*state);
        if (!query.state)
            canonical::throw_validation_error("state",
                                              "is none of scheduled, acknowledged, completed, failed, cancelled");
    }
    const auto type = query_value(call.request, "deviceType").value_or("ev_charger");
    if (std::find(kDeviceTypes.begin(), kDeviceTypes.end(), type) == kDeviceTypes.end()) {
        canonical::throw_validation_error("deviceType", "is not a device type");
    }
    if (type != "ev_charger") return std::nullopt;
    query.owner = query_value(call.request, "userId");
    return query;
}

void write_page(json::Writer& out, const storage::ActionPage& page, int limit, int offset) {
    out.begin_object().key("items").begin_array();
    for (const auto& action : page.items) canonical::write_action(out, action);
    out.end_array();
    canonical::write_pagination(out, limit, offset, page.total);
    out.end_object();
}

void refuse_members(const HttpRequest& request) {
    if (request.body.empty()) return;
    const auto body = json_body(request);
    if (!body.root().is_object()) canonical::throw_invalid_request("the body must be left out or be a JSON object");
    for (const auto& member : body.root().members())
        canonical::throw_validation_error(std::string(member.key), "is not known here");
}

}  // namespace

void Api::add_action_routes() {
    routes_.add("GET", "/actions", Scope::actions_read, [this](ApiCall& call) { list_actions(call); });
    routes_.add("GET", "/actions/{}", Scope::actions_read, [this](ApiCall& call) { read_action(call); });
    routes_.add("POST", "/actions/{}/cancel", Scope::actions_write, [this](ApiCall& call) { cancel_action(call); });
}

void Api::list_actions(ApiCall& call) {
    const auto query = action_query_in(call);
    if (!query) {
        const Page page = query_page(call.request);
        return call.succeed(200, [&](json::Writer& out) { write_page(out, {}, page.limit, page.offset); });
    }
    storage_.list_actions(*query, [succeed = call.succeed, fail = call.fail, limit = query->limit,
                                   offset = query->offset](const storage::ActionPage& page, const std::string& error) {
        if (!error.empty()) return fail(too_many_reads());
        succeed(200, [&](json::Writer& out) { write_page(out, page, limit, offset); });
    });
}

void Api::find_action(ApiCall& call, std::function<void(const canonical::Action&)> found) {
    const auto environment = call.key.environment;
    found = storage_.authorship().carried(std::move(found));
    storage_.find_action(call.captured.at(0),
                         [fail = call.fail, environment, found = std::move(found)](
                             const std::optional<canonical::Action>& action, const std::string& error) {
                             if (!error.empty()) return fail(too_many_reads());
                             if (!action || action->environment != environment) {
                                 return fail(ApiError(404, "ACTION_NOT_FOUND", "no such action belongs to this key"));
                             }
                             found(*action);
                         });
}

void Api::read_action(ApiCall& call) {
    find_action(call, [succeed = call.succeed](const canonical::Action& action) {
        succeed(200, [&](json::Writer& out) { canonical::write_action(out, action); });
    });
}

void Api::cancel_action(ApiCall& call) {
    refuse_members(call.request);
    const auto done = [succeed = call.succeed, fail = call.fail](const std::optional<canonical::Action>& ended) {
        if (!ended) return fail(not_durable());
        succeed(200, [&](json::Writer& out) { canonical::write_action(out, *ended); });
    };
    const auto alongside = [also = call.alongside](const canonical::Action& ended) {
        return also(200, [&](json::Writer& out) { canonical::write_action(out, ended); });
    };
    find_action(call, [this, done, alongside, fail = call.fail](const canonical::Action& action) {
        try {
            site_.commands().cancel(action, done, alongside);
        } catch (const ApiError& error) {
            fail(error);
        }
    });
}

}  // namespace gateway
