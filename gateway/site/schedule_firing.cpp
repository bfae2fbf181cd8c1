#include <algorithm>

#include "canonical/errors.h"
#include "canonical/schedule_times.h"
#include "gateway/charge_point/stored_events.h"
#include "gateway/log.h"
#include "gateway/site/schedule_records.h"
#include "gateway/site/schedules.h"

/// Slots that are due.
namespace gateway {

namespace {

/// With everything up to `until` dealt with. A slot that ran makes the plan active.
canonical::Schedule dealt_with(canonical::Schedule schedule, UtcTime until, bool has_run) {
    schedule.handled_until = until;
    schedule.next_fire_at = canonical::next_fire(schedule.plan, until);
    if (has_run) schedule.state = canonical::ScheduleState::active;
    if (!schedule.next_fire_at) schedule.state = canonical::ScheduleState::completed;
    return schedule;
}

canonical::PushRequest push_of(const canonical::Schedule& schedule, const canonical::DueSlot& due) {
    canonical::PushRequest request;
    request.command = schedule.plan.slots.at(due.slot).command;
    request.cancel_and_replace = true;
    request.window = {due.at, due.end};
    request.schedule_id = schedule.id;
    return request;
}

}  // namespace

void Schedules::look() {
    clock_steps_.look(time_.utc(), time_.since_boot());
    std::vector<std::string> due;
    for (const auto& [device_id, entry] : entries_) {
        if (is_due(entry)) due.push_back(device_id);
    }
    for (const auto& device_id : due) {
        const auto found = entries_.find(device_id);
        if (found == entries_.end() || !is_due(found->second)) continue;
        try {
            fire(found->second);
        } catch (const std::exception& error) {  // one plan must not stop the others
            log::error("schedule.unreadable", found->second.durable->id + ": " + error.what());
            found->second.not_before = time_.now() + kReadAgainAfter;
        }
    }
    set_timer();
}

bool Schedules::is_due(const Entry& entry) const {
    if (entry.being_stored > 0 || !in_force(entry) || (entry.not_before && time_.now() < *entry.not_before))
        return false;
    if (is_ahead_of_clock(*entry.durable)) return true;
    return entry.durable->next_fire_at && *entry.durable->next_fire_at <= time_.utc();
}

/// What is only a little ahead must not fire again.
bool Schedules::is_ahead_of_clock(const canonical::Schedule& schedule) const {
    return schedule.handled_until > time_.utc() + kClockSetBack;
}

/// Else a clock that was wrong for a minute would silence a plan for years.
void Schedules::begin_anew(const canonical::Schedule& schedule) {
    canonical::Schedule next = schedule;
    next.handled_until = time_.utc();
    next.plan.since = next.updated_at = std::min(schedule.plan.since, next.handled_until);
    next.created_at = std::min(schedule.created_at, next.updated_at);
    next.next_fire_at = canonical::next_fire(next.plan, next.handled_until);
    log::error("schedule.clock_set_back", schedule.id + " goes on from " + canonical::to_text(next.handled_until));
    store(next, {}, nullptr);
}

/// Never far ahead: the wall clock may jump, and no timer tells of it.
void Schedules::set_timer() {
    const UtcTime utc = time_.utc();
    std::optional<SteadyTime> wake;
    for (const auto& [device_id, entry] : entries_) {
        if (entry.being_stored > 0 || !in_force(entry)) continue;
        const auto ahead =
            entry.durable->next_fire_at ? *entry.durable->next_fire_at - utc : timings_.wall_clock_looked_at_every;
        const SteadyTime then =
            time_.now() + std::clamp<std::chrono::milliseconds>(ahead, {}, timings_.wall_clock_looked_at_every);
        keep_earlier(wake, entry.not_before ? std::max(then, *entry.not_before) : then);
    }
    if (wake) timer_->set(*wake);
}

bool Schedules::is_missed(const canonical::DueSlot& due) const {
    if (due.end) return time_.utc() >= *due.end;
    return clock_steps_.lateness(due.at, time_.utc()) >= timings_.late_start_allowed;
}

Schedules::Skipped Schedules::missed(const canonical::DueSlot& due) const {
    using canonical::SkipReason;
    return {due, clock_steps_.is_stepped_over(due.at) ? SkipReason::clock_set : SkipReason::missed};
}

/// What to deal with in one batch: all that was missed before the first slot that may still run, or that one with the
/// others of its instant. What the clock was set past came due at one instant, too.
Schedules::Due Schedules::next_due(const canonical::Schedule& schedule) const {
    const UtcTime utc = time_.utc();
    const UtcTime from = std::max<UtcTime>(schedule.handled_until, utc - kMissedTold);
    const auto slots = canonical::due_slots(schedule.plan, from, utc);
    const auto first = std::find_if(slots.begin(), slots.end(), [&](const auto& due) { return !is_missed(due); });
    Due due;
    due.until = utc;
    for (const auto& each : slots) {
        if (first == slots.end() || each.at < first->at) due.skipped.push_back(missed(each));
    }
    if (first == slots.end()) return due;
    if (!due.skipped.empty()) {
        due.until = due.skipped.back().slot.at;
        return due;
    }
    for (const auto& each : slots) {
        if (each.at > first->at && !clock_steps_.is_stepped_over(each.at)) break;
        due.until = each.at;
        if (each.at > first->at && is_missed(each)) {
            due.skipped.push_back(missed(each));
            continue;
        }
        if (due.runs) due.skipped.push_back({*due.runs, canonical::SkipReason::superseded});
        due.runs = each;
    }
    std::stable_sort(due.skipped.begin(), due.skipped.end(),
                     [](const auto& one, const auto& other) { return one.slot.at < other.slot.at; });
    return due;
}

bool Schedules::conflicts(const DeviceRef& device) const {
    const auto& open = device.connector->desired_state.open_action;
    return open && !open->schedule_id;
}

void Schedules::fire(Entry& entry) {
    const canonical::Schedule schedule = *entry.durable;
    if (is_ahead_of_clock(schedule)) return begin_anew(schedule);
    const auto device = site_.devices().find(schedule.device_id, schedule.environment);
    if (!device)
        return static_cast<void>(cancel(schedule.device_id, nullptr));  // it was removed while this was written
    Due due = next_due(schedule);
    if (due.runs && !conflicts(device)) return run(device, dealt_with(schedule, due.until, true), due);
    const auto next = dealt_with(schedule, due.until, false);
    storage::Batch batch;
    append_skipped(batch, next, due.skipped);
    if (due.runs) append_skipped(batch, next, {{*due.runs, canonical::SkipReason::conflict}});
    store(next, std::move(batch), nullptr);
}

void Schedules::append_skipped(storage::Batch& batch, const canonical::Schedule& schedule,
                               const std::vector<Skipped>& skipped) {
    using canonical::SkipReason;
    for (const auto& each : skipped) {
        append_event(batch, canonical::slot_skipped(context(schedule), schedule, each.slot, each.reason));
        log::info("schedule.slot_skipped", schedule.id + " " + std::string(to_text(each.reason)));
        switch (each.reason) {
            case SkipReason::missed:
                ++counters_.missed;
                break;
            case SkipReason::clock_set:
                ++counters_.clock_set;
                break;
            case SkipReason::conflict:
                ++counters_.conflicts;
                break;
            case SkipReason::superseded:
                ++counters_.superseded;
                break;
        }
    }
}

void Schedules::run(const DeviceRef& device, const canonical::Schedule& next, const Due& due) {
    storage::Batch told;
    append_skipped(told, next, due.skipped);
    try {
        site_.commands().push(
            device, push_of(next, *due.runs),
            [this, next](const std::optional<canonical::Action>& action) { end_store(next, action.has_value()); },
            [this, next, told](const canonical::Action&) {
                begin_store(next);
                storage::Batch batch = told;
                batch.push_back(storage::PutSchedule{to_record(next)});
                return batch;
            });
        ++counters_.fired;
    } catch (const canonical::ApiError& error) {
        // The device takes no such command, and will not a little later either.
        append_event(told, canonical::slot_refused(context(next), next, *due.runs, error.code, error.what()));
        ++counters_.refused;
        store(next, std::move(told), nullptr);
    }
}

}  // namespace gateway
