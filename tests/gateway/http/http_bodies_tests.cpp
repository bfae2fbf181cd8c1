#include <catch2/catch.hpp>

#include "tests/gateway/http/http_bench.h"

using namespace std::chrono_literals;
using http_bench::answers_in;
using http_bench::Bench;
using http_bench::get;
using http_bench::post;

namespace {

const std::string chunked_head = "POST /v1/x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n";
constexpr std::size_t megabyte = 1 << 20;

}  // namespace

TEST_CASE("a body with a length reaches the handler, and the next request begins behind it") {
    Bench bench;
    const auto answers = bench.ask(post("/a", "{\"x\":1}") + post("/b", ""), 2);
    REQUIRE(answers.size() == 2);
    CHECK(bench.handler.requests[0].body == "{\"x\":1}");
    CHECK(bench.handler.requests[1].body.empty());
    CHECK(answers[1].body == "POST /b");
}

TEST_CASE("who is refused by the head of a request is answered before its body comes") {
    Bench bench;
    bench.handler.before_body = [](const gateway::HttpRequest& request) {
        gateway::HttpResponse refusal;
        refusal.status = request.header("x-api-key") == "good" ? 200 : 401;
        return refusal.status == 401 ? std::optional(refusal) : std::nullopt;
    };
    const std::string length = "Content-Length: 1000\r\n";
    CHECK(bench.refusal_of("POST / HTTP/1.1\r\nHost: a\r\n" + length + "\r\n{").status == 401);
    CHECK(bench.refusal_of("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n" + length + "\r\n").status == 401);
    CHECK(bench.counters().refused_before_body == 2);
    CHECK(bench.handler.requests.empty());
    auto& client = bench.connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nX-Api-Key: good\r\n" + length + "\r\n");
    bench.run_for(50ms);
    client.send(std::string(1000, 'x'));
    REQUIRE(bench.run_until([&] { return answers_in(client.received()).size() == 1; }));
    CHECK(bench.handler.requests.size() == 1);
}

TEST_CASE("a chunked body is put together, its trailers are dropped") {
    Bench bench;
    bench.ask(chunked_head + "5\r\nhello\r\n6;name=value\r\n world\r\n0\r\nX-Trailer: evil\r\n\r\n" + get("/next"), 2);
    REQUIRE(bench.handler.requests.size() == 2);
    CHECK(bench.handler.requests[0].body == "hello world");
    CHECK(bench.handler.requests[0].header("x-trailer").empty());
    CHECK(bench.handler.requests[1].target == "/next");
}

TEST_CASE("folded trailers are refused") {
    for (const std::string trailers : {"X-A: b\r\n c\r\n", "X-A: b\r\n\tc\r\n", " X-A: b\r\n"}) {
        INFO(trailers);
        Bench bench;
        const std::string begin = chunked_head + "3\r\n a\n\r\n0;x=y\r\n";
        CHECK(bench.refusal_of(begin + trailers + "\r\n" + get("/smuggled")).status == 400);
        CHECK(bench.handler.requests.empty());
    }
    Bench bench;
    CHECK(bench.ask(chunked_head + "3\r\n a\n\r\n0\r\nX-A: b\r\n\r\n").at(0).status == 200);
}

TEST_CASE("the name of the chunked coding is taken in any case") {
    Bench bench;
    bench.ask("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n1\r\na\r\n0\r\n\r\n");
    REQUIRE(bench.handler.requests.size() == 1);
    CHECK(bench.handler.requests[0].body == "a");
}

TEST_CASE("BI-248 malformed and overflowing chunk sizes are refused") {
    for (const std::string chunk : {"zzzzz\r\n", "ffffffffffffffffff\r\nab", "-1\r\nabcde", "5\r\nabcdefgh\r\n",
                                    "0x1\r\na\r\n0\r\n\r\n", "1 1\r\na\r\n", ";\r\nabcdef", "5\nabcde\r\n"}) {
        INFO(chunk);
        Bench bench;
        CHECK(bench.refusal_of(chunked_head + chunk + get("/smuggled")).status == 400);
        CHECK(bench.handler.requests.empty());
    }
}

TEST_CASE("a chunk size above the body limit is answered 413 before its bytes come") {
    for (const std::string size : {"100001", "7fffffffffffffff", "ffffffffffffffff"}) {
        Bench bench;
        CHECK(bench.refusal_of(chunked_head + size + "\r\nabc").status == 413);
        CHECK(bench.counters().body_too_big == 1);
    }
}

