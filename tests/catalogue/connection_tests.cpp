#include <sys/resource.h>
#include <catch2/catch.hpp>

#include <algorithm>

#include <random>

#include "tests/catalogue/scene.h"

using namespace catalogue;

/// Group A: sockets that do not become chargers. What concerns TLS is with the TLS listeners' tests.
namespace {

constexpr std::uint32_t crowd = INADDR_LOOPBACK + 1;

/// The soft limit of descriptors, for the life of the object; a child inherits it.
class DescriptorLimit {
  public:
    explicit DescriptorLimit(rlim_t limit) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit changed = before_;
        changed.rlim_cur = std::min(limit, before_.rlim_max);
        ::setrlimit(RLIMIT_NOFILE, &changed);
    }
    ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    DescriptorLimit(const DescriptorLimit&) = delete;
    DescriptorLimit& operator=(const DescriptorLimit&) = delete;

  private:
    rlimit before_{};
};

Milliseconds since(Clock::time_point then) { return std::chrono::duration_cast<Milliseconds>(Clock::now() - then); }

std::string repeated(int times, const std::function<std::string(int)>& part) {
    std::string all;
    for (int i = 0; i < times; ++i) all += part(i);
    return all;
}

}  // namespace

TEST_CASE("BI-001 a socket that says nothing is dropped within 5 s") {
    Scene scene;
    const auto began = Clock::now();
    Peer mute = scene.connect();
    CHECK(mute.ends());
    CHECK(since(began) < 5500ms);
    CHECK(mute.received().empty());
}

TEST_CASE("BI-002 a request that stops is dropped by the time since the connect") {
    Scene scene(options_with("open_handshake_ms = 1000"));
    const auto began = Clock::now();
    Peer stuck = scene.connect();
    stuck.until([] { return false; }, 600ms);
    stuck.write("GET");
    CHECK(stuck.ends());
    CHECK(since(began) < 1500ms);
}

TEST_CASE("BI-003 two thousand trickling sockets from one address keep no charger out") {
    Scene scene(options_with("open_handshake_ms = 2000"));
    std::vector<Peer> slow;
    const auto began = Clock::now();
    for (int i = 0; i < 2000; ++i) {
        slow.push_back(scene.connect(crowd));
        slow.back().write_some("G");
    }
    const auto asked = Clock::now();
    Peer charger = scene.charger();
    CHECK(since(asked) < 1000ms);
    expect_answers(charger);
    Peer& first = slow.front();
    const std::string whole = upgrade("/ocpp/SLOW");
    const std::string request = whole.substr(0, whole.size() - 2);  // it never ends, however fast this machine writes
    std::size_t sent = 1;
    CHECK(first.until([&] {
        sent += first.write_some(request.substr(std::min(sent, request.size()), 1));
        return first.has_ended();
    }));
    CHECK(first.received().empty());
    CHECK(since(began) < 6000ms);
}

TEST_CASE("BI-004 idle sockets over an address's share are closed, over the total they wait, and memory stays small") {
    const DescriptorLimit enough(8192);
    Scene scene(options_with("open_handshake_ms = 20000"));
    const std::size_t descriptors = scene.descriptors(), memory = scene.memory_kb();
    std::vector<Peer> idle;
    for (int i = 0; i < 100; ++i) idle.push_back(scene.connect(crowd));
    CHECK(scene.stage().run_until([&] { return scene.descriptors() == descriptors + 64; }));
    CHECK(idle.back().ends());
    for (int i = 0; i < 2000; ++i) idle.push_back(scene.connect(crowd + 1 + static_cast<std::uint32_t>(i % 40)));
    CHECK(scene.stage().run_until([&] { return scene.descriptors() == descriptors + 1024; }));
    CHECK(scene.memory_kb() < memory + 10 * 1024 + 4096);
    scene.expect_healthy();
}

TEST_CASE("BI-005 ten thousand connects that reset at once leave no descriptor") {
    Scene scene;
    for (int i = 0; i < 10000; ++i) scene.connect().reset();
    Peer charger = scene.charger();
    expect_answers(charger);
}

