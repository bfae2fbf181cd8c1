#include <catch2/catch.hpp>

#include "gateway/link/liveness.h"
#include "tests/gateway/link/site.h"

/// What chargers in the field do to a socket, played byte by byte.
using namespace gateway;
using namespace gateway::testing;

TEST_CASE("quirk 1: the identity is the same behind any prefix and between any slashes") {
    Site site;
    for (const std::string target : {"/ocpp/16//CP1/", "/CP1", "//CP1"}) {
        CAPTURE(target);
        RawCharger charger = site.connect();
        CHECK(site.request(charger, upgrade(target)) == 101);
        REQUIRE(site.until([&] { return !site.listener.links.empty(); }));
        CHECK(site.listener.links.back()->charge_point_id() == "CP1");
        CHECK(site.answers(charger));
    }
}

TEST_CASE(
    "quirk 5: 1.6 is found in any list, a list without it ends, and probes before the real connection do no harm") {
    Site site;
    RawCharger both = site.connect();
    CHECK(site.request(both, upgrade("/CP1", {{"Sec-WebSocket-Protocol", "ocpp2.0.1, OCPP1.6"}})) == 101);
    CHECK(both.answer_has("Sec-WebSocket-Protocol: OCPP1.6\r\n"));
    RawCharger other = site.connect();
    CHECK(site.request(other, upgrade("/CP1", {{"Sec-WebSocket-Protocol", "ocpp2.0.1"}})) == 101);
    CHECK_FALSE(other.answer_has("Sec-WebSocket-Protocol"));  // CF-006
    CHECK(site.close_code(other) == 1002);
    for (int i = 0; i < 3; ++i) {
        RawCharger probe = site.open("CP1");
        probe.hang_up();
    }
    RawCharger real = site.open("CP1");
    CHECK(site.answers(real));
    CHECK(site.until([&] { return site.server->counters().open == 2; }));
}

TEST_CASE("quirk 7: a foreign Origin is no reason to refuse, garbage is refused, and both leave the port open") {
    Site site;
    RawCharger odd = site.connect();
    CHECK(site.request(odd, upgrade("/CP1", {{"Origin", "file://"}, {"User-Agent", ""}})) == 101);
    CHECK(site.answer("GET /CP1 HTTP/1.1\r\nHost x\r\n:::\r\n\r\n") == 400);
    RawCharger good = site.open("CP2");
    CHECK(site.answers(good));
    CHECK(site.answers(odd));
}

TEST_CASE(
    "quirk 8: compression is not negotiated, reserved bits end the link, and the charger is let in again at once") {
    Site site;
    RawCharger charger = site.connect();
    const std::string offer = "permessage-deflate; client_max_window_bits";
    REQUIRE(site.request(charger, upgrade("/CP1", {{"Sec-WebSocket-Extensions", offer}})) == 101);
    CHECK_FALSE(charger.answer_has("Sec-WebSocket-Extensions"));
    charger.write_some(masked(0xC1, "deflated"));
    CHECK(site.close_code(charger) == 1002);
    CHECK(site.listener.messages.empty());
    RawCharger again = site.open("CP1");
    CHECK(site.answers(again));
}

TEST_CASE("quirk 28: a TLS hello, a connect without a word and a header that trickles in disturb nobody") {
    LinkLimits limits = quick_limits();  // the deadline of a handshake is 5 s otherwise
    Site site(limits);
    RawCharger healthy = site.open("HEALTHY");
    CHECK(site.answer(std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03", 11)) == 400);
    for (int i = 0; i < 3; ++i) site.connect().hang_up();
    RawCharger slow = site.connect();
    const std::string request = upgrade("/CP1");
    const auto began = std::chrono::steady_clock::now();
    for (std::size_t i = 0; i < request.size() && !slow.ended; ++i) {
        slow.write_some(request.substr(i, 1));
        site.until([&] { return slow.read(), slow.ended; }, 20ms);
    }
    CHECK(slow.ended);
    CHECK(std::chrono::steady_clock::now() - began >= limits.open_handshake - 50ms);
    CHECK(site.server->counters().handshake_timeouts == 1);
    CHECK(site.server->counters().bad_requests == 1);
    CHECK(site.until([&] { return site.server->counters().accepted == 6; }));
    CHECK(site.answers(healthy));
}

TEST_CASE("quirk 13: a charger that answers no ping lives on a heartbeat a minute") {
    const LinkLimits limits;
    const Liveness::Clock::time_point start{1000h};
    Liveness life(limits.ping_interval, limits.silence_limit, start);
    for (auto beat = start; beat < start + 10min; beat += 60s) {
        life.heard(beat);
        for (auto now = life.next_check(); now < beat + 60s; now = life.next_check()) {
            REQUIRE(life.check(now) != Liveness::Verdict::dead);
        }
    }
}

TEST_CASE("quirk 15: a charger that hangs up after 110 s without a word hears one far more often") {
    const LinkLimits limits;
    const Liveness::Clock::time_point start{1000h};
    Liveness life(limits.ping_interval, limits.silence_limit, start);
    auto heard_by_charger = start;
    for (auto now = life.next_check(); now < start + 30min; now = life.next_check()) {
        REQUIRE(now - heard_by_charger < 110s);
        const auto verdict = life.check(now);
        REQUIRE(verdict != Liveness::Verdict::dead);
        if (verdict != Liveness::Verdict::ping) continue;
        heard_by_charger = now;
        life.ponged(now);
    }
    CHECK(start + 30min - heard_by_charger < 110s);
}
