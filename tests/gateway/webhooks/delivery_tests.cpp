#include <catch2/catch.hpp>

#include "gateway/webhooks/signature.h"
#include "tests/gateway/webhooks/delivery_bench.h"

using namespace gateway;
using namespace gateway::testing;

namespace {

using storage::DeliveryState;

}  // namespace

TEST_CASE("an event goes to its endpoint once, signed and named, and what came of it is on disk") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.happen("device_1", 1);
    bench.run(1s);
    REQUIRE(bench.sender->sent.size() == 1);
    const auto& sent = bench.sender->sent[0];
    CHECK(sent.id == "device_1:1");
    CHECK(sent.event == "push.completed");
    CHECK(sent.timestamp == "1767225600");
    CHECK(sent.signature == webhook_signatures({bench.endpoints->find(id)->secret}, "device_1:1", 1767225600, "{}"));
    CHECK(bench.delivery(id, 1).state == DeliveryState::delivered);
    CHECK(bench.delivery(id, 1).last_status == 200);
    CHECK(bench.delivery(id, 1).attempts == 1);
}

TEST_CASE("events of one device go one after the other, those of others beside them") {
    DeliveryBench bench;
    bench.add_endpoint();
    bench.sender->reply = [](const FakeSender::Sent&) { return std::optional<WebhookAnswer>(); };
    for (const int number : {1, 2, 3}) bench.happen("device_a", number);
    bench.happen("device_b", 1);
    bench.run(1s);
    CHECK(bench.ids() == Ids{"device_a:1", "device_b:1"});
    bench.sender->answer_open({204, "", ""});
    bench.run(1s);
    CHECK(bench.ids() == Ids{"device_a:1", "device_b:1", "device_a:2"});
}

TEST_CASE("a delivery that fails is tried again by the schedule, and after its last attempt the device's next goes") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = [](const FakeSender::Sent& one) {
        return one.id == "device_1:1" ? kRefused : WebhookAnswer{200, "", ""};
    };
    bench.happen("device_1", 1);
    const SteadyTime begun = bench.time.now();
    bench.happen("device_1", 2);
    bench.run(30h);
    std::vector<std::chrono::seconds> waits;
    for (const auto& one : bench.sender->sent)
        waits.push_back(std::chrono::duration_cast<std::chrono::seconds>(one.at - begun));
    using S = std::chrono::seconds;
    CHECK(waits == std::vector<S>{S(0), S(5), S(305), S(2105), S(9305), S(27305), S(63305), S(99305), S(99310)});
    CHECK(bench.delivery(id, 1).state == DeliveryState::failed);
    CHECK(bench.delivery(id, 1).last_error == "answered 500");
    CHECK(bench.delivery(id, 1).attempts == 8);
    CHECK(bench.delivery(id, 2).state == DeliveryState::delivered);
    CHECK(bench.deliveries->counters().given_up == 1);
}

TEST_CASE("the id stays and the timestamp moves from attempt to attempt") {
    DeliveryBench bench;
    bench.add_endpoint();
    bench.sender->reply = always(kRefused);
    bench.happen("device_1", 1);
    bench.run(6s);
    REQUIRE(bench.sender->sent.size() == 2);
    CHECK(bench.sender->sent[0].id == bench.sender->sent[1].id);
    CHECK(bench.sender->sent[1].timestamp == "1767225605");
}

TEST_CASE("BI-293 an endpoint that never answers holds up its own deliveries and no others") {
    DeliveryBench bench;
    bench.add_endpoint("silent.example");
    bench.add_endpoint("quick.example");
    bench.sender->reply = [](const FakeSender::Sent& one) {
        return one.host == "quick.example" ? std::optional(WebhookAnswer{200, "", ""}) : std::nullopt;
    };
    for (int device = 0; device < 20; ++device) bench.happen("device_" + std::to_string(device), 1);
    bench.run(1s);
    CHECK(bench.left(DeliveryState::delivered) == 20);
    CHECK(bench.sender->open.size() == bench.rules.at_once_per_endpoint);
    bench.sender->answer_open({0, "no answer in time", ""});
    bench.run(10s);
    const auto to_silent = std::count_if(bench.sender->sent.begin(), bench.sender->sent.end(),
                                         [](const auto& one) { return one.host == "silent.example"; });
    CHECK(to_silent > 4);
    CHECK(bench.left(DeliveryState::pending) == 20);
}

TEST_CASE("never more attempts are under way than may be, and whoever waits for room gets it") {
    DeliveryBench bench;
    for (int i = 0; i < 10; ++i) bench.add_endpoint("host" + std::to_string(i) + ".example");
    bench.sender->reply = [](const FakeSender::Sent&) { return std::optional<WebhookAnswer>(); };
    for (int device = 0; device < 6; ++device) bench.happen("device_" + std::to_string(device), 1);
    for (int round = 0; round < 20; ++round) {
        bench.run(1s);
        bench.sender->answer_open({200, "", ""});
    }
    CHECK(bench.sender->most_at_once == 16);
    CHECK(bench.left(DeliveryState::delivered) == 60);
    CHECK(bench.deliveries->pending_operations() == 0);
}

