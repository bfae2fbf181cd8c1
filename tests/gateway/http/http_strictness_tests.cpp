#include <catch2/catch.hpp>

#include "tests/gateway/http/http_bench.h"

using http_bench::answers_in;
using http_bench::Bench;
using http_bench::get;
using http_bench::post;

namespace {

const std::string post_line = "POST /v1/x HTTP/1.1\r\nHost: localhost\r\n";
const std::string get_line = "GET /v1/x HTTP/1.1\r\nHost: localhost\r\n";

/// Refused with 400, the connection closed, nothing handed up, and what follows in the same bytes is never a
/// request.
void check_refused(const std::string& bytes, int status = 400) {
    INFO(bytes.substr(0, 200));
    Bench bench;
    const auto answer = bench.refusal_of(bytes + get("/smuggled"));
    CHECK(answer.status == status);
    CHECK(answer.field("connection") == "close");
    CHECK(bench.handler.requests.empty());
}

}  // namespace

TEST_CASE("BI-243 a length beside a transfer coding is refused and the connection closed") {
    check_refused(post_line + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    check_refused(post_line + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n");
}

TEST_CASE("BI-244 a length that is no plain number, or comes twice, is refused") {
    for (const std::string length : {"+2", "2abc", "99999999999999999999", "-1", "0x2", "", "2 2", "2."})
        check_refused(post_line + "Content-Length: " + length + "\r\n\r\nab");
    check_refused(post_line + "Content-Length: 2\r\nContent-Length: 3\r\n\r\nab");
    check_refused(post_line + "Content-Length: 2\r\nContent-Length: 2\r\n\r\nab");
}

TEST_CASE("BI-245 a list of equal lengths is refused") { check_refused(post_line + "Content-Length: 2, 2\r\n\r\nab"); }

TEST_CASE("BI-246 an unknown transfer coding is refused and the connection closed") {
    for (const std::string coding :
         {"xchunked", "chunked, identity", "identity", "", "chunked;q=1", "\"chunked\"", "chunked,"})
        check_refused(post_line + "Transfer-Encoding: " + coding + "\r\n\r\n5\r\nabcde\r\n0\r\n\r\n");
}

TEST_CASE("BI-247 a coding before chunked is refused") {
    check_refused(post_line + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n");
    check_refused(post_line + "Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    check_refused(post_line + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
    check_refused("POST / HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST_CASE("BI-250 folded lines, blanks before the colon and control bytes in the head are refused") {
    check_refused(get_line + "X-Long: a\r\n b\r\n\r\n");
    check_refused(get_line + "X-Long: a\r\n\tb\r\n\r\n");
    check_refused("GET / HTTP/1.1\r\n Host: localhost\r\n\r\n");
    check_refused(get_line + "X-Long : a\r\n\r\n");
    check_refused(get_line + std::string("X-Nul: a\0b\r\n\r\n", 14));
    check_refused(get_line + "X-Escape: a\x1b[2J\r\n\r\n");
    check_refused(get_line + "No colon\r\n\r\n");
}

TEST_CASE("lines that end in a bare line feed or hold a bare carriage return are refused") {
    check_refused("GET / HTTP/1.1\nHost: localhost\n\n");
    check_refused(get_line + "X: a\nTransfer-Encoding: chunked\r\n\r\n");
    check_refused(get_line + "X: a\rTransfer-Encoding: chunked\r\n\r\n");
}

TEST_CASE("BI-251 no Host, two Hosts or a Host that is none are refused") {
    check_refused("GET / HTTP/1.1\r\n\r\n");
    check_refused("GET / HTTP/1.0\r\n\r\n");
    check_refused(get_line + "Host: localhost\r\n\r\n");
    for (const std::string host : {"", "a b", "a,b", "user@a", "a/b", "\"a\""})
        check_refused("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
}

TEST_CASE("the forms a Host header has in practice are accepted") {
    Bench bench;
    for (const std::string host : {"localhost", "gateway.local:8080", "127.0.0.1:1", "[::1]:8080", "under_score"}) {
        const auto answers = bench.ask("GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        REQUIRE(answers.size() == 1);
        CHECK(answers[0].status == 200);
        CHECK(bench.handler.requests.back().header("host") == host);
    }
}

TEST_CASE("BI-252 a header block of 9 kB is answered 431") {
    Bench bench;
    const auto answer = bench.refusal_of(get("/", "X-Big: " + std::string(9000, 'a') + "\r\n"));
    CHECK(answer.status == 431);
    CHECK(answer.head.find("HTTP/1.1 431 Request Header Fields Too Large\r\n") == 0);
    CHECK(bench.counters().header_too_big == 1);
    CHECK(bench.handler.requests.empty());
}

TEST_CASE("a header block of exactly the limit is taken, one byte more is not") {
    for (const std::size_t above : {0, 1}) {
        Bench bench;
        const auto bare = get("/", "X: \r\n").size();
        const auto answers = bench.ask(get("/", "X: " + std::string(8192 - bare + above, 'a') + "\r\n"));
        REQUIRE(answers.size() == 1);
        CHECK(answers[0].status == (above == 0 ? 200 : 431));
    }
}

TEST_CASE("more header fields than the limit are answered 431") {
    std::string fields;
    for (int i = 0; i < 100; ++i) fields += "A: b\r\n";
    Bench bench;
    CHECK(bench.refusal_of(get("/", fields)).status == 431);
    CHECK(bench.counters().header_too_big == 1);
}

TEST_CASE("BI-255 CONNECT and TRACE are answered 501, other methods are the handler's to refuse") {
    check_refused("TRACE /v1/x HTTP/1.1\r\nHost: localhost\r\n\r\n", 501);
    check_refused("CONNECT evil:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", 501);
    Bench bench;
    bench.ask("FOO /v1/x HTTP/1.1\r\nHost: localhost\r\n\r\n");
    REQUIRE(bench.handler.requests.size() == 1);
    CHECK(bench.handler.requests[0].method == "FOO");
}

TEST_CASE("a method that is no token is refused") {
    check_refused("G(T / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    check_refused(" GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    check_refused("\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

TEST_CASE("versions other than 1.0 and 1.1 are refused") {
    check_refused("GET / HTTP/2.0\r\nHost: localhost\r\n\r\n");
    check_refused("GET / HTTP/0.9\r\nHost: localhost\r\n\r\n");
    check_refused("GET /\r\nHost: localhost\r\n\r\n");
    check_refused("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
}

TEST_CASE("BI-256 targets with 8-bit bytes, dot segments, NUL or without end are refused") {
    for (const std::string target : {"/caf\xc3\xa9", "/a/../b", "/..", "/./a", "/%2e%2e/a", "/a%00", "/a%2", "/a%zz",
                                     "/?a=%00", "/?a=%f", "/%ff", "a", "http://localhost/a"})
        check_refused("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    check_refused("GET /a b HTTP/1.1\r\nHost: localhost\r\n\r\n");
    check_refused("GET /" + std::string(8192, 'a') + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
}

TEST_CASE("doubled slashes are one") {
    Bench bench;
    bench.ask(get("//v1///devices/"));
    REQUIRE(bench.handler.requests.size() == 1);
    CHECK(bench.handler.requests[0].path == std::vector<std::string>{"v1", "devices"});
}

TEST_CASE("BI-279 a foreign Origin gets no CORS header") {
    Bench bench;
    const auto answers = bench.ask(get("/", "Origin: https://evil.example\r\n"));
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].status == 200);
    CHECK(answers[0].head.find("Access-Control") == std::string::npos);
}

TEST_CASE("BI-281 a websocket upgrade is an ordinary GET here") {
    Bench bench;
    const auto answers = bench.ask(get("/ocpp/CP1",
                                       "Connection: Upgrade\r\nUpgrade: websocket\r\n"
                                       "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
                                       "dGhlIHNhbXBsZSBub25jZQ==\r\n") +
                                       get("/next"),
                                   2);
    REQUIRE(answers.size() == 2);
    CHECK(answers[0].status == 200);
    CHECK(answers[1].body == "GET /next");
}
