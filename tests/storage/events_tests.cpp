#include <catch2/catch.hpp>

#include "fixture.h"

using namespace storage_test;
using namespace storage;

namespace {

using Texts = std::vector<std::string>;

template <typename Answer, typename Ask>
Answer answered(OnDisk& store, Ask ask) {
    std::optional<Answer> got;
    ask([&](Answer answer, const std::string& error) {
        CHECK(error.empty());
        got = std::move(answer);
    });
    store.wait([&] { return got.has_value(); });
    return *got;
}

std::vector<Delivery> next(OnDisk& store, const std::string& endpoint_id = "ep_1", int limit = 16) {
    return answered<std::vector<Delivery>>(store, [&](auto done) {
        store.get().next_deliveries({endpoint_id, limit}, done);
    });
}

DeliveryPage list(OnDisk& store, const DeliveryQuery& query) {
    return answered<DeliveryPage>(store, [&](auto done) { store.get().list_deliveries(query, done); });
}

EventPage events(OnDisk& store, const EventQuery& query) {
    return answered<EventPage>(store, [&](auto done) { store.get().list_events(query, done); });
}

EventRecord of(const std::string& device_id, const std::string& id, std::int64_t created_ms) {
    EventRecord record = event(id, "push.completed", created_ms);
    record.device_id = device_id;
    return record;
}

Texts ids(const std::vector<Delivery>& deliveries) {
    Texts found;
    for (const auto& each : deliveries) found.push_back(each.event.id);
    return found;
}

DeliveryRecord delivered(std::int64_t sequence, DeliveryState state, std::int64_t next_ms, int attempts = 1) {
    return {"ep_1", sequence, "", attempts, at(next_ms), state, 200, "", at(900)};
}

/// Devices a and b with two events each, a's first.
void fill(OnDisk& store) {
    store.must_write({PutWebhookEndpoint{endpoint("ep_1")}, PutWebhookEndpoint{endpoint("ep_2", "push.failed")},
                      AppendEvent{of("device_a", "msg_1", 100)}, AppendEvent{of("device_b", "msg_2", 101)},
                      AppendEvent{of("device_a", "msg_3", 102)}, AppendEvent{of("device_b", "msg_4", 103)}});
}

}  // namespace

TEST_CASE("of each device the oldest delivery that waits goes next, those due first in front") {
    OnDisk store;
    fill(store);
    CHECK(ids(next(store)) == Texts{"msg_1", "msg_2"});
    CHECK(ids(next(store, "ep_1", 1)) == Texts{"msg_1"});
    CHECK(next(store, "ep_2").empty());
    CHECK(next(store, "ep_unknown").empty());
    store.must_write({PutDelivery{delivered(1, DeliveryState::pending, 5000)}});
    CHECK(ids(next(store)) == Texts{"msg_2", "msg_1"});
    store.must_write({PutDelivery{delivered(2, DeliveryState::delivered, 0)}});
    CHECK(ids(next(store)) == Texts{"msg_4", "msg_1"});
    store.must_write({PutDelivery{delivered(1, DeliveryState::failed, 0, 2)}});
    CHECK(ids(next(store)) == Texts{"msg_3", "msg_4"});
}

TEST_CASE("a delivery comes with its event") {
    OnDisk store;
    fill(store);
    store.restart();
    const auto found = next(store, "ep_1", 1);
    REQUIRE(found.size() == 1);
    CHECK(text_of(found[0].event) == text_of(of("device_a", "msg_1", 100)));
    CHECK(found[0].event.sequence == 1);
    CHECK(text_of(found[0].record) ==
          text_of(DeliveryRecord{"ep_1", 1, "device_a", 0, at(100), DeliveryState::pending, 0, "", at(100)}));
}

TEST_CASE("what waits for a later time is hastened, the rest stays") {
    OnDisk store;
    fill(store);
    store.must_write({PutDelivery{delivered(1, DeliveryState::pending, 9000)},
                      PutDelivery{delivered(3, DeliveryState::failed, 9000)}});
    store.must_write({HastenDeliveries{"ep_2", at(800)}});
    CHECK(next(store)[1].record.next_attempt_at == at(9000));
    store.must_write({HastenDeliveries{"ep_1", at(800)}});
    CHECK(next(store)[0].record.next_attempt_at == at(101));
    CHECK(next(store)[1].record.next_attempt_at == at(800));
    CHECK(list(store, {"ep_1", DeliveryState::failed, {}, 10}).items.at(0).record.next_attempt_at == at(9000));
}

TEST_CASE("what became of a delivery that is gone is no error") {
    OnDisk store;
    fill(store);
    store.must_write({RemoveWebhookEndpoint{"ep_1"}});
    store.must_write({PutDelivery{delivered(1, DeliveryState::delivered, 0)}});
    CHECK(list(store, {"ep_1", {}, {}, 10}).items.empty());
}

