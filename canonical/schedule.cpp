#include "canonical/schedule.h"

#include <array>

namespace canonical {

namespace {

constexpr std::array kStates = {ScheduleState::pending, ScheduleState::active, ScheduleState::completed,
                                ScheduleState::cancelled};

void write_slot(json::Writer& out, const Slot& slot) {
    if (slot.at) out.member("at", to_text(*slot.at));
    else out.member("time", slot.time);
    if (!slot.duration.empty()) out.member("duration", slot.duration);
    out.member("command", to_text(slot.command));
}

void write_recurrence(json::Writer& out, const std::string& rule) {
    out.key("recurrence");
    if (rule.empty()) out.null();
    else out.begin_object().member("rule", rule).end_object();
}

void write_next_fire(json::Writer& out, const Schedule& schedule) {
    out.key("nextFireAt");
    if (schedule.next_fire_at) out.string(to_text(*schedule.next_fire_at));
    else out.null();
}

void write_links(json::Writer& out, const Schedule& schedule) {
    out.key("links").begin_object().member("self", "/schedules/" + schedule.id).end_object();
}

}  // namespace

std::string_view to_text(ScheduleState state) {
    switch (state) {
        case ScheduleState::pending:
            return "pending";
        case ScheduleState::active:
            return "active";
        case ScheduleState::completed:
            return "completed";
        case ScheduleState::cancelled:
            return "cancelled";
    }
    return {};
}

std::optional<ScheduleState> schedule_state_from(std::string_view text) {
    for (const auto state : kStates) {
        if (to_text(state) == text) return state;
    }
    return std::nullopt;
}

bool is_open(ScheduleState state) { return state == ScheduleState::pending || state == ScheduleState::active; }

std::string slots_text(const std::vector<Slot>& slots) {
    json::Writer out;
    out.begin_array();
    for (const Slot& slot : slots) {
        out.begin_object();
        write_slot(out, slot);
        out.end_object();
    }
    return out.end_array().take();
}

void write_schedule(json::Writer& out, const Schedule& schedule) {
    out.begin_object()
        .member("id", schedule.id)
        .member("deviceId", schedule.device_id)
        .member("deviceType", "ev_charger");
    out.member("state", to_text(schedule.state)).member("timezone", schedule.plan.timezone);
    write_recurrence(out, schedule.plan.rule);
    out.key("slots").begin_array();
    for (const Slot& slot : schedule.plan.slots) {
        out.begin_object();
        write_slot(out, slot);
        out.key("parameters").null().end_object();
    }
    out.end_array();
    out.member("createdAt", to_text(schedule.created_at)).member("updatedAt", to_text(schedule.updated_at));
    write_next_fire(out, schedule);
    write_links(out, schedule);
    out.end_object();
}

void write_schedule_summary(json::Writer& out, const Schedule& schedule) {
    out.begin_object().member("id", schedule.id).member("state", to_text(schedule.state));
    write_next_fire(out, schedule);
    out.member("updatedAt", to_text(schedule.updated_at));
    write_links(out, schedule);
    out.end_object();
}

}  // namespace canonical
