#include <charconv>

#include "gateway/api/parameters.h"
#include "gateway/api/webhook_routes.h"
#include "gateway/keys/allowance.h"
#include "ocpp/types.h"

/// What was delivered to an endpoint, what is to be delivered again, and the events themselves.
namespace gateway {

namespace {

using canonical::ApiError;
using canonical::throw_validation_error;

constexpr int kMostRows = 100;
constexpr int kUsualRows = 50;

std::optional<std::int64_t> query_sequence(const HttpRequest& request, std::string_view name) {
    const auto text = query_value(request, name);
    if (!text) return std::nullopt;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), number);
    const bool whole = error == std::errc{} && end == text->data() + text->size() && !text->empty();
    if (!whole || number < 0) throw_validation_error(std::string(name), "must be a sequence: a whole number from 0");
    return number;
}

void write_delivery(json::Writer& out, const storage::Delivery& delivery) {
    const auto& record = delivery.record;
    out.begin_object().member("eventId", delivery.event.id).member("sequence", record.event_sequence);
    out.member("type", delivery.event.type).member("deviceId", record.device_id);
    out.member("state", storage::to_text(record.state)).member("attempts", record.attempts).key("nextAttemptAt");
    if (record.state == storage::DeliveryState::pending) out.string(canonical::to_text(record.next_attempt_at));
    else out.null();
    out.key("lastStatus");
    if (record.last_status != 0) out.integer(record.last_status);
    else out.null();
    out.key("lastError");
    if (!record.last_error.empty()) out.string(record.last_error);
    else out.null();
    out.member("createdAt", canonical::to_text(delivery.event.created_at))
        .member("updatedAt", canonical::to_text(record.updated_at));
    out.end_object();
}

void write_event(json::Writer& out, const storage::EventRecord& event) {
    out.begin_object().member("sequence", event.sequence).member("id", event.id).member("type", event.type);
    out.member("deviceId", event.device_id).member("createdAt", canonical::to_text(event.created_at));
    out.key("body").raw(event.body).end_object();
}

/// Exactly one of the two.
struct Again {
    std::optional<std::string> event_id;
    std::optional<UtcTime> since;
};

Again again_in(const HttpRequest& request) {
    const auto body = json_body(request);
    if (!body.root().is_object()) canonical::throw_invalid_request("the body is not an object");
    Again again;
    for (const auto& [name, value] : body.root().members()) {
        if (name != "eventId" && name != "since") throw_validation_error(std::string(name), "is not known here");
        if (!value.is_string()) throw_validation_error(std::string(name), "must be a text");
        if (name == "eventId") again.event_id = std::string(value.text());
        else again.since = ocpp::parse_date_time(value.text()).time;
        if (name == "since" && !again.since)
            throw_validation_error("since", "must be a time such as 2026-01-31T12:00:00Z");
    }
    if (again.event_id.has_value() == again.since.has_value())
        throw_validation_error("body", "needs eventId or since, one of them");
    return again;
}

void write_test(json::Writer& out, const WebhookTest& test) {
    out.begin_object().member("eventId", test.event_id).member("delivered", test.answer.is_success()).key("status");
    if (test.answer.status != 0) out.integer(test.answer.status);
    else out.null();
    out.key("error");
    if (!test.answer.error.empty()) out.string(test.answer.error);
    else out.null();
    out.member("durationMs", static_cast<std::int64_t>(test.took.count())).end_object();
}

}  // namespace

void WebhookRoutes::add_delivery_routes(RouteTable& routes) {
    routes.add("GET", "/webhooks/events", Scope::events_read, bind(&WebhookRoutes::list_events));
    routes.add("POST", "/webhooks/{}/test", Scope::webhooks_manage, bind(&WebhookRoutes::test));
    routes.add("GET", "/webhooks/{}/deliveries", Scope::webhooks_manage, bind(&WebhookRoutes::list_deliveries));
    routes.add("POST", "/webhooks/{}/redeliver", Scope::webhooks_manage, bind(&WebhookRoutes::redeliver));
}

