#include "gateway/site/schedule_records.h"

#include "canonical/recurrence.h"
#include "json/parse.h"

namespace gateway {

storage::ScheduleRecord to_record(const canonical::Schedule& schedule) {
    storage::ScheduleRecord record;
    record.id = schedule.id;
    record.device_id = schedule.device_id;
    record.environment = schedule.environment;
    record.state = schedule.state;
    record.timezone = schedule.plan.timezone;
    record.rule = schedule.plan.rule;
    record.slots = canonical::slots_text(schedule.plan.slots);
    record.created_at = schedule.created_at;
    record.updated_at = schedule.updated_at;
    record.next_fire_at = schedule.next_fire_at;
    record.handled_until = schedule.handled_until;
    return record;
}

canonical::Schedule from_record(const storage::ScheduleRecord& record) {
    canonical::Schedule schedule;
    schedule.id = record.id;
    schedule.device_id = record.device_id;
    schedule.environment = record.environment;
    schedule.state = record.state;
    schedule.plan.timezone = record.timezone;
    if (!record.rule.empty()) canonical::parse_recurrence(record.rule);
    schedule.plan.rule = record.rule;
    schedule.plan.slots = canonical::slots_from(json::parse(record.slots).root());
    schedule.plan.since = record.updated_at;
    schedule.created_at = record.created_at;
    schedule.updated_at = record.updated_at;
    schedule.next_fire_at = record.next_fire_at;
    schedule.handled_until = record.handled_until;
    return schedule;
}

}  // namespace gateway
