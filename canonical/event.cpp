#include "canonical/event.h"

#include "canonical/push.h"
#include "json/writer.h"

namespace canonical {

namespace {

json::Writer begin_body(std::string_view type, const std::string& device_id) {
    json::Writer out;
    out.begin_object().member("event", type).member("deviceId", device_id).member("deviceType", "ev_charger");
    return out;
}

/// "act_x" -> "msg_x": one event of a kind for one action.
std::string id_after(const Action& action, std::string_view prefix) {
    return std::string(prefix) + action.id.substr(action.id.find('_') + 1);
}

void write_error(json::Writer& out, const Action& action) {
    if (!action.error_code) return;
    out.member("errorCode", *action.error_code).member("errorMessage", action.error_message.value_or(""));
}

Event event_of(const Action& action, std::string type, std::string id, json::Writer body) {
    return {std::move(id),    std::move(type),          action.environment,
            action.device_id, body.end_object().take(), action.updated_at};
}

Event push_event(const Action& action) {
    const std::string type = action.state == ActionState::completed ? "push.completed" : "push.failed";
    auto body = begin_body(type, action.device_id);
    body.member("actionId", action.id).member("command", to_text(action.command)).key("parameters").null();
    write_result(body, action.result);
    write_error(body, action);
    body.member("completedAt", to_text(action.completed_at.value_or(action.updated_at)));
    if (action.schedule_id) body.member("scheduleId", *action.schedule_id);
    return event_of(action, type, id_after(action, "msg_"), std::move(body));
}

Event slot_failed(const Action& action) {
    auto body = begin_body("schedule.slot_failed", action.device_id);
    body.member("scheduleId", *action.schedule_id).member("actionId", action.id);
    body.member("command", to_text(action.command));
    write_error(body, action);
    body.member("timestamp", to_text(action.updated_at));
    return event_of(action, "schedule.slot_failed", id_after(action, "msg_slot_"), std::move(body));
}

Event event_on(const EventContext& context, std::string type, json::Writer body) {
    body.member("timestamp", to_text(context.at));
    return {context.event_id,  std::move(type),          context.environment,
            context.device_id, body.end_object().take(), context.at};
}

json::Writer setting_body(std::string_view type, const EventContext& context, double kilowatts) {
    auto body = begin_body(type, context.device_id);
    body.member("setting", "max_charge_rate").member("value", kilowatts).member("unit", "kw");
    return body;
}

}  // namespace

const std::vector<std::string_view>& event_types() {
    static const std::vector<std::string_view> types = {
        "push.completed",        "push.failed",      "device.connected",   "device.disconnected",
        "schedule.created",      "schedule.updated", "schedule.cancelled", "schedule.slot_failed",
        "schedule.slot_skipped", "setting.applied",  "setting.drifted"};
    return types;
}

std::vector<Event> events_of(const Action& ended) {
    if (ended.state != ActionState::completed && ended.state != ActionState::failed) return {};
    std::vector<Event> events{push_event(ended)};
    if (ended.state == ActionState::failed && ended.schedule_id) events.push_back(slot_failed(ended));
    return events;
}

Event device_event(const EventContext& context, bool is_connected) {
    const std::string type = is_connected ? "device.connected" : "device.disconnected";
    return event_on(context, type, begin_body(type, context.device_id));
}

Event setting_applied(const EventContext& context, double max_charge_rate_kw) {
    return event_on(context, "setting.applied", setting_body("setting.applied", context, max_charge_rate_kw));
}

Event setting_drifted(const EventContext& context, double max_charge_rate_kw, double observed_kw) {
    auto body = setting_body("setting.drifted", context, max_charge_rate_kw);
    body.member("observed", observed_kw);
    return event_on(context, "setting.drifted", std::move(body));
}

}  // namespace canonical
