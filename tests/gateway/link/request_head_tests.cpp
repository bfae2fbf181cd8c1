#include <catch2/catch.hpp>

#include "gateway/link/request_head.h"
#include "tests/gateway/link/raw_charger.h"

using namespace gateway;
using gateway::testing::upgrade;

namespace {

RequestHead read(const std::string& bytes) {
    HeadReader reader;
    reader.consume(bytes);
    REQUIRE(reader.done());
    return reader.take();
}
int refusal(const std::string& bytes) { return read(bytes).refusal; }
int refusal_with(const std::map<std::string, std::string>& changes, std::string_view more = "") {
    return refusal(upgrade("/CP1", changes, more));
}

}  // namespace

TEST_CASE("a plain upgrade is read with what the handshake needs") {
    const RequestHead head = read(upgrade("/CP1", {{"Authorization", "Basic QTpC"}, {"Origin", "file://"}}));
    CHECK(head.refusal == 0);
    CHECK(head.target == "/CP1");
    CHECK(head.websocket_key == "dGhlIHNhbXBsZSBub25jZQ==");
    CHECK(head.subprotocols == "ocpp1.6");
    CHECK(head.authorization == "Basic QTpC");
    CHECK(head.connection_upgrade);
}

TEST_CASE("a head that trickles in byte by byte is the same head, and later bytes stay") {
    const std::string bytes = upgrade("/CP1") + "frame";
    HeadReader reader;
    std::size_t taken = 0;
    for (const char c : bytes) taken += reader.consume({&c, 1});
    CHECK(taken == bytes.size() - 5);
    CHECK(reader.take().target == "/CP1");
}

TEST_CASE("subprotocols in two header lines are one list") {
    CHECK(*read(upgrade("/CP1", {}, "sec-websocket-protocol: ocpp1.5\r\n")).subprotocols == "ocpp1.6,ocpp1.5");
}

TEST_CASE("what cannot be HTTP is refused before its end") {
    CHECK(refusal("\x16\x03\x01") == 400);
    CHECK(refusal("[2,\"1\",\"Heartbeat\",{}]") == 400);
    CHECK(refusal("GET /CP1 HTTP/1.1\nHost: x\n\n") == 400);
}

TEST_CASE("a head too large is refused") {
    CHECK(refusal("GET /CP1 HTTP/1.1\r\nX: " + std::string(20000, 'x')) == 431);
    CHECK(refusal(upgrade("/" + std::string(15000, 'x'))) == 414);
    std::string many;
    for (int i = 0; i < 1000; ++i) many += "A: b\r\n";
    CHECK(refusal_with({}, many) == 431);
}

TEST_CASE("exactly one usable Host") {
    CHECK(refusal_with({{"Host", ""}}) == 400);
    CHECK(refusal_with({}, "host: other\r\n") == 400);
    CHECK(refusal_with({{"Host", "x:99999999"}}) == 400);
    CHECK(refusal_with({{"Host", "[::1]:9000"}}) == 0);
    CHECK(refusal_with({{"Host", "charger.example"}}) == 0);
}

TEST_CASE("only GET over HTTP/1.1 upgrades") {
    const std::string good = upgrade("/CP1");
    CHECK(refusal("GET /CP1 HTTP/1.0" + good.substr(good.find("\r\n"))) == 400);
    CHECK(refusal("GET /CP1 HTTP/9.9" + good.substr(good.find("\r\n"))) == 400);
    CHECK(refusal("POST /CP1 HTTP/1.1" + good.substr(good.find("\r\n"))) == 405);
    CHECK(refusal("GET  /CP1 HTTP/1.1" + good.substr(good.find("\r\n"))) == 400);
}

TEST_CASE("the key must be sixteen bytes of base64, once") {
    CHECK(refusal_with({{"Sec-WebSocket-Key", ""}}) == 400);
    CHECK(refusal_with({{"Sec-WebSocket-Key", "abc"}}) == 400);
    CHECK(refusal_with({{"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j"}}) == 400);
    CHECK(refusal_with({}, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n") == 400);
}

TEST_CASE("another version or no upgrade asks for the upgrade") {
    CHECK(refusal_with({{"Sec-WebSocket-Version", "12"}}) == 426);
    CHECK(refusal_with({{"Upgrade", ""}}) == 426);
    CHECK(refusal_with({{"Upgrade", "h2c"}}) == 426);
    CHECK(refusal_with({{"Upgrade", "h2c, WebSocket"}}) == 0);
}

TEST_CASE("a missing Connection header is noted, not refused, here") {
    CHECK(refusal_with({{"Connection", ""}}) == 0);
    CHECK_FALSE(read(upgrade("/CP1", {{"Connection", "keep-alive"}})).connection_upgrade);
    CHECK(read(upgrade("/CP1", {{"Connection", "keep-alive, upgrade"}})).connection_upgrade);
}

TEST_CASE("no body in any disguise") {
    CHECK(refusal_with({}, "Content-Length: 31000000\r\n") == 413);
    CHECK(refusal_with({}, "Content-Length: 0\r\n") == 0);
    for (const char* lines : {"Content-Length: -1\r\n", "Content-Length: 5abc\r\n", "Content-Length:\r\n",
                              "Content-Length: 0\r\nContent-Length: 0\r\n", "Transfer-Encoding: chunked\r\n",
                              "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"}) {
        CAPTURE(lines);
        CHECK(refusal_with({}, lines) == 400);
    }
}

TEST_CASE("two sets of credentials are refused") {
    CHECK(refusal_with({{"Authorization", "Basic QTpC"}}, "authorization: Basic QTpC\r\n") == 400);
}

TEST_CASE("folded lines, blanks before the colon and control bytes are refused") {
    CHECK(refusal_with({}, "X: a\r\n b\r\n") == 400);
    CHECK(refusal_with({}, "X : a\r\n") == 400);
    CHECK(refusal_with({}, "no colon\r\n") == 400);
    CHECK(refusal_with({}, std::string("X: a\0b\r\n", 8)) == 400);
}
