#include <catch2/catch.hpp>

#include "gateway/http/http_target.h"
#include "tests/gateway/http/http_bench.h"

using gateway::http::decoded;
using gateway::http::Path;
using gateway::http::path_of;
using gateway::http::Plus;
using gateway::http::Query;
using gateway::http::query_of;

TEST_CASE("escapes are decoded once, in either case of their digits") {
    CHECK(decoded("a%20b%2Fc%2f", Plus::is_plus) == "a b/c/");
    CHECK(decoded("%2541", Plus::is_plus) == "%41");
    CHECK(decoded("caf%C3%A9", Plus::is_plus) == "caf\xc3\xa9");
}

TEST_CASE("malformed escapes, NUL and what is not UTF-8 have no decoded form") {
    for (const std::string text : {"%", "%4", "%4g", "%g4", "a%00b", "%ff", "%c3", "%ed%a0%80"}) {
        INFO(text);
        CHECK_FALSE(decoded(text, Plus::is_plus));
    }
}

TEST_CASE("a plus is a blank in a query and itself in a path") {
    CHECK(decoded("a+b%2B", Plus::is_space) == "a b+");
    CHECK(decoded("a+b%2B", Plus::is_plus) == "a+b+");
}

TEST_CASE("a path is split before it is decoded") {
    CHECK(path_of("/v1/devices/a%2Fb?x=/y") == Path{"v1", "devices", "a/b"});
    CHECK(path_of("/") == Path{});
    CHECK(path_of("*") == Path{});
    CHECK(path_of("//a//") == Path{"a"});
    CHECK(path_of("/...") == Path{"..."});
}

TEST_CASE("dot segments are no path, also when escaped") {
    for (const std::string target : {"/.", "/..", "/a/../b", "/%2e", "/%2E%2e/b", "/.%2e"})
        CHECK_FALSE(path_of(target));
}

TEST_CASE("a query keeps order, repeated names and empty values") {
    CHECK(query_of("/a?x=1&y=a%26b&x=2&flag&z=&&e=a=b") ==
          Query{{"x", "1"}, {"y", "a&b"}, {"x", "2"}, {"flag", ""}, {"z", ""}, {"e", "a=b"}});
    CHECK(query_of("/a") == Query{});
    CHECK(query_of("/a?") == Query{});
    CHECK_FALSE(query_of("/a?x=%"));
    CHECK_FALSE(query_of("/a?%zz=1"));
}

TEST_CASE("a request reaches the handler taken apart") {
    http_bench::Bench bench;
    bench.ask(
        http_bench::get("/v1/devices/My%20Box?limit=5&name=a+b", "X-Mixed-CASE:   Value \r\nX-Mixed-Case: second\r\n"));
    REQUIRE(bench.handler.requests.size() == 1);
    const auto& request = bench.handler.requests[0];
    CHECK(request.method == "GET");
    CHECK(request.target == "/v1/devices/My%20Box?limit=5&name=a+b");
    CHECK(request.path_text() == "/v1/devices/My%20Box");
    CHECK(request.path == Path{"v1", "devices", "My Box"});
    CHECK(request.query == Query{{"limit", "5"}, {"name", "a b"}});
    CHECK(request.header("x-mixed-case") == "Value");
    CHECK(request.header("absent").empty());
    CHECK(request.remote_address == "127.0.0.1");
}
