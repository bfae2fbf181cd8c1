#include <catch2/catch.hpp>

#include "fixture.h"

using namespace storage_test;
using namespace storage;

namespace {

ScheduleRecord schedule(const std::string& id, const std::string& device_id) {
    ScheduleRecord record;
    record.id = id;
    record.device_id = device_id;
    record.timezone = "Europe/Berlin";
    record.rule = "FREQ=DAILY";
    record.slots = R"([{"time":"22:00","command":"charge"}])";
    record.created_at = at(1000);
    record.updated_at = at(2000);
    record.next_fire_at = at(3000);
    record.handled_until = at(1500);
    return record;
}

/// What waits to be delivered, "endpoint:sequence".
std::vector<std::string> pending(OnDisk& store) {
    const auto text = text_in(store.database(),
                              "SELECT coalesce(group_concat(endpoint_id || ':' || event_sequence), '') FROM"
                              " (SELECT * FROM deliveries WHERE state = 'pending' ORDER BY 1, 2)");
    std::vector<std::string> rows;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find(',', begin), text.size());
        rows.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return rows;
}

using Rows = std::vector<std::string>;

}  // namespace

TEST_CASE("the schedules in force are in the snapshot, one for each device") {
    OnDisk store;
    auto over = schedule("sched_0", "device_1");
    over.state = canonical::ScheduleState::cancelled;
    store.must_write({PutSchedule{over}, PutSchedule{schedule("sched_1", "device_1")}});
    CHECK_FALSE(store.write({PutSchedule{schedule("sched_2", "device_1")}}).durable);
    store.restart();
    const auto snapshot = store.load();
    REQUIRE(snapshot.schedules.size() == 1);
    CHECK(text_of(snapshot.schedules[0]) == text_of(schedule("sched_1", "device_1")));
}

TEST_CASE("removing a charge point cancels the schedules of its devices") {
    OnDisk store;
    store.must_write({PutChargePoint{charge_point("CP-1")}, PutConnector{connector("device_1", "CP-1")},
                      PutSchedule{schedule("sched_1", "device_1")}, PutSchedule{schedule("sched_2", "device_2")}});
    store.must_write({RemoveChargePoint{"CP-1", at(9000)}});
    store.restart();
    const auto snapshot = store.load();
    REQUIRE(snapshot.schedules.size() == 1);
    CHECK(snapshot.schedules[0].id == "sched_2");
}

TEST_CASE("an event is on its way to each enabled endpoint that wants it") {
    OnDisk store;
    auto sandbox = endpoint("ep_sandbox");
    sandbox.environment = canonical::Environment::sandbox;
    auto disabled = endpoint("ep_off");
    disabled.enabled = false;
    store.must_write({PutWebhookEndpoint{endpoint("ep_all")}, PutWebhookEndpoint{sandbox}, PutWebhookEndpoint{disabled},
                      PutWebhookEndpoint{endpoint("ep_some", "push.failed device.connected")}});
    const auto written = store.must_write(
        {AppendEvent{event("msg_1", "push.completed", 100)}, AppendEvent{event("msg_2", "push.failed", 101)}});
    REQUIRE(written.events.size() == 2);
    CHECK(written.events[0].sequence == 1);
    CHECK(written.events[1].sequence == 2);
    CHECK(pending(store) == Rows{"ep_all:1", "ep_all:2", "ep_some:2"});
    store.must_write({RemoveWebhookEndpoint{"ep_all"}});
    CHECK(pending(store) == Rows{"ep_some:2"});
    store.restart();
    const auto snapshot = store.load();
    REQUIRE(snapshot.webhook_endpoints.size() == 3);
    CHECK(text_of(snapshot.webhook_endpoints[2]) == text_of(endpoint("ep_some", "push.failed device.connected")));
}

TEST_CASE("an event that is written again is the same event") {
    OnDisk store;
    store.must_write({PutWebhookEndpoint{endpoint("ep_1")}, AppendEvent{event("msg_1", "push.completed", 100)}});
    const auto again = store.must_write({AppendEvent{event("msg_1", "push.completed", 100)}});
    REQUIRE(again.events.size() == 1);
    CHECK(again.events[0].sequence == 1);
    CHECK(pending(store) == Rows{"ep_1:1"});
}

