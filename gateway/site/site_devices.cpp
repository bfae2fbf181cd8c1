#include <iterator>
#include <utility>

#include "canonical/errors.h"
#include "gateway/decision/alarms.h"
#include "gateway/decision/device_state.h"
#include "gateway/site/schedules.h"
#include "gateway/site/site.h"
#include "gateway/random.h"

/// The Site as the REST side sees it: canonical devices, settings and commands.
namespace gateway {

namespace {

constexpr std::chrono::minutes kFresh{15};
constexpr std::chrono::minutes kFreshWhenExpedited{1};
constexpr double kSandboxMostKw = 50;  // the contract's own bound, whatever the box

bool is_fresh(const ConnectorView& view, bool expedite, SteadyTime now) {
    const auto limit = expedite ? kFreshWhenExpedited : kFresh;
    return view.observed.last_message_at && now - *view.observed.last_message_at <= limit;
}

constexpr const char* kReplaced = "replaced by a newer command";

void append(storage::Batch& batch, storage::Batch more) {
    std::move(more.begin(), more.end(), std::back_inserter(batch));
}

/// A device that cannot be commanded refuses a push; it makes no action. `learns_anew`: what was refused so far is forgotten before the command begins.
void check_controllable(const Site::DeviceRef& device, canonical::Command command, bool learns_anew) {
    const ConnectorView& view = device.connector->view;
    const bool is_off = !device.charge_point->record().control;
    const bool cannot_pause = !learns_anew && command == canonical::Command::idle && !view.traits.stop_as_pause &&
                              !view.holds_at_minimum() && view.every_profile_is_refused();
    if (!is_off && !cannot_pause) return;
    const std::string reason = is_off ? "control_is_off" : "every_limit_is_refused";
    throw canonical::ApiError(422, "COMMAND_NOT_SUPPORTED",
                              is_off ? "the operator has switched control of this charger off"
                                     : "this charger refuses every way to pause it",
                              [reason](json::Writer& details) { details.member("reason", reason); });
}

bool is_live(const Site::DeviceRef& device) {
    return device.charge_point->record().environment == canonical::Environment::live;
}

}  // namespace

Site::DeviceRef Site::find_device(const std::string& device_id, canonical::Environment environment) {
    const auto listed = devices_.find(device_id);
    if (listed == devices_.end()) return {};
    const auto charge_point = find(listed->second.charge_point_id);
    if (!charge_point || charge_point->record().environment != environment) return {};
    return {charge_point, charge_point->connectors().find(listed->second.connector_id)};
}

std::vector<std::string> Site::device_ids(canonical::Environment environment,
                                          const std::optional<std::string>& owner) const {
    std::vector<std::string> ids;
    for (const auto& id : device_order_) {
        const auto charge_point = find(devices_.at(id).charge_point_id);
        if (!charge_point || charge_point->record().environment != environment) continue;
        if (!owner || charge_point->record().owner == *owner) ids.push_back(id);
    }
    return ids;
}

canonical::SettingsBounds Site::bounds(const DeviceRef& device) const {
    canonical::SettingsBounds bounds;
    bounds.max_charge_rate_kw.max = is_live(device) ? device.connector->view.max_kw : kSandboxMostKw;
    bounds.max_charge_rate_kw.max_is_assumed = is_live(device) && !device.charge_point->record().rated_kw;
    return bounds;
}

canonical::Device Site::describe(const DeviceRef& device) const { return describe(device, false); }

canonical::Source Site::source_of(const DeviceRef& device, bool expedite) const {
    if (!is_live(device)) return canonical::Source::projection;
    const ConnectorView& view = device.connector->view;
    if (!view.is_connected) return canonical::Source::fallback;
    return is_fresh(view, expedite, time_.now()) ? canonical::Source::live : canonical::Source::cache;
}

canonical::Device Site::describe(const DeviceRef& device, bool expedite) const {
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
        const auto age =
            std::chrono::duration_cast<std::chrono::milliseconds>(now - *view.observed.last_message_at);
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
        result.session_energy_wh = device.charge_point->ledger().energy_so_far(view.observed.transaction->stored_id, time_.utc(), record.rated_kw);
    result.bounds = bounds(device);
    result.max_charge_rate_kw = view.desired.max_charge_rate_kw.value_or(result.bounds.max_charge_rate_kw.max);
    result.last_action =
        device.connector->desired_state.open_action ? device.connector->desired_state.open_action : device.connector->desired_state.last_action;
    if (const auto* schedule = schedules_->of(result.id)) result.current_schedule = summary_of(*schedule);
    for (const Alarm& alarm : alarms_of(view, now)) result.alarms.push_back({alarm.code, alarm.message});
    return result;
}

void Site::read_fresh(const DeviceRef& device, bool expedite, std::function<void(canonical::Device)> answer) {
    const ConnectorView& view = device.connector->view;
    if (!is_live(device) || !view.is_connected || is_fresh(view, expedite, time_.now()))
        return answer(describe(device));
    device.charge_point->requests().refresh(*device.connector, [this, device, expedite, answer = std::move(answer)] {
        answer(describe(device, expedite));
    });
}

void Site::write_settings(const DeviceRef& device, const canonical::SettingsPatch& patch,
                          std::function<void(bool)> done, storage::Batch alongside) {
    if (!patch.max_charge_rate_kw) return done(true);
    const double kilowatts = *patch.max_charge_rate_kw;
    const int write = device.connector->desired_state.write_ceiling(kilowatts);
    device.charge_point->writes().store(*device.connector,
                               [device, write, kilowatts, done = std::move(done)](bool durable) {
                                   device.connector->desired_state.ceiling_written(write, kilowatts, durable);
                                   done(durable);
                               },
                               std::move(alongside));
}

const std::string& Site::time_zone(const DeviceRef& device) const {
    const std::string& own = device.charge_point->record().timezone;
    return own.empty() ? options_.time_zone : own;
}

canonical::Action Site::new_action(const DeviceRef& device, const canonical::PushRequest& request) const {
    canonical::Action action;
    action.id = "act_" + random_base62(16);
    action.device_id = device.connector->record.device_id;
    action.environment = device.charge_point->record().environment;
    action.command = request.command;
    action.replaced_intent = device.connector->record.desired.intent;
    action.replaced_pause_at = device.connector->record.desired.pause_at;
    action.created_at = action.updated_at = time_.utc();
    action.start = request.window.start;
    action.end = request.window.end;
    action.schedule_id = request.schedule_id;
    const bool is_due = !action.start || *action.start <= action.created_at;
    if (is_due) action.acknowledged_at = action.created_at;
    else action.state = canonical::ActionState::scheduled;
    return action;
}

void Site::push(const DeviceRef& device, const canonical::PushRequest& request,
                std::function<void(std::optional<canonical::Action>)> done, Alongside alongside) {
    Connector& connector = *device.connector;
    const bool is_in_conflict = connector.desired_state.open_action && !request.cancel_and_replace;
    check_controllable(device, request.command, changes_scene(device, request.sandbox));
    if (is_in_conflict) canonical::throw_conflict(connector.desired_state.open_action->id);
    storage::Batch batch;
    const auto replaced = connector.desired_state.take_open_action();
    if (replaced) batch.push_back(storage::PutAction{cancelled(replaced->action, kReplaced)});
    const canonical::Action action = new_action(device, request);
    connector.desired_state.open(action, time_.now());
    batch.push_back(storage::PutAction{action});
    batch.push_back(storage::PutConnector{connector.record});
    if (alongside) append(batch, alongside(action));
    storage_.write(std::move(batch),
                   [this, device, action, replaced, controls = request.sandbox, done = std::move(done)](const storage::Written& written) {
                       if (!written.durable) {
                           push_was_not_stored(device, action, replaced);
                           return done(std::nullopt);
                       }
                       if (changes_scene(device, controls)) set_the_scene(device, controls);
                       const auto& open = device.connector->desired_state.open_action;
                       const bool is_due = action.state == canonical::ActionState::acknowledged;
                       if (is_due && open && open->id == action.id) device.connector->desired_state.begin(time_.now());
                       device.charge_point->loop().decide_soon();
                       done(action);
                   });
}

canonical::Action Site::cancelled(canonical::Action action, const std::string& why) const {
    canonical::cancel(action, why, time_.utc());
    return action;
}

void Site::cancel_action(const canonical::Action& action, std::function<void(std::optional<canonical::Action>)> done,
                         Alongside alongside) {
    const auto device = find_device(action.device_id, action.environment);
    const bool is_open = device && device.connector->desired_state.open_action && device.connector->desired_state.open_action->id == action.id;
    if (!is_open || !device.connector->desired_state.is_scheduled()) canonical::throw_not_cancellable(is_open ? *device.connector->desired_state.open_action : action);
    const auto replaced = device.connector->desired_state.take_open_action();
    const canonical::Action ended = cancelled(replaced->action, "cancelled before its start");
    const auto last = std::exchange(device.connector->desired_state.last_action, ended);
    storage::Batch batch{storage::PutAction{ended}};
    if (alongside) append(batch, alongside(ended));
    storage_.write(std::move(batch), [device, replaced, ended, last, done = std::move(done)](const storage::Written& written) {
        if (!written.durable && !device.connector->desired_state.cancel_was_not_stored(*replaced, last))
            device.charge_point->writes().store_ended(*device.connector, ended);  // a newer one has taken its place already
        device.charge_point->loop().decide_soon();
        done(written.durable ? std::optional(ended) : std::nullopt);
    });
}

/// All is as before, unless a still newer command has taken over.
void Site::push_was_not_stored(const DeviceRef& device, const canonical::Action& action,
                               const std::optional<DesiredState::Replaced>& replaced) {
    Connector& connector = *device.connector;
    if (!connector.desired_state.open_action || connector.desired_state.open_action->id != action.id) return;
    connector.desired_state.put_back(replaced);
    // One that was replaced before it had begun stays cancelled.
    if (replaced && !connector.desired_state.open_action)
        device.charge_point->writes().store_ended(connector, cancelled(replaced->action, kReplaced));
    else device.charge_point->writes().store(connector);
}

}  // namespace gateway
