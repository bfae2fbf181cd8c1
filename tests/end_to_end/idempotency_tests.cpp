#include <catch2/catch.hpp>

#include "tests/end_to_end/gateway_process.h"

/// A request that is sent again after the gateway was killed is not done again.
using namespace end_to_end;

namespace {

Answer push_once(const RestClient& client, const std::string& device, const std::string& body,
                 const std::string& idempotency_key) {
    auto headers = client.key_header();
    headers.emplace_back("content-type", "application/json");
    headers.emplace_back("idempotency-key", idempotency_key);
    return client.request("POST", "/ev-charger/" + device, headers, body);
}

}  // namespace

TEST_CASE(
    "a push with an Idempotency-Key that was answered before a SIGKILL is answered the same after it, and is one "
    "action") {
    Stage stage;
    GatewayOptions options;
    options.sandbox = 1;
    GatewayProcess gateway(stage, options);
    const std::string body = R"({"action":{"command":"charge","start":"1h"},"onConflict":"cancel_and_replace"})";
    std::string device = gateway.client("sandbox").device_of("sandbox-1");
    for (const std::string key : {"first", "second"}) {
        const Answer first = push_once(gateway.client("sandbox"), device, body, key);
        REQUIRE(first.status == 202);
        gateway.kill9();
        gateway.restart();
        const RestClient client = gateway.client("sandbox");
        const Answer again = push_once(client, device, body, key);
        CHECK(again.status == 202);
        CHECK(again.body == first.body);
        CHECK(again.headers.at("idempotent-replayed") == "true");
        CHECK(push_once(client, device, body + " ", key).error_code() == "IDEMPOTENCY_KEY_REUSED");
    }
    CHECK(gateway.client("sandbox").get("/actions").number("data.pagination.total") == 2);
}
