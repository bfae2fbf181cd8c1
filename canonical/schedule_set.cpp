#include <algorithm>
#include <stdexcept>

#include "canonical/command_body.h"
#include "canonical/duration.h"
#include "canonical/errors.h"
#include "canonical/recurrence.h"
#include "canonical/schedule_times.h"
#include "canonical/time_window.h"
#include "canonical/time_zone.h"

/// Reading what a client writes as a device's plan.
namespace canonical {

namespace {

using Member = std::optional<json::Value>;

constexpr std::chrono::hours kFarthestSlot{5 * 366 * 24};

std::string text_of(const Member& member, const std::string& path) {
    if (!was_sent(member)) return {};
    if (!member->is_string()) throw_validation_error(path, "must be a string");
    return std::string(member->text());
}

[[noreturn]] void refuse_unknown(const std::string& path) { throw_validation_error(path, "is not known here"); }

/// The members of one slot as they were sent; `path` is "slots[3]".
struct SlotMembers {
    std::string path;
    Member time, at, duration, command, parameters;
};

SlotMembers slot_members(json::Value slot, const std::string& path) {
    if (!slot.is_object()) throw_validation_error(path, "must be an object");
    SlotMembers members;
    members.path = path;
    for (const auto& [key, value] : slot.members()) {
        if (key == "time") members.time = value;
        else if (key == "at") members.at = value;
        else if (key == "duration") members.duration = value;
        else if (key == "command") members.command = value;
        else if (key == "parameters") members.parameters = value;
        else refuse_unknown(path + "." + std::string(key));
    }
    if (!members.command) throw_validation_error(path + ".command", "is missing");
    if (!members.command->is_string()) throw_validation_error(path + ".command", "must be a string");
    if (was_sent(members.parameters) && !members.parameters->is_object()) {
        throw_validation_error(path + ".parameters", "must be an object");
    }
    return members;
}

UtcTime parse_at(const std::string& text, const std::string& path, const std::string& zone) {
    if (const auto instant = instant_from(text)) return *instant;
    if (const auto shown = wall_time_from(text)) return to_utc(*shown, zone);
    throw_validation_error(
        path, "must be a time: YYYY-MM-DDTHH:MM:SS, with a Z or an offset unless the schedule's clock is meant");
}

void read_begin(Slot& slot, const SlotMembers& members, const std::string& zone) {
    slot.time = text_of(members.time, members.path + ".time");
    const std::string at = text_of(members.at, members.path + ".at");
    if (was_sent(members.time) == was_sent(members.at)) {
        throw_validation_error(members.path, "must have either time or at");
    }
    if (was_sent(members.at)) slot.at = parse_at(at, members.path + ".at", zone);
    else if (!time_of_day_from(slot.time))
        throw_validation_error(members.path + ".time", "must be a time of day (HH:MM)");
}

void read_duration(Slot& slot, const SlotMembers& members) {
    if (!was_sent(members.duration)) return;
    const std::string path = members.path + ".duration";
    slot.duration = text_of(members.duration, path);
    const auto duration = duration_from(slot.duration);
    if (!duration) throw_validation_error(path, "must be an ISO 8601 duration of hours and minutes (PT5H, PT1H30M)");
    if (duration->count() == 0) throw_validation_error(path, "must be longer than nothing");
    if (*duration <= kLongestWindow) return;
    throw ApiError(422, "INVALID_TIME_WINDOW", path + " is more than 24 hours",
                   [=, text = slot.duration](json::Writer& details) {
                       details.member("reason", "window_too_long")
                           .member("parameter", path)
                           .member("value", text)
                           .member("max", "PT24H");
                   });
}

Slot read_slot(const SlotMembers& members, const std::string& zone) {
    Slot slot;
    read_begin(slot, members, zone);
    read_duration(slot, members);
    return slot;
}

void read_command(Slot& slot, const SlotMembers& members) {
    slot.command = parse_command(*members.command);
    if (was_sent(members.parameters)) refuse_parameters(*members.parameters);
}

void refuse_window_of_idle(const Slot& slot) {
    if (slot.command == Command::charge || slot.duration.empty()) return;
    throw ApiError(
        422, "EXECUTION_NOT_SUPPORTED", std::string(to_text(slot.command)) + " has no window; leave duration out",
        [](json::Writer& details) {
            details.member("requestedExecution", "windowed");
            details.key("supportedExecution").begin_array().string("immediate").string("scheduled").end_array();
        });
}

std::string path_of_slot(std::size_t index) { return "slots[" + std::to_string(index) + "]"; }

/// All shapes first, then what they mean.
std::vector<Slot> read_slots(json::Value array, const std::string& zone) {
    std::vector<SlotMembers> members;
    std::vector<Slot> slots;
    for (const json::Value value : array.elements()) {
        members.push_back(slot_members(value, path_of_slot(members.size())));
        slots.push_back(read_slot(members.back(), zone));
    }
    for (std::size_t i = 0; i < slots.size(); ++i) {
        read_command(slots[i], members[i]);
        refuse_window_of_idle(slots[i]);
    }
    return slots;
}

std::string parse_rule(json::Value recurrence) {
    if (!recurrence.is_object()) throw_validation_error("recurrence", "must be an object with a rule");
    Member rule;
    for (const auto& [key, value] : recurrence.members()) {
        if (key == "rule") rule = value;
        else refuse_unknown("recurrence." + std::string(key));
    }
    if (!rule) throw_validation_error("recurrence.rule", "is missing");
    if (!rule->is_string()) throw_validation_error("recurrence.rule", "must be a string");
    parse_recurrence(rule->text());
    return std::string(rule->text());
}

struct Members {
    Member timezone, recurrence, slots;
};

Members read_body(json::Value body) {
    if (!body.is_object()) throw_invalid_request("the body must be a JSON object with slots");
    Members members;
    for (const auto& [key, value] : body.members()) {
        if (key == "timezone") members.timezone = value;
        else if (key == "recurrence") members.recurrence = value;
        else if (key == "slots") members.slots = value;
        else refuse_unknown(std::string(key));
    }
    if (!members.slots) throw_validation_error("slots", "is missing");
    if (!members.slots->is_array()) throw_validation_error("slots", "must be an array");
    if (members.slots->size() == 0 || members.slots->size() > kMostSlots) {
        throw_validation_error("slots", "must be 1 to " + std::to_string(kMostSlots) + " slots");
    }
    return members;
}

std::string parse_timezone(const Member& member, const std::string& own) {
    const std::string zone = was_sent(member) ? text_of(member, "timezone") : own;
    if (!is_time_zone(zone)) throw_validation_error("timezone", "is not a name of the IANA list of time zones");
    return zone;
}

void refuse_at_with_recurrence(const Plan& plan) {
    if (plan.rule.empty()) return;
    const auto absolute = std::find_if(plan.slots.begin(), plan.slots.end(), [](const Slot& slot) { return slot.at; });
    if (absolute == plan.slots.end()) return;
    const std::string path = path_of_slot(static_cast<std::size_t>(absolute - plan.slots.begin()));
    throw_validation_error(path + ".at", "is a single time: a schedule with a recurrence has slots by time");
}

[[noreturn]] void refuse_at(const Plan& plan, std::size_t slot, const char* code, const char* words, const char* bound,
                            UtcTime limit) {
    const std::string path = path_of_slot(slot) + ".at";
    throw ApiError(422, code, path + words,
                   [=, zone = plan.timezone, value = *plan.slots[slot].at](json::Writer& details) {
                       details.member("parameter", path).member("value", to_text(value)).member(bound, to_text(limit));
                       details.member("timezone", zone);
                   });
}

void check_instants(const Plan& plan) {
    const UtcTime latest = plan.since + kFarthestSlot;
    for (std::size_t i = 0; i < plan.slots.size(); ++i) {
        const auto& at = plan.slots[i].at;
        if (at && *at <= plan.since) refuse_at(plan, i, "START_IN_PAST", " is not in the future", "min", plan.since);
        if (at && *at > latest)
            refuse_at(plan, i, "START_OUT_OF_RANGE", " is more than five years ahead", "max", latest);
    }
}

}  // namespace

Plan parse_schedule_set(json::Value body, const std::string& zone, UtcTime now) {
    const Members members = read_body(body);
    Plan plan;
    plan.since = now;
    plan.timezone = parse_timezone(members.timezone, zone);
    if (was_sent(members.recurrence)) plan.rule = parse_rule(*members.recurrence);
    plan.slots = read_slots(*members.slots, plan.timezone);
    refuse_at_with_recurrence(plan);
    check_instants(plan);
    if (!next_fire(plan, now))
        throw_validation_error("recurrence.rule", "leaves no day on which anything would happen");
    refuse_overlaps(plan);
    return plan;
}

std::vector<Slot> slots_from(json::Value slots) { return read_slots(slots, "UTC"); }

}  // namespace canonical
