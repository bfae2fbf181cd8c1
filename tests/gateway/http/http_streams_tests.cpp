#include <catch2/catch.hpp>

#include "tests/gateway/http/http_bench.h"

using namespace std::chrono_literals;
using gateway::HttpLimits;
using gateway::HttpRequest;
using gateway::HttpResponse;
using gateway::HttpStream;
using gateway::Respond;
using http_bench::Bench;
using http_bench::get;
using http_bench::RawClient;

namespace {

/// Answers every request with a stream and holds them all.
class Holder {
  public:
    explicit Holder(Bench& bench) : bench_(bench) {
        bench.handler.script = [this](const HttpRequest&, Respond respond) { respond(stream_answer()); };
    }

    HttpResponse stream_answer() {
        HttpResponse response;
        response.content_type = "text/event-stream";
        response.stream.emplace();
        response.stream->keep_alive = ":\n\n";
        response.stream->opened = [this](std::shared_ptr<HttpStream> stream) { streams.push_back(std::move(stream)); };
        response.stream->closed = [this] { ++closed; };
        return response;
    }

    /// A client whose stream is open and whose head has come.
    RawClient& open(std::string_view request = "") {
        auto& client = bench_.connect();
        const auto before = streams.size();
        client.send(request.empty() ? get("/events") : std::string(request));
        REQUIRE(bench_.run_until([&] { return streams.size() > before && !body_of(client).empty(); }));
        return client;
    }

    static std::string body_of(const RawClient& client) {
        const auto end = client.received().find("\r\n\r\n");
        return end == std::string::npos ? "" : client.received().substr(end + 2);
    }

    std::vector<std::shared_ptr<HttpStream>> streams;
    int closed = 0;

  private:
    Bench& bench_;
};

bool holds(const RawClient& client, std::string_view text) { return client.received().find(text) != std::string::npos; }

}  // namespace

TEST_CASE("a stream's head names no length and ends the connection, its texts arrive one by one") {
    Bench bench;
    Holder holder(bench);
    auto& client = holder.open();
    CHECK(holds(client, "HTTP/1.1 200 OK\r\n"));
    CHECK(holds(client, "Content-Type: text/event-stream\r\n"));
    CHECK(holds(client, "Connection: close\r\n"));
    CHECK_FALSE(holds(client, "Content-Length"));
    CHECK_FALSE(holds(client, "one"));
    CHECK(holder.streams[0]->send("one\n"));
    REQUIRE(bench.run_until([&] { return holds(client, "\r\n\r\none\n"); }));
    CHECK(holder.streams[0]->send("two\n"));
    REQUIRE(bench.run_until([&] { return holds(client, "\r\n\r\none\ntwo\n"); }));
    CHECK(bench.counters().streams_open == 1);
    CHECK(bench.counters().open == 0);
}

TEST_CASE("a peer that leaves its stream is noticed, and nothing is sent to it any more") {
    Bench bench;
    Holder holder(bench);
    auto& client = holder.open();
    const bool at_once = GENERATE(true, false);
    at_once ? client.vanish() : client.half_close();
    REQUIRE(bench.run_until([&] { return holder.closed == 1; }));
    CHECK_FALSE(holder.streams[0]->send("too late"));
    CHECK(bench.counters().streams_open == 0);
}

TEST_CASE("the holder ends a stream, and hears of it once") {
    Bench bench;
    Holder holder(bench);
    auto& client = holder.open();
    holder.streams[0]->send("last");
    holder.streams[0]->close();
    CHECK(holder.closed == 0);  // never from within the call
    holder.streams[0]->close();
    REQUIRE(bench.run_until([&] { return client.closed(); }));
    bench.run_for(20ms);
    CHECK(holder.closed == 1);
    CHECK(holds(client, "\r\n\r\nlast"));
}

TEST_CASE("a reader that is too slow is closed and counted, another one is not") {
    HttpLimits limits;
    limits.stream_queue_bytes = 64 << 10;
    Bench bench(limits);
    Holder holder(bench);
    auto& quick = holder.open();
    auto& slow = bench.connect(4096);
    slow.reads = false;
    slow.send(get("/events"));
    REQUIRE(bench.run_until([&] { return holder.streams.size() == 2; }));
    const std::string text(32 << 10, 'x');
    std::size_t sent = 0;
    REQUIRE(bench.run_until([&] {
        sent += text.size();
        CHECK(holder.streams[0]->send(text));
        return !holder.streams[1]->send(text);
    }));
    CHECK(bench.counters().streams_too_slow == 1);
    REQUIRE(bench.run_until([&] { return holder.closed == 1 && quick.received().size() > sent; }));
    CHECK(bench.counters().streams_open == 1);
}

TEST_CASE("a reader that falls behind within the bound gets everything in order") {
    Bench bench;
    Holder holder(bench);
    auto& client = bench.connect(4096);
    client.reads = false;
    client.send(get("/events"));
    REQUIRE(bench.run_until([&] { return holder.streams.size() == 1; }));
    std::string all;
    for (int i = 0; i < 200; ++i) {
        const std::string text = std::to_string(i) + std::string(1000, '.');
        REQUIRE(holder.streams[0]->send(text));
        all += text;
    }
    client.reads = true;
    REQUIRE(bench.run_until([&] { return Holder::body_of(client).size() == all.size() + 2; }));
    CHECK(Holder::body_of(client) == "\r\n" + all);
}

TEST_CASE("one stream too many is answered 503 and counted, a free place is used again") {
    HttpLimits limits;
    limits.streams = 1;
    Bench bench(limits);
    Holder holder(bench);
    auto& first = holder.open();
    CHECK(bench.ask(get("/events")).at(0).status == 503);
    CHECK(bench.counters().too_many_streams == 1);
    first.vanish();
    REQUIRE(bench.run_until([&] { return holder.closed == 1; }));
    holder.open();
    CHECK(holder.streams.size() == 2);
}

TEST_CASE("a silent stream says now and then that it is there, and no other limit cuts it") {
    HttpLimits limits;
    limits.stream_keep_alive = 60ms;
    limits.idle_time = limits.request_time = limits.send_time = 50ms;
    Bench bench(limits);
    Holder holder(bench);
    auto& client = holder.open();
    REQUIRE(bench.run_until([&] { return holds(client, "\r\n\r\n:\n\n:\n\n:\n\n"); }));
    CHECK(holder.streams[0]->send("x"));
    CHECK(holder.closed == 0);
}

TEST_CASE("what a stream's peer still sends is read away") {
    Bench bench;
    Holder holder(bench);
    auto& client = holder.open(get("/events") + get("/pipelined"));
    client.send(std::string(100000, 'x'));
    REQUIRE(bench.run_until([&] { return client.all_sent(); }));
    holder.streams[0]->send("still there");
    REQUIRE(bench.run_until([&] { return holds(client, "still there"); }));
    CHECK(bench.handler.requests.size() == 1);
}

TEST_CASE("a HEAD of a stream gets the head alone") {
    Bench bench;
    Holder holder(bench);
    auto& client = bench.connect();
    client.send("HEAD /events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REQUIRE(bench.run_until([&] { return holds(client, "\r\n\r\n"); }));
    CHECK(holds(client, "200 OK"));
    CHECK(holder.streams.empty());
}

TEST_CASE("stopping the server ends its streams") {
    Bench bench;
    Holder holder(bench);
    auto& client = holder.open();
    bench.server->stop();
    REQUIRE(bench.run_until([&] { return client.closed() && holder.closed == 1; }));
    CHECK_FALSE(holder.streams[0]->send("too late"));
    CHECK(bench.counters().streams_open == 0);
}
