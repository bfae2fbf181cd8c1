#include <catch2/catch.hpp>

#include "tests/gateway/webhooks/delivery_bench.h"

using namespace gateway;
using namespace gateway::testing;
using canonical::ApiError;

TEST_CASE("an endpoint begins enabled, for all events, with a secret of its own") {
    DeliveryBench bench;
    const auto& record = *bench.endpoints->find(bench.add_endpoint());
    CHECK(record.id.substr(0, 3) == "ep_");
    CHECK(record.enabled);
    CHECK(record.event_types.empty());
    CHECK(record.secret.substr(0, 6) == "whsec_");
    CHECK(bench.storage.rows().webhook_endpoints().at(record.id).secret == record.secret);
}

TEST_CASE("wishes for an endpoint that cannot be are refused with their place") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    EndpointRequest types, twice, text, secret;
    types.event_types = {{"push.completed", "push.complete"}};
    twice.event_types = {{"push.failed", "push.failed"}};
    text.description = std::string(257, 'x');
    secret.secret = "whsec_short";
    for (const auto& wish :
         {types, twice, text, secret, request_for("ftp://a.example/"), request_for("https://10.0.0.1/")}) {
        CHECK_THROWS_AS(bench.endpoints->change(id, wish, ignore), ApiError);
    }
    CHECK_THROWS_AS(bench.endpoints->create(canonical::Environment::live, {}, ignore), ApiError);
    CHECK(bench.endpoints->find(id)->url == "https://a.example/");
}

TEST_CASE("BI-299 there are at most 50 endpoints in an environment") {
    DeliveryBench bench;
    for (int i = 0; i < 50; ++i) bench.add_endpoint();
    for (int i = 0; i < 100; ++i) CHECK_THROWS_WITH(bench.add_endpoint(), Catch::Contains("50"));
    CHECK(bench.endpoints->all().size() == 50);
    bench.endpoints->create(canonical::Environment::sandbox, request_for("https://a.example/"), ignore);
    CHECK(bench.endpoints->all().size() == 51);
    bench.endpoints->remove(bench.endpoints->of(canonical::Environment::live).front().id, ignore);
    CHECK_NOTHROW(bench.add_endpoint());
}

TEST_CASE("a secret that was rotated signs beside the new one for a day") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    const std::string before = bench.endpoints->find(id)->secret;
    bench.endpoints->rotate_secret(id, ignore);
    CHECK(bench.endpoints->find(id)->secret != before);
    CHECK(bench.endpoints->find(id)->previous_secret == before);
    bench.happen("device_1", 1);
    bench.run(24h);
    bench.happen("device_1", 2);
    bench.run(1s);
    REQUIRE(bench.sender->sent.size() == 2);
    CHECK(bench.sender->sent[0].signature.find(" v1,") != std::string::npos);
    CHECK(bench.sender->sent[1].signature.find(" v1,") == std::string::npos);
}

TEST_CASE("a change that cannot be stored is not made") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    std::string error;
    bench.storage.fail_next = true;
    bench.endpoints->change(id, request_for("https://b.example/"),
                            [&](const std::string& why, const auto&) { error = why; });
    CHECK(error == "disk full");
    CHECK(bench.endpoints->find(id)->url == "https://a.example/");
    bench.storage.fail_next = true;
    bench.endpoints->create(canonical::Environment::live, request_for("https://b.example/"), ignore);
    CHECK(bench.endpoints->all().size() == 1);
    bench.storage.fail_next = true;
    bench.endpoints->remove(id, [&](const std::string& why, const auto&) { error = "kept: " + why; });
    CHECK(error == "kept: disk full");
    CHECK(bench.endpoints->find(id) != nullptr);
}

TEST_CASE("an endpoint hears of its own environment and of the types it asked for") {
    DeliveryBench bench;
    EndpointRequest wish = request_for("https://b.example/");
    wish.event_types = {{"push.failed"}};
    bench.endpoints->create(canonical::Environment::live, wish, ignore);
    wish.event_types.reset();
    bench.endpoints->create(canonical::Environment::sandbox, wish, ignore);
    bench.happen("device_1", 1);
    bench.run(1s);
    CHECK(bench.sender->sent.empty());
}

TEST_CASE("an endpoint that was sent elsewhere gets what waits there at once") {
    DeliveryBench bench;
    const std::string id = bench.add_endpoint();
    bench.sender->reply = [](const FakeSender::Sent& one) {
        return WebhookAnswer{one.host == "a.example" ? 503 : 200, "", "3600"};
    };
    bench.happen("device_1", 1);
    bench.run(1min);
    CHECK(bench.sender->sent.size() == 1);
    bench.endpoints->change(id, request_for("https://b.example/"), ignore);
    bench.run(1s);
    CHECK(bench.delivery(id, 1).state == storage::DeliveryState::delivered);
}
