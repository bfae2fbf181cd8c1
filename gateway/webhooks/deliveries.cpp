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
        if (endpoint.failing_since) lane_of(id).failures = rules_.breaker_after;
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

Deliveries::Lane& Deliveries::lane_of(const std::string& endpoint_id) {
    Lane& lane = lanes_[endpoint_id];
    if (lane.alarm) return lane;
    lane.alarm = time_.make_alarm([this, endpoint_id] {
        if (endpoints_.find(endpoint_id) != nullptr) look(endpoint_id);  // an alarm must not end its own lane
    });
    return lane;
}

void Deliveries::start_afresh(const std::string& endpoint_id) {
    if (const auto lane = lanes_.find(endpoint_id); lane != lanes_.end()) {
        lane->second.failures = 0;
        lane->second.not_before = lane->second.paused_until = {};
    }
    look(endpoint_id);
}

/// Of an endpoint that is no more.
void Deliveries::forget_if_idle(const std::string& endpoint_id) {
    const auto lane = lanes_.find(endpoint_id);
    if (lane != lanes_.end() && lane->second.busy.empty() && !lane->second.asking) lanes_.erase(lane);
}

std::size_t Deliveries::room_of(const Lane& lane) const { return is_open(lane) ? 1 : rules_.at_once_per_endpoint; }

void Deliveries::look(const std::string& endpoint_id) {
    const auto* endpoint = endpoints_.find(endpoint_id);
    if (endpoint == nullptr) return forget_if_idle(endpoint_id);
    if (!endpoint->enabled) return;
    Lane& lane = lane_of(endpoint_id);
    if (time_.now() < lane.not_before) return lane.alarm->set(lane.not_before);
    if (lane.busy.size() >= room_of(lane)) return;  // the end of one looks again
    if (under_way_ >= rules_.at_once) return wait_for_room(endpoint_id, lane);
    ask(endpoint_id, lane);
}

void Deliveries::wait_for_room(const std::string& endpoint_id, Lane& lane) {
    if (!std::exchange(lane.waits_for_room, true)) waiting_.push_back(endpoint_id);
}

void Deliveries::ask(const std::string& endpoint_id, Lane& lane) {
    if (lane.asking) {
        lane.ask_again = true;
        return;
    }
    lane.asking = true;
    lane.settled.clear();
    const auto most = static_cast<int>(kLookAhead + lane.busy.size());
    storage_.next_deliveries({endpoint_id, most},
                             [this, endpoint_id](const std::vector<storage::Delivery>& next, const std::string& error) {
                                 Lane& asked = lane_of(endpoint_id);
                                 asked.asking = false;
                                 if (!error.empty()) asked.alarm->set(time_.now() + kAfterStorageFailed);
                                 else take(endpoint_id, next);
                                 const bool is_known = endpoints_.find(endpoint_id) != nullptr;
                                 if (std::exchange(asked.ask_again, false) || !is_known) look(endpoint_id);
                             });
}

/// They come in the order in which they are due.
void Deliveries::take(const std::string& endpoint_id, const std::vector<storage::Delivery>& next) {
    const auto* endpoint = endpoints_.find(endpoint_id);
    if (endpoint == nullptr || !endpoint->enabled) return;
    Lane& lane = lane_of(endpoint_id);
    for (const storage::Delivery& delivery : next) {
        const std::string& device = delivery.record.device_id;
        if (lane.busy.count(device) > 0 || lane.settled.count(device) > 0) continue;
        const auto wait = delivery.record.next_attempt_at - time_.utc();
        if (wait > wait.zero())
            return lane.alarm->set(time_.now() + std::min<std::chrono::milliseconds>(wait, kLongestSleep));
        if (lane.busy.size() >= room_of(lane)) return;
        if (under_way_ >= rules_.at_once) return wait_for_room(endpoint_id, lane);
        send(*endpoint, lane, delivery);
    }
}

void Deliveries::send(const storage::WebhookEndpointRecord& endpoint, Lane& lane, const storage::Delivery& delivery) {
    post(endpoint, delivery.event, [this, record = delivery.record, url = endpoint.url](const WebhookAnswer& answer) {
        note(record, url, answer);
    });
    lane.busy.insert(delivery.record.device_id);
    ++under_way_;
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
    Lane& lane = lane_of(id);
    storage::Batch batch = batch_of(outcome, lane, answer.is_success());
    if (is_present) pace(lane, outcome, answer.is_success());
    storage_.write(std::move(batch), [this, id, device = delivery.device_id](const storage::Written& written) {
        release(id, device, written.durable);
    });
}

/// The first success behind an open breaker: what had been put off for hours need not wait for them.
storage::Batch Deliveries::batch_of(const DeliveryOutcome& outcome, Lane& lane, bool success) {
    storage::Batch batch{storage::PutDelivery{outcome.delivery}};
    if (outcome.endpoint_changed) batch.push_back(endpoints_.note(outcome.endpoint));
    if (success && is_open(lane)) batch.push_back(storage::HastenDeliveries{outcome.endpoint.id, time_.utc()});
    return batch;
}

/// One that arrives does not end the pause that another one was told of.
void Deliveries::pace(Lane& lane, const DeliveryOutcome& outcome, bool success) {
    if (success) {
        lane.failures = 0;
        lane.not_before = lane.paused_until;
        return;
    }
    lane.paused_until = std::max(lane.paused_until, time_.now() + outcome.pause);
    if (++lane.failures == rules_.breaker_after) ++counters_.breaker_opened;
    const auto pause = std::max(outcome.pause, is_open(lane) ? rules_.between_probes : std::chrono::milliseconds(0));
    lane.not_before = std::max(lane.not_before, time_.now() + pause);
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
    Lane& lane = lane_of(endpoint_id);
    lane.busy.erase(device_id);
    if (lane.asking) lane.settled.insert(device_id);
    --under_way_;
    if (!stored) {
        ++counters_.not_stored;
        lane.not_before = std::max(lane.not_before, time_.now() + kAfterStorageFailed);
    }
    for (auto waiting = std::exchange(waiting_, {}); !waiting.empty(); waiting.pop_front()) {
        const auto lane_waiting = lanes_.find(waiting.front());
        if (lane_waiting == lanes_.end()) continue;
        lane_waiting->second.waits_for_room = false;
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
    Lane& lane = lane_of(endpoint_id);
    const SteadyTime now = time_.now();
    if (lane.requeueing || now < lane.requeue_not_before) {
        ++counters_.requeues_refused;
        return std::max(lane.requeue_not_before, now);
    }
    lane.requeueing = true;
    lane.requeue_not_before = now + kBetweenRequeues;
    return std::nullopt;
}

void Deliveries::end_requeue(const std::string& endpoint_id, bool stored) {
    const auto lane = lanes_.find(endpoint_id);
    if (lane == lanes_.end()) return;
    lane->second.requeueing = false;
    if (!stored) lane->second.requeue_not_before = {};
    look(endpoint_id);
}

}  // namespace gateway
