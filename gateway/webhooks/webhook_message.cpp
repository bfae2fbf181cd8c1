#include "gateway/webhooks/webhook_message.h"

#include "gateway/random.h"
#include "gateway/webhooks/signature.h"
#include "json/writer.h"

namespace gateway {

namespace {

constexpr std::size_t kEventIdCharacters = 24;

}  // namespace

WebhookPost webhook_message(const storage::WebhookEndpointRecord& endpoint, const storage::EventRecord& event,
                            canonical::UtcTime now) {
    std::vector<std::string> secrets{endpoint.secret};
    if (endpoint.previous_until && now < *endpoint.previous_until) secrets.push_back(endpoint.previous_secret);
    const auto timestamp = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    WebhookPost post{parse_endpoint_url(endpoint.url), {}, event.body};
    post.headers = {{"svix-id", event.id},
                    {"svix-timestamp", std::to_string(timestamp)},
                    {"svix-signature", webhook_signatures(secrets, event.id, timestamp, event.body)},
                    {"webhook-event", event.type}};
    return post;
}

storage::EventRecord test_event(const storage::WebhookEndpointRecord& endpoint, canonical::UtcTime now) {
    json::Writer out;
    out.begin_object().member("event", "webhook.test").member("webhookId", endpoint.id);
    out.member("timestamp", canonical::to_text(now)).end_object();
    storage::EventRecord event;
    event.id = "msg_" + random_base62(kEventIdCharacters);
    event.type = "webhook.test";
    event.environment = endpoint.environment;
    event.body = out.take();
    event.created_at = now;
    return event;
}

}  // namespace gateway
