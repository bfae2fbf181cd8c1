#include "gateway/site/device_directory.h"

#include <algorithm>

#include "gateway/decision/alerts.h"
#include "gateway/decision/device_state.h"
#include "gateway/site/schedules.h"

namespace gateway {

namespace {

constexpr std::chrono::minutes kFresh{15};
constexpr std::chrono::minutes kFreshWhenExpedited{1};
constexpr double kSandboxMostKw = 50;  // the contract's own bound, whatever the box

bool is_fresh(const ConnectorView& view, bool expedite, SteadyTime now) {
    const auto limit = expedite ? kFreshWhenExpedited : kFresh;
    return view.observed.last_message_at && now - *view.observed.last_message_at <= limit;
}

}  // namespace

void DeviceDirectory::list(const storage::ConnectorRecord& connector) {
    devices_[connector.device_id] = {connector.charge_point_id, connector.connector_id};
    order_.push_back(connector.device_id);
}

void DeviceDirectory::strike(const std::string& device_id) {
    devices_.erase(device_id);
    order_.erase(std::remove(order_.begin(), order_.end(), device_id), order_.end());
}

DeviceRef DeviceDirectory::find(const std::string& device_id, canonical::Environment environment) const {
    const auto listed = devices_.find(device_id);
    if (listed == devices_.end()) return {};
    const auto charge_point = registry_.find(listed->second.charge_point_id);
    if (!charge_point || charge_point->record().environment != environment) return {};
    return {charge_point, charge_point->connectors().find(listed->second.connector_id)};
}

std::vector<std::string> DeviceDirectory::ids(canonical::Environment environment,
                                              const std::optional<std::string>& owner) const {
    std::vector<std::string> ids;
    for (const auto& id : order_) {
        const auto charge_point = registry_.find(devices_.at(id).charge_point_id);
        if (!charge_point || charge_point->record().environment != environment) continue;
        if (!owner || charge_point->record().owner == *owner) ids.push_back(id);
    }
    return ids;
}

canonical::SettingsBounds DeviceDirectory::bounds(const DeviceRef& device) const {
    canonical::SettingsBounds bounds;
    bounds.max_charge_rate_kw.max = is_live(device) ? device.connector->view.max_kw : kSandboxMostKw;
    bounds.max_charge_rate_kw.max_is_assumed = is_live(device) && !device.charge_point->record().rated_kw;
    return bounds;
}

canonical::Source DeviceDirectory::source_of(const DeviceRef& device, bool expedite) const {
    if (!is_live(device)) return canonical::Source::projection;
    const ConnectorView& view = device.connector->view;
    if (!view.is_connected) return canonical::Source::fallback;
    return is_fresh(view, expedite, time_.now()) ? canonical::Source::live : canonical::Source::cache;
}

canonical::Device DeviceDirectory::describe(const DeviceRef& device, bool expedite) const {
    const SteadyTime now = time_.now();
    const ConnectorView& view = device.connector->view;
    const auto& record = device.charge_point->record();
    canonical::Device result;
    result.id = device.connector->record.device_id;
    result.vendor = canonical::lower_snake(record.vendor);
    result.model = record.model;
    result.charge_point_id = record.id;
    result.connector_id = view.connector_id;
    result.sync_available = view.is_connected;
    if (view.observed.last_message_at) {
        const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(now - *view.observed.last_message_at);
        result.last_pulled_at = time_.utc() - age;
    }
    result.source = source_of(device, expedite);
    const ShownState state = state_shown(view, now);
    result.status = state.status.status;
    result.is_connected = state.status.is_connected;
    result.is_charging = state.status.is_charging;
    result.current_power_kw = state.kilowatts;
    result.power_source = to_text(state.source);
    const LimitInForce limit = limit_in_force(view);
    result.power_rate_limit_kw = limit.kilowatts;
    result.max_current_a = whole_amperes(view, limit.kilowatts);
    result.limit_source = limit.is_acknowledged ? "acknowledged" : "assumed";
    if (view.observed.transaction)
        result.session_energy_wh = device.charge_point->ledger().energy_so_far(view.observed.transaction->stored_id,
                                                                               time_.utc(), record.rated_kw);
    result.bounds = bounds(device);
    result.max_charge_rate_kw = view.desired.max_charge_rate_kw.value_or(result.bounds.max_charge_rate_kw.max);
    result.last_action = device.connector->desired_state.open_action ? device.connector->desired_state.open_action
                                                                     : device.connector->desired_state.last_action;
    if (const auto* schedule = schedules ? schedules->of(result.id) : nullptr)
        result.current_schedule = summary_of(*schedule);
    for (const Alert& alert : alerts_of(view, now)) result.alerts.push_back({alert.code, alert.message});
    return result;
}

void DeviceDirectory::read_fresh(const DeviceRef& device, bool expedite,
                                 std::function<void(canonical::Device)> answer) {
    const ConnectorView& view = device.connector->view;
    if (!is_live(device) || !view.is_connected || is_fresh(view, expedite, time_.now()))
        return answer(describe(device));
    device.charge_point->requests().refresh(*device.connector, [this, device, expedite, answer = std::move(answer)] {
        answer(describe(device, expedite));
    });
}

const std::string& DeviceDirectory::time_zone(const DeviceRef& device) const {
    const std::string& own = device.charge_point->record().timezone;
    return own.empty() ? options_.time_zone : own;
}

}  // namespace gateway
