#include <catch2/catch.hpp>

#include "tests/gateway/link/site.h"

using namespace gateway;
using namespace gateway::testing;

namespace {

/// Sends the bytes on a fresh link and returns the close code; a healthy neighbour must not notice.
int close_code_for(const std::string& bytes) {
    Site site;
    RawCharger healthy = site.open("HEALTHY");
    RawCharger charger = site.open("CP1");
    site.write(charger, bytes);
    const int code = site.close_code(charger);
    CHECK(site.answers(healthy));
    CHECK(site.until([&] { return site.listener.ended.size() == 1; }));
    CHECK(site.listener.times_closed(*site.listener.links.at(1)) == 1);
    return code;
}

}  // namespace

TEST_CASE("an unmasked frame is closed with 1002") { CHECK(close_code_for("\x81\x02hi") == 1002); }

TEST_CASE("reserved bits are closed with 1002") {
    for (const unsigned b0 : {0xC1u, 0xA1u, 0x91u}) CHECK(close_code_for(masked(b0, "x")) == 1002);
}

TEST_CASE("reserved opcodes are closed with 1002") {
    for (const unsigned b0 : {0x83u, 0x87u, 0x8Bu, 0x8Fu}) CHECK(close_code_for(masked(b0, "x")) == 1002);
}

TEST_CASE("a binary frame with valid text is accepted and counted") {
    Site site;
    RawCharger charger = site.open("CP1");
    site.write(charger, masked(0x82, "hello"));
    CHECK(site.until([&] {
        charger.read();
        return charger.got(1, "echo:hello");
    }));
    CHECK(site.server->counters().binary_messages == 1);
}

TEST_CASE("a binary frame that is no text is closed with 1003") {
    CHECK(close_code_for(masked(0x82, "\xFF\xFE")) == 1003);
}

TEST_CASE("text that is not UTF-8 is closed with 1007") {
    for (const char* bytes : {"\xFF", "\xED\xA0\x80", "\xC0\xAF", "\xF5\x80\x80\x80", "\xE2\x82"}) {
        CHECK(close_code_for(text(bytes)) == 1007);
    }
    CHECK(close_code_for(masked(0x01, "\xE2\x82") + masked(0x80, "x")) == 1007);
}

TEST_CASE("control frames that are long or in pieces are closed with 1002") {
    CHECK(close_code_for(masked(0x89, std::string(126, 'x'))) == 1002);
    CHECK(close_code_for(masked(0x09, "x")) == 1002);
}

TEST_CASE("fragments out of order are closed with 1002") {
    CHECK(close_code_for(masked(0x80, "x")) == 1002);
    CHECK(close_code_for(masked(0x01, "x") + text("y")) == 1002);
}

TEST_CASE("faulty close frames are answered with 1002") {
    for (const int code : {999, 1005, 1006, 5000}) CHECK(close_code_for(close_frame(code)) == 1002);
    CHECK(close_code_for(masked(0x88, "x")) == 1002);
    CHECK(close_code_for(close_frame(1000, "\xFF")) == 1002);
}

TEST_CASE("a length in more bytes than needed is closed with 1002") {
    CHECK(close_code_for(std::string("\x81\xFE\x00\x05\x11\x22\x33\x44", 8)) == 1002);
    CHECK(close_code_for(std::string("\x81\xFF\0\0\0\0\0\0\0\x05\x11\x22\x33\x44", 14)) == 1002);
}

TEST_CASE("absurd lengths are closed with 1009 at the header") {
    CHECK(close_code_for(std::string("\x81\xFF\x40\0\0\0\0\0\0\0\x11\x22\x33\x44", 14)) == 1009);
}

TEST_CASE("a message over every limit is closed with 1009 before its body") {
    Site site;
    RawCharger charger = site.open("CP1");
    site.write(charger, std::string("\x81\xFF\0\0\0\0\x10\0\0\x01\x11\x22\x33\x44", 14));
    CHECK(site.close_code(charger) == 1009);
    CHECK(site.until([&] { return site.server->counters().message_too_big == 1; }));
}

TEST_CASE("fragments count together") {
    LinkLimits limits = quick_limits();
    limits.message_bytes = 1000;
    Site site(limits);
    RawCharger charger = site.open("CP1");
    site.write(charger, masked(0x01, std::string(600, 'x')) + masked(0x80, std::string(600, 'x')));
    CHECK(site.close_code(charger) == 1009);
}

TEST_CASE("a message exactly at the limit comes through") {
    Site site;
    RawCharger charger = site.open("CP1");
    const std::size_t size = LinkLimits{}.message_bytes;
    site.listener.on_received = [](ChargerLink& link, const std::string&) { link.send("got it"); };
    site.write(charger, text(std::string(size, 'x')));
    CHECK(site.until([&] {
        charger.read();
        return charger.got(1, "got it");
    }));
    CHECK(site.listener.messages.at(0).size() == size);
}

TEST_CASE("empty continuations cost nothing and the message still arrives") {
    Site site;
    RawCharger charger = site.open("CP1");
    std::string frames = masked(0x01, "a");
    for (int i = 0; i < 1000; ++i) frames += masked(0x00, "");
    site.write(charger, frames + masked(0x80, "b"));
    CHECK(site.until([&] {
        charger.read();
        return charger.got(1, "echo:ab");
    }));
}

TEST_CASE("a message in one-byte fragments arrives whole") {
    Site site;
    RawCharger charger = site.open("CP1");
    std::string frames = masked(0x01, "x");
    for (int i = 1; i < 20000; ++i) frames += masked(0x00, "x");
    site.write(charger, frames + masked(0x80, ""));
    CHECK(site.until([&] {
        charger.read();
        return !site.listener.messages.empty();
    }));
    CHECK(site.listener.messages.at(0) == std::string(20000, 'x'));
}

TEST_CASE("a ping of 125 bytes is answered with the same bytes") {
    Site site;
    RawCharger charger = site.open("CP1");
    const std::string payload(125, 'p');
    site.write(charger, masked(0x89, payload));
    CHECK(site.until([&] {
        charger.read();
        return charger.got(10, payload);
    }));
}

TEST_CASE("a flood of pings is closed with 1008") {
    std::string flood;
    for (int i = 0; i < 300; ++i) flood += masked(0x89, "p");
    CHECK(close_code_for(flood) == 1008);
}

TEST_CASE("unsolicited pongs are ignored") {
    Site site;
    RawCharger charger = site.open("CP1");
    std::string pongs;
    for (int i = 0; i < 10000; ++i) pongs += masked(0x8A, "");
    site.write(charger, pongs);
    CHECK(site.answers(charger));
}

TEST_CASE("an empty message reaches the listener as one") {
    Site site;
    RawCharger charger = site.open("CP1");
    CHECK(site.answers(charger, ""));
}

TEST_CASE("the peer's close is echoed and the socket ends") {
    Site site;
    RawCharger charger = site.open("CP1");
    site.write(charger, close_frame(1000, "bye"));
    CHECK(site.close_code(charger) == 1000);
    CHECK(site.until([&] { return site.listener.ended.size() == 1; }));
    CHECK(site.listener.ended.at(0).second == "closed by peer, 1000 bye");
}
