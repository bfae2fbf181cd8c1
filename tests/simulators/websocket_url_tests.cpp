#include "simulators/websocket_url.h"

#include <catch2/catch.hpp>
#include <stdexcept>

using namespace simulators;

TEST_CASE("an address is taken apart") {
    const auto url = parse_websocket_url("ws://127.0.0.1:9000/ocpp");
    CHECK(url.host == "127.0.0.1");
    CHECK(url.port == "9000");
    CHECK(url.path == "/ocpp");
    CHECK(url.authority() == "127.0.0.1:9000");
    CHECK(parse_websocket_url("ws://localhost").port == "80");
    CHECK(parse_websocket_url("ws://localhost").path == "/");
    CHECK(parse_websocket_url("ws://[::1]:80/x").host == "::1");
    CHECK(parse_websocket_url("ws://[::1]:80/x").authority() == "[::1]:80");
}

TEST_CASE("a wss address has a port of its own") {
    CHECK(parse_websocket_url("wss://host/ocpp").port == "443");
    CHECK(parse_websocket_url("wss://host:9443/ocpp").port == "9443");
}

TEST_CASE("what is no ws address is refused") {
    const std::string url = GENERATE("wss:///", "http://host/", "host:80", "ws://", "ws:///path", "ws://host:/x", "");
    INFO(url);
    CHECK_THROWS_AS(parse_websocket_url(url), std::invalid_argument);
}

TEST_CASE("the identity becomes the last path segment, percent-encoded") {
    CHECK(path_with_identity("/ocpp", "CP 01/ä") == "/ocpp/CP%2001%2F%C3%A4");
    CHECK(path_with_identity("/ocpp/", "CP-1_~.") == "/ocpp/CP-1_~.");
    CHECK(path_with_identity("/", "A") == "/A");
}

TEST_CASE("basic credentials, as the example of OCPP-J prints them") {
    const std::string key("\x00\x01\x02\x03\x04\x05\x06\x07\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 20);
    CHECK(basic_credentials("AL1000", key) == "Basic QUwxMDAwOgABAgMEBQYH////////////////");
    CHECK(basic_credentials("a", "") == "Basic YTo=");
    CHECK(basic_credentials("a", "b") == "Basic YTpi");
}
