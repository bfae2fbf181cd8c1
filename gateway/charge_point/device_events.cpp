#include "gateway/charge_point/device_events.h"

#include <utility>

#include "gateway/charge_point/stored_events.h"
#include "gateway/decision/wanted_limit.h"
#include "gateway/random.h"

namespace gateway {

namespace {

bool ceiling_is_applied(const ConnectorView& view) {
    return view.is_connected && view.desired.max_charge_rate_kw &&
           view.acknowledged_ceiling_kw == view.desired.max_charge_rate_kw && limit_is_settled(view);
}

}  // namespace

canonical::EventContext DeviceEvents::context(const Connector& connector) const {
    return {"msg_" + random_base62(16), connector.record.device_id, record_.environment, time_.utc()};
}

void DeviceEvents::look_at(Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake) {
    if (!untold_.empty()) tell(std::exchange(untold_, {}));
    tell_of_link(connector, now, wake);
    tell_of_ceiling(connector);
}

/// A charger that comes back soon was not away.
void DeviceEvents::tell_of_link(Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake) {
    const bool is_connected = connector.view.is_connected;
    if (is_connected == connector.record.announced_connected) return;
    const SteadyTime away_for_good = connector.view.connected_changed_at + connector.view.timings.offline_grace;
    if (!is_connected && now < away_for_good) return keep_earlier(wake, away_for_good);
    connector.record.announced_connected = is_connected;
    storage::Batch batch{storage::PutConnector{connector.record}};
    append_event(batch, canonical::device_event(context(connector), is_connected));
    store_(std::move(batch), [&connector, is_connected] { connector.record.announced_connected = !is_connected; });
}

void DeviceEvents::tell_of_ceiling(Connector& connector) {
    const auto told = connector.record.applied_kw;
    if (told == connector.view.desired.max_charge_rate_kw || !ceiling_is_applied(connector.view)) return;
    connector.record.applied_kw = connector.view.desired.max_charge_rate_kw;
    storage::Batch batch{storage::PutConnector{connector.record}};
    append_event(batch, canonical::setting_applied(context(connector), *connector.record.applied_kw));
    store_(std::move(batch), [&connector, told] { connector.record.applied_kw = told; });
}

void DeviceEvents::tell_of_drift(const Connector& connector) {
    const auto ceiling = connector.view.desired.max_charge_rate_kw;
    const auto power = connector.view.power(time_.now());
    if (!ceiling || !power) return;
    tell({canonical::setting_drifted(context(connector), *ceiling, power->kilowatts)});
}

void DeviceEvents::tell(std::vector<canonical::Event> events) {
    storage::Batch batch;
    append_events(batch, events);
    store_(std::move(batch), [this, events] {
        for (const auto& event : events) {
            if (untold_.size() < kMostUntold) untold_.push_back(event);
        }
    });
}

}  // namespace gateway
