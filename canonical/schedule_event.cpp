#include "canonical/schedule_event.h"

namespace canonical {

namespace {

json::Writer begin_body(std::string_view type, const Schedule& schedule) {
    json::Writer out;
    out.begin_object().member("event", type).member("scheduleId", schedule.id);
    out.member("deviceId", schedule.device_id).member("deviceType", "ev_charger");
    out.member("state", to_text(schedule.state));
    return out;
}

void write_slot(json::Writer& out, const Slot& slot, UtcTime due_at) {
    out.key("slot").begin_object();
    if (slot.at) out.member("at", to_text(*slot.at));
    else out.member("time", slot.time);
    out.member("command", to_text(slot.command)).end_object();
    out.member("dueAt", to_text(due_at));
}

Event event_of(const EventContext& context, std::string_view type, json::Writer body) {
    body.member("timestamp", to_text(context.at)).end_object();
    return {context.event_id, std::string(type), context.environment, context.device_id, body.take(), context.at};
}

Event change_of(const EventContext& context, std::string_view type, const Schedule& schedule) {
    return event_of(context, type, begin_body(type, schedule));
}

json::Writer slot_body(std::string_view type, const Schedule& schedule, const DueSlot& due) {
    auto body = begin_body(type, schedule);
    write_slot(body, schedule.plan.slots.at(due.slot), due.at);
    return body;
}

}  // namespace

Event schedule_created(const EventContext& context, const Schedule& schedule) {
    return change_of(context, "schedule.created", schedule);
}

Event schedule_updated(const EventContext& context, const Schedule& schedule) {
    return change_of(context, "schedule.updated", schedule);
}

Event schedule_cancelled(const EventContext& context, const Schedule& schedule) {
    return change_of(context, "schedule.cancelled", schedule);
}

std::string_view to_text(SkipReason reason) {
    switch (reason) {
        case SkipReason::missed:
            return "missed";
        case SkipReason::clock_set:
            return "clock_set";
        case SkipReason::conflict:
            return "conflict";
        case SkipReason::superseded:
            return "superseded";
    }
    return {};
}

Event slot_skipped(const EventContext& context, const Schedule& schedule, const DueSlot& due, SkipReason reason) {
    constexpr std::string_view kType = "schedule.slot_skipped";
    auto body = slot_body(kType, schedule, due);
    body.member("reason", to_text(reason));
    return event_of(context, kType, std::move(body));
}

Event slot_refused(const EventContext& context, const Schedule& schedule, const DueSlot& due, const std::string& code,
                   const std::string& message) {
    constexpr std::string_view kType = "schedule.slot_failed";
    auto body = slot_body(kType, schedule, due);
    body.member("errorCode", code).member("errorMessage", message);
    return event_of(context, kType, std::move(body));
}

}  // namespace canonical
