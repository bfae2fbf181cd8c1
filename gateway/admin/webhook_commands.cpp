#include "gateway/admin/webhook_commands.h"

#include <algorithm>

namespace gateway {

namespace {

using Record = WebhookEndpoints::Record;

std::string line_of(const Record& endpoint) {
    const std::string state = endpoint.enabled ? (endpoint.failing_since ? "failing" : "enabled") : "disabled";
    std::string line =
        endpoint.id + "  " + std::string(canonical::to_text(endpoint.environment)) + "  " + state + "  " + endpoint.url;
    if (!endpoint.event_types.empty()) line += "  " + endpoint.event_types;
    if (!endpoint.disabled_reason.empty()) line += "  (" + endpoint.disabled_reason + ")";
    return line + "\n";
}

std::string removed(const std::string& id) { return "removed " + id + ", with what waited for it\n"; }
AdminAnswer unknown(const std::string& id) { return {false, "no webhook " + id + " is known"}; }

WebhookEndpoints::Done answer_with(const AdminAnswered& answered,
                                   const std::function<std::string(const Record&)>& text) {
    return [answered, text](const std::string& error, const Record& record) {
        if (!error.empty()) return answered({false, "could not be stored: " + error});
        answered({true, text(record)});
    };
}

void add(const AdminRequest& request, WebhookEndpoints& endpoints, const AdminAnswered& answered) {
    const auto environment = canonical::environment_from(request.environment);
    if (!environment) return answered({false, "the environment is live or sandbox"});
    EndpointRequest endpoint;
    endpoint.url = request.url;
    endpoint.description = request.name;
    endpoint.event_types = request.event_types;
    endpoints.create(*environment, endpoint,
                     answer_with(answered, [](const Record& made) { return made.id + "\n" + made.secret + "\n"; }));
}

void test(const std::string& id, Deliveries& deliveries, const AdminAnswered& answered) {
    const bool begun = deliveries.test(id, [answered](const WebhookTest& test) {
        const std::string took = " after " + std::to_string(test.took.count()) + " ms";
        if (test.answer.is_success())
            return answered({true, "delivered: answered " + std::to_string(test.answer.status) + took + "\n"});
        if (test.answer.status != 0)
            return answered({false, "not delivered: answered " + std::to_string(test.answer.status) + took});
        answered({false, "not delivered: " + test.answer.error});
    });
    if (!begun) answered({false, "other tests are under way; try again"});
}

}  // namespace

void run_webhook_command(const AdminRequest& request, WebhookEndpoints& endpoints, Deliveries& deliveries,
                         const AdminAnswered& answered) {
    const std::string& id = request.webhook_id;
    std::string list;
    try {
        for (const auto& [known, endpoint] : endpoints.all()) list += line_of(endpoint);
        if (request.command == "webhooks list") return answered({true, list});
        if (request.command == "webhooks add") return add(request, endpoints, answered);
        if (endpoints.find(id) == nullptr) return answered(unknown(id));
        if (request.command == "webhooks remove")
            return endpoints.remove(id, answer_with(answered, [](const Record& gone) { return removed(gone.id); }));
        if (request.command == "webhooks rotate-secret")
            return endpoints.rotate_secret(
                id, answer_with(answered, [](const Record& record) { return record.secret + "\n"; }));
        if (request.command == "webhooks test") return test(id, deliveries, answered);
        answered({false, "unknown command"});
    } catch (const canonical::ApiError& error) {
        answered({false, error.what()});
    }
}

AdminAnswer run_webhook_command(const AdminRequest& request, storage::DirectStorage& storage,
                                const storage::Snapshot& snapshot) {
    std::string list;
    for (const Record& endpoint : snapshot.webhook_endpoints) list += line_of(endpoint);
    if (request.command == "webhooks list") return {true, list};
    if (request.command != "webhooks remove") return {false, "no gateway runs on this data directory"};
    const bool known = std::any_of(snapshot.webhook_endpoints.begin(), snapshot.webhook_endpoints.end(),
                                   [&](const Record& endpoint) { return endpoint.id == request.webhook_id; });
    if (!known) return unknown(request.webhook_id);
    return when_stored(storage.write({storage::RemoveWebhookEndpoint{request.webhook_id}}),
                       removed(request.webhook_id));
}

}  // namespace gateway