TEST_CASE("after failures in a row there is one attempt at a time, and the first success lets all go at once") {
    DeliveryBench bench;
    bench.add_endpoint();
    bench.sender->reply = always(kRefused);
    for (int device = 0; device < 10; ++device) bench.happen("device_" + std::to_string(device), 1);
    bench.run(2h);
    CHECK(bench.deliveries->counters().breaker_opened == 1);
    bench.sender->reply = [](const FakeSender::Sent&) { return std::optional<WebhookAnswer>(); };
    bench.run(3h);
    CHECK(bench.sender->open.size() == 1);
    bench.sender->reply = always({200, "", ""});
    bench.sender->answer_open({200, "", ""});
    bench.run(1s);
    CHECK(bench.left(DeliveryState::delivered) == 10);
}

TEST_CASE("what was written and never sent is delivered after the restart") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = [](const FakeSender::Sent&) { return std::optional<WebhookAnswer>(); };
    bench.happen("device_1", 1);
    bench.happen("device_1", 2);
    bench.restart();
    bench.deliveries->start();
    bench.run(1s);
    CHECK(bench.ids() == Ids{"device_1:1", "device_1:2"});
    CHECK(bench.delivery(id, 2).state == DeliveryState::delivered);
}

TEST_CASE("FL-061 an endpoint that is down for a day gets every event of it afterwards, of each device in order") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = always({0, "no connection: refused", ""});
    for (int hour = 0; hour < 24; ++hour) {
        for (const char* device : {"device_a", "device_b", "device_c"}) bench.happen(device, hour);
        bench.run(1h);
    }
    CHECK(bench.left(DeliveryState::pending) == 72);
    bench.sender->sent.clear();
    bench.sender->reply = always({200, "", ""});
    bench.happen("device_d", 0);
    bench.run(1min);
    CHECK(bench.left(DeliveryState::delivered) == 73);
    std::map<std::string, int> next;
    for (const auto& one : bench.sender->sent) {
        const auto colon = one.id.find(':');
        CHECK(std::stoi(one.id.substr(colon + 1)) == next[one.id.substr(0, colon)]++);
    }
    CHECK_FALSE(bench.endpoints->find(id)->failing_since);
}

TEST_CASE("what could not be stored is sent again after a while") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.happen("device_1", 1);
    bench.storage.fail_next = true;
    bench.run(1s);
    CHECK(bench.delivery(id, 1).state == DeliveryState::pending);
    bench.run(30s);
    CHECK(bench.ids() == Ids{"device_1:1", "device_1:1"});
    CHECK(bench.delivery(id, 1).state == DeliveryState::delivered);
    CHECK(bench.deliveries->counters().not_stored == 1);
}

TEST_CASE("a storage that is busy is asked again") {
    DeliveryBench bench;
    bench.add_endpoint();
    bench.storage.fail_reads = true;
    bench.happen("device_1", 1);
    bench.run(5s);
    CHECK(bench.sender->sent.empty());
    bench.storage.fail_reads = false;
    bench.run(30s);
    CHECK(bench.sender->sent.size() == 1);
}

TEST_CASE("an answer for an endpoint that was removed meanwhile changes nothing") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = [](const FakeSender::Sent&) { return std::optional<WebhookAnswer>(); };
    bench.happen("device_1", 1);
    bench.endpoints->remove(id, [](const std::string& error, const auto&) { CHECK(error.empty()); });
    bench.sender->answer_open({200, "", ""});
    bench.run(1s);
    CHECK(bench.storage.rows().deliveries().empty());
    CHECK(bench.deliveries->pending_operations() == 0);
}

TEST_CASE("an answer of the storage that is older than a delivery's end sends nothing twice") {
    DeliveryBench bench;
    bench.add_endpoint();
    bench.happen("device_1", 1);
    bench.storage.holds_reads = true;
    bench.happen("device_2", 1);  // what is asked for now still shows the first delivery as waiting
    bench.run(1ms);
    bench.storage.holds_reads = false;
    bench.storage.give_held();
    bench.run(1s);
    CHECK(bench.ids() == Ids{"device_1:1", "device_2:1"});
}

TEST_CASE("a test goes out at once, beside what waits, and is never tried again") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = always(kRefused);
    std::vector<WebhookTest> tests;
    REQUIRE(bench.deliveries->test(id, [&](const WebhookTest& one) { tests.push_back(one); }));
    bench.run(24h);
    REQUIRE(tests.size() == 1);
    CHECK(tests[0].answer.status == 500);
    CHECK(bench.sender->sent.size() == 1);
    CHECK(bench.sender->sent[0].event == "webhook.test");
    CHECK(bench.sender->sent[0].body ==
          R"({"event":"webhook.test","webhookId":")" + id + R"(","timestamp":"2026-01-01T00:00:00.000Z"})");
    bench.sender->reply = [](const FakeSender::Sent&) { return std::optional<WebhookAnswer>(); };
    for (int i = 0; i < 4; ++i) CHECK(bench.deliveries->test(id, [](const auto&) {}));
    CHECK_FALSE(bench.deliveries->test(id, [](const auto&) {}));
}

TEST_CASE("a delivery of a clock that was years ahead is tried again once the clock is right, and holds up no other") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = always(kRefused);
    bench.time.jump_wall_clock(87600h);
    bench.happen("device_1", 1);
    bench.run(1s);
    REQUIRE(bench.delivery(id, 1).attempts == 1);
    bench.time.jump_wall_clock(-87600h);
    bench.happen("device_2", 1);
    bench.run(1s);
    bench.sender->reply = always({200, "", ""});
    bench.run(2h);
    CHECK(bench.delivery(id, 1).state == DeliveryState::delivered);
    CHECK(bench.delivery(id, 2).state == DeliveryState::delivered);
}
