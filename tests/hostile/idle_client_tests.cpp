#include <sys/resource.h>

#include <catch2/catch.hpp>

#include "tests/hostile/figures.h"

/// Idle sockets at one door, and whoever wants to come in by another.
namespace {

using namespace catalogue;
using hostile::Figures;

constexpr int kIdleSockets = 1100;
constexpr Milliseconds kAtOnce{1000};
constexpr std::uint32_t kFirstIdleAddress = 0x7f020001;  // 127.2.0.1

/// As many as most systems allow a process that asks for no more, and no chance to ask.
void allow_1024_descriptors(Scene& scene) {
    const rlimit usual{1024, 1024};
    REQUIRE(::prlimit(scene.gateway().pid(), RLIMIT_NOFILE, &usual, nullptr) == 0);
}

void expect_served_at_once(Scene& scene, const std::string& id) {
    const auto began = Clock::now();
    Peer charger = scene.booted(id);
    CHECK(Clock::now() - began <= kAtOnce);
    CHECK(scene.gateway().command({"chargers", "list"}).exit == 0);
    CHECK(scene.gateway().client().get("/ev-charger").status == 200);
    scene.expect_healthy();
}

/// `per_address` sockets come from each address.
void play_idle_clients(int per_address, const std::string& what) {
    Scene scene;
    scene.gateway().key("live");
    allow_1024_descriptors(scene);
    Figures figures(scene);
    std::vector<Peer> idle;
    for (int i = 0; i < kIdleSockets; ++i) {
        const auto from = kFirstIdleAddress + static_cast<std::uint32_t>(i / per_address);
        idle.emplace_back(scene.stage(), RawCharger(scene.gateway().api_port(), 0, from));
        if (i % 100 == 99) {
            expect_served_at_once(scene, "NEW" + std::to_string(i));
            figures.sample();
        }
    }
    figures.show(what);
}

}  // namespace

TEST_CASE("idle clients without a key from one address keep nobody out") {
    play_idle_clients(kIdleSockets, "1,100 idle REST sockets, one address");
}

TEST_CASE("idle clients without a key from a hundred addresses keep nobody out") {
    play_idle_clients(kIdleSockets / 100, "1,100 idle REST sockets, 100 addresses");
}

TEST_CASE("a client without a good key is answered before its body comes") {
    Scene scene;
    for (const std::string key : {"", "x-api-key: sk_live_wrong\r\n"}) {
        Peer peer(scene.stage(), RawCharger(scene.gateway().api_port()));
        CHECK(peer.request("POST /ev-charger/device_1 HTTP/1.1\r\nHost: 127.0.0.1\r\n" + key +
                           "Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{") == 401);
    }
}

TEST_CASE("the gateway raises the number of descriptors that it may have as far as it can") {
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    const rlimit lower{before.rlim_max / 2, before.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &lower) == 0);
    {
        Scene scene;
        rlimit of_gateway{};
        REQUIRE(::prlimit(scene.gateway().pid(), RLIMIT_NOFILE, nullptr, &of_gateway) == 0);
        CHECK(of_gateway.rlim_cur == before.rlim_max);
    }
    ::setrlimit(RLIMIT_NOFILE, &before);
}

TEST_CASE(
    "silent sockets at the chargers' door keep neither clients nor the operator out, and a charger only shortly") {
    Scene scene;
    scene.gateway().key("live");
    allow_1024_descriptors(scene);
    Figures figures(scene);
    std::vector<Peer> silent;
    for (int i = 0; i < kIdleSockets; ++i)
        silent.push_back(scene.connect(kFirstIdleAddress + static_cast<std::uint32_t>(i / 50)));
    CHECK(scene.gateway().command({"chargers", "list"}).exit == 0);
    CHECK(scene.gateway().client().get("/ev-charger").status == 200);
    scene.expect_healthy();
    Peer charger = scene.booted("NEW");
    figures.show("1,100 silent sockets at the chargers' door");
}