TEST_CASE("BI-006 more connections than descriptors wait, others are served, and the log says it once") {
    Scene scene(options_with("unauthenticated_per_address = 1000\nopen_handshake_ms = 3000"));
    const rlimit few{160, 160};
    REQUIRE(::prlimit(scene.gateway().pid(), RLIMIT_NOFILE, &few, nullptr) == 0);
    std::vector<Peer> many;
    for (int i = 0; i < 300; ++i) many.push_back(scene.connect());
    CHECK(scene.stage().run_until([&] { return scene.log_lines("link.out_of_descriptors") == 1; }));
    CHECK(scene.descriptors() <= 160);
    scene.expect_healthy();
    many.clear();
    Peer charger = scene.charger();
    expect_answers(charger);
    CHECK(scene.log_lines("link.out_of_descriptors") == 1);
}

TEST_CASE("BI-007 three hundred random bytes are refused with 400 or dropped") {
    Scene scene;
    std::mt19937 chance(7);
    for (int i = 0; i < 20; ++i) {
        std::string bytes;
        while (bytes.size() < 300) bytes += static_cast<char>(chance());
        Peer peer = scene.connect();
        const int status = peer.request(bytes + "\n");
        CHECK((status == 400 || status == -1));
    }
}

TEST_CASE("BI-008 a TLS hello on the plain port is dropped within 5 s") {
    Scene scene;
    Peer peer = scene.connect();
    peer.write(std::string("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x03", 10));
    CHECK(peer.ends(5s));
    CHECK_FALSE(peer.answer_has("101"));
}

TEST_CASE("BI-015 a header line of 20 kB is 431") {
    expect_status(upgrade("/CP1", {}, "X-Long: " + std::string(20000, 'x') + "\r\n"), 431);
}

TEST_CASE("BI-016 a target of 15 kB is 414") { expect_status(upgrade("/" + std::string(15000, 'x')), 414); }

TEST_CASE("BI-017 a thousand header lines are 431") {
    expect_status(upgrade("/CP1", {}, repeated(1000, [](int i) { return "X" + std::to_string(i) + ": y\r\n"; })), 431);
}

TEST_CASE("BI-018 lines that end with LF only are 400") {
    std::string request = upgrade("/CP1");
    request.erase(std::remove(request.begin(), request.end(), '\r'), request.end());
    expect_status(request, 400);
}

TEST_CASE("BI-019 a request without Host is 400") { expect_status(upgrade("/CP1", {{"Host", ""}}), 400); }

TEST_CASE("BI-020 a request with two Hosts is 400") { expect_status(upgrade("/CP1", {}, "Host: other\r\n"), 400); }

TEST_CASE("BI-021 a Host with an impossible port is 400") {
    expect_status(upgrade("/CP1", {{"Host", "x:99999999"}}), 400);
}

TEST_CASE("BI-022 an upgrade in HTTP 1.0 or 9.9 is 400") {
    Scene scene;
    for (const std::string version : {"HTTP/1.0", "HTTP/9.9"}) {
        std::string request = upgrade("/CP1");
        CHECK(scene.answer(request.replace(request.find("HTTP/1.1"), 8, version)) == 400);
    }
}

TEST_CASE("BI-023 a POST with the headers of an upgrade is 405") {
    std::string request = upgrade("/CP1");
    expect_status(request.replace(0, 3, "POST"), 405);
}

TEST_CASE("BI-024 an upgrade without a key is 400") {
    expect_status(upgrade("/CP1", {{"Sec-WebSocket-Key", ""}}), 400);
}

TEST_CASE("BI-025 a key that is not 16 bytes is 400") {
    expect_status(upgrade("/CP1", {{"Sec-WebSocket-Key", "abc"}}), 400);
}

TEST_CASE("BI-026 another version of websocket is 426 and told ours") {
    Scene scene;
    Peer peer = scene.connect();
    CHECK(peer.request(upgrade("/CP1", {{"Sec-WebSocket-Version", "12"}})) == 426);
    CHECK(peer.answer_has("Sec-WebSocket-Version: 13"));
}

