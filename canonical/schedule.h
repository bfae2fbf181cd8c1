#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "canonical/action.h"
#include "canonical/time.h"
#include "json/value.h"
#include "json/writer.h"

/// A device's plan: slots, each the beginning of a command, once or on the days of a recurrence.
namespace canonical {

constexpr std::size_t kMostSlots = 32;

/// `pending` has not fired yet, `active` has and will again, `completed` has nothing left to fire.
enum class ScheduleState { pending, active, completed, cancelled };
std::string_view to_text(ScheduleState state);
std::optional<ScheduleState> schedule_state_from(std::string_view text);

struct Slot {
    std::string time;           ///< "07:30" on the clock of the schedule's zone; empty: `at` tells
    std::optional<UtcTime> at;  ///< exactly one of the two is there
    std::string duration;       ///< ISO 8601, as it was sent; empty: until the next command
    Command command = Command::charge;
};

/// What a client wrote.
struct Plan {
    std::string timezone;  ///< IANA
    std::string rule;      ///< as it was sent; empty: each slot once
    std::vector<Slot> slots;
    UtcTime since{};  ///< when it was written: nothing before counts, intervals and weeks are counted from that day
};

struct Schedule {
    std::string id;         ///< "sched_…"
    std::string device_id;  ///< "device_…"
    Environment environment = Environment::live;
    ScheduleState state = ScheduleState::pending;
    Plan plan;
    UtcTime created_at{};
    UtcTime updated_at{};  ///< the last write of a client, not the last slot
    std::optional<UtcTime> next_fire_at;
    UtcTime handled_until{};  ///< slots due up to here have been dealt with; never sent
};

/// What a device read tells of it: `currentSchedule`.
struct ScheduleSummary {
    std::string id;
    ScheduleState state = ScheduleState::pending;
    std::optional<UtcTime> next_fire_at;
    UtcTime updated_at{};
};
ScheduleSummary summary_of(const Schedule& schedule);

/// True while there may be slots to come.
bool is_open(ScheduleState state);

/// The body of a PUT. `zone` is the device's own, for a body without `timezone`. Throws ApiError for
/// everything the contract does not know.
Plan parse_schedule_set(json::Value body, const std::string& zone, UtcTime now);

/// The slots as the database keeps them, a JSON array. Reading throws ApiError on what this program never wrote.
std::string slots_text(const std::vector<Slot>& slots);
std::vector<Slot> slots_from(json::Value slots);

void write_schedule(json::Writer& out, const Schedule& schedule);
void write_schedule_summary(json::Writer& out, const ScheduleSummary& summary);

}  // namespace canonical
