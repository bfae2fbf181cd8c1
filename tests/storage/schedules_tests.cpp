#include <catch2/catch.hpp>

#include "fixture.h"

using namespace storage_test;
using namespace storage;
using canonical::ScheduleState;

namespace {

using Ids = std::vector<std::string>;

ScheduleRecord schedule(const std::string& id, const std::string& device_id, std::int64_t created_ms,
                        ScheduleState state = ScheduleState::cancelled) {
    ScheduleRecord record;
    record.id = id;
    record.device_id = device_id;
    record.state = state;
    record.timezone = "Europe/Berlin";
    record.rule = "FREQ=WEEKLY;BYDAY=MO";
    record.slots = R"([{"time":"07:00","command":"idle"}])";
    record.created_at = at(created_ms);
    record.updated_at = at(created_ms + 1);
    if (canonical::is_open(state)) record.next_fire_at = at(created_ms + 2);
    record.handled_until = at(created_ms + 3);
    return record;
}

std::optional<ScheduleRecord> find(OnDisk& store, const std::string& id) {
    std::optional<ScheduleRecord> found;
    bool answered = false;
    store.get().find_schedule(id, [&](auto answer, const std::string& error) {
        CHECK(error.empty());
        found = answer;
        answered = true;
    });
    store.wait([&] { return answered; });
    return found;
}

SchedulePage list(OnDisk& store, const ScheduleQuery& query) {
    std::optional<SchedulePage> page;
    store.get().list_schedules(query, [&](auto answer, const std::string& error) {
        CHECK(error.empty());
        page = answer;
    });
    store.wait([&] { return page.has_value(); });
    return *page;
}

Ids ids_of(const SchedulePage& page) {
    Ids ids;
    for (const auto& found : page.items) ids.push_back(found.id);
    return ids;
}

ScheduleQuery part(int offset, int limit) {
    ScheduleQuery query;
    query.offset = offset;
    query.limit = limit;
    return query;
}

}  // namespace

TEST_CASE("a schedule is found whole in each of its states") {
    OnDisk store;
    const auto active = schedule("sched_1", "device_1", 100, ScheduleState::active);
    auto completed = schedule("sched_2", "device_1", 50, ScheduleState::completed);
    completed.environment = canonical::Environment::sandbox;
    store.must_write({PutSchedule{active}, PutSchedule{completed}});
    store.restart();
    CHECK(text_of(*find(store, "sched_1")) == text_of(active));
    CHECK(text_of(*find(store, "sched_2")) == text_of(completed));
    CHECK_FALSE(find(store, "sched_3").has_value());
}

TEST_CASE("schedules are listed newest first, page by page, with the total") {
    OnDisk store;
    store.must_write(
        {PutSchedule{schedule("sched_a", "device_1", 200)}, PutSchedule{schedule("sched_b", "device_1", 300)},
         PutSchedule{schedule("sched_c", "device_1", 100)}, PutSchedule{schedule("sched_d", "device_1", 200)}});
    const auto first = list(store, part(0, 3));
    CHECK(ids_of(first) == Ids{"sched_b", "sched_d", "sched_a"});
    CHECK(first.total == 4);
    CHECK(ids_of(list(store, part(3, 3))) == Ids{"sched_c"});
    CHECK(list(store, part(40, 3)).items.empty());
    CHECK(list(store, part(40, 3)).total == 4);
    CHECK(list(store, part(0, 0)).items.empty());
    CHECK(list(store, part(-5, -5)).items.empty());
    CHECK(list(store, part(0, 2'000'000'000)).items.size() == 4);
}

TEST_CASE("schedules are filtered by environment, device, state and owner") {
    OnDisk store;
    auto owned = charge_point("CP1");
    owned.owner = "user_1";
    auto sandbox = schedule("sched_s", "device_9", 1);
    sandbox.environment = canonical::Environment::sandbox;
    store.must_write({PutChargePoint{owned}, PutConnector{connector("device_1", "CP1")}, PutSchedule{sandbox},
                      PutSchedule{schedule("sched_1", "device_1", 2)},
                      PutSchedule{schedule("sched_2", "device_1", 3, ScheduleState::pending)},
                      PutSchedule{schedule("sched_3", "device_2", 4, ScheduleState::pending)}});
    ScheduleQuery query;
    CHECK(ids_of(list(store, query)) == Ids{"sched_3", "sched_2", "sched_1"});
    query.state = ScheduleState::pending;
    CHECK(ids_of(list(store, query)) == Ids{"sched_3", "sched_2"});
    query.device_id = "device_1";
    CHECK(ids_of(list(store, query)) == Ids{"sched_2"});
    query = {};
    query.owner = "user_1";
    CHECK(ids_of(list(store, query)) == Ids{"sched_2", "sched_1"});
    CHECK(list(store, query).total == 2);
    query.owner = "nobody";
    CHECK(list(store, query).items.empty());
    query = {};
    query.environment = canonical::Environment::sandbox;
    CHECK(ids_of(list(store, query)) == Ids{"sched_s"});
}
