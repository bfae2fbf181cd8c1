#include <catch2/catch.hpp>

#include "tests/gateway/webhooks/delivery_bench.h"

/// Endpoints that are changed or removed while something is on its way.
using namespace gateway;
using namespace gateway::testing;
using canonical::ApiError;
using storage::DeliveryState;

namespace {

const auto never = [](const FakeSender::Sent&) { return std::optional<WebhookAnswer>(); };

}  // namespace

TEST_CASE("an endpoint on its way out is gone at once, and nothing that comes behind makes it again") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = never;
    bench.happen("device_1", 1);
    bench.run(1s);
    bench.storage.immediate = false;
    bool removed = false;
    bench.endpoints->remove(
        id, [&](const std::string& error, const auto& record) { removed = error.empty() && record.id == id; });
    CHECK(bench.endpoints->find(id) == nullptr);
    bench.sender->answer_open(kRefused);
    bench.storage.deliver();
    bench.run(1s);
    CHECK(removed);
    CHECK(bench.storage.rows().webhook_endpoints().empty());
    CHECK(bench.deliveries->queues() == 0);
}

TEST_CASE("an endpoint whose removal is not stored is there again and gets what waits") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.storage.immediate = false;
    bench.storage.fail_next = true;
    bench.endpoints->remove(id, ignore);
    bench.happen("device_1", 1);
    bench.storage.immediate = true;
    bench.storage.deliver();
    bench.run(1s);
    REQUIRE(bench.endpoints->find(id) != nullptr);
    CHECK(bench.delivery(id, 1).state == DeliveryState::delivered);
}

TEST_CASE("of an endpoint that was removed nothing is left, however often it is looked at") {
    DeliveryBench bench;
    for (int i = 0; i < 5; ++i) {
        const std::string id = bench.add_endpoint();
        bench.happen("device_1", i);
        bench.run(1s);
        bench.endpoints->remove(id, ignore);
        bench.deliveries->look(id);
        bench.deliveries->start_afresh(id);
    }
    CHECK(bench.deliveries->queues() == 0);
    CHECK(bench.storage.rows().deliveries().empty());
}

TEST_CASE("one change of an endpoint at a time") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.storage.immediate = false;
    bench.storage.fail_next = true;
    bench.endpoints->change(id, request_for("https://b.example/"), ignore);
    CHECK_THROWS_WITH(bench.endpoints->change(id, request_for("https://c.example/"), ignore),
                      Catch::Contains("under way"));
    CHECK_THROWS_AS(bench.endpoints->rotate_secret(id, ignore), ApiError);
    CHECK_THROWS_AS(bench.endpoints->remove(id, ignore), ApiError);
    bench.storage.deliver();
    CHECK(bench.endpoints->find(id)->url == "https://a.example/");
    CHECK_NOTHROW(bench.endpoints->rotate_secret(id, ignore));
}

TEST_CASE("a change that is taken back leaves what deliveries found out meanwhile") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = never;
    bench.happen("device_1", 1);
    bench.run(1s);
    bench.storage.immediate = false;
    bench.storage.fail_next = true;
    EndpointRequest wish;
    wish.description = "not to be";
    bench.endpoints->change(id, wish, ignore);
    bench.sender->answer_open({410, "", ""});
    bench.storage.deliver();
    CHECK(bench.endpoints->find(id)->description.empty());
    CHECK(bench.endpoints->find(id)->disabled_reason == "the endpoint answered 410 Gone");
    CHECK(bench.storage.rows().webhook_endpoints().at(id).disabled_reason == "the endpoint answered 410 Gone");
    CHECK(bench.storage.rows().webhook_endpoints().at(id).description.empty());
}

TEST_CASE("a failure at the URL that an endpoint had before is not charged to the new one") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = never;
    bench.happen("device_1", 1);
    bench.run(1s);
    bench.endpoints->change(id, request_for("https://b.example/"), ignore);
    bench.sender->reply = [](const FakeSender::Sent&) { return WebhookAnswer{204, "", ""}; };
    bench.sender->answer_open({410, "", "3600"});
    bench.run(1s);
    CHECK(bench.endpoints->find(id)->enabled);
    CHECK_FALSE(bench.endpoints->find(id)->failing_since);
    CHECK(bench.delivery(id, 1).state == DeliveryState::delivered);
    CHECK(bench.delivery(id, 1).attempts == 1);
    CHECK(bench.sender->sent.back().host == "b.example");
}

TEST_CASE("an endpoint that goes elsewhere has not failed there yet") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = [](const FakeSender::Sent&) { return std::optional(kRefused); };
    bench.happen("device_1", 1);
    bench.run(1s);
    REQUIRE(bench.endpoints->find(id)->failing_since);
    bench.sender->reply = never;
    bench.endpoints->change(id, request_for("https://b.example/"), ignore);
    CHECK_FALSE(bench.endpoints->find(id)->failing_since);
}

TEST_CASE("a change that leads nowhere else hastens nothing") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = [](const FakeSender::Sent&) { return std::optional(WebhookAnswer{503, "", "3600"}); };
    bench.happen("device_1", 1);
    bench.run(1s);
    EndpointRequest wish = request_for("https://a.example/");
    wish.description = "the same place";
    bench.endpoints->change(id, wish, ignore);
    bench.endpoints->rotate_secret(id, ignore);
    bench.run(30min);
    CHECK(bench.sender->sent.size() == 1);
}
