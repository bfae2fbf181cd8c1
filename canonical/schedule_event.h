#pragma once

#include "canonical/event.h"
#include "canonical/schedule.h"
#include "canonical/schedule_times.h"

/// What webhooks tell of schedules, beside the slot whose action failed (event.h). Pure.
namespace canonical {

Event schedule_created(const EventContext& context, const Schedule& schedule);
Event schedule_updated(const EventContext& context, const Schedule& schedule);
Event schedule_cancelled(const EventContext& context, const Schedule& schedule);

/// Why nothing came of a slot that was due.
enum class SkipReason {
    missed,      ///< the gateway was not there in time
    clock_set,   ///< it was, but its clock was set forward, past the time
    conflict,    ///< a pushed command was in flight, or waited for its start
    superseded,  ///< a change of the clocks put another slot onto the same instant, or behind it
};
std::string_view to_text(SkipReason reason);
Event slot_skipped(const EventContext& context, const Schedule& schedule, const DueSlot& due, SkipReason reason);
/// Without an action: the device takes no such command at all.
Event slot_refused(const EventContext& context, const Schedule& schedule, const DueSlot& due, const std::string& code,
                   const std::string& message);

}  // namespace canonical
