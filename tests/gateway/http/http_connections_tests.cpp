#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <vector>

#include "tests/gateway/http/http_bench.h"

using namespace std::chrono_literals;
using gateway::HttpLimits;
using gateway::HttpRequest;
using gateway::HttpResponse;
using gateway::Respond;
using http_bench::answers_in;
using http_bench::Bench;
using http_bench::get;

namespace {

/// Takes every descriptor the process may still have; gives them back at the end.
class NoDescriptorsLeft {
  public:
    NoDescriptorsLeft() {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit few = before_;
        few.rlim_cur = 256;
        ::setrlimit(RLIMIT_NOFILE, &few);
        for (int one = ::open("/dev/null", O_RDONLY); one >= 0; one = ::open("/dev/null", O_RDONLY))
            taken_.push_back(one);
    }
    ~NoDescriptorsLeft() {
        for (const int one : taken_) ::close(one);
        ::setrlimit(RLIMIT_NOFILE, &before_);
    }
    void give_back_one() {
        ::close(taken_.back());
        taken_.pop_back();
    }

  private:
    rlimit before_{};
    std::vector<int> taken_;
};

HttpResponse big_answer(std::size_t bytes) {
    HttpResponse response;
    response.body.assign(bytes, 'x');
    return response;
}

}  // namespace

TEST_CASE("one connection too many is answered 503 and closed, a free place is used again") {
    HttpLimits limits;
    limits.connections = 2;
    Bench bench(limits);
    auto& first = bench.connect_with_key();
    bench.connect_with_key();
    const auto answer = bench.refusal_of(get("/"));
    CHECK(answer.status == 503);
    CHECK(bench.counters().too_many_connections == 1);
    CHECK(bench.counters().open == 2);
    first.vanish();
    REQUIRE(bench.run_until([&] { return bench.counters().open == 1; }));
    CHECK(bench.ask(get("/")).size() == 1);
}

TEST_CASE("a flood over the limit leaves nothing behind") {
    HttpLimits limits;
    limits.connections = 1;
    Bench bench(limits);
    bench.connect_with_key();
    std::vector<http_bench::RawClient*> flood;
    for (int i = 0; i < 200; ++i) flood.push_back(&bench.connect());
    REQUIRE(bench.run_until(
        [&] { return std::all_of(flood.begin(), flood.end(), [](const auto* client) { return client->closed(); }); }));
    CHECK(bench.counters().too_many_connections == 200);
    CHECK(bench.counters().open == 1);
}

TEST_CASE("an idle connection is closed without a word") {
    HttpLimits limits;
    limits.idle_time = 100ms;
    Bench bench(limits);
    auto& silent = bench.connect();
    auto& served = bench.connect();
    served.send(get("/"));
    REQUIRE(bench.run_until([&] { return silent.closed() && served.closed(); }));
    CHECK(silent.received().empty());
    CHECK(answers_in(served.received()).size() == 1);
    CHECK(bench.counters().idle_closed == 2);
    CHECK(bench.counters().open == 0);
}

TEST_CASE("a request that came in pieces leaves an ordinary idle connection") {
    HttpLimits limits;
    limits.idle_time = 150ms;
    Bench bench(limits);
    auto& client = bench.connect();
    client.send("GET / HTTP/1.1\r\n");
    bench.run_for(20ms);
    client.send("Host: a\r\n\r\n");
    REQUIRE(bench.run_until([&] { return client.closed(); }));
    CHECK(answers_in(client.received()).size() == 1);
    CHECK(bench.counters().idle_closed == 1);
    CHECK(bench.counters().request_timeouts == 0);
}

TEST_CASE("requests put the end of an idle connection off") {
    HttpLimits limits;
    limits.idle_time = 200ms;
    Bench bench(limits);
    auto& client = bench.connect();
    for (std::size_t i = 1; i <= 8; ++i) {
        client.send(get("/"));
        REQUIRE(bench.run_until([&] { return answers_in(client.received()).size() == i; }));
        bench.run_for(50ms);
    }
    CHECK_FALSE(client.closed());
    REQUIRE(bench.run_until([&] { return client.closed(); }));
}

TEST_CASE("a handler may take longer than every limit of the peer's") {
    HttpLimits limits;
    limits.idle_time = limits.request_time = limits.send_time = 50ms;
    Bench bench(limits);
    Respond later;
    bench.handler.script = [&](const HttpRequest&, Respond respond) { later = std::move(respond); };
    auto& client = bench.connect();
    client.send(get("/"));
    REQUIRE(bench.run_until([&] { return bool(later); }));
    bench.run_for(200ms);
    CHECK_FALSE(client.closed());
    later({});
    REQUIRE(bench.run_until([&] { return answers_in(client.received()).size() == 1; }));
}

