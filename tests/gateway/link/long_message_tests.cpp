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

TEST_CASE("long messages wait for room; in vain, a StopTransaction goes on without its samples and another has to come again") {
    Site site(small_limits());
    RawCharger holder = site.open("CP1");
    site.write(holder, head_of(2 << 20) + std::string(R"([2,"1","DataTransfer",{"a":")") + std::string((2 << 20) - 4096, 'x'));
    RawCharger stopping = site.open("CP2");
    RawCharger talking = site.open("CP3");
    const std::string long_stop = stop_of((2 << 20) - 100);
    site.write(stopping, text(long_stop).substr(0, 1 << 20));
    site.write(talking, head_of(2 << 20) + std::string(R"([2,"1","DataTransfer",{"a":")") + std::string((1 << 20) + 50000, 'x'));
    // What it had sent and was not read may turn the close into a reset, so the counter says why it ended.
    const int closed_with = site.close_code(talking);
    CHECK((closed_with == 1013 || closed_with == -1));
    site.write(stopping, text(long_stop).substr(1 << 20));
    CHECK(site.until([&] { return site.listener.messages.size() == 1; }));
    CHECK(site.listener.messages.at(0).size() < 200);
    CHECK(site.server->counters().long_message_waits == 2);
    CHECK(site.server->counters().no_room == 1);
}
