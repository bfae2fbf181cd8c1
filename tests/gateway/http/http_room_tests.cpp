#include <catch2/catch.hpp>
#include <vector>

#include "tests/gateway/http/http_bench.h"

/// Who goes where there is no room for all.
using gateway::HttpLimits;
using http_bench::Bench;
using http_bench::get;

TEST_CASE("where there is no room the oldest connection without a key goes, and none with a key") {
    HttpLimits limits;
    limits.connections = 3;
    Bench bench(limits);
    auto& with_key = bench.connect_with_key();
    auto& oldest = bench.connect();
    REQUIRE(bench.run_until([&] { return bench.counters().open == 2; }));
    auto& second = bench.connect();
    REQUIRE(bench.run_until([&] { return bench.counters().open == 3; }));
    CHECK(bench.ask(get("/")).size() == 1);
    REQUIRE(bench.run_until([&] { return oldest.closed(); }));
    CHECK_FALSE(second.closed());
    CHECK_FALSE(with_key.closed());
    CHECK(bench.counters().unauthenticated_ended == 1);
    CHECK(bench.counters().too_many_connections == 0);
}

TEST_CASE(
    "one address may not hold more connections without a key than its share, and clients with one are not counted") {
    HttpLimits limits;
    limits.unauthenticated_per_address = 2;
    Bench bench(limits);
    for (int i = 0; i < 3; ++i) bench.connect_with_key();
    std::vector<http_bench::RawClient*> silent;
    for (std::size_t i = 0; i < 5; ++i) {
        silent.push_back(&bench.connect());
        REQUIRE(bench.run_until([&] { return bench.counters().accepted == 4 + i; }));
    }
    REQUIRE(bench.run_until([&] { return bench.counters().unauthenticated_ended == 3; }));
    REQUIRE(bench.run_until([&] { return silent[0]->closed() && silent[1]->closed() && silent[2]->closed(); }));
    CHECK_FALSE(silent[3]->closed());
    CHECK_FALSE(silent[4]->closed());
    CHECK(bench.counters().open == 5);
}

TEST_CASE("a request that is being handled is not cut off when room is made for others") {
    HttpLimits limits;
    limits.connections = 2;
    Bench bench(limits);
    gateway::Respond later;
    bench.handler.script = [&](const gateway::HttpRequest& request, gateway::Respond respond) {
        if (request.target == "/long") later = std::move(respond);
        else respond({});
    };
    auto& asking = bench.connect();
    asking.send(get("/long"));
    REQUIRE(bench.run_until([&] { return bool(later); }));
    auto& silent = bench.connect();
    REQUIRE(bench.run_until([&] { return bench.counters().open == 2; }));
    CHECK(bench.ask(get("/")).size() == 1);  // it came after both, and the one that says nothing goes
    REQUIRE(bench.run_until([&] { return silent.closed(); }));
    CHECK_FALSE(asking.closed());
    for (int i = 0; i < 3; ++i) bench.connect();
    REQUIRE(bench.run_until([&] { return bench.counters().unauthenticated_ended >= 3; }));
    CHECK_FALSE(asking.closed());
    later({});
    CHECK(bench.run_until([&] { return http_bench::answers_in(asking.received()).size() == 1; }));
}
