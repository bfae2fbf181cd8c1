#include <catch2/catch.hpp>

#include "gateway/api/host_rules.h"
#include "tests/gateway/operator/operator_bench.h"

/// How often a client may ask, and by which name.
using namespace gateway;

TEST_CASE("BI-285 of ten thousand requests of one key in a second its allowance is answered, and a charger meanwhile") {
    OperatorBench bench;
    bench.arrive();
    bench.keys = std::make_unique<ApiKeys>(std::vector<storage::ApiKeyRecord>{}, RateLimit{});
    const auto key = make_api_key(canonical::Environment::live, "integrator", "flood", bench.time.utc());
    bench.keys->add(key.record);
    Api api(*bench.site, bench.storage, *bench.keys, bench.time);
    std::map<int, int> answers;
    std::string retry_after;
    for (int i = 0; i < 10000; ++i) {
        HttpRequest request;
        request.method = "GET";
        request.target = "/ev-charger";
        request.path = {"ev-charger"};
        request.headers = {{"x-api-key", key.secret}};
        api.handle(std::move(request), [&](const HttpResponse& response) {
            ++answers[response.status];
            for (const auto& [name, value] : response.headers) {
                if (name == "Retry-After") retry_after = value;
            }
        });
        if (i % 10 == 9) bench.advance(1ms);
        if (i % 1000 == 0) CHECK_FALSE(bench.call("Heartbeat", "{}").empty());
    }
    CHECK(answers[200] >= 145);
    CHECK(answers[200] <= 155);
    CHECK(answers[429] == 10000 - answers[200]);
    CHECK(retry_after == "1");
    CHECK(bench.keys->rate_limited() == static_cast<std::uint64_t>(answers[429]));
}

TEST_CASE("BI-280 a client that calls the server by another name is refused, with a key and without") {
    OperatorBench bench;
    bench.arrive();
    bench.api->accept_hosts({{"gateway.example"}, "0.0.0.0"});
    const auto asked = [&](const std::string& host, const std::string& target = "/ev-charger") {
        return bench.ask("GET", target, {}, std::nullopt, {{"host", host}})->status;
    };
    for (const std::string host :
         {"evil.example", "evil.example:8080", "gateway.example.evil", "localhost.evil", "1.2.3.4.evil", "127.1.evil"})
        CHECK(asked(host) == 421);
    CHECK(asked("evil.example", "/healthz") == 421);
    CHECK(bench.ask("GET", "/ev-charger", {}, "", {{"host", "evil.example"}})->code() == "MISDIRECTED_REQUEST");
    for (const std::string host :
         {"gateway.example", "Gateway.Example.:443", "localhost:8080", "192.168.1.7", "[::1]:8080", "[fe80::1]"})
        CHECK(asked(host) == 200);
    CHECK(bench.get("/operator/counters").status == 421);
    CHECK(bench.ask("GET", "/operator/counters", {}, std::nullopt, {{"host", "localhost"}})
              ->at("data.apiKeys.hostsRefused") == "9");
}

TEST_CASE("without listed names a server of this machine alone takes none, one of the network takes all") {
    for (const std::string loopback : {"127.0.0.1", "::1", "localhost"}) {
        CHECK_FALSE(HostRules({}, loopback).allows("gateway.local"));
        CHECK(HostRules({}, loopback).allows("127.0.0.1:8080"));
        CHECK(HostRules({"proxy.example"}, loopback).allows("proxy.example"));
    }
    CHECK(HostRules({}, "0.0.0.0").allows("gateway.local"));
    CHECK(HostRules({}, "192.168.1.7").allows("gateway.local"));
}
