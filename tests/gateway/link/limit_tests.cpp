#include <catch2/catch.hpp>

#include <sys/resource.h>

#include "tests/gateway/link/site.h"

using namespace gateway;
using namespace gateway::testing;

namespace {

/// Lowers RLIMIT_NOFILE so that `free` descriptors are left, for the life of the object.
class FewDescriptors {
  public:
    explicit FewDescriptors(rlim_t free) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const int lowest = ::dup(0);
        ::close(lowest);
        rlimit lower = before_;
        lower.rlim_cur = static_cast<rlim_t>(lowest) + free;
        ::setrlimit(RLIMIT_NOFILE, &lower);
    }
    ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

  private:
    rlimit before_{};
};

double cpu_seconds() {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    const auto seconds = [](const timeval& t) { return static_cast<double>(t.tv_sec) + t.tv_usec / 1e6; };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

}  // namespace

TEST_CASE("a socket that says nothing or too little ends at the handshake's deadline") {
    Site site;
    RawCharger mute = site.connect();
    RawCharger stuck = site.connect();
    site.write(stuck, "GET");
    CHECK(site.ends(mute));
    CHECK(site.ends(stuck));
    CHECK(site.until([&] { return site.server->counters().handshake_timeouts == 2; }));
}

TEST_CASE("a trickled handshake ends at the same deadline") {
    Site site;
    RawCharger healthy = site.open("HEALTHY");
    RawCharger slow = site.connect();
    const auto began = std::chrono::steady_clock::now();
    const std::string request = upgrade("/CP1");
    std::size_t sent = 0;
    while (!slow.ended && sent < request.size()) {
        slow.write_some(request.substr(sent++, 1));
        site.until(
            [&] {
                slow.read();
                return slow.ended;
            },
            20ms);
    }
    CHECK(slow.ended);
    CHECK(std::chrono::steady_clock::now() - began >= 300ms);
    CHECK(site.server->counters().handshake_timeouts == 1);
    CHECK(site.answers(healthy));
}

TEST_CASE("an address over its share of handshakes is closed at once") {
    LinkLimits limits = quick_limits();
    limits.unauthenticated_per_address = 3;
    limits.open_handshake = 60s;
    Site site(limits);
    RawCharger healthy = site.open("HEALTHY");
    std::vector<RawCharger> idle;
    for (int i = 0; i < 3; ++i) idle.push_back(site.connect());
    RawCharger one_more = site.connect();
    CHECK(site.ends(one_more));
    CHECK(site.server->counters().too_many_from_address == 1);
    CHECK(site.answers(healthy));
    idle.pop_back();
    RawCharger next = site.connect();
    CHECK(site.until([&] {  // the place of the one that left may take a moment to be noticed
        if (!next.ended && next.status() == 0) next.write_some(upgrade("/CP2"));
        next.read();
        if (next.ended) next = RawCharger(site.server->port());
        return next.status() == 101;
    }));
}

TEST_CASE("while half of the places are taken by sockets that say nothing, those that come have less time") {
    LinkLimits limits = quick_limits();
    limits.unauthenticated_total = 4;
    limits.open_handshake = 60s;
    limits.crowded_handshake = 100ms;
    Site site(limits);
    std::vector<RawCharger> idle;
    for (int i = 0; i < 4; ++i) idle.push_back(site.connect());
    CHECK(site.answer(upgrade("/CP1")) == 101);
    CHECK(site.until([&] { return site.server->counters().handshake_timeouts == 2; }));
    idle[0].read();
    CHECK_FALSE(idle[0].ended);
}

TEST_CASE("over the total accepting pauses and goes on when there is room") {
    LinkLimits limits = quick_limits();
    limits.unauthenticated_total = 2;
    limits.open_handshake = limits.crowded_handshake = 60s;
    Site site(limits);
    std::vector<RawCharger> idle;
    for (int i = 0; i < 2; ++i) idle.push_back(site.connect());
    RawCharger waiting = site.connect();
    waiting.write_some(upgrade("/CP1"));
    CHECK(site.until([&] { return site.server->counters().accept_paused == 1; }));
    CHECK(site.server->counters().accepted == 2);
    idle.pop_back();
    CHECK(site.until([&] {
        waiting.read();
        return waiting.status() == 101;
    }));
    CHECK(site.server->counters().too_many_from_address == 0);
}

TEST_CASE("connects that reset at once leave no descriptor behind") {
    Site site;
    RawCharger healthy = site.open("HEALTHY");
    const std::size_t before = open_descriptors();
    for (int i = 0; i < 2000; ++i) {
        site.connect().reset();
        if (i % 50 == 0) site.until([&] { return false; }, 2ms);
    }
    CHECK(site.until([&] { return open_descriptors() <= before; }));
    CHECK(site.answers(healthy));
}

