#include "gateway/site/device_commands.h"

#include <iterator>
#include <utility>

#include "canonical/errors.h"
#include "gateway/random.h"
#include "gateway/site/sandbox_orders.h"

namespace gateway {

namespace {

constexpr const char* kReplaced = "replaced by a newer command";

void append(storage::Batch& batch, storage::Batch more) {
    std::move(more.begin(), more.end(), std::back_inserter(batch));
}

/// A device that cannot be commanded refuses a push; it makes no action. `learns_anew`: what was refused so far is
/// forgotten before the command begins.
void check_controllable(const DeviceRef& device, canonical::Command command, bool learns_anew) {
    const ConnectorView& view = device.connector->view;
    const bool is_off = !device.charge_point->record().control;
    const bool cannot_pause = !learns_anew && command == canonical::Command::idle && !view.traits.stop_as_pause &&
                              !view.holds_at_minimum() && view.every_profile_is_refused();
    if (!is_off && !cannot_pause) return;
    const std::string reason = is_off ? "control_is_off" : "every_limit_is_refused";
    throw canonical::ApiError(
        422, "COMMAND_NOT_SUPPORTED",
        is_off ? "the operator has switched control of this charger off" : "this charger refuses every way to pause it",
        [reason](json::Writer& details) { details.member("reason", reason); });
}

}  // namespace

void DeviceCommands::write_settings(const DeviceRef& device, const canonical::SettingsPatch& patch,
                                    std::function<void(bool)> done, storage::Batch alongside) {
    if (!patch.max_charge_rate_kw) return done(true);
    const double kilowatts = *patch.max_charge_rate_kw;
    const int write = device.connector->desired_state.write_ceiling(kilowatts);
    device.charge_point->writes().store(
        *device.connector,
        [device, write, kilowatts, done = std::move(done)](bool durable) {
            device.connector->desired_state.ceiling_written(write, kilowatts, durable);
            done(durable);
        },
        std::move(alongside));
}

canonical::Action DeviceCommands::new_action(const DeviceRef& device, const canonical::PushRequest& request) const {
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

void DeviceCommands::push(const DeviceRef& device, const canonical::PushRequest& request,
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
    storage_.write(std::move(batch), [this, device, action, replaced, controls = request.sandbox,
                                      done = std::move(done)](const storage::Written& written) {
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

canonical::Action DeviceCommands::cancelled(canonical::Action action, const std::string& why) const {
    canonical::cancel(action, why, time_.utc());
    return action;
}

void DeviceCommands::cancel(const canonical::Action& action, std::function<void(std::optional<canonical::Action>)> done,
                            Alongside alongside) {
    const auto device = devices_.find(action.device_id, action.environment);
    const bool is_open = device && device.connector->desired_state.open_action &&
                         device.connector->desired_state.open_action->id == action.id;
    if (!is_open || !device.connector->desired_state.is_scheduled())
        canonical::throw_not_cancellable(is_open ? *device.connector->desired_state.open_action : action);
    const auto replaced = device.connector->desired_state.take_open_action();
    const canonical::Action ended = cancelled(replaced->action, "cancelled before its start");
    const auto last = std::exchange(device.connector->desired_state.last_action, ended);
    storage::Batch batch{storage::PutAction{ended}};
    if (alongside) append(batch, alongside(ended));
    storage_.write(std::move(batch),
                   [device, replaced, ended, last, done = std::move(done)](const storage::Written& written) {
                       if (!written.durable && !device.connector->desired_state.cancel_was_not_stored(*replaced, last))
                           device.charge_point->writes().store_ended(*device.connector,
                                                                     ended);  // a newer one has taken its place already
                       device.charge_point->loop().decide_soon();
                       done(written.durable ? std::optional(ended) : std::nullopt);
                   });
}

/// All is as before, unless a still newer command has taken over.
void DeviceCommands::push_was_not_stored(const DeviceRef& device, const canonical::Action& action,
                                         const std::optional<DesiredState::Replaced>& replaced) {
    Connector& connector = *device.connector;
    if (!connector.desired_state.open_action || connector.desired_state.open_action->id != action.id) return;
    connector.desired_state.put_back(replaced);
    // One that was replaced before it had begun stays cancelled.
    if (replaced && !connector.desired_state.open_action)
        device.charge_point->writes().store_ended(connector, cancelled(replaced->action, kReplaced));
    else device.charge_point->writes().store(connector);
}

// The sandbox: what a client of it wants to see happen to its command, over OCPP like all else.

bool DeviceCommands::changes_scene(const DeviceRef& device, const canonical::SandboxControls& controls) {
    if (is_live(device)) return false;
    return !controls.is_plain() || device.charge_point->follows_order();
}

/// Only for a command that is stored: one that was refused must leave the charger as it is.
void DeviceCommands::set_the_scene(const DeviceRef& device, const canonical::SandboxControls& controls) {
    ChargePoint& charge_point = *device.charge_point;
    charge_point.order_outcome(kOrderingVendor, controls);
    // What a charger does on order teaches nothing about its kind.
    start_anew_(charge_point.record().id);
}

}  // namespace gateway
