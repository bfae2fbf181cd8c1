#include "gateway/webhooks/deliveries.h"

#include <algorithm>

#include "gateway/log.h"
#include "gateway/webhooks/webhook_message.h"

namespace gateway {

namespace {

constexpr std::size_t kLookAhead =
    32;  ///< beyond what is under way, which stands in front and must not hide what may go
constexpr std::size_t kTestsAtOnce = 4;
constexpr std::chrono::minutes kBetweenRequeues{1};
constexpr std::chrono::seconds kAfterStorageFailed{10};
constexpr std::chrono::hours kLongestSleep{1};  ///< the wall clock may be set meanwhile

}  // namespace

Deliveries::Deliveries(WebhookEndpoints& endpoints, storage::Storage& storage, WebhookSender& sender,
                       const DeliveryRules& rules, Time& time)
    : endpoints_(endpoints), storage_(storage), sender_(sender), rules_(rules), time_(time) {}

void Deliveries::start() {
    for (const auto& [id, endpoint] : endpoints_.all()) {
        if (endpoint.failing_since) queue_of(id).failures = rules_.breaker_after;
        look(id);
    }
}

void Deliveries::wake(const std::vector<storage::EventRecord>& events) {
    for (const auto& [id, endpoint] : endpoints_.all()) {
        const auto environment = endpoint.environment;
        if (std::any_of(events.begin(), events.end(),
                        [&](const auto& event) { return event.environment == environment; }))
            look(id);
    }
}

Deliveries::EndpointQueue& Deliveries::queue_of(const std::string& endpoint_id) {
    EndpointQueue& queue = queues_[endpoint_id];
    if (queue.timer) return queue;
    queue.timer = time_.make_timer([this, endpoint_id] {
        if (endpoints_.find(endpoint_id) != nullptr) look(endpoint_id);  // a timer must not end its own lane
    });
    return queue;
}

void Deliveries::start_afresh(const std::string& endpoint_id) {
    if (const auto queue = queues_.find(endpoint_id); queue != queues_.end()) {
        queue->second.failures = 0;
        queue->second.not_before = queue->second.paused_until = {};
    }
    look(endpoint_id);
}

/// Of an endpoint that is no more.
void Deliveries::forget_if_idle(const std::string& endpoint_id) {
    const auto queue = queues_.find(endpoint_id);
    if (queue != queues_.end() && queue->second.busy.empty() && !queue->second.asking) queues_.erase(queue);
}

std::size_t Deliveries::room_of(const EndpointQueue& queue) const {
    return is_open(queue) ? 1 : rules_.at_once_per_endpoint;
}

void Deliveries::look(const std::string& endpoint_id) {
    const auto* endpoint = endpoints_.find(endpoint_id);
    if (endpoint == nullptr) return forget_if_idle(endpoint_id);
    if (!endpoint->enabled) return;
    EndpointQueue& queue = queue_of(endpoint_id);
    if (time_.now() < queue.not_before) return queue.timer->set(queue.not_before);
    if (queue.busy.size() >= room_of(queue)) return;  // the end of one looks again
    if (pending_operations_ >= rules_.at_once) return wait_for_room(endpoint_id, queue);
    ask(endpoint_id, queue);
}

void Deliveries::wait_for_room(const std::string& endpoint_id, EndpointQueue& queue) {
    if (!std::exchange(queue.waits_for_room, true)) waiting_.push_back(endpoint_id);
}

void Deliveries::ask(const std::string& endpoint_id, EndpointQueue& queue) {
    if (queue.asking) {
        queue.ask_again = true;
        return;
    }
    queue.asking = true;
    queue.settled.clear();
    const auto most = static_cast<int>(kLookAhead + queue.busy.size());
    storage_.next_deliveries({endpoint_id, most},
                             [this, endpoint_id](const std::vector<storage::Delivery>& next, const std::string& error) {
                                 EndpointQueue& asked = queue_of(endpoint_id);
                                 asked.asking = false;
                                 if (!error.empty()) asked.timer->set(time_.now() + kAfterStorageFailed);
                                 else take(endpoint_id, next);
                                 const bool is_known = endpoints_.find(endpoint_id) != nullptr;
                                 if (std::exchange(asked.ask_again, false) || !is_known) look(endpoint_id);
                             });
}

/// How long it still waits. None waits longer than the longest pause between two attempts: then the wall clock showed a
/// later time when it was written.
std::chrono::milliseconds Deliveries::wait_of(const storage::DeliveryRecord& delivery) const {
    std::chrono::milliseconds longest{};
    for (const auto& pause : rules_.retries) longest = std::max(longest, pause);
    const auto wait = delivery.next_attempt_at - time_.utc();
    return wait > longest + kLongestSleep ? std::chrono::milliseconds(0) : wait;
}

/// They come in the order in which they are due, but those of another time, which come last.
void Deliveries::take(const std::string& endpoint_id, const std::vector<storage::Delivery>& next) {
    const auto* endpoint = endpoints_.find(endpoint_id);
    if (endpoint == nullptr || !endpoint->enabled) return;
    EndpointQueue& queue = queue_of(endpoint_id);
    std::optional<SteadyTime> wake;
    for (const storage::Delivery& delivery : next) {
        const std::string& device = delivery.record.device_id;
        if (queue.busy.count(device) > 0 || queue.settled.count(device) > 0) continue;
        if (const auto wait = wait_of(delivery.record); wait > wait.zero()) {
            keep_earlier(wake, time_.now() + std::min<std::chrono::milliseconds>(wait, kLongestSleep));
            continue;
        }
        if (queue.busy.size() >= room_of(queue)) return;
        if (pending_operations_ >= rules_.at_once) return wait_for_room(endpoint_id, queue);
        send(*endpoint, queue, delivery);
    }
    if (wake) queue.timer->set(*wake);
}

void Deliveries::send(const storage::WebhookEndpointRecord& endpoint, EndpointQueue& queue,
                      const storage::Delivery& delivery) {
    post(endpoint, delivery.event, [this, record = delivery.record, url = endpoint.url](const WebhookAnswer& answer) {
        note(record, url, answer);
    });
    queue.busy.insert(delivery.record.device_id);
    ++pending_operations_;
}

void Deliveries::post(const storage::WebhookEndpointRecord& endpoint, const storage::EventRecord& event,
                      const WebhookSender::Answered& answered) {
    try {
        sender_.send(webhook_message(endpoint, event, time_.utc()), answered);
    } catch (const UrlRefused& error) {
        time_.post([answered, reason = std::string("the URL ") + error.what()] { answered({0, reason, ""}); });
    }
}

/// What comes from a URL that the endpoint had before says nothing about the endpoint; a failure there does not count
/// at all.
void Deliveries::note(const storage::DeliveryRecord& delivery, const std::string& url, const WebhookAnswer& answer) {
    const std::string& id = delivery.endpoint_id;
    const auto* endpoint = endpoints_.find(id);
    const bool is_present = endpoint != nullptr && endpoint->url == url;
    if (endpoint == nullptr || (!is_present && !answer.is_success())) return release(id, delivery.device_id, true);
    DeliveryOutcome outcome = outcome_of(delivery, *endpoint, answer, time_.utc(), rules_);
    if (!is_present) outcome.endpoint_changed = false;
    count(outcome);
    EndpointQueue& queue = queue_of(id);
    storage::Batch batch = batch_of(outcome, queue, answer.is_success());
    if (is_present) pace(queue, outcome, answer.is_success());
    storage_.write(std::move(batch), [this, id, device = delivery.device_id](const storage::Written& written) {
        release(id, device, written.durable);
    });
}

/// The first success behind an open breaker: what had been put off for hours need not wait for them.
storage::Batch Deliveries::batch_of(const DeliveryOutcome& outcome, EndpointQueue& queue, bool success) {
    storage::Batch batch{storage::PutDelivery{outcome.delivery}};
    if (outcome.endpoint_changed) batch.push_back(endpoints_.note(outcome.endpoint));
    if (success && is_open(queue)) batch.push_back(storage::HastenDeliveries{outcome.endpoint.id, time_.utc()});
    return batch;
}

/// One that arrives does not end the pause that another one was told of.
void Deliveries::pace(EndpointQueue& queue, const DeliveryOutcome& outcome, bool success) {
    if (success) {
        queue.failures = 0;
        queue.not_before = queue.paused_until;
        return;
    }
    queue.paused_until = std::max(queue.paused_until, time_.now() + outcome.pause);
    if (++queue.failures == rules_.breaker_after) ++counters_.breaker_opened;
    const auto pause = std::max(outcome.pause, is_open(queue) ? rules_.between_probes : std::chrono::milliseconds(0));
    queue.not_before = std::max(queue.not_before, time_.now() + pause);
}

void Deliveries::count(const DeliveryOutcome& outcome) {
    const auto state = outcome.delivery.state;
    if (state == storage::DeliveryState::delivered) ++counters_.delivered;
    else ++counters_.failed_attempts;
    if (state == storage::DeliveryState::failed) ++counters_.given_up;
    if (outcome.disabled) ++counters_.disabled;
    if (outcome.endpoint_changed) tell(outcome);
}

void Deliveries::tell(const DeliveryOutcome& outcome) const {
    const auto& endpoint = outcome.endpoint;
    if (outcome.disabled) log::warning("webhooks.disabled", endpoint.id + ": " + endpoint.disabled_reason);
    else if (endpoint.failing_since) log::warning("webhooks.failing", endpoint.id + ": " + outcome.delivery.last_error);
    else log::info("webhooks.recovered", endpoint.id);
}

/// What could not be stored is sent again: rather twice than never.
void Deliveries::release(const std::string& endpoint_id, const std::string& device_id, bool stored) {
    EndpointQueue& queue = queue_of(endpoint_id);
    queue.busy.erase(device_id);
    if (queue.asking) queue.settled.insert(device_id);
    --pending_operations_;
    if (!stored) {
        ++counters_.not_stored;
        queue.not_before = std::max(queue.not_before, time_.now() + kAfterStorageFailed);
    }
    for (auto waiting = std::exchange(waiting_, {}); !waiting.empty(); waiting.pop_front()) {
        const auto queue_waiting = queues_.find(waiting.front());
        if (queue_waiting == queues_.end()) continue;
        queue_waiting->second.waits_for_room = false;
        look(waiting.front());
    }
    look(endpoint_id);
}

bool Deliveries::test(const std::string& endpoint_id, std::function<void(const WebhookTest&)> done) {
    if (tests_ >= kTestsAtOnce) return ++counters_.tests_refused, false;
    const auto& endpoint = endpoints_.all().at(endpoint_id);
    const auto event = test_event(endpoint, time_.utc());
    post(endpoint, event,
         [this, id = event.id, begun = time_.now(), done = std::move(done)](const WebhookAnswer& answer) {
             --tests_;
             done({id, answer, std::chrono::duration_cast<std::chrono::milliseconds>(time_.now() - begun)});
         });
    ++tests_;
    return true;
}

std::optional<SteadyTime> Deliveries::begin_requeue(const std::string& endpoint_id) {
    EndpointQueue& queue = queue_of(endpoint_id);
    const SteadyTime now = time_.now();
    if (queue.requeueing || now < queue.requeue_not_before) {
        ++counters_.requeues_refused;
        return std::max(queue.requeue_not_before, now);
    }
    queue.requeueing = true;
    queue.requeue_not_before = now + kBetweenRequeues;
    return std::nullopt;
}

void Deliveries::end_requeue(const std::string& endpoint_id, bool stored) {
    const auto queue = queues_.find(endpoint_id);
    if (queue == queues_.end()) return;
    queue->second.requeueing = false;
    if (!stored) queue->second.requeue_not_before = {};
    look(endpoint_id);
}

}  // namespace gateway
