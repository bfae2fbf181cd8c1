#include "gateway/api/schedule_routes.h"

#include "gateway/api/parameters.h"
#include "gateway/log.h"
#include "gateway/site/schedule_records.h"

namespace gateway {

namespace {

using canonical::ApiError;

ApiError no_schedule() { return ApiError(404, "NOT_FOUND", "no such schedule belongs to this key"); }

[[noreturn]] void throw_none_in_force() { throw ApiError(404, "NOT_FOUND", "this device has no schedule in force"); }

storage::ScheduleQuery schedule_query_in(const ApiCall& call) {
    const Page page = query_page(call.request);
    storage::ScheduleQuery query;
    query.environment = call.key.environment;
    query.offset = page.offset;
    query.limit = page.limit;
    query.device_id = query_value(call.request, "deviceId");
    query.owner = query_value(call.request, "userId");
    if (const auto state = query_value(call.request, "state")) {
        query.state = canonical::schedule_state_from(*state);
        if (!query.state)
            canonical::throw_validation_error("state", "is none of pending, active, completed, cancelled");
    }
    return query;
}

/// Passes over rows that this program never wrote.
std::vector<canonical::Schedule> schedules_of(const std::vector<storage::ScheduleRecord>& rows) {
    std::vector<canonical::Schedule> schedules;
    for (const auto& row : rows) {
        try {
            schedules.push_back(from_record(row));
        } catch (const std::runtime_error& error) {
            log::error("schedule.unreadable", row.id + ": " + error.what());
        }
    }
    return schedules;
}

}  // namespace

void ScheduleRoutes::add_to(RouteTable& routes, CounterList& counters) {
    const std::string of_device = "/ev-charger/{}/schedule";
    routes.add("GET", of_device, Scope::schedules_read, [this](ApiCall& call) { read_in_force(call); });
    routes.add("PUT", of_device, Scope::schedules_write, [this](ApiCall& call) { put(call); });
    routes.add("DELETE", of_device, Scope::schedules_write, [this](ApiCall& call) { cancel(call); });
    routes.add("GET", "/schedules", Scope::schedules_read, [this](ApiCall& call) { list(call); });
    routes.add("GET", "/schedules/{}", Scope::schedules_read, [this](ApiCall& call) { read(call); });
    counters.add("schedules", [this](json::Writer& out) {
        const auto& seen = site_.schedules().counters();
        out.member("fired", static_cast<std::int64_t>(seen.fired))
            .member("missed", static_cast<std::int64_t>(seen.missed))
            .member("clockSet", static_cast<std::int64_t>(seen.clock_set));
        out.member("conflicts", static_cast<std::int64_t>(seen.conflicts));
        out.member("superseded", static_cast<std::int64_t>(seen.superseded));
        out.member("refused", static_cast<std::int64_t>(seen.refused));
    });
}

DeviceRef ScheduleRoutes::device(const ApiCall& call) const {
    const auto found = site_.devices().find(call.captured.at(0), call.key.environment);
    if (!found) throw ApiError(404, "DEVICE_NOT_FOUND", "no such device belongs to this key");
    return found;
}

const canonical::Schedule& ScheduleRoutes::in_force(const ApiCall& call) const {
    const auto* schedule = site_.schedules().of(device(call).connector->record.device_id);
    if (!schedule) throw_none_in_force();
    return *schedule;
}

Schedules::Done ScheduleRoutes::answer(const ApiCall& call) {
    return [succeed = call.succeed, fail = call.fail](const std::optional<canonical::Schedule>& schedule) {
        if (!schedule) return fail(not_durable());
        succeed(200, [&](json::Writer& out) { canonical::write_schedule(out, *schedule); });
    };
}

void ScheduleRoutes::read_in_force(ApiCall& call) {
    const canonical::Schedule& schedule = in_force(call);
    call.succeed(200, [&](json::Writer& out) { canonical::write_schedule(out, schedule); });
}

void ScheduleRoutes::put(ApiCall& call) {
    const auto body = json_body(call.request);
    const auto target = device(call);
    site_.schedules().put(target,
                          canonical::parse_schedule_set(body.root(), site_.devices().time_zone(target), time_.utc()),
                          answer(call));
}

void ScheduleRoutes::cancel(ApiCall& call) {
    if (!site_.schedules().cancel(device(call).connector->record.device_id, answer(call))) throw_none_in_force();
}

void ScheduleRoutes::list(ApiCall& call) {
    const auto query = schedule_query_in(call);
    storage_.list_schedules(query, [succeed = call.succeed, fail = call.fail, query](const storage::SchedulePage& page,
                                                                                     const std::string& error) {
        if (!error.empty()) return fail(too_many_reads());
        const auto schedules = schedules_of(page.items);
        succeed(200, [&](json::Writer& out) {
            out.begin_object().key("items").begin_array();
            for (const auto& schedule : schedules) canonical::write_schedule(out, schedule);
            out.end_array();
            canonical::write_pagination(out, query.limit, query.offset, page.total);
            out.end_object();
        });
    });
}

void ScheduleRoutes::read(ApiCall& call) {
    storage_.find_schedule(
        call.captured.at(0), [succeed = call.succeed, fail = call.fail, environment = call.key.environment](
                                 const std::optional<storage::ScheduleRecord>& row, const std::string& error) {
            if (!error.empty()) return fail(too_many_reads());
            if (!row || row->environment != environment) return fail(no_schedule());
            const auto schedules = schedules_of({*row});
            if (schedules.empty()) return fail(no_schedule());
            succeed(200, [&](json::Writer& out) { canonical::write_schedule(out, schedules.front()); });
        });
}

}  // namespace gateway
