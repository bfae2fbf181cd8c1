#include "canonical/schedule.h"

#include <array>

namespace canonical {

namespace {

constexpr std::array kScheduleStates = {ScheduleState::pending, ScheduleState::active, ScheduleState::completed,
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

void write_next_fire(json::Writer& out, const std::optional<UtcTime>& time) {
    out.key("nextFireAt");
    if (time) out.string(to_text(*time));
    else out.null();
}

void write_links(json::Writer& out, const std::string& id) {
    out.key("links").begin_object().member("self", "/schedules/" + id).end_object();
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
    for (const auto state : kScheduleStates) {
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
    write_next_fire(out, schedule.next_fire_at);
    write_links(out, schedule.id);
    out.end_object();
}

ScheduleSummary summary_of(const Schedule& schedule) {
    return {schedule.id, schedule.state, schedule.next_fire_at, schedule.updated_at};
}

void write_schedule_summary(json::Writer& out, const ScheduleSummary& summary) {
    out.begin_object().member("id", summary.id).member("state", to_text(summary.state));
    write_next_fire(out, summary.next_fire_at);
    out.member("updatedAt", to_text(summary.updated_at));
    write_links(out, summary.id);
    out.end_object();
}

}  // namespace canonical
