#include <catch2/catch.hpp>

#include "gateway/http/http_request_reader.h"

using gateway::HttpLimits;
using gateway::http::RequestReader;
using Progress = RequestReader::Progress;

namespace {

struct Read {
    Progress progress = Progress::need_more;
    gateway::HttpRequest request;
    int status = 0;
    std::string rest;
};

/// Shows the bytes in steps of `step`, as a slow network would.
Read read_in_steps(const std::string& bytes, std::size_t step) {
    static const HttpLimits limits;
    RequestReader reader(limits);
    Read result;
    for (std::size_t shown = 0; shown < bytes.size() && result.progress == Progress::need_more; shown += step) {
        result.rest += bytes.substr(shown, step);
        std::size_t taken = 0;
        result.progress = reader.take(result.rest, taken);
        result.rest.erase(0, taken);
    }
    result.request = reader.request();
    result.status = result.progress == Progress::refused ? reader.refusal().status : 0;
    return result;
}

const std::string head = "POST /a HTTP/1.1\r\nHost: a\r\n";

}  // namespace

TEST_CASE("a request is read the same however the network cuts it") {
    const std::string plain = head + "Content-Length: 5\r\n\r\nhello";
    const std::string chunked =
        head + "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=\"b\"\r\nllo\r\n0;c\r\nX: y\r\n\r\n";
    for (const auto& bytes : {plain, chunked}) {
        for (std::size_t step = 1; step <= bytes.size(); ++step) {
            const auto read = read_in_steps(bytes, step);
            INFO(step);
            REQUIRE(read.progress == Progress::complete);
            CHECK(read.request.body == "hello");
            CHECK(read.request.headers.size() == 2);
            CHECK(read.rest.empty());
        }
    }
}

TEST_CASE("an empty chunked body is read the same however the network cuts it") {
    const std::string bytes = head + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    for (std::size_t step = 1; step <= bytes.size(); ++step) {
        const auto read = read_in_steps(bytes, step);
        REQUIRE(read.progress == Progress::complete);
        CHECK(read.request.body.empty());
    }
}

TEST_CASE("a bad request is refused the same however the network cuts it") {
    for (const auto& bytes :
         {head + "Transfer-Encoding: xchunked\r\n\r\n", head + "X: a\r\n b\r\n\r\n", head + "Host: b\r\n\r\n",
          head + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX\r\n0\r\n\r\n"}) {
        for (std::size_t step = 1; step <= bytes.size(); ++step) {
            INFO(bytes << " in steps of " << step);
            CHECK(read_in_steps(bytes, step).status == 400);
        }
    }
}

TEST_CASE("what follows a request is left alone") {
    const auto read = read_in_steps(head + "Content-Length: 2\r\n\r\nabGET /next", 1000);
    REQUIRE(read.progress == Progress::complete);
    CHECK(read.rest == "GET /next");
}

TEST_CASE("a reader that was reset knows nothing of the request before") {
    const HttpLimits limits;
    RequestReader reader(limits);
    std::size_t taken = 0;
    REQUIRE(reader.take("HEAD /a?b HTTP/1.0\r\nHost: a\r\nX: y\r\n\r\n", taken) == Progress::complete);
    CHECK(reader.is_head_method());
    CHECK(reader.is_http10());
    CHECK_FALSE(reader.keep_alive());
    reader.reset();
    REQUIRE(reader.take("GET /b HTTP/1.1\r\nHost: a\r\n\r\n", taken) == Progress::complete);
    CHECK_FALSE(reader.is_head_method());
    CHECK_FALSE(reader.is_http10());
    CHECK(reader.keep_alive());
    CHECK(reader.request().headers.size() == 1);
    CHECK(reader.request().query.empty());
}

TEST_CASE("a bare line feed is refused at once, not when the time is over") {
    const HttpLimits limits;
    RequestReader reader(limits);
    std::size_t taken = 0;
    CHECK(reader.take("GET / HTTP/1.1\nHost: a\n\n", taken) == Progress::refused);
}
