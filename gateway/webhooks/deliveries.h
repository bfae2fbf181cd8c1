#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "gateway/clock.h"
#include "gateway/webhooks/delivery_outcome.h"
#include "gateway/webhooks/webhook_endpoints.h"

namespace gateway {

struct DeliveryCounters {
    std::uint64_t delivered = 0, failed_attempts = 0, given_up = 0, disabled = 0, breaker_opened = 0, not_stored = 0,
                  tests_refused = 0, requeues_refused = 0;
};

/// What came of a webhook that was sent to try an endpoint out.
struct WebhookTest {
    std::string event_id;
    WebhookAnswer answer;
    std::chrono::milliseconds took{0};
};

/// Brings events to the endpoints that want them: from the outbox on disk, of each device in order, at least once, by
/// the schedule of `DeliveryRules`. What came of an attempt is written before the device's next event goes; a restart
/// goes on from the disk. Io thread; owned by main.
class Deliveries {
  public:
    /// All of these outlive it.
    Deliveries(WebhookEndpoints& endpoints, storage::Storage& storage, WebhookSender& sender,
               const DeliveryRules& rules, Time& time);

    /// Goes on where the last process stopped.
    void start();
    /// Events are on disk (Storage::tell_of_events).
    void wake(const std::vector<storage::EventRecord>& events);
    /// Something waits for this endpoint.
    void look(const std::string& endpoint_id);
    /// The same, and what it did so far counts no more: it was changed by somebody.
    void start_afresh(const std::string& endpoint_id);
    /// Sends webhook.test at once, beside the outbox. False: as many as may be are under way.
    bool test(const std::string& endpoint_id, std::function<void(const WebhookTest&)> done);

    /// Somebody wants all since a time again, which may be a hundred thousand rows: one at a time and at most one a
    /// minute for each endpoint. Where it may not begin: when to ask again.
    std::optional<SteadyTime> begin_requeue(const std::string& endpoint_id);
    /// What began has come to its end.
    void end_requeue(const std::string& endpoint_id, bool stored);

    const DeliveryCounters& counters() const { return counters_; }
    std::size_t pending_operations() const { return pending_operations_; }
    std::size_t queues() const { return queues_.size(); }  ///< endpoints that something is known of

  private:
    /// Of one endpoint.
    struct EndpointQueue {
        std::set<std::string> busy;  ///< devices with a delivery under way
        std::set<std::string>
            settled;  ///< devices whose delivery ended while the storage was asked: its answer may not know
        std::unique_ptr<Time::Timer> timer;
        SteadyTime not_before{}, paused_until{};  ///< the latter: as the endpoint asked (Retry-After)
        SteadyTime requeue_not_before{};
        int failures = 0;  ///< in a row
        bool requeueing = false;
        bool asking = false, ask_again = false, waits_for_room = false;
    };

    EndpointQueue& queue_of(const std::string& endpoint_id);
    bool is_open(const EndpointQueue& queue) const { return queue.failures >= rules_.breaker_after; }
    std::size_t room_of(const EndpointQueue& queue) const;
    void forget_if_idle(const std::string& endpoint_id);
    void ask(const std::string& endpoint_id, EndpointQueue& queue);
    std::chrono::milliseconds wait_of(const storage::DeliveryRecord& delivery) const;
    void take(const std::string& endpoint_id, const std::vector<storage::Delivery>& next);
    void wait_for_room(const std::string& endpoint_id, EndpointQueue& queue);
    void send(const storage::WebhookEndpointRecord& endpoint, EndpointQueue& queue, const storage::Delivery& delivery);
    void post(const storage::WebhookEndpointRecord& endpoint, const storage::EventRecord& event,
              const WebhookSender::Answered& answered);
    void note(const storage::DeliveryRecord& delivery, const std::string& url, const WebhookAnswer& answer);
    storage::Batch batch_of(const DeliveryOutcome& outcome, EndpointQueue& queue, bool success);
    void pace(EndpointQueue& queue, const DeliveryOutcome& outcome, bool success);
    void release(const std::string& endpoint_id, const std::string& device_id, bool stored);
    void count(const DeliveryOutcome& outcome);
    void tell(const DeliveryOutcome& outcome) const;

    WebhookEndpoints& endpoints_;
    storage::Storage& storage_;
    WebhookSender& sender_;
    const DeliveryRules& rules_;
    Time& time_;
    std::map<std::string, EndpointQueue> queues_;
    std::deque<std::string> waiting_;  ///< endpoints, for room among all that is under way
    std::size_t pending_operations_ = 0, tests_ = 0;
    DeliveryCounters counters_;
};

}  // namespace gateway