TEST_CASE("BI-249 chunk extensions of 10 kB are refused") {
    Bench bench;
    CHECK(bench.refusal_of(chunked_head + "1;a=" + std::string(10000, 'b') + "\r\na\r\n0\r\n\r\n").status == 400);
    std::string many;
    for (int i = 0; i < 600; ++i) many += "1;ab=cdef\r\nx\r\n";
    CHECK(bench.refusal_of(chunked_head + many + "0\r\n\r\n").status == 400);
    CHECK(bench.refusal_of(chunked_head + "0\r\nX-Trailer: " + std::string(10000, 'b') + "\r\n\r\n").status == 400);
    CHECK(bench.handler.requests.empty());
}

TEST_CASE("ten thousand tiny chunks are answered 413") {
    std::string chunks;
    for (int i = 0; i < 10000; ++i) chunks += "1\r\na\r\n";
    Bench bench;
    CHECK(bench.refusal_of(chunked_head + chunks + "0\r\n\r\n").status == 413);
    CHECK(bench.counters().body_too_big == 1);
}

TEST_CASE("BI-253 a body of 1 MiB and one byte is answered 413 before it is read") {
    Bench bench;
    const auto head_only = bench.refusal_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n");
    CHECK(head_only.status == 413);
    const auto answer = bench.refusal_of(post("/", std::string(megabyte + 1, 'x')));
    CHECK(answer.status == 413);
    CHECK(answer.field("connection") == "close");
    CHECK(bench.counters().body_too_big == 2);
    CHECK(bench.handler.requests.empty());
}

TEST_CASE("a chunked body that grows past 1 MiB is answered 413") {
    std::string chunks;
    for (int i = 0; i < 17; ++i) chunks += "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
    Bench bench;
    CHECK(bench.refusal_of(chunked_head + chunks + "0\r\n\r\n").status == 413);
    CHECK(bench.handler.requests.empty());
}

TEST_CASE("a body of exactly 1 MiB is taken") {
    Bench bench;
    const auto answers = bench.ask(post("/", std::string(megabyte, 'x')));
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].status == 200);
    CHECK(bench.handler.requests[0].body.size() == megabyte);
}

TEST_CASE("BI-254 a GET with a body leaves the connection's state clean") {
    Bench bench;
    const auto answers = bench.ask(get("/a", "Content-Length: 4\r\n") + "GET " + get("/b"), 2);
    REQUIRE(answers.size() == 2);
    CHECK(answers[1].body == "GET /b");
}

TEST_CASE("BI-258 a body that comes too slowly is answered 408") {
    gateway::HttpLimits limits;
    limits.request_time = 150ms;
    Bench bench(limits);
    const auto begin = std::chrono::steady_clock::now();
    auto& client = bench.connect();
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n");
    const auto trickle = [&] {
        if (client.all_sent()) client.send("x");  // every turn another byte: progress alone is no excuse
        return client.closed();
    };
    REQUIRE(bench.run_until(trickle));
    CHECK(std::chrono::steady_clock::now() - begin >= 150ms);
    const auto answers = answers_in(client.received());
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].status == 408);
    CHECK(bench.counters().request_timeouts == 1);
}

TEST_CASE("a header that never ends is answered 408, also behind an earlier request") {
    gateway::HttpLimits limits;
    limits.request_time = 100ms;
    Bench bench(limits);
    auto& client = bench.connect();
    client.send(get("/first") + "GET /second HTT");
    REQUIRE(bench.run_until([&] { return client.closed(); }));
    const auto answers = answers_in(client.received());
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].status == 200);
    CHECK(answers[1].status == 408);
}

TEST_CASE("who waits for leave to send its body gets it, once") {
    Bench bench;
    auto& client = bench.connect();
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    REQUIRE(bench.run_until([&] { return client.received() == "HTTP/1.1 100 Continue\r\n\r\n"; }));
    client.send("ab");
    bench.run_for(20ms);
    CHECK(client.received() == "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("cd");
    REQUIRE(bench.run_until([&] { return answers_in(client.received()).size() == 2; }));
    CHECK(bench.handler.requests[0].body == "abcd");
}

TEST_CASE("leave is given once, also while the first chunk is too short to be read") {
    const std::string leave = "HTTP/1.1 100 Continue\r\n\r\n";
    Bench bench;
    auto& client = bench.connect();
    client.send("POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n");
    REQUIRE(bench.run_until([&] { return client.received() == leave; }));
    client.send("1");
    bench.run_for(20ms);
    CHECK(client.received() == leave);
    client.send("\r\na\r\n0\r\n\r\n");
    REQUIRE(bench.run_until([&] { return answers_in(client.received()).size() == 2; }));
}

TEST_CASE("a body that came without leave needs none, and one that is too big gets 413 in its place") {
    Bench bench;
    const auto answers = bench.ask(post("/a", "abcd", "Expect: 100-continue\r\n"));
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].status == 200);
    const auto refused =
        bench.refusal_of("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n");
    CHECK(refused.status == 413);
}