TEST_CASE("a batch that is refused leaves no event and no delivery") {
    OnDisk store;
    store.must_write({PutWebhookEndpoint{endpoint("ep_1")}});
    const auto refused = store.write(
        {AppendEvent{event("msg_1", "push.completed", 100)}, PutConnector{connector("device_1", "nowhere")}});
    CHECK_FALSE(refused.durable);
    CHECK(pending(store).empty());
}

TEST_CASE("deliveries are queued again one by one, or all since a time") {
    OnDisk store;
    store.must_write({AppendEvent{event("msg_1", "push.completed", 100)},
                      AppendEvent{event("msg_2", "push.failed", 200)}, PutWebhookEndpoint{endpoint("ep_1")},
                      AppendEvent{event("msg_3", "push.failed", 300)}});
    CHECK(pending(store) == Rows{"ep_1:3"});
    store.must_write({PutDelivery{{"ep_1", 3, "device_1", 1, at(400), DeliveryState::failed, 500, "no", at(400)}}});
    CHECK(pending(store).empty());
    store.must_write({RequeueDeliveries{{"ep_1", 3, {}, at(500)}}});
    CHECK(pending(store) == Rows{"ep_1:3"});
    store.must_write({RequeueDeliveries{{"ep_1", {}, at(200), at(500)}}});
    CHECK(pending(store) == Rows{"ep_1:2", "ep_1:3"});
    store.must_write({RequeueDeliveries{{"ep_unknown", {}, at(0), at(500)}}});
    CHECK(pending(store) == Rows{"ep_1:2", "ep_1:3"});
}

TEST_CASE("events that are pruned take their deliveries with them") {
    OnDisk store;
    store.must_write({PutWebhookEndpoint{endpoint("ep_1")}, AppendEvent{event("msg_1", "push.completed", 1000)},
                      AppendEvent{event("msg_2", "push.completed", 2000)}});
    store.must_write({AppendEvent{event("msg_3", "push.completed", 3000)}, Prune{Kept::events, at(2000)}});
    CHECK(pending(store) == Rows{"ep_1:2", "ep_1:3"});
}

TEST_CASE("whoever asked is told of events once they are durable") {
    OnDisk store;
    std::vector<std::string> told;
    store.get().tell_of_events([&](const std::vector<EventRecord>& events) {
        for (const auto& record : events) told.push_back(record.id + ":" + std::to_string(record.sequence));
    });
    store.must_write({AppendEvent{event("msg_1", "push.completed", 100)}});
    store.must_write({PutSetting{"a", "b"}});
    store.write({AppendEvent{event("msg_2", "push.completed", 100)}, PutConnector{connector("device_1", "nowhere")}});
    CHECK(told == Rows{"msg_1:1"});
}

TEST_CASE("everybody who asked is told of actions once they are durable") {
    OnDisk store;
    std::vector<std::string> told;
    for (const std::string who : {"a", "b"}) {
        store.get().tell_of_actions([&told, who](const canonical::Action& written) {
            told.push_back(who + " " + written.id + " " + std::string(to_text(written.state)));
        });
    }
    store.must_write({PutChargePoint{charge_point("CP-1")}, PutConnector{connector("device_1", "CP-1")}});
    store.must_write({PutAction{action("act_1", "device_1", 1)}});
    store.write({PutAction{action("act_2", "device_1", 2)}, PutConnector{connector("device_1", "nowhere")}});
    CHECK(told == Rows{"a act_1 acknowledged", "b act_1 acknowledged"});
}

TEST_CASE("actions are filtered by the owner of their charge point") {
    OnDisk store;
    auto other = charge_point("CP-2");
    other.owner = "user_8";
    store.must_write({PutChargePoint{charge_point("CP-1")}, PutConnector{connector("device_1", "CP-1")},
                      PutChargePoint{other}, PutConnector{connector("device_2", "CP-2")},
                      PutAction{action("act_1", "device_1", 1)}, PutAction{action("act_2", "device_2", 2)}});
    ActionQuery query;
    query.owner = "user_7";
    REQUIRE(store.list(query).items.size() == 1);
    CHECK(store.list(query).items[0].id == "act_1");
    query.owner = "user_%";
    CHECK(store.list(query).total == 0);
}
