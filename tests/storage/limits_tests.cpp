#include <catch2/catch.hpp>

#include "fixture.h"
#include "storage/apply.h"
#include "storage/limits.h"

/// What is kept, and who pushes whom out.
using namespace storage_test;
using namespace storage;

namespace {

EventRecord event_of(canonical::Environment environment, const std::string& id, std::int64_t created_ms = 100) {
    EventRecord record = event(id, "push.completed", created_ms);
    record.environment = environment;
    return record;
}

/// Beyond the limit, for tests smaller than the one that is in force. Gives how many deliveries were dropped.
std::int64_t keep_newest(OnDisk& store, canonical::Environment environment, std::int64_t most) {
    Connection connection(store.database(), Connection::Mode::write);
    return keep_newest_events(connection, environment, most);
}

std::vector<std::string> kept_answers(OnDisk& store, std::int64_t most_of_key, std::int64_t most) {
    Connection connection(store.database(), Connection::Mode::write);
    keep_newest_answers(connection, "key_1", most_of_key, most);
    Query rows(connection, "SELECT idempotency_key FROM answers ORDER BY rowid");
    std::vector<std::string> kept;
    while (rows.step()) kept.push_back(rows.taken<std::string>());
    return kept;
}

using Rows = std::vector<std::string>;

}  // namespace

TEST_CASE("events of the sandbox push out none that are live, and what still waited for them is counted") {
    OnDisk store;
    using canonical::Environment;
    auto sandbox = endpoint("ep_sandbox");
    sandbox.environment = Environment::sandbox;
    store.must_write({PutWebhookEndpoint{endpoint("ep_live")}, PutWebhookEndpoint{sandbox}});
    store.must_write(
        {AppendEvent{event_of(Environment::sandbox, "msg_1")}, AppendEvent{event_of(Environment::sandbox, "msg_2")},
         AppendEvent{event_of(Environment::sandbox, "msg_3")}, AppendEvent{event_of(Environment::live, "msg_4")},
         AppendEvent{event_of(Environment::sandbox, "msg_5")}, AppendEvent{event_of(Environment::sandbox, "msg_6")}});
    store.must_write(
        {PutDelivery{{"ep_sandbox", 2, "device_1", 1, at(200), DeliveryState::delivered, 200, "", at(200)}}});
    CHECK(keep_newest(store, Environment::live, 2) == 0);
    CHECK(keep_newest(store, Environment::sandbox, 5) == 0);
    CHECK(keep_newest(store, Environment::sandbox, 2) == 2);
}

TEST_CASE("of the events on disk the newest of an environment stay, with their deliveries") {
    OnDisk store;
    using canonical::Environment;
    store.must_write(
        {PutWebhookEndpoint{endpoint("ep_live")}, AppendEvent{event_of(Environment::live, "msg_1")},
         AppendEvent{event_of(Environment::sandbox, "msg_2")}, AppendEvent{event_of(Environment::live, "msg_3")},
         AppendEvent{event_of(Environment::sandbox, "msg_4")}, AppendEvent{event_of(Environment::live, "msg_5")}});
    CHECK(keep_newest(store, Environment::live, 2) == 1);
    CHECK(text_in(store.database(), "SELECT group_concat(id) FROM events") == "msg_2,msg_3,msg_4,msg_5");
    CHECK(text_in(store.database(), "SELECT group_concat(event_sequence) FROM deliveries") == "3,5");
}

TEST_CASE("a batch says how many deliveries went with events that were too old") {
    OnDisk store;
    store.must_write({PutWebhookEndpoint{endpoint("ep_1")}, AppendEvent{event("msg_1", "push.completed", 1000)},
                      AppendEvent{event("msg_2", "push.completed", 1000)}});
    store.must_write({PutDelivery{{"ep_1", 1, "device_1", 1, at(1), DeliveryState::delivered, 200, "", at(1)}}});
    store.must_write({AppendEvent{event("msg_3", "push.completed", 2000)}});
    CHECK(store.must_write({Prune{Kept::events, at(1001)}}).dropped_deliveries == 1);
    CHECK(text_in(store.database(), "SELECT group_concat(id) FROM events") == "msg_3");
}

TEST_CASE("what retention dropped is among the counters") {
    OnDisk store;
    store.must_write({PutWebhookEndpoint{endpoint("ep_1")}, AppendEvent{event("msg_1", "push.completed", 1000)}});
    store.must_write({Prune{Kept::events, at(1001)}});
    CHECK(store.get().counters().dropped_deliveries == 1);
}

TEST_CASE("a key's answers push out its own oldest first") {
    OnDisk store;
    const auto put = [](const std::string& key, const std::string& name) {
        return PutAnswer{{key, "/a", name, "hash", 202, "{}", at(100)}};
    };
    store.must_write({put("key_2", "x"), put("key_1", "a"), put("key_1", "b"), put("key_2", "y"), put("key_1", "c")});
    CHECK(kept_answers(store, 5, 5) == Rows{"x", "a", "b", "y", "c"});
    CHECK(kept_answers(store, 2, 5) == Rows{"x", "b", "y", "c"});
    CHECK(kept_answers(store, 2, 2) == Rows{"y", "c"});
}
