#include <catch2/catch.hpp>

#include "gateway/link/long_message.h"
#include "tests/gateway/link/site.h"

/// Messages that are longer than most (BI-078 to BI-081).
using namespace gateway;
using namespace gateway::testing;

namespace {

const std::string kStop = R"([2,"7","StopTransaction",{"transactionId":5,"meterStop":9,"transactionData":[)";

std::string stop_of(std::size_t bytes) {
    std::string text = kStop;
    text.reserve(bytes + 64);
    while (text.size() < bytes) text += R"({"timestamp":"x","sampledValue":[{"value":"1"}]},)";
    text.back() = ']';
    return text + R"(,"reason":"Local"}])";
}

LinkLimits small_limits() {
    LinkLimits limits = quick_limits();
    limits.message_bytes = 2 << 20;
    limits.stop_bytes = 8 << 20;
    limits.long_messages_bytes = 1 << 20;
    limits.room_patience = 300ms;
    return limits;
}

std::string head_of(std::size_t length) {
    std::string head{'\x81', '\xFF'};
    for (int shift = 56; shift >= 0; shift -= 8) head += static_cast<char>((length >> shift) & 0xFF);
    return head + std::string(4, '\0');  // a mask that changes nothing
}

}  // namespace

TEST_CASE("a StopTransaction beyond every limit comes through without its samples, whole or in fragments") {
    Site site(small_limits());
    RawCharger charger = site.open("CP1");
    site.listener.on_received = [](ChargerLink& link, const std::string&) { link.send("got it"); };
    const std::string stop = stop_of(3 << 20);
    std::string frames = text(stop);
    if (GENERATE(false, true)) {
        const std::size_t half = stop.size() / 2;
        frames = masked(0x01, stop.substr(0, half)) + masked(0x80, stop.substr(half));
    }
    site.write(charger, frames);
    CHECK(site.until([&] {
        charger.read();
        return charger.got(1, "got it");
    }));
    CHECK(site.listener.messages.at(0) == kStop.substr(0, kStop.size() - 1) + R"([],"reason":"Local"}])");
    CHECK(site.server->counters().stops_shortened == 1);
}

TEST_CASE("another message over the limit is closed with 1009 as soon as its beginning shows what it is") {
    Site site(small_limits());
    RawCharger charger = site.open("CP1");
    site.write(charger, head_of(3 << 20) + R"([2,"1","DataTransfer",{)");
    CHECK(site.close_code(charger) == 1009);
    CHECK(site.until([&] { return site.server->counters().message_too_big == 1; }));
}

TEST_CASE("what is announced and never sent takes no room from others") {
    Site site(small_limits());
    std::vector<RawCharger> silent;
    for (int i = 0; i < 20; ++i) {
        silent.push_back(site.open("CP" + std::to_string(i)));
        site.write(silent.back(), head_of(2 << 20) + "[2,");
    }
    RawCharger charger = site.open("CP99");
    const std::size_t received = site.listener.messages.size();
    site.write(charger, text(stop_of((2 << 20) - 100)));
    CHECK(site.until([&] { return site.listener.messages.size() > received; }));
    CHECK(site.listener.messages.back().size() > (2 << 20) - 200);
}

TEST_CASE(
    "long messages wait for room; in vain, a StopTransaction goes on without its samples and another has to come "
    "again") {
    Site site(small_limits());
    RawCharger holder = site.open("CP1");
    const std::string held = std::string(R"([2,"1","DataTransfer",{"a":")") + std::string((2 << 20) - 4096, 'x');
    site.write(holder, masked(0x01, held) +
                           masked(0x89, "all read?"));  // its share is taken once the ping behind it is answered
    REQUIRE(site.until([&] {
        holder.read();
        return holder.got(10, "all read?");
    }));
    RawCharger stopping = site.open("CP2");
    RawCharger talking = site.open("CP3");
    const std::string long_stop = stop_of((2 << 20) - 100);
    site.write(stopping, text(long_stop).substr(0, 1 << 20));
    site.write(talking,
               head_of(2 << 20) + std::string(R"([2,"1","DataTransfer",{"a":")") + std::string((1 << 20) + 50000, 'x'));
    CHECK(site.close_code(talking) == 1013);
    CHECK_FALSE(talking.was_reset);
    site.write(stopping, text(long_stop).substr(1 << 20));
    CHECK(site.until([&] { return site.listener.messages.size() == 1; }));
    CHECK(site.listener.messages.at(0).size() < 200);
    CHECK(site.server->counters().long_message_waits == 2);
    CHECK(site.server->counters().no_room == 1);
}

TEST_CASE("a charger that is still sending can read our close frame: no reset follows it, until its time is over") {
    LinkLimits limits = small_limits();
    limits.farewell = GENERATE(100ms, 60000ms);
    Site site(limits);
    const std::size_t before = open_descriptors();
    RawCharger charger = site.open("CP1");
    site.write(charger, head_of(3 << 20) + R"([2,"1","DataTransfer",{"a":")" + std::string(500000, 'x'));
    CHECK(site.close_code(charger) == 1009);
    REQUIRE(site.until([&] { return site.server->counters().open == 0; }));
    CHECK_FALSE(charger.was_reset);
    if (limits.farewell > 1s) {
        CHECK(charger.write_some(std::string(1000, 'x')) == 1000);
        charger.read();
        CHECK_FALSE(charger.was_reset);
        charger.hang_up();
        CHECK(site.until([&] { return open_descriptors() == before; }));
        CHECK(site.server->counters().farewells_cut == 0);
    } else {
        CHECK(site.until([&] { return site.server->counters().farewells_cut == 1; }));
    }
}

TEST_CASE("a charger that never stops sending is cut off after so many bytes") {
    LinkLimits limits = small_limits();
    limits.farewell = 60s;
    limits.farewell_bytes = 1 << 20;
    Site site(limits);
    RawCharger charger = site.open("CP1");
    site.write(charger, head_of(3 << 20) + R"([2,"1","DataTransfer",{"a":")");
    CHECK(site.close_code(charger) == 1009);
    const std::string more(100000, 'x');
    CHECK(site.until(
        [&] {
            charger.write_some(more);
            return site.server->counters().farewells_cut == 1;
        },
        30s));
}
