#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "gateway/webhooks/deliveries.h"
#include "tests/support/manual_time.h"
#include "tests/support/stepped_storage.h"

namespace gateway::testing {

using namespace std::chrono_literals;

const WebhookAnswer kRefused{500, "", ""};

/// Notes what is sent and answers as told; without an answer it stays under way.
class FakeSender : public WebhookSender {
  public:
    explicit FakeSender(Time& time) : time_(time) {}

    struct Sent {
        std::string host, id, event, timestamp, signature, body;
        SteadyTime at{};
    };
    using Reply = std::function<std::optional<WebhookAnswer>(const Sent&)>;

    void send(WebhookPost post, Answered answered) override {
        Sent one{post.url.host,
                 header(post, "svix-id"),
                 header(post, "webhook-event"),
                 header(post, "svix-timestamp"),
                 header(post, "svix-signature"),
                 post.body,
                 time_.now()};
        sent.push_back(one);
        most_at_once = std::max(most_at_once, ++pending_operations_);
        auto finish = [this, answered = std::move(answered)](const WebhookAnswer& answer) {
            --pending_operations_;
            answered(answer);
        };
        if (const auto answer = reply(one)) return time_.post([finish, answer = *answer] { finish(answer); });
        open.emplace_back(one, finish);
    }

    /// Answers what is under way, the oldest first.
    void answer_open(const WebhookAnswer& answer) {
        auto all = std::exchange(open, {});
        for (auto& [one, finish] : all) finish(answer);
    }

    Reply reply = [](const Sent&) { return WebhookAnswer{200, "", ""}; };
    std::vector<Sent> sent;
    std::vector<std::pair<Sent, Answered>> open;
    std::size_t most_at_once = 0;

  private:
    static std::string header(const WebhookPost& post, const std::string& name) {
        for (const auto& [key, value] : post.headers) {
            if (key == name) return value;
        }
        return "";
    }

    Time& time_;
    std::size_t pending_operations_ = 0;
};

inline FakeSender::Reply always(const WebhookAnswer& answer) {
    return [answer](const FakeSender::Sent&) { return answer; };
}

/// A storage whose reading thread can be slower than its writing thread.
class SlowStorage : public support::SteppedStorage {
  public:
    void next_deliveries(const storage::NextDeliveriesQuery& query,
                         std::function<void(std::vector<storage::Delivery>, std::string error)> answer) override {
        SteppedStorage::next_deliveries(query, [this, answer](const auto& found, const std::string& error) {
            if (!holds_reads) return answer(found, error);
            held_.push_back([answer, found, error] { answer(found, error); });
        });
    }
    void give_held() {
        for (const auto& give : std::exchange(held_, {})) give();
    }
    bool holds_reads = false;

  private:
    std::vector<std::function<void()>> held_;
};

using Ids = std::vector<std::string>;

inline EndpointRequest request_for(const std::string& url) {
    EndpointRequest wish;
    wish.url = url;
    return wish;
}

/// For changes of an endpoint whose end nobody waits for.
inline const auto ignore = [](const std::string&, const storage::WebhookEndpointRecord&) {};

/// Deliveries under told time, on a storage in memory; `restart` is a new process on the same storage.
struct DeliveryBench {
    DeliveryBench() {
        storage.immediate = true;
        restart();
    }

    void restart() {
        deliveries.reset();
        time.forget_posted();
        storage.forget_answers();
        sender = std::make_unique<FakeSender>(time);
        endpoints =
            std::make_unique<WebhookEndpoints>(storage.load().webhook_endpoints, storage, addresses, rules, time);
        deliveries = std::make_unique<Deliveries>(*endpoints, storage, *sender, rules, time);
        endpoints->on_change = [this](const std::string& id) { deliveries->start_afresh(id); };
        storage.tell_of_events([this](const auto& events) { deliveries->wake(events); });
    }

    std::string add_endpoint(const std::string& host = "a.example") {
        std::string id;
        endpoints->create(canonical::Environment::live, request_for("https://" + host + "/"),
                          [&](const std::string&, const auto& record) { id = record.id; });
        return id;
    }

    /// An event of a device; its id tells both.
    void happen(const std::string& device, int number) {
        storage::EventRecord event;
        event.id = device + ":" + std::to_string(number);
        event.type = "push.completed";
        event.device_id = device;
        event.body = "{}";
        event.created_at = time.utc();
        storage.write({storage::AppendEvent{event}}, [](const auto&) {});
    }

    void run(std::chrono::milliseconds longest) {
        const SteadyTime end = time.now() + longest;
        do time.run_posted();
        while (time.ring_next(end));
        time.run_posted();
    }

    std::vector<std::string> ids() const {
        std::vector<std::string> found;
        for (const auto& one : sender->sent) found.push_back(one.id);
        return found;
    }

    const storage::DeliveryRecord& delivery(const std::string& endpoint_id, std::int64_t sequence) const {
        return storage.rows().deliveries().at({endpoint_id, sequence});
    }

    std::size_t left(storage::DeliveryState state) const {
        std::size_t count = 0;
        for (const auto& [key, row] : storage.rows().deliveries()) count += row.state == state ? 1 : 0;
        return count;
    }

    ManualTime time;
    SlowStorage storage;
    AddressRules addresses{WebhookTargets{}};
    DeliveryRules rules;
    std::unique_ptr<FakeSender> sender;
    std::unique_ptr<WebhookEndpoints> endpoints;
    std::unique_ptr<Deliveries> deliveries;
};

}  // namespace gateway::testing
