#include <catch2/catch.hpp>

#include "tests/gateway/link/site.h"

using namespace gateway;
using namespace gateway::testing;

namespace {

LinkLimits fast_pings() {
    LinkLimits limits = quick_limits();
    limits.ping_interval = 60ms;
    limits.silence_limit = 600ms;
    return limits;
}

/// Answers every ping so far unanswered.
void pong(RawCharger& charger, std::size_t& answered) {
    charger.read();
    std::size_t pings = 0;
    for (const Frame& frame : charger.frames()) pings += frame.opcode == 9 ? 1 : 0;
    for (; answered < pings; ++answered) charger.write_some(masked(0x8A, ""));
}

}  // namespace

TEST_CASE("a peer that has ponged and falls silent is reset after two missed pongs") {
    LinkLimits limits = fast_pings();
    limits.silence_limit = 1h;  // of those that never ponged
    Site site(limits);
    RawCharger charger = site.open("CP1");
    std::size_t answered = 0;
    REQUIRE(site.until([&] {
        pong(charger, answered);
        return answered == 3;
    }));
    REQUIRE(site.ends(charger));
    CHECK(charger.was_reset);
    CHECK(site.until([&] { return site.listener.ended.size() == 1; }));
    CHECK(site.listener.ended.at(0).second == "silent");
    CHECK(site.server->counters().silent == 1);
}

TEST_CASE("quirk 13: a peer that never pongs lives on its messages, and dies of the long silence") {
    Site site(fast_pings());
    RawCharger charger = site.open("CP1");
    for (int i = 0; i < 4; ++i) {
        site.until([] { return false; }, 300ms);
        REQUIRE(site.answers(charger));
    }
    CHECK(site.ends(charger));
    CHECK(site.server->counters().silent == 1);
}

TEST_CASE("half a frame header and silence ends like any silence") {
    Site site(fast_pings());
    RawCharger charger = site.open("CP1");
    charger.write_some("\x81");
    CHECK(site.ends(charger));
    CHECK(site.server->counters().silent == 1);
}

TEST_CASE("bytes of an unfinished message count as life") {
    Site site(fast_pings());
    RawCharger charger = site.open("CP1");
    std::size_t answered = 0;
    REQUIRE(site.until([&] {
        pong(charger, answered);
        return answered == 1;
    }));
    const std::string message = text(std::string(100, 'x'));
    for (std::size_t i = 0; i < 20; ++i) {  // 1 s, far beyond two missed pongs
        charger.write_some(message.substr(i, 1));
        site.until([] { return false; }, 50ms);
    }
    site.write(charger, message.substr(20));
    CHECK(site.until([&] {
        charger.read();
        return charger.got(1, "echo:" + std::string(100, 'x'));
    }));
}

TEST_CASE("a link is silent after twice the ping interval, until it is heard") {
    Site site(fast_pings());
    RawCharger charger = site.open("CP1");
    ChargerLink& link = *site.listener.links.at(0);
    CHECK_FALSE(link.is_silent());
    CHECK(site.until([&] { return link.is_silent(); }));
    CHECK(site.answers(charger));
    CHECK_FALSE(link.is_silent());
}

TEST_CASE("a probe tells that the peer is alive, once") {
    Site site;
    RawCharger charger = site.open("CP1");
    std::vector<bool> answers;
    site.listener.links.at(0)->probe(5s, [&](bool alive) { answers.push_back(alive); });
    std::size_t answered = 0;
    CHECK(site.until([&] {
        pong(charger, answered);
        return !answers.empty();
    }));
    CHECK(site.answers(charger));
    CHECK(answers == std::vector<bool>{true});
}

TEST_CASE("a probe tells that the peer is dead when its patience ends") {
    Site site;
    RawCharger charger = site.open("CP1");
    std::vector<bool> answers;
    const auto note = [&](bool alive) { answers.push_back(alive); };
    ChargerLink& link = *site.listener.links.at(0);
    link.probe(100ms, note);
    link.probe(200ms, note);
    CHECK(site.until([&] { return answers.size() == 1; }));
    CHECK(site.until([&] { return answers.size() == 2; }));
    CHECK(answers == std::vector<bool>{false, false});
    CHECK(site.listener.ended.empty());
}

TEST_CASE("a probe is answered when the link ends, and after") {
    Site site;
    RawCharger charger = site.open("CP1");
    const auto link = site.listener.links.at(0);
    std::vector<bool> answers;
    const auto note = [&](bool alive) { answers.push_back(alive); };
    link->probe(60s, note);
    charger.reset();
    CHECK(site.until([&] { return answers.size() == 1; }));
    link->probe(60s, note);
    CHECK(answers.size() == 1);
    CHECK(site.until([&] { return answers.size() == 2; }));
    CHECK(answers == std::vector<bool>{false, false});
}

TEST_CASE("generations never repeat and never go back, also between servers") {
    Site first;
    Site second;
    RawCharger a = first.open("CP1");
    RawCharger b = second.open("CP1");
    RawCharger c = first.open("CP1");
    CHECK(first.listener.links.at(0)->generation() < second.listener.links.at(0)->generation());
    CHECK(second.listener.links.at(0)->generation() < first.listener.links.at(1)->generation());
}

TEST_CASE("quirk 11: the late end of an old socket names the old generation") {
    Site site;
    RawCharger old = site.open("CP1");
    RawCharger young = site.open("CP1");
    old.reset();
    REQUIRE(site.until([&] { return site.listener.ended.size() == 1; }));
    CHECK(site.listener.ended.at(0).first == site.listener.links.at(0)->generation());
    CHECK(site.answers(young));
}

