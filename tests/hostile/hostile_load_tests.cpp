#include <sys/resource.h>

#include <catch2/catch.hpp>

#include "tests/hostile/figures.h"

/// Hostile load against a real gateway with a charger and a client that must go on being served. Each scene prints its
/// figures: ctest --verbose, or build/dev/tests/hostile/test_hostile.
namespace {

using namespace catalogue;
using hostile::Figures;
using hostile::kMostKbInAll;
using hostile::kMostKbPerSocket;

constexpr std::size_t kSockets = 1000;
constexpr int kPerAddress = 50;                      // below the gateway's share of one address
constexpr std::uint32_t kFirstAddress = 0x7f010001;  // 127.1.0.1

std::uint32_t address_of(std::size_t socket) {
    return kFirstAddress + static_cast<std::uint32_t>(socket / kPerAddress);
}

std::vector<Peer> connect_many(Scene& scene, std::size_t count) {
    std::vector<Peer> peers;
    for (std::size_t i = 0; i < count; ++i) peers.push_back(scene.connect(address_of(i)));
    return peers;
}

std::size_t ended(std::vector<Peer>& peers) {
    std::size_t count = 0;
    for (Peer& peer : peers) {
        peer.read();
        count += peer.has_ended() ? 1 : 0;
    }
    return count;
}

/// Goes on sampling until so many have been ended by the gateway.
bool all_end(Scene& scene, std::vector<Peer>& peers, Figures& figures) {
    return scene.stage().poll_until([&] {
        figures.sample();
        return ended(peers) == peers.size();
    });
}

/// The memory stayed within its bound, and the log was not flooded. That others were served shows in each sample: its
/// Heartbeat was answered. How soon is printed; it says as much of the machine as of the gateway.
void judge(const Figures& figures, std::size_t most_kb, std::size_t most_log_lines = 60) {
    CHECK(figures.log_lines() <= most_log_lines);
    if (hostile::memory_is_the_gateways()) CHECK(figures.grown_kb() <= most_kb);
}

}  // namespace

TEST_CASE("a thousand sockets that say nothing are held cheaply and ended") {
    Scene scene;
    Figures figures(scene);
    auto peers = connect_many(scene, kSockets);
    figures.sample();
    CHECK(ended(peers) == 0);
    CHECK(all_end(scene, peers, figures));
    figures.show("1,000 silent sockets");
    judge(figures, kMostKbInAll);
}

TEST_CASE("slow handshakes end in time, however steadily they drip") {
    constexpr std::size_t slow_sockets = 500;
    Scene scene;
    Figures figures(scene);
    auto peers = connect_many(scene, slow_sockets);
    const std::string request = upgrade("/ocpp/CP9");
    std::size_t sent = 0;
    CHECK(scene.stage().poll_until([&] {
        if (sent < request.size() / 2) {
            for (Peer& peer : peers) peer.write_some(request.substr(sent, 1));
            ++sent;
        }
        figures.sample();
        return ended(peers) == peers.size();
    }));
    figures.show("500 handshakes, a byte at a time");
    judge(figures, slow_sockets * kMostKbPerSocket);
}

TEST_CASE("twenty posts of 31 MB to the chargers' port are refused before their body") {
    Scene scene;
    Figures figures(scene);
    auto peers = connect_many(scene, 20);
    for (Peer& peer : peers) {
        CHECK(peer.request("POST /ocpp/CP1 HTTP/1.1\r\nHost: gateway\r\nContent-Length: 31000000\r\n\r\n") == 413);
    }
    figures.sample();
    CHECK(all_end(scene, peers, figures));
    figures.show("20 posts of 31 MB");
    judge(figures, kMostKbInAll);
}

TEST_CASE("twenty posts of 20 MB to the clients' port are refused before their body") {
    Scene scene;
    Figures figures(scene);
    const std::string body(64 * 1024, 'x');
    for (int i = 0; i < 20; ++i) {
        Peer peer(scene.stage(), RawCharger(scene.gateway().api_port()));
        CHECK(peer.request("POST /ev-charger/device_1 HTTP/1.1\r\nHost: gateway\r\nContent-Type: application/json\r\n"
                           "Content-Length: 20000000\r\n\r\n" +
                           body) == 413);
        figures.sample();
    }
    figures.show("20 posts of 20 MB to the REST port");
    judge(figures, kMostKbInAll);
}

TEST_CASE("chargers that do not read their answers are let go, not queued for") {
    Scene scene({"auto", "messages_per_second = 100000\nmessage_burst = 100000", ""});
    Figures figures(scene);
    constexpr std::size_t unread = 4;
    std::vector<Peer> peers;
    for (std::size_t i = 0; i < unread; ++i) {
        peers.push_back(scene.connect(INADDR_LOOPBACK, 4096));
        REQUIRE(peers.back().request(upgrade("/ocpp/UNREAD" + std::to_string(i))) == 101);
    }
    const std::string question = text(R"([2,"1","Heartbeat",{}])");
    std::string questions;
    for (int i = 0; i < 200; ++i) questions += question;
    constexpr int rounds = 200;
    for (int round = 0; round < rounds; ++round) {
        for (Peer& peer : peers) peer.write_some(questions);
        figures.sample();
    }
    figures.show("4 chargers that do not read");
    constexpr std::size_t queue_kb = 1024;
    judge(figures, unread * (queue_kb + kMostKbPerSocket) + kMostKbInAll);
}

TEST_CASE("a client that asks and never reads holds little") {
    Scene scene;
    Figures figures(scene);
    std::vector<Peer> peers;
    for (int i = 0; i < 20; ++i) peers.emplace_back(scene.stage(), RawCharger(scene.gateway().api_port(), 4096));
    std::string questions;
    for (int i = 0; i < 100; ++i) questions += "GET /healthz HTTP/1.1\r\nHost: gateway\r\n\r\n";
    for (int round = 0; round < 50; ++round) {
        for (Peer& peer : peers) peer.write_some(questions);
        figures.sample();
    }
    figures.show("20 REST clients that do not read");
    judge(figures, kMostKbInAll);
}

TEST_CASE("running out of descriptors neither spins nor floods the log, and is over when they are back") {
    Scene scene;
    Figures figures(scene);
    const rlimit few{128, 128};
    REQUIRE(::prlimit(scene.gateway().pid(), RLIMIT_NOFILE, &few, nullptr) == 0);
    auto peers = connect_many(scene, 400);
    constexpr int kSamples = 100;
    for (int i = 0; i < kSamples; ++i) {
        figures.sample();
        scene.stage().watch_for(30ms);  // time in which it might spin
    }
    figures.show("400 sockets on 128 descriptors");
    judge(figures, kMostKbInAll);
    peers.clear();
    CHECK(scene.stage().poll_until([&] { return scene.answer(upgrade("/ocpp/LATER")) == 101; }));
}