TEST_CASE("short of descriptors accepting pauses, without spinning, and recovers") {
    LinkLimits limits = quick_limits();
    limits.file_descriptors_reserved = 20;
    limits.open_handshake = 60s;
    Site site(limits);
    RawCharger healthy = site.open("HEALTHY");
    RawCharger late = site.connect();
    {
        const FewDescriptors few(10);
        late.write_some(upgrade("/CP1"));
        REQUIRE(site.until([&] { return site.server->counters().out_of_descriptors >= 1; }));
        const auto tries = site.server->counters().out_of_descriptors;
        const double cpu = cpu_seconds();
        site.until([&] { return false; }, 400ms);
        CHECK(site.server->counters().out_of_descriptors - tries <= 21);  // one try per 20 ms
        CHECK(cpu_seconds() - cpu < 0.3);
        CHECK(site.server->counters().accepted == 1);
        CHECK(site.answers(healthy));
    }
    CHECK(site.until([&] {
        late.read();
        return late.status() == 101;
    }));
}

TEST_CASE("a peer that does not read is closed hard at the send cap, others unaffected") {
    LinkLimits limits = quick_limits();
    limits.send_queue_bytes = 200000;
    Site site(limits);
    RawCharger healthy = site.open("HEALTHY");
    RawCharger deaf = site.open("DEAF");
    ChargerLink& link = *site.listener.links.at(1);
    const std::string chunk(50000, 'x');
    int sent = 0;
    for (; sent < 1000 && site.listener.ended.empty(); ++sent) {
        link.send(chunk);
        site.until([] { return false; }, 2ms);
    }
    CHECK(sent < 1000);
    CHECK(site.server->counters().send_queue_full == 1);
    CHECK(site.until([&] { return site.listener.times_closed(link) == 1; }));
    CHECK(site.listener.ended.at(0).second == "send queue full");
    CHECK(site.answers(healthy));
}

TEST_CASE("messages beyond the rate wait in the socket and all arrive in the end") {
    LinkLimits limits = quick_limits();
    limits.messages_per_second = 400;
    limits.message_burst = 20;
    Site site(limits);
    RawCharger charger = site.open("CP1");
    RawCharger healthy = site.open("HEALTHY");
    std::string many;
    for (int i = 0; i < 400; ++i) many += text("message " + std::to_string(1000 + i));
    const auto began = std::chrono::steady_clock::now();
    site.write(charger, many);
    CHECK(site.answers(healthy));
    REQUIRE(site.until([&] {
        charger.read();
        return site.listener.messages.size() == 401;
    }));
    CHECK(std::chrono::steady_clock::now() - began >= 500ms);  // 380 messages over the burst at 400/s, less one buffer
    CHECK(site.server->counters().reading_paused >= 2);
    CHECK(site.server->counters().reading_paused < 100);  // not once a message
    CHECK(site.listener.messages.back() == "message 1399");
    CHECK(site.answers(charger));
}

TEST_CASE("a paused link delivers nothing until it is resumed") {
    Site site;
    RawCharger charger = site.open("CP1");
    RawCharger healthy = site.open("HEALTHY");
    ChargerLink& link = *site.listener.links.at(0);
    site.listener.on_received = [](ChargerLink& from, const std::string& message) {
        if (message == "stop") from.pause_reading();
        from.send("echo:" + message);
    };
    CHECK(site.answers(charger, "stop"));
    charger.write_some(text("held"));
    CHECK(site.answers(healthy));
    CHECK(site.listener.messages == std::vector<std::string>{"stop", "are you there"});
    link.resume_reading();
    CHECK(site.until([&] {
        charger.read();
        return charger.got(1, "echo:held");
    }));
    link.pause_reading();  // pausing and resuming between two messages must not start a second read
    link.resume_reading();
    link.pause_reading();
    link.resume_reading();
    CHECK(site.answers(charger, "still in order"));
}

TEST_CASE("BI-092 an exception in a handler closes that link with 1011 and no other") {
    Site site;
    RawCharger healthy = site.open("HEALTHY");
    RawCharger charger = site.open("CP1");
    site.listener.on_received = [](ChargerLink& link, const std::string& message) {
        if (message == "throw") throw std::runtime_error("injected");
        if (message == "throw int") throw 1;
        link.send("echo:" + message);
    };
    site.write(charger, text("throw"));
    CHECK(site.close_code(charger) == 1011);
    RawCharger second = site.open("CP2");
    site.write(second, text("throw int"));
    CHECK(site.close_code(second) == 1011);
    CHECK(site.server->counters().handler_exceptions == 2);
    CHECK(site.until([&] { return site.listener.ended.size() == 2; }));
    CHECK(site.answers(healthy));
}

TEST_CASE("an exception while opening or closing stays inside too") {
    Site site;
    RawCharger healthy = site.open("HEALTHY");
    site.listener.on_opened = [](ChargerLink&) { throw std::runtime_error("injected"); };
    site.listener.on_closed = [](ChargerLink&) { throw std::runtime_error("injected"); };
    RawCharger charger = site.open("CP1");
    CHECK(site.close_code(charger) == 1011);
    CHECK(site.until([&] { return site.server->counters().handler_exceptions == 2; }));
    CHECK(site.server->counters().open == 1);
    CHECK(site.answers(healthy));
}