TEST_CASE("closed is reported once, never from inside a call, and everything after is harmless") {
    for (const std::string how : {"close", "abort", "both", "inside received"}) {
        CAPTURE(how);
        Site site;
        RawCharger charger = site.open("CP1");
        const auto link = site.listener.links.at(0);
        const auto end_it = [&](ChargerLink& which) {
            site.listener.inside_call = true;
            if (how != "abort") which.close(CloseCode::normal, "bye");
            if (how != "close") which.abort("enough");
            which.send("too late");
            which.close(CloseCode::normal, "again");
            which.abort(how == "close" ? "" : "again");
            site.listener.inside_call = false;
        };
        if (how == "inside received") {
            site.listener.on_received = [&](ChargerLink& which, const std::string&) { end_it(which); };
            site.write(charger, text("x") + text("y"));
        } else {
            end_it(*link);
        }
        CHECK(site.ends(charger));
        CHECK(site.until([&] { return site.listener.ended.size() == 1; }));
        link->send("x");
        link->close(CloseCode::normal, "x");
        link->abort("x");
        link->pause_reading();
        link->resume_reading();
        CHECK_FALSE(link->is_silent());
        site.until([] { return false; }, 50ms);
        CHECK(site.listener.times_closed(*link) == 1);
        CHECK_FALSE(site.listener.closed_inside_call);
        CHECK(site.server->counters().open == 0);
        CHECK(site.listener.messages.size() <= 1);
    }
}

TEST_CASE("a close is answered by the peer and ends cleanly") {
    Site site;
    RawCharger charger = site.open("CP1");
    site.listener.links.at(0)->close(CloseCode::try_again_later, std::string(200, 'x') + "\xC3\xA9");
    CHECK(site.until([&] {
        charger.read();
        return charger.close_code() == 1013;
    }));
    charger.write_some(close_frame(1013));
    CHECK(site.ends(charger, 250ms));  // well before the deadline of the closing handshake
}

TEST_CASE("a peer that does not answer our close, or goes on talking, is dropped") {
    Site site;
    RawCharger charger = site.open("CP1");
    const std::size_t before = open_descriptors();
    site.listener.links.at(0)->close(CloseCode::going_away, "bye");
    charger.write_some(text("one more thing"));
    CHECK(site.close_code(charger) == 1001);
    CHECK(site.listener.messages.empty());
    CHECK(site.until([&] { return open_descriptors() == before - 1; }));
}

TEST_CASE("an exhausted reader is still found by the close deadline") {
    Site site;
    RawCharger charger = site.open("CP1");
    ChargerLink& link = *site.listener.links.at(0);
    link.send(std::string(900000, 'x'));
    site.until([] { return false; }, 10ms);
    link.send(std::string(900000, 'x'));
    link.close(CloseCode::going_away, "bye");
    CHECK(site.until([&] { return site.listener.ended.size() == 1; }));
}

TEST_CASE("stop closes every link with 1001, drops handshakes and stragglers, and takes nobody new") {
    LinkLimits limits = quick_limits();
    limits.open_handshake = 60s;
    Site site(limits);
    RawCharger polite = site.open("POLITE");
    RawCharger rude = site.open("RUDE");
    RawCharger half = site.connect();
    REQUIRE(site.until([&] { return site.server->counters().accepted == 3; }));
    site.server->stop();
    site.server->stop();
    CHECK(site.until([&] {
        polite.read();
        return polite.close_code() == 1001;
    }));
    polite.write_some(close_frame(1001));
    CHECK(site.ends(polite));
    CHECK(site.close_code(rude) == 1001);
    CHECK(site.ends(half));
    CHECK(site.until([&] { return site.listener.ended.size() == 2; }));
    CHECK_FALSE(site.connect().connected());
}

TEST_CASE("a server that goes away with open links reports nothing and its links stay harmless") {
    Site site;
    RawCharger open = site.open("CP1");
    RawCharger paused = site.open("CP2");
    RawCharger half = site.connect();
    REQUIRE(site.until([&] { return site.server->counters().accepted == 3; }));
    site.listener.links.at(1)->pause_reading();
    bool alive = true;
    site.listener.links.at(0)->probe(60s, [&](bool answer) { alive = answer; });
    site.server.reset();
    CHECK(site.ends(open));
    CHECK(site.ends(paused));
    CHECK(site.ends(half));
    CHECK_FALSE(alive);
    CHECK(site.listener.ended.empty());
    site.listener.links.at(0)->send("x");
}

TEST_CASE("an address that cannot be bound is told clearly") {
    Site site;
    LinkLimits limits;
    CHECK_THROWS_WITH(listen_for_chargers(site.io, "127.0.0.1", site.server->port(), limits, site.listener),
                      Catch::Contains("cannot listen for chargers on 127.0.0.1:") && Catch::Contains("in use"));
    CHECK_THROWS_AS(listen_for_chargers(site.io, "256.0.0.1", 0, limits, site.listener), std::runtime_error);
}

TEST_CASE("a storm of reconnects is taken whole") {
    LinkLimits limits = quick_limits();
    limits.unauthenticated_per_address = 1000;
    limits.open_handshake = 30s;
    Site site(limits);
    std::vector<RawCharger> storm;
    for (int i = 0; i < 300; ++i) {
        storm.push_back(site.connect());
        storm.back().write_some(upgrade("/CP" + std::to_string(i)));
    }
    CHECK(site.until([&] { return site.listener.links.size() == 300; }));
    CHECK(site.server->counters().open == 300);
}