TEST_CASE("BI-027 an upgrade without the Connection header is let in, in strict mode it is 400") {
    const std::string request = upgrade("/CP1", {{"Connection", ""}});
    expect_status(request, 101);
    expect_status(request, 400, options_with("strict_subprotocol = true"));
}

TEST_CASE("BI-028 a plain GET is 426 with a fixed body, and the connection is closed") {
    Scene scene;
    Peer peer = scene.connect();
    CHECK(peer.request("GET /ocpp/CP1 HTTP/1.1\r\nHost: x\r\n\r\n") == 426);
    CHECK(peer.ends());
    CHECK(peer.answer_has("\r\n\r\nThis is a port for OCPP 1.6-J chargers.\n"));
}

TEST_CASE("BI-029 a POST of 31 MB is 413 before its body, and dropped") {
    Scene scene;
    const std::size_t before = scene.memory_kb();
    Peer peer = scene.connect();
    CHECK(peer.request("POST /ocpp/CP1 HTTP/1.1\r\nHost: x\r\nContent-Length: 31000000\r\n\r\n") == 413);
    CHECK(peer.ends());
    CHECK(scene.memory_kb() < before + 1024);
}

TEST_CASE("BI-030 a length that is none, or told twice or in two ways, is 400") {
    Scene scene;
    for (const std::string lines :
         {"Content-Length: -1\r\n", "Content-Length: 5abc\r\n", "Content-Length: 0\r\nContent-Length: 0\r\n",
          "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\n"}) {
        CHECK(scene.answer(upgrade("/CP1", {}, lines)) == 400);
    }
}

TEST_CASE("BI-031 of two requests in one go the first is answered and the connection closed") {
    Scene scene;
    Peer peer = scene.connect();
    const std::string request = "GET /ocpp/CP1 HTTP/1.1\r\nHost: x\r\n\r\n";
    CHECK(peer.request(request + request) == 426);
    CHECK(peer.ends());
    CHECK(peer.received().rfind("HTTP/1.1 ") == 0);
}

TEST_CASE("BI-032 empty names in the list of subprotocols do not matter") {
    Scene scene;
    Peer peer = scene.connect();
    CHECK(peer.request(upgrade("/CP1", {{"Sec-WebSocket-Protocol", "ocpp1.6,,"}})) == 101);
    CHECK(peer.answer_has("Sec-WebSocket-Protocol: ocpp1.6\r\n"));
}

TEST_CASE("BI-033 ten thousand subprotocols are 431") {
    const std::string names = repeated(10000, [](int i) { return "p" + std::to_string(i) + ","; });
    expect_status(upgrade("/CP1", {{"Sec-WebSocket-Protocol", names + "ocpp1.6"}}), 431);
}

TEST_CASE("BI-034 five hundred offers of extensions are passed over") {
    Scene scene;
    Peer peer = scene.connect();
    const std::string offers = repeated(500, [](int i) { return "x" + std::to_string(i) + ";a=1, "; });
    CHECK(peer.request(upgrade("/CP1", {{"Sec-WebSocket-Extensions", offers + "permessage-deflate"}})) == 101);
    CHECK_FALSE(peer.answer_has("Sec-WebSocket-Extensions"));
    expect_answers(peer);
}

TEST_CASE("BI-035 a compressed frame after an offer of compression is closed with 1002") {
    Scene scene;
    Peer peer = scene.connect();
    CHECK(peer.request(upgrade("/CP1", {{"Sec-WebSocket-Extensions", "permessage-deflate"}})) == 101);
    peer.write(masked(0xC1, "x"));
    CHECK(peer.close_code() == 1002);
}

TEST_CASE("BI-036 a header in the target is 404 and not reflected") {
    Scene scene;
    Peer peer = scene.connect();
    CHECK(peer.request(upgrade("/ocpp/CP1%0d%0aX-Injected:%20y")) == 404);
    CHECK(peer.ends());
    CHECK_FALSE(peer.answer_has("Injected"));
}
