#include <catch2/catch.hpp>

#include "tests/gateway/link/site.h"

using namespace gateway;
using namespace gateway::testing;

TEST_CASE("an upgrade is answered with the subprotocol and the right key") {
    Site site;
    RawCharger charger = site.connect();
    CHECK(site.request(charger, upgrade("/ocpp/CP1")) == 101);
    CHECK(charger.answer_has("Sec-WebSocket-Protocol: ocpp1.6\r\n"));
    CHECK(charger.answer_has("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"));
    CHECK_FALSE(charger.answer_has("Server:"));
    CHECK(site.answers(charger));
    CHECK(site.listener.links.at(0)->charge_point_id() == "CP1");
    CHECK(site.listener.links.at(0)->remote_address() == "127.0.0.1");
}

TEST_CASE("a frame sent together with the upgrade is not lost") {
    Site site;
    RawCharger charger = site.connect();
    site.write(charger, upgrade("/CP1") + text("early"));
    CHECK(site.until([&] {
        charger.read();
        return charger.got(1, "echo:early");
    }));
}

TEST_CASE("the subprotocol is echoed exactly as offered") {
    Site site;
    RawCharger charger = site.connect();
    CHECK(site.request(charger, upgrade("/CP1", {{"Sec-WebSocket-Protocol", "ocpp2.0.1, OCPP1.6"}})) == 101);
    CHECK(charger.answer_has("Sec-WebSocket-Protocol: OCPP1.6\r\n"));
    CHECK(site.answers(charger));
}

TEST_CASE("no common subprotocol: 101 without the header, then closed, and nobody is told") {
    Site site;
    RawCharger charger = site.connect();
    CHECK(site.request(charger, upgrade("/CP1", {{"Sec-WebSocket-Protocol", "ocpp2.0.1"}}) + text("x")) == 101);
    CHECK_FALSE(charger.answer_has("Sec-WebSocket-Protocol"));
    CHECK(site.close_code(charger) == 1002);
    CHECK(site.listener.links.empty());
    CHECK(site.listener.messages.empty());
    CHECK(site.listener.ended.empty());
    CHECK(site.server->counters().no_common_subprotocol == 1);
    CHECK(site.server->counters().open == 0);
}

TEST_CASE("quirk 4: without the header a charger is taken as 1.6 and gets none back") {
    Site site;
    RawCharger charger = site.connect();
    CHECK(site.request(charger, upgrade("/CP1", {{"Sec-WebSocket-Protocol", ""}})) == 101);
    CHECK_FALSE(charger.answer_has("Sec-WebSocket-Protocol"));
    CHECK(site.answers(charger));
}

TEST_CASE("strict: header, spelling and Connection are required") {
    LinkLimits limits = quick_limits();
    limits.strict_subprotocol = true;
    Site site(limits);
    for (const char* offered : {"", "OCPP1.6"}) {
        RawCharger charger = site.connect();
        CHECK(site.request(charger, upgrade("/CP1", {{"Sec-WebSocket-Protocol", offered}})) == 101);
        CHECK(site.close_code(charger) == 1002);
    }
    CHECK(site.answer(upgrade("/CP1", {{"Connection", ""}})) == 400);
    CHECK(site.listener.links.empty());
}

TEST_CASE("an unknown identity is 404 and the socket ends") {
    Site site;
    RawCharger charger = site.connect();
    CHECK(site.request(charger, upgrade("/ocpp/NOPE")) == 404);
    CHECK(site.ends(charger));
    CHECK_FALSE(charger.was_reset);  // a reset could overtake the answer
    CHECK(site.server->counters().refused == 1);
}

TEST_CASE("refused credentials are 401 with the way to offer them") {
    Site site;
    RawCharger charger = site.connect();
    CHECK(site.request(charger, upgrade("/ocpp/LOCKED")) == 401);
    CHECK(charger.answer_has("WWW-Authenticate: Basic realm=\"ocpp\"\r\n"));
    CHECK(site.ends(charger));
}

TEST_CASE("the listener sees identity, credentials and other names") {
    Site site;
    site.answer(upgrade("/site/RDAM%20123?=X", {{"Authorization", "Basic UkRBTSAxMjM6a2V5"}}));
    REQUIRE(site.listener.requests.size() == 1);
    const UpgradeRequest& seen = site.listener.requests[0];
    CHECK(seen.identity == "RDAM 123");
    CHECK(seen.other_names == std::vector<std::string>{"site", "X"});
    CHECK(seen.remote_address == "127.0.0.1");
    CHECK(seen.credentials->username == "RDAM 123");
    CHECK(seen.credentials->password == "key");
}