void WebhookRoutes::test(ApiCall& call) {
    const bool begun = deliveries_.test(endpoint(call).id, [succeed = call.succeed](const WebhookTest& test) {
        succeed(200, [&](json::Writer& out) { write_test(out, test); });
    });
    if (begun) return;
    ApiError error(503, "SERVICE_UNAVAILABLE", "other tests are under way; please try again");
    error.headers.emplace_back("Retry-After", "15");
    throw error;
}

void WebhookRoutes::list_deliveries(ApiCall& call) {
    storage::DeliveryQuery query;
    query.endpoint_id = endpoint(call).id;
    query.limit = query_number(call.request, "limit", kUsualRows, 1, kMostRows);
    query.before = query_sequence(call.request, "before");
    if (const auto state = query_value(call.request, "state")) {
        query.state = storage::delivery_state_from(*state);
        if (!query.state) throw_validation_error("state", "is none of pending, delivered, failed");
    }
    storage_.list_deliveries(
        query, [succeed = call.succeed, fail = call.fail](const storage::DeliveryPage& page, const std::string& error) {
            if (!error.empty()) return fail(not_read(error));
            succeed(200, [&](json::Writer& out) {
                out.begin_object().key("items").begin_array();
                for (const auto& each : page.items) write_delivery(out, each);
                out.end_array().member("more", page.more).key("nextBefore");
                if (page.more) out.integer(page.items.back().record.event_sequence);
                else out.null();
                out.end_object();
            });
        });
}

void WebhookRoutes::redeliver(ApiCall& call) {
    const std::string id = endpoint(call).id;
    const Again again = again_in(call.request);
    if (again.since) return requeue_since(call, {id, std::nullopt, again.since, time_.utc()});
    storage::EventQuery query;
    query.environment = call.key.environment;
    query.id = again.event_id;
    const std::function<void(const storage::Requeue&)> queue =
        storage_.authorship().carried([this, call](const storage::Requeue& what) {
            requeue(call, what, [this, id = what.endpoint_id](bool) { deliveries_.look(id); });
        });
    storage_.list_events(query,
                         [this, id, queue, fail = call.fail](const storage::EventPage& page, const std::string& error) {
                             if (!error.empty()) return fail(not_read(error));
                             if (page.items.empty()) return fail(ApiError(404, "NOT_FOUND", "no such event is kept"));
                             queue({id, page.items.front().sequence, std::nullopt, time_.utc()});
                         });
}

void WebhookRoutes::requeue_since(const ApiCall& call, const storage::Requeue& what) {
    if (const auto ready_at = deliveries_.begin_requeue(what.endpoint_id))
        throw over_allowance("this webhook's events were queued again less than a minute ago", *ready_at, time_.now());
    requeue(call, what, [this, id = what.endpoint_id](bool stored) { deliveries_.end_requeue(id, stored); });
}

void WebhookRoutes::requeue(const ApiCall& call, const storage::Requeue& what,
                            const std::function<void(bool stored)>& ended) {
    const auto write_done = [id = what.endpoint_id](json::Writer& out) {
        out.begin_object().member("id", id).member("queued", true).end_object();
    };
    storage::Batch batch = call.alongside(202, write_done);
    batch.push_back(storage::RequeueDeliveries{what});
    storage_.write(std::move(batch),
                   [ended, write_done, succeed = call.succeed, fail = call.fail](const storage::Written& written) {
                       ended(written.durable);
                       if (!written.durable) return fail(not_durable(written.error));
                       succeed(202, write_done);
                   });
}

void WebhookRoutes::list_events(ApiCall& call) {
    storage::EventQuery query;
    query.environment = call.key.environment;
    query.after = query_sequence(call.request, "after").value_or(0);
    query.limit = query_number(call.request, "limit", kUsualRows, 1, kMostRows);
    storage_.list_events(query, [query, succeed = call.succeed, fail = call.fail](const storage::EventPage& page,
                                                                                  const std::string& error) {
        if (!error.empty()) return fail(not_read(error));
        succeed(200, [&](json::Writer& out) {
            out.begin_object().key("items").begin_array();
            for (const auto& each : page.items) write_event(out, each);
            out.end_array().member("more", page.more).member("oldestSequence", page.oldest_sequence);
            out.member("nextAfter", page.items.empty() ? query.after : page.items.back().sequence).end_object();
        });
    });
}

}  // namespace gateway
