#include "simulators/websocket_client.h"

#include <catch2/catch.hpp>

#include "loopback_server.h"

using namespace simulators;
using namespace simulators::test;
using std::chrono::milliseconds;

namespace {

/// A client that keeps what happens to it.
struct Watched {
    explicit Watched(boost::asio::io_context& io, const std::string& url)
        : client(io, options(url),
                 {[this] { ++opened; }, [this](const std::string&) { ++closed; },
                  [this](const std::string& reason) { failures.push_back(reason); },
                  [this](const std::string& message) { messages.push_back(message); }}) {}

    static WebsocketClient::Options options(const std::string& url) {
        WebsocketClient::Options result;
        result.url = parse_websocket_url(url);
        result.url.path = path_with_identity(result.url.path, "CP 1");
        result.authorization = basic_credentials("CP 1", "secret");
        result.first_pause = milliseconds(10);
        result.longest_pause = milliseconds(40);
        return result;
    }

    int opened = 0, closed = 0;
    std::vector<std::string> failures, messages;
    WebsocketClient client;
};

}  // namespace

TEST_CASE("the client offers ocpp1.6, its identity and its credentials") {
    boost::asio::io_context io;
    LoopbackServer server(io);
    Watched watched(io, server.url());
    watched.client.start();
    REQUIRE(run_until(io, [&] { return watched.opened == 1; }));
    REQUIRE(server.handshakes.size() == 1);
    CHECK(server.handshakes[0].target == "/ocpp/CP%201");
    CHECK(server.handshakes[0].subprotocols == "ocpp1.6");
    CHECK(server.handshakes[0].authorization == "Basic Q1AgMTpzZWNyZXQ=");
}

TEST_CASE("messages pass both ways in order and pings are answered") {
    boost::asio::io_context io;
    LoopbackServer server(io);
    server.answer = [](const std::string& frame) { return "echo " + frame; };
    Watched watched(io, server.url());
    watched.client.start();
    REQUIRE(run_until(io, [&] { return watched.opened == 1; }));
    for (int i = 0; i < 20; ++i) watched.client.send(std::to_string(i));
    server.ping();
    REQUIRE(run_until(io, [&] { return watched.messages.size() == 20 && server.pongs == 1; }));
    CHECK(watched.messages.front() == "echo 0");
    CHECK(watched.messages.back() == "echo 19");
}

TEST_CASE("a link cut by the server is reported once and made anew") {
    boost::asio::io_context io;
    LoopbackServer server(io);
    Watched watched(io, server.url());
    watched.client.start();
    REQUIRE(run_until(io, [&] { return watched.opened == 1; }));
    run_briefly(io);
    server.cut();
    REQUIRE(run_until(io, [&] { return watched.opened == 2; }));
    CHECK(watched.closed == 1);
    CHECK(server.handshakes.size() == 2);
}

TEST_CASE("a refused upgrade is tried again with the answer as the reason") {
    boost::asio::io_context io;
    LoopbackServer server(io);
    server.refuses = true;
    Watched watched(io, server.url());
    watched.client.start();
    REQUIRE(run_until(io, [&] { return watched.failures.size() >= 2; }));
    CHECK(watched.failures.front() == "refused with HTTP 404");
    CHECK(watched.closed == 0);
    server.refuses = false;
    REQUIRE(run_until(io, [&] { return watched.opened == 1; }));
}

TEST_CASE("a dropped link ends without a closing frame and stays away as long as asked") {
    boost::asio::io_context io;
    LoopbackServer server(io);
    Watched watched(io, server.url());
    watched.client.start();
    REQUIRE(run_until(io, [&] { return watched.opened == 1; }));
    const auto dropped = std::chrono::steady_clock::now();
    watched.client.drop(milliseconds(300));
    CHECK_FALSE(watched.client.is_open());
    REQUIRE(run_until(io, [&] { return watched.opened == 2; }));
    CHECK(std::chrono::steady_clock::now() - dropped >= milliseconds(300));
    CHECK(server.ends == 1);
    CHECK(server.polite_ends == 0);
    CHECK(watched.closed == 0);
}

TEST_CASE("a stopped client says goodbye and does not come back") {
    boost::asio::io_context io;
    LoopbackServer server(io);
    Watched watched(io, server.url());
    watched.client.start();
    REQUIRE(run_until(io, [&] { return watched.opened == 1; }));
    watched.client.stop();
    REQUIRE(run_until(io, [&] { return server.ends == 1; }));
    CHECK(server.polite_ends == 1);
    run_briefly(io);
    CHECK(server.handshakes.size() == 1);
    CHECK(watched.closed == 0);
}

TEST_CASE("a client may go at any moment") {
    boost::asio::io_context io;
    LoopbackServer server(io);
    SECTION("before it ran") { Watched(io, server.url()).client.start(); }
    SECTION("while it connects") {
        Watched watched(io, server.url());
        watched.client.start();
        io.run_one();
    }
    SECTION("while it is open") {
        Watched watched(io, server.url());
        watched.client.start();
        REQUIRE(run_until(io, [&] { return watched.opened == 1; }));
        watched.client.send("last words");
    }
    SECTION("while nobody answers") {
        Watched watched(io, "ws://127.0.0.1:1/");
        watched.client.start();
        REQUIRE(run_until(io, [&] { return !watched.failures.empty(); }));
    }
    run_briefly(io);
    CHECK(server.handshakes.size() <= 1);
}
