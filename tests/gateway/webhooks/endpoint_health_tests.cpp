#include <catch2/catch.hpp>

#include "tests/gateway/webhooks/delivery_bench.h"

using namespace gateway;
using namespace gateway::testing;

namespace {

using storage::DeliveryState;

}  // namespace

TEST_CASE("BI-295 an endpoint that answers 410 is disabled, and enabled again it gets what waits") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = always({410, "", ""});
    bench.happen("device_1", 1);
    bench.run(48h);
    CHECK(bench.sender->sent.size() == 1);
    CHECK_FALSE(bench.endpoints->find(id)->enabled);
    CHECK(bench.endpoints->find(id)->disabled_reason == "the endpoint answered 410 Gone");
    CHECK(bench.deliveries->counters().disabled == 1);
    bench.restart();
    bench.deliveries->start();
    bench.run(1h);
    CHECK(bench.sender->sent.empty());
    EndpointRequest wish;
    wish.enabled = true;
    bench.endpoints->change(id, wish, [](const std::string&, const auto&) {});
    bench.run(1s);
    CHECK(bench.ids() == Ids{"device_1:1"});
    CHECK(bench.endpoints->find(id)->disabled_reason.empty());
}

TEST_CASE("answers that come after the end of an endpoint disable it no second time") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = [](const FakeSender::Sent&) { return std::optional<WebhookAnswer>(); };
    for (const char* device : {"device_1", "device_2", "device_3"}) bench.happen(device, 1);
    bench.run(1s);
    bench.sender->answer_open({410, "", ""});
    bench.run(1s);
    CHECK(bench.deliveries->counters().disabled == 1);
    CHECK(bench.left(DeliveryState::pending) == 3);
}

TEST_CASE("BI-296 Retry-After is heeded up to one hour, by everything that goes to the endpoint") {
    DeliveryBench bench;
    bench.add_endpoint();
    bench.sender->reply = always({429, "", "1000000000"});
    bench.happen("device_1", 1);
    bench.run(1s);
    bench.happen("device_2", 1);
    bench.run(3598s);
    CHECK(bench.sender->sent.size() == 1);
    bench.sender->reply = always({200, "", ""});
    bench.run(2s);
    CHECK(bench.left(DeliveryState::delivered) == 2);
}

TEST_CASE("an endpoint that fails for five days is disabled with the reason") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = always({0, "no connection: refused", ""});
    for (int day = 0; day < 6; ++day) {
        bench.happen("device_" + std::to_string(day), 1);
        bench.run(24h);
    }
    CHECK_FALSE(bench.endpoints->find(id)->enabled);
    CHECK(bench.endpoints->find(id)->disabled_reason == "every attempt has failed since 2026-01-01T00:00:00.000Z");
    CHECK(bench.storage.rows().webhook_endpoints().at(id).disabled_reason ==
          bench.endpoints->find(id)->disabled_reason);
}

TEST_CASE("an endpoint that failed long ago and fails once more is not disabled by that") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = always(kRefused);
    bench.happen("device_1", 1);
    bench.run(6 * 24h);
    REQUIRE(bench.delivery(id, 1).state == DeliveryState::failed);
    bench.happen("device_1", 2);
    bench.run(30min);
    CHECK(bench.delivery(id, 2).attempts == 3);
    CHECK(bench.endpoints->find(id)->enabled);
    bench.run(30min);
    CHECK_FALSE(bench.endpoints->find(id)->enabled);
}

TEST_CASE("what arrives beside it does not end the pause that an endpoint asked for") {
    DeliveryBench bench;
    bench.add_endpoint();
    bench.sender->reply = [](const FakeSender::Sent&) { return std::optional<WebhookAnswer>(); };
    bench.happen("device_1", 1);
    bench.happen("device_2", 1);
    bench.run(1s);
    const auto open = std::exchange(bench.sender->open, {});
    REQUIRE(open.size() == 2);
    open[0].second({429, "", "600"});
    open[1].second({200, "", ""});
    bench.sender->reply = always({200, "", ""});
    bench.happen("device_3", 1);
    bench.run(599s);
    CHECK(bench.sender->sent.size() == 2);
    bench.run(2s);
    CHECK(bench.left(DeliveryState::delivered) == 3);
}

TEST_CASE("one success within the five days begins them anew") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    for (int day = 0; day < 12; ++day) {
        bench.sender->reply = always(day == 4 ? WebhookAnswer{200, "", ""} : kRefused);
        bench.happen("device_" + std::to_string(day), 1);
        bench.run(12h);
    }
    CHECK(bench.endpoints->find(id)->enabled);
}