TEST_CASE("the canonical spelling of the listener becomes the link's identity") {
    Site site;
    site.listener.on_admit = [](const UpgradeRequest&) { return Admission::admit("Canonical"); };
    RawCharger charger = site.open("canonical");
    CHECK(site.listener.links.at(0)->charge_point_id() == "Canonical");
}

TEST_CASE("extensions are never negotiated, malformed ones do not matter") {
    Site site;
    std::string offers;
    for (int i = 0; i < 500; ++i) offers += "permessage-deflate; x=1, ";
    for (const std::string& offer :
         {std::string("permessage-deflate; client_max_window_bits"), offers, std::string(";;=,\"")}) {
        RawCharger charger = site.connect();
        CHECK(site.request(charger, upgrade("/CP1", {{"Sec-WebSocket-Extensions", offer}})) == 101);
        CHECK_FALSE(charger.answer_has("Sec-WebSocket-Extensions"));
        CHECK(site.answers(charger));
    }
}

TEST_CASE("quirk 6: an upgrade without the Connection header is accepted") {
    Site site;
    CHECK(site.answer(upgrade("/CP1", {{"Connection", ""}})) == 101);
}

TEST_CASE("garbage and a TLS hello are refused and disturb nobody") {
    Site site;
    RawCharger healthy = site.open("HEALTHY");
    for (const std::string& bytes : {std::string("\x16\x03\x01\x02\x00\x01", 6), std::string(300, '\xA5')}) {
        RawCharger charger = site.connect();
        CHECK(site.request(charger, bytes) == 400);
        CHECK(site.ends(charger));
    }
    CHECK(site.server->counters().bad_requests == 2);
    CHECK(site.server->counters().tls_on_plain == 1);
    CHECK(site.answers(healthy));
}

TEST_CASE("headers and targets too large are refused") {
    Site site;
    CHECK(site.answer("GET / HTTP/1.1\r\nX: " + std::string(20000, 'x')) == 431);
    CHECK(site.answer(upgrade("/" + std::string(15000, 'x'))) == 414);
}

TEST_CASE("a bad Sec-WebSocket-Key is 400") {
    Site site;
    CHECK(site.answer(upgrade("/CP1", {{"Sec-WebSocket-Key", "abc"}})) == 400);
    CHECK(site.listener.requests.empty());
}

TEST_CASE("another version is 426 with the one we speak") {
    Site site;
    RawCharger charger = site.connect();
    CHECK(site.request(charger, upgrade("/CP1", {{"Sec-WebSocket-Version", "12"}})) == 426);
    CHECK(charger.answer_has("Sec-WebSocket-Version: 13\r\n"));
}

TEST_CASE("a plain GET is 426 with a short body and the end of the connection") {
    Site site;
    RawCharger charger = site.connect();
    CHECK(site.request(charger, "GET /CP1 HTTP/1.1\r\nHost: x\r\n\r\n") == 426);
    CHECK(site.ends(charger));
    CHECK(charger.answer_has("Connection: close\r\n"));
    CHECK(charger.answer_has("This is a port for OCPP"));
    CHECK(charger.received.size() < 400);
}

TEST_CASE("a large POST is refused with 413 before its body is read") {
    Site site;
    RawCharger charger = site.connect();
    CHECK(site.request(charger, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 31000000\r\n\r\n") == 413);
    CHECK(site.ends(charger));
}

TEST_CASE("of two pipelined requests the first is answered and the connection closed") {
    Site site;
    RawCharger charger = site.connect();
    const std::string get = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
    CHECK(site.request(charger, get + get) == 426);
    CHECK(site.ends(charger));
    CHECK(charger.received.rfind("HTTP/1.1") == 0);
}

TEST_CASE("odd subprotocol lists crash nothing") {
    Site site;
    CHECK(site.answer(upgrade("/CP1", {{"Sec-WebSocket-Protocol", "ocpp1.6,,"}})) == 101);
    std::string names = "a";
    for (int i = 0; i < 10000; ++i) names += ",a";
    CHECK(site.answer(upgrade("/CP1", {{"Sec-WebSocket-Protocol", names}})) == 431);
}
