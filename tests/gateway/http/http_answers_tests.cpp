#include <catch2/catch.hpp>
#include <stdexcept>

#include "tests/gateway/http/http_bench.h"

using namespace std::chrono_literals;
using gateway::HttpRequest;
using gateway::HttpResponse;
using gateway::Respond;
using http_bench::answers_in;
using http_bench::Bench;
using http_bench::get;
using http_bench::post;

namespace {

HttpResponse ok(std::string body) {
    HttpResponse response;
    response.body = std::move(body);
    return response;
}

/// A handler that answers later, in the order of the test's choosing.
struct Waiting {
    explicit Waiting(Bench& bench) {
        bench.handler.script = [this](const HttpRequest&, Respond respond) { responds.push_back(std::move(respond)); };
    }
    std::vector<Respond> responds;
};

}  // namespace

TEST_CASE("an answer has a right reason, its length and type, and the safety fields, but no banner") {
    Bench bench;
    bench.handler.script = [](const HttpRequest&, const Respond& respond) {
        auto response = ok("{}");
        response.status = 422;
        response.headers.emplace_back("X-Request-Id", "7");
        respond(response);
    };
    const auto answers = bench.ask(get("/"));
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].head.find("HTTP/1.1 422 Unprocessable Entity\r\n") == 0);
    CHECK(answers[0].field("content-type") == "application/json; charset=utf-8");
    CHECK(answers[0].field("content-length") == "2");
    CHECK(answers[0].field("x-content-type-options") == "nosniff");
    CHECK(answers[0].field("cache-control") == "no-store");
    CHECK(answers[0].field("x-request-id") == "7");
    CHECK(answers[0].field("date").size() == std::string("Sun, 06 Nov 1994 08:49:37 GMT").size());
    CHECK(answers[0].field("server").empty());
    CHECK(answers[0].field("connection").empty());
}

TEST_CASE("a handler's field replaces the server's own, but cannot frame the message or end its line") {
    Bench bench;
    bench.handler.script = [](const HttpRequest&, const Respond& respond) {
        auto response = ok("abc");
        response.headers = {{"cache-control", "max-age=5"},
                            {"Content-Length", "99"},
                            {"Transfer-Encoding", "chunked"},
                            {"X-Foreign", "a\r\nSet-Cookie: evil"}};
        respond(response);
    };
    const auto answers = bench.ask(get("/"));
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].body == "abc");
    CHECK(answers[0].field("cache-control") == "max-age=5");
    CHECK(answers[0].head.find("no-store") == std::string::npos);
    CHECK(answers[0].field("transfer-encoding").empty());
    CHECK(answers[0].field("x-foreign") == "aSet-Cookie: evil");
    CHECK(answers[0].field("set-cookie").empty());
}

TEST_CASE("204 has neither body nor length") {
    Bench bench;
    bench.handler.script = [](const HttpRequest&, const Respond& respond) {
        auto response = ok("not to be sent");
        response.status = 204;
        respond(response);
    };
    auto& client = bench.connect();
    client.send(get("/") + get("/"));
    REQUIRE(bench.run_until([&] { return answers_in(client.received()).size() == 2; }));
    CHECK(client.received().find("not to be sent") == std::string::npos);
    CHECK(answers_in(client.received())[0].field("content-length").empty());
}

TEST_CASE("a status that is none becomes 500") {
    Bench bench;
    bench.handler.script = [](const HttpRequest& request, const Respond& respond) {
        HttpResponse response;
        response.status = std::stoi(request.path.at(0));
        respond(response);
    };
    for (const std::string status : {"/0", "/100", "/101", "/600", "/-1"}) {
        const auto answers = bench.ask(get(status));
        REQUIRE(answers.size() == 1);
        CHECK(answers[0].status == 500);
    }
}

TEST_CASE("a HEAD is answered like a GET without the body, and the connection goes on") {
    Bench bench;
    auto& client = bench.connect();
    client.send("HEAD /a HTTP/1.1\r\nHost: a\r\n\r\nHEAD /b HTTP/1.1\r\nHost: a\r\n\r\n");
    REQUIRE(bench.run_until([&] { return answers_in(client.received(), true).size() == 2; }));
    const auto answers = answers_in(client.received(), true);
    CHECK(answers[0].status == 200);
    CHECK(answers[0].field("content-length") == "6");
    CHECK(client.received().find("GET /a") == std::string::npos);
    CHECK(bench.handler.requests[0].method == "GET");
}

TEST_CASE("a connection serves one request after the other") {
    Bench bench;
    auto& client = bench.connect();
    for (std::size_t i = 1; i <= 20; ++i) {
        client.send(get("/" + std::to_string(i)));
        REQUIRE(bench.run_until([&] { return answers_in(client.received()).size() == i; }));
    }
    CHECK(answers_in(client.received()).back().body == "GET /20");
    CHECK(bench.counters().accepted == 1);
    CHECK(bench.counters().open == 1);
    CHECK(bench.counters().requests == 20);
}

TEST_CASE("Connection: close and HTTP/1.0 end the connection, HTTP/1.0 with keep-alive does not") {
    Bench bench;
    CHECK(bench.refusal_of(get("/", "Connection: close\r\n")).field("connection") == "close");
    CHECK(bench.refusal_of("GET / HTTP/1.0\r\nHost: a\r\n\r\n").field("connection") == "close");
    const std::string kept = "GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n";
    const auto answers = bench.ask(kept + kept, 2);
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].field("connection") == "keep-alive");
}