TEST_CASE("BI-259 who does not take a big answer in time is cut off") {
    HttpLimits limits;
    limits.send_time = 150ms;
    Bench bench(limits);
    bench.handler.script = [](const HttpRequest&, const Respond& respond) { respond(big_answer(16 << 20)); };
    auto& client = bench.connect(4096);
    client.reads = false;
    client.send(get("/"));
    REQUIRE(bench.run_until([&] { return bench.counters().send_timeouts == 1; }));
    CHECK(bench.counters().open == 0);
}

TEST_CASE("who takes a big answer in pieces gets all of it, and the connection goes on") {
    Bench bench;
    bench.handler.script = [](const HttpRequest&, const Respond& respond) { respond(big_answer(8 << 20)); };
    const auto answers = bench.ask(get("/") + get("/"), 2);
    REQUIRE(answers.size() == 2);
    CHECK(answers[1].body == std::string(8 << 20, 'x'));
}

TEST_CASE("a peer that leaves in the middle of its answer or its request is freed") {
    Bench bench;
    bench.handler.script = [](const HttpRequest&, const Respond& respond) { respond(big_answer(16 << 20)); };
    auto& reader = bench.connect(4096);
    reader.reads = false;
    reader.send(get("/"));
    auto& writer = bench.connect();
    writer.send("GET / HT");
    auto& closer = bench.connect();
    closer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc");
    REQUIRE(bench.run_until(
        [&] { return bench.counters().requests == 1 && bench.counters().open == 3 && closer.all_sent(); }));
    reader.vanish();
    writer.vanish();
    closer.half_close();
    REQUIRE(bench.run_until([&] { return bench.counters().open == 0; }));
}

TEST_CASE("stop closes idle connections, lets answers under way go out and takes no one in") {
    Bench bench;
    std::vector<Respond> responds;
    bench.handler.script = [&](const HttpRequest&, Respond respond) { responds.push_back(std::move(respond)); };
    auto& idle = bench.connect();
    auto& half = bench.connect();
    half.send("GET / HT");
    auto& waiting = bench.connect();
    waiting.send(get("/") + get("/never"));
    REQUIRE(bench.run_until([&] { return responds.size() == 1 && bench.counters().open == 3; }));
    bench.server->stop();
    bench.server->stop();
    REQUIRE(bench.run_until([&] { return idle.closed() && half.closed(); }));
    CHECK_FALSE(waiting.closed());
    CHECK_THROWS(bench.connect());
    responds[0](big_answer(4 << 20));
    REQUIRE(bench.run_until([&] { return waiting.closed(); }));
    const auto answers = answers_in(waiting.received());
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].field("connection") == "close");
    CHECK(answers[0].body.size() == 4 << 20);
    CHECK(responds.size() == 1);
}

TEST_CASE("after stop the loop runs out of work") {
    Bench bench;
    auto& client = bench.connect();
    client.send(get("/"));
    REQUIRE(bench.run_until([&] { return answers_in(client.received()).size() == 1; }));
    bench.server->stop();
    bench.io.restart();
    bench.io.run_for(10s);
    CHECK(bench.io.stopped());
}

TEST_CASE("a handler may stop the server from within a request") {
    Bench bench;
    bench.handler.script = [&](const HttpRequest&, const Respond& respond) {
        bench.server->stop();
        respond({});
    };
    CHECK(bench.refusal_of(get("/") + get("/")).status == 200);
    CHECK(bench.handler.requests.size() == 1);
}

TEST_CASE("when descriptors run out accepting pauses without spinning, and goes on when one is free") {
    Bench bench;
    NoDescriptorsLeft none;
    none.give_back_one();
    auto& client = bench.connect();  // the kernel completes it, the server has no descriptor to take it with
    client.send(get("/"));
    bench.run_for(350ms);
    CHECK(bench.counters().out_of_descriptors >= 1);
    CHECK(bench.counters().out_of_descriptors <= 5);
    CHECK(client.received().empty());
    none.give_back_one();
    REQUIRE(bench.run_until([&] { return answers_in(client.received()).size() == 1; }));
}

TEST_CASE("an address that cannot be bound is said in words") {
    Bench bench;
    const auto again = [&] {
        return gateway::listen_for_clients(bench.io, "127.0.0.1", bench.server->port(), {}, bench.handler);
    };
    CHECK_THROWS_WITH(again(),
                      Catch::Contains("cannot listen for HTTP clients on 127.0.0.1 port") && Catch::Contains("in use"));
    CHECK_THROWS_AS(gateway::listen_for_clients(bench.io, "no address", 0, {}, bench.handler), std::runtime_error);
}

TEST_CASE("many connections that come at once are all taken in") {
    Bench bench;
    std::vector<http_bench::RawClient*> clients;
    for (int i = 0; i < 150; ++i) {
        clients.push_back(&bench.connect());
        clients.back()->send(get("/" + std::to_string(i)));
    }
    REQUIRE(bench.run_until([&] {
        return std::all_of(clients.begin(), clients.end(),
                           [](auto* client) { return answers_in(client->received()).size() == 1; });
    }));
    CHECK(bench.counters().accepted == 150);
    CHECK(bench.handler.requests[0].remote_address == "127.0.0.1");
}
