#include "gateway/api/webhook_routes.h"

#include <algorithm>

#include "gateway/api/parameters.h"

namespace gateway {

namespace {

using canonical::ApiError;
using canonical::throw_validation_error;
using Record = WebhookEndpoints::Record;

enum class Secret { hidden, shown };

void write_types(json::Writer& out, const std::string& words) {
    out.key("eventTypes").begin_array();
    for (std::size_t at = 0; at < words.size();) {
        const auto end = std::min(words.find(' ', at), words.size());
        out.string(words.substr(at, end - at));
        at = end + 1;
    }
    out.end_array();
}

void write_time_or_null(json::Writer& out, std::string_view name, const std::optional<UtcTime>& time) {
    if (time) out.member(name, canonical::to_text(*time));
    else out.key(name).null();
}

void write_text(json::Writer& out, std::string_view name, const std::string& text) {
    if (text.empty()) out.key(name).null();
    else out.member(name, text);
}

void write_endpoint(json::Writer& out, const Record& endpoint, Secret secret) {
    out.begin_object()
        .member("id", endpoint.id)
        .member("url", endpoint.url)
        .member("description", endpoint.description);
    write_types(out, endpoint.event_types);
    out.member("enabled", endpoint.enabled);
    write_text(out, "disabledReason", endpoint.disabled_reason);
    out.member("createdAt", canonical::to_text(endpoint.created_at));
    write_time_or_null(out, "failingSince", endpoint.failing_since);
    write_time_or_null(out, "previousSecretUntil", endpoint.previous_until);
    if (secret == Secret::shown) out.member("secret", endpoint.secret);
    out.end_object();
}

std::vector<std::string> texts_of(std::string_view name, json::Value value) {
    if (!value.is_array())
        throw_validation_error(std::string(name), "must be a list of event types; an empty one means all");
    std::vector<std::string> texts;
    for (const json::Value each : value.elements()) texts.push_back(required_text(name, each));
    return texts;
}

bool flag_of(std::string_view name, json::Value value) {
    if (!value.is_boolean()) throw_validation_error(std::string(name), "must be true or false");
    return value.is_true();
}

EndpointRequest endpoint_request(const HttpRequest& request, bool is_new) {
    const auto body = json_body(request);
    if (!body.root().is_object()) canonical::throw_invalid_request("the body is not an object");
    EndpointRequest endpoint;
    for (const auto& [name, value] : body.root().members()) {
        if (name == "url") endpoint.url = required_text(name, value);
        else if (name == "description") endpoint.description = required_text(name, value);
        else if (name == "eventTypes") endpoint.event_types = texts_of(name, value);
        else if (name == "enabled" && !is_new) endpoint.enabled = flag_of(name, value);
        else if (name == "secret" && is_new) endpoint.secret = required_text(name, value);
        else throw_validation_error(std::string(name), "is not known here");
    }
    return endpoint;
}

WebhookEndpoints::Done answer_with(const ApiCall& call, int status, Secret secret) {
    return [succeed = call.succeed, fail = call.fail, status, secret](const std::string& error, const Record& record) {
        if (!error.empty()) return fail(not_durable(error));
        succeed(status, [&](json::Writer& out) { write_endpoint(out, record, secret); });
    };
}

}  // namespace

std::function<void(ApiCall&)> WebhookRoutes::bind(Run run) {
    return [this, run](ApiCall& call) { (this->*run)(call); };
}

void WebhookRoutes::add_to(RouteTable& routes) {
    routes.add("GET", "/webhooks", Scope::webhooks_manage, bind(&WebhookRoutes::list));
    routes.add("POST", "/webhooks", Access::secret(Scope::webhooks_manage), bind(&WebhookRoutes::create));
    add_delivery_routes(routes);  // before the next, which would take /webhooks/events for an endpoint
    routes.add("GET", "/webhooks/{}", Scope::webhooks_manage, bind(&WebhookRoutes::read));
    routes.add("PATCH", "/webhooks/{}", Scope::webhooks_manage, bind(&WebhookRoutes::change));
    routes.add("DELETE", "/webhooks/{}", Scope::webhooks_manage, bind(&WebhookRoutes::remove));
    routes.add("POST", "/webhooks/{}/rotate-secret", Access::secret(Scope::webhooks_manage),
               bind(&WebhookRoutes::rotate_secret));
}

const Record& WebhookRoutes::endpoint(const ApiCall& call) const {
    const Record* const found = endpoints_.find(call.captured.at(0));
    if (found == nullptr || found->environment != call.key.environment)
        throw ApiError(404, "NOT_FOUND", "no such webhook is known");
    return *found;
}

void WebhookRoutes::list(ApiCall& call) {
    const Page page = query_page(call.request);
    const auto all = endpoints_.of(call.key.environment);
    call.succeed(200, [&](json::Writer& out) {
        const int total = static_cast<int>(all.size());
        out.begin_object().key("items").begin_array();
        for (int i = page.offset; i < std::min(total, page.offset + page.limit); ++i)
            write_endpoint(out, all[static_cast<std::size_t>(i)], Secret::hidden);
        out.end_array();
        canonical::write_pagination(out, page.limit, page.offset, total);
        out.end_object();
    });
}

void WebhookRoutes::create(ApiCall& call) {
    endpoints_.create(call.key.environment, endpoint_request(call.request, true),
                      answer_with(call, 201, Secret::shown));
}

void WebhookRoutes::read(ApiCall& call) {
    const Record& found = endpoint(call);
    call.succeed(200, [&](json::Writer& out) { write_endpoint(out, found, Secret::hidden); });
}

void WebhookRoutes::change(ApiCall& call) {
    const std::string id = endpoint(call).id;
    endpoints_.change(id, endpoint_request(call.request, false), answer_with(call, 200, Secret::hidden));
}

void WebhookRoutes::remove(ApiCall& call) {
    const std::string id = endpoint(call).id;
    endpoints_.remove(id, [id, succeed = call.succeed, fail = call.fail](const std::string& error, const Record&) {
        if (!error.empty()) return fail(not_durable(error));
        succeed(200,
                [&](json::Writer& out) { out.begin_object().member("id", id).member("removed", true).end_object(); });
    });
}

void WebhookRoutes::rotate_secret(ApiCall& call) {
    endpoints_.rotate_secret(endpoint(call).id, answer_with(call, 200, Secret::shown));
}

}  // namespace gateway