TEST_CASE("BI-257 a hundred pipelined requests are answered in order") {
    Bench bench;
    std::string requests;
    for (int i = 0; i < 100; ++i)
        requests += i % 3 == 0 ? post("/" + std::to_string(i), "body") : get("/" + std::to_string(i));
    const auto answers = bench.ask(requests, 100);
    REQUIRE(answers.size() == 100);
    for (int i = 0; i < 100; ++i) CHECK(answers[i].body == (i % 3 == 0 ? "POST /" : "GET /") + std::to_string(i));
}

TEST_CASE("a pipelined request waits for the answer of the one before") {
    Bench bench;
    Waiting waiting(bench);
    auto& client = bench.connect();
    client.send(get("/1") + get("/2") + get("/3"));
    for (std::size_t i = 1; i <= 3; ++i) {
        REQUIRE(bench.run_until([&] { return waiting.responds.size() == i; }));
        bench.run_for(10ms);
        REQUIRE(waiting.responds.size() == i);
        waiting.responds.back()(ok(std::to_string(i)));
        CHECK(waiting.responds.size() == i);  // the next request never comes up inside a Respond
    }
    REQUIRE(bench.run_until([&] { return answers_in(client.received()).size() == 3; }));
    CHECK(answers_in(client.received())[2].body == "3");
}

TEST_CASE("connections are answered in whatever order the handler likes") {
    Bench bench;
    Waiting waiting(bench);
    auto& first = bench.connect();
    first.send(get("/1"));
    REQUIRE(bench.run_until([&] { return waiting.responds.size() == 1; }));
    auto& second = bench.connect();
    second.send(get("/2"));
    REQUIRE(bench.run_until([&] { return waiting.responds.size() == 2; }));
    waiting.responds[1](ok("second"));
    REQUIRE(bench.run_until([&] { return answers_in(second.received()).size() == 1; }));
    CHECK(first.received().empty());
    waiting.responds[0](ok("first"));
    REQUIRE(bench.run_until([&] { return answers_in(first.received()).size() == 1; }));
    CHECK(answers_in(first.received())[0].body == "first");
}

TEST_CASE("an answer after the peer left does no harm, and the connection is freed") {
    Bench bench;
    Waiting waiting(bench);
    auto& client = bench.connect();
    client.send(get("/"));
    REQUIRE(bench.run_until([&] { return waiting.responds.size() == 1; }));
    client.vanish();
    bench.run_for(10ms);
    waiting.responds[0](ok(std::string(1 << 20, 'x')));
    REQUIRE(bench.run_until([&] { return bench.counters().open == 0; }));
}

TEST_CASE("an answer after the server is gone does no harm") {
    Bench bench;
    Waiting waiting(bench);
    bench.connect().send(get("/"));
    REQUIRE(bench.run_until([&] { return waiting.responds.size() == 1; }));
    bench.server.reset();
    waiting.responds[0](ok("late"));
    waiting.responds.clear();
    bench.io.restart();
    CHECK(bench.io.run_for(10s) < 100);
    CHECK(bench.io.stopped());
}

TEST_CASE("a peer that closes its side after the request still gets its answer") {
    Bench bench;
    Waiting waiting(bench);
    auto& client = bench.connect();
    client.send(get("/"));
    client.half_close();
    REQUIRE(bench.run_until([&] { return waiting.responds.size() == 1; }));
    waiting.responds[0](ok("here"));
    REQUIRE(bench.run_until([&] { return client.closed(); }));
    CHECK(answers_in(client.received()).at(0).body == "here");
    CHECK(bench.run_until([&] { return bench.counters().open == 0; }));
}

TEST_CASE("a handler that throws is answered 500 and the connection goes on") {
    Bench bench;
    bench.handler.script = [](const HttpRequest& request, const Respond& respond) {
        if (request.target == "/throw?x=1") throw std::runtime_error("secret inside");
        if (request.target == "/odd") throw 7;
        respond(ok("fine"));
    };
    const auto answers = bench.ask(get("/throw?x=1") + get("/odd") + get("/"), 3);
    REQUIRE(answers.size() == 3);
    CHECK(answers[0].status == 500);
    CHECK(answers[0].head.find("HTTP/1.1 500 Internal Server Error") == 0);
    CHECK(answers[0].body.find("secret") == std::string::npos);
    CHECK(answers[1].status == 500);
    CHECK(answers[2].body == "fine");
    CHECK(bench.handler.failure_path == "/odd");
    CHECK(bench.counters().handler_exceptions == 2);
    CHECK(bench.counters().unanswered == 0);
}

TEST_CASE("a handler that answers and then throws has answered") {
    Bench bench;
    bench.handler.script = [](const HttpRequest&, const Respond& respond) {
        respond(ok("first"));
        throw std::runtime_error("too late");
    };
    const auto answers = bench.ask(get("/") + get("/"), 2);
    REQUIRE(answers.size() == 2);
    CHECK(answers[1].body == "first");
}

TEST_CASE("a Respond dropped without a call is answered 500") {
    Bench bench;
    Waiting waiting(bench);
    auto& client = bench.connect();
    client.send(get("/"));
    REQUIRE(bench.run_until([&] { return waiting.responds.size() == 1; }));
    waiting.responds.clear();
    REQUIRE(bench.run_until([&] { return answers_in(client.received()).size() == 1; }));
    CHECK(answers_in(client.received())[0].status == 500);
    CHECK(bench.counters().unanswered == 1);
}

#ifdef NDEBUG
TEST_CASE("a second call of a Respond is ignored and counted") {
    Bench bench;
    bench.handler.script = [](const HttpRequest&, const Respond& respond) {
        respond(ok("one"));
        respond(ok("two"));
    };
    const auto answers = bench.ask(get("/") + get("/"), 2);
    REQUIRE(answers.size() == 2);
    CHECK(answers[1].body == "one");
    CHECK(bench.counters().answered_twice == 2);
}
#endif
