#include "gateway/api/event_hub.h"

#include "canonical/push.h"
#include "gateway/random.h"

namespace gateway {

namespace {

constexpr std::size_t kEpochCharacters = 8;

}  // namespace

EventHub::EventHub(Site& site, storage::Storage& storage, Time& time)
    : site_(site),
      live_(make_channel(canonical::Environment::live, time)),
      sandbox_(make_channel(canonical::Environment::sandbox, time)) {
    site_.looked_at = [this](ChargePoint& charge_point) { looked_at(charge_point); };
    listen_to_storage(storage, canonical::Environment::live);
    listen_to_storage(storage, canonical::Environment::sandbox);
}

EventHub::~EventHub() { site_.looked_at = nullptr; }

/// The storage outlives the hub.
void EventHub::listen_to_storage(storage::Storage& storage, canonical::Environment environment) const {
    const std::weak_ptr<EventChannel> weak = environment == canonical::Environment::live ? live_ : sandbox_;
    storage.tell_of_actions([weak, environment](const canonical::Action& action) {
        const auto channel = weak.lock();
        if (!channel || !channel->is_recording() || action.environment != environment) return;
        json::Writer out;
        canonical::write_action(out, action);
        channel->append("action", action.device_id, out.take());
    });
    storage.tell_of_events([weak, environment](const std::vector<storage::EventRecord>& events) {
        const auto channel = weak.lock();
        if (!channel) return;
        for (const auto& event : events) {
            if (event.environment == environment) channel->append(event.type, event.device_id, event.body);
        }
    });
}

std::shared_ptr<EventChannel> EventHub::make_channel(canonical::Environment environment, Time& time) {
    return std::make_shared<EventChannel>(
        random_base62(kEpochCharacters), time, counters_,
        [this, environment] { return site_.devices().ids(environment); },
        [this, environment](const std::string& id) { return describe(id, environment); });
}

EventChannel& EventHub::channel(canonical::Environment environment) const {
    return environment == canonical::Environment::live ? *live_ : *sandbox_;
}

std::string EventHub::describe(const std::string& device_id, canonical::Environment environment) const {
    const auto device = site_.devices().find(device_id, environment);
    if (!device) return {};
    json::Writer out;
    canonical::write_device_event(out, site_.devices().describe(device));
    return out.take();
}

void EventHub::looked_at(ChargePoint& charge_point) const {
    EventChannel& where = channel(charge_point.record().environment);
    if (!where.is_recording()) return;
    for (const auto& [id, connector] : charge_point.connectors()) where.device_changed(connector->record.device_id);
}

void EventHub::close_streams_of(const std::string& key_id) {
    live_->close_streams_of(key_id);
    sandbox_->close_streams_of(key_id);
}

}  // namespace gateway
