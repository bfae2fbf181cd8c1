#include "gateway/site/schedules.h"

#include "canonical/schedule_times.h"
#include "gateway/charge_point/stored_events.h"
#include "gateway/log.h"
#include "gateway/random.h"
#include "gateway/site/schedule_records.h"

namespace gateway {

Schedules::Schedules(Site& site, Time& time, storage::Storage& storage, const ControlTimings& timings)
    : site_(site), time_(time), storage_(storage), timings_(timings), timer_(time.make_timer([this] { look(); })) {}

void Schedules::restore(const storage::Snapshot& snapshot) {
    for (const auto& record : snapshot.schedules) {
        try {
            entries_[record.device_id].durable = from_record(record);
            entries_[record.device_id].latest = entries_[record.device_id].durable;
        } catch (const std::runtime_error& error) {
            entries_.erase(record.device_id);
            log::error("schedule.unreadable", record.id + ": " + error.what());
            end_unreadable(record);
        }
    }
    if (!entries_.empty()) timer_->set(time_.now());
}

/// Else it would stand in the way of every later plan of its device.
void Schedules::end_unreadable(storage::ScheduleRecord record) {
    record.state = canonical::ScheduleState::cancelled;
    record.next_fire_at.reset();
    record.updated_at = time_.utc();
    storage_.write({storage::PutSchedule{record}}, [](const storage::Written&) {});
}

const canonical::Schedule* Schedules::in_force(const Entry& entry) const {
    return entry.latest && is_open(entry.latest->state) ? &*entry.latest : nullptr;
}

const canonical::Schedule* Schedules::of(const std::string& device_id) const {
    const auto found = entries_.find(device_id);
    if (found == entries_.end() || !found->second.durable) return nullptr;
    return is_open(found->second.durable->state) ? &*found->second.durable : nullptr;
}

canonical::EventContext Schedules::context(const canonical::Schedule& schedule) const {
    return {"msg_" + random_base62(16), schedule.device_id, schedule.environment, time_.utc()};
}

void Schedules::put(const DeviceRef& device, canonical::Plan plan, Done done) {
    const auto found = entries_.find(device.connector->record.device_id);
    const canonical::Schedule* before = found == entries_.end() ? nullptr : in_force(found->second);
    canonical::Schedule next;
    if (before) next = *before;
    else next.id = "sched_" + random_base62(16);
    next.device_id = device.connector->record.device_id;
    next.environment = device.charge_point->record().environment;
    if (!before) next.created_at = plan.since;
    next.updated_at = next.handled_until = plan.since;
    next.next_fire_at = canonical::next_fire(plan, plan.since);
    next.plan = std::move(plan);
    storage::Batch events;
    append_event(events, before ? canonical::schedule_updated(context(next), next)
                                : canonical::schedule_created(context(next), next));
    store(next, std::move(events), std::move(done));
}

bool Schedules::cancel(const std::string& device_id, Done done) {
    const auto found = entries_.find(device_id);
    const canonical::Schedule* before = found == entries_.end() ? nullptr : in_force(found->second);
    if (!before) return false;
    canonical::Schedule next = *before;
    next.state = canonical::ScheduleState::cancelled;
    next.updated_at = time_.utc();
    next.next_fire_at.reset();
    storage::Batch events;
    append_event(events, canonical::schedule_cancelled(context(next), next));
    store(next, std::move(events), std::move(done));
    return true;
}

void Schedules::append_removal(storage::Batch& batch, const std::string& device_id) const {
    const canonical::Schedule* schedule = of(device_id);
    if (!schedule) return;
    canonical::Schedule ended = *schedule;
    ended.state = canonical::ScheduleState::cancelled;
    append_event(batch, canonical::schedule_cancelled(context(ended), ended));
}

void Schedules::store(const canonical::Schedule& next, storage::Batch batch, Done done) {
    begin_store(next);
    batch.insert(batch.begin(), storage::PutSchedule{to_record(next)});
    storage_.write(std::move(batch), [this, next, done = std::move(done)](const storage::Written& written) {
        end_store(next, written.durable);
        if (done) done(written.durable ? std::optional(next) : std::nullopt);
    });
}

void Schedules::begin_store(const canonical::Schedule& next) {
    Entry& entry = entries_[next.device_id];
    entry.latest = next;
    ++entry.being_stored;
}

void Schedules::end_store(const canonical::Schedule& next, bool durable) {
    const auto found = entries_.find(next.device_id);
    if (found == entries_.end()) return;  // the device was removed meanwhile
    Entry& entry = found->second;
    --entry.being_stored;
    if (durable) entry.durable = next;
    if (entry.being_stored > 0) return;
    entry.latest = entry.durable;
    if (durable) entry.not_before.reset();
    else entry.not_before = time_.now() + kStoreAgainAfter;
    if (!in_force(entry)) entries_.erase(found);
    timer_->set(time_.now());
}

}  // namespace gateway