TEST_CASE("what became of a delivery that was queued again meanwhile leaves it queued") {
    OnDisk store;
    fill(store);
    store.must_write({PutDelivery{delivered(1, DeliveryState::pending, 5000, 1)},
                      PutDelivery{delivered(1, DeliveryState::pending, 6000, 2)}});
    store.must_write({RequeueDeliveries{{"ep_1", 1, {}, at(700)}}});
    store.must_write({PutDelivery{delivered(1, DeliveryState::delivered, 0, 3)}});
    const auto queued = next(store, "ep_1", 16).back().record;
    CHECK(text_of(queued) ==
          text_of(DeliveryRecord{"ep_1", 1, "device_a", 0, at(700), DeliveryState::pending, 0, "", at(700)}));
}

TEST_CASE("what deliveries found out changes an endpoint's health and nothing else, and makes none") {
    OnDisk store;
    fill(store);
    store.must_write(
        {PutWebhookHealth{"ep_1", false, "gone", at(300)}, PutWebhookHealth{"ep_3", false, "gone", at(300)}});
    auto expected = endpoint("ep_1");
    expected.enabled = false;
    expected.disabled_reason = "gone";
    expected.failing_since = at(300);
    store.restart();
    const auto found = store.load().webhook_endpoints;
    REQUIRE(found.size() == 2);
    CHECK(text_of(found[0]) == text_of(expected));
    store.must_write({RemoveWebhookEndpoint{"ep_1"}});
    store.must_write({PutWebhookHealth{"ep_1", true, "", {}}});
    store.restart();
    CHECK(store.load().webhook_endpoints.size() == 1);
}

TEST_CASE("deliveries of an endpoint are listed by state, newest first, page by page") {
    OnDisk store;
    fill(store);
    store.must_write({PutDelivery{delivered(2, DeliveryState::delivered, 0)}});
    CHECK(ids(list(store, {"ep_1", {}, {}, 10}).items) == Texts{"msg_4", "msg_3", "msg_2", "msg_1"});
    CHECK(ids(list(store, {"ep_1", DeliveryState::delivered, {}, 10}).items) == Texts{"msg_2"});
    const auto first = list(store, {"ep_1", DeliveryState::pending, {}, 2});
    CHECK(ids(first.items) == Texts{"msg_4", "msg_3"});
    CHECK(first.more);
    const auto last = list(store, {"ep_1", DeliveryState::pending, 3, 2});
    CHECK(ids(last.items) == Texts{"msg_1"});
    CHECK_FALSE(last.more);
}

TEST_CASE("events are read on from a sequence, each environment its own") {
    OnDisk store;
    fill(store);
    auto elsewhere = event("msg_5", "push.failed", 200);
    elsewhere.environment = canonical::Environment::sandbox;
    store.must_write({AppendEvent{elsewhere}});
    EventQuery query;
    query.after = 1;
    query.limit = 2;
    const auto page = events(store, query);
    REQUIRE(page.items.size() == 2);
    CHECK(page.items[0].sequence == 2);
    CHECK(text_of(page.items[1]) == text_of(of("device_a", "msg_3", 102)));
    CHECK(page.more);
    CHECK(page.oldest_sequence == 1);
    query = {canonical::Environment::sandbox, {}, 0, 10};
    CHECK(events(store, query).items.size() == 1);
    CHECK(events(store, query).oldest_sequence == 5);
    query.id = "msg_1";
    CHECK(events(store, query).items.empty());
    query = {canonical::Environment::live, "msg_4", 0, 10};
    CHECK(events(store, query).items.at(0).sequence == 4);
}

TEST_CASE("without events there is no oldest one") {
    OnDisk store;
    CHECK(events(store, {}).oldest_sequence == 0);
}

TEST_CASE("a listener that throws takes nobody else's word, nor the answer of the batch") {
    OnDisk store;
    bool is_told = false, is_answered = false;
    store.get().tell_of_actions([](const canonical::Action&) { throw std::runtime_error("of a listener"); });
    store.get().tell_of_events([](const std::vector<EventRecord>&) { throw std::runtime_error("of another"); });
    store.get().tell_of_events([&](const std::vector<EventRecord>&) { is_told = true; });
    const auto write_and_wait = [&] {
        store.get().write(
            {PutAction{action("act_1", "device_1", 1000)}, AppendEvent{event("evt_1", "push.completed", 1000)}},
            [&](const Written& written) { is_answered = written.durable; });
        store.wait([&] { return is_answered; });
    };
    CHECK_THROWS_WITH(write_and_wait(), "of a listener");
    CHECK(is_told);
    CHECK(is_answered);
}
