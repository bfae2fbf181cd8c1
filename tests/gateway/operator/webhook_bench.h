#pragma once

#include "tests/gateway/operator/operator_bench.h"
#include "tests/gateway/webhooks/delivery_bench.h"

namespace gateway {

/// The REST side with webhooks behind it, which go to a sender that the test plays.
class WebhookBench : public OperatorBench {
  public:
    explicit WebhookBench(WebhookTargets targets = {}) : addresses(std::move(targets)), sender(time) {
        endpoints.on_change = [this](const std::string& id) { deliveries.start_afresh(id); };
        storage.tell_of_events([this](const auto& events) { deliveries.wake(events); });
        api->add_webhooks(endpoints, deliveries);
    }

    /// With these members; the id of what was made.
    std::string add(const std::string& body = R"({"url":"https://hooks.example.com/in"})") {
        const RestAnswer made = post("/webhooks", body);
        return made.status == 201 ? made.text("data.id") : made.body;
    }
    RestAnswer patch(const std::string& id, const std::string& body) { return *ask("PATCH", "/webhooks/" + id, body); }

    void happen(const std::string& id, canonical::Environment environment = canonical::Environment::live) {
        storage::EventRecord event;
        event.id = id;
        event.type = "push.completed";
        event.environment = environment;
        event.device_id = "device_1";
        event.body = R"({"event":"push.completed"})";
        event.created_at = time.utc();
        storage.write({storage::AppendEvent{event}}, [](const auto&) {});
        settle();
    }

    AddressRules addresses;
    DeliveryRules rules;
    testing::FakeSender sender;
    WebhookEndpoints endpoints{{}, storage, addresses, rules, time};
    Deliveries deliveries{endpoints, storage, sender, rules, time};
};

}  // namespace gateway
