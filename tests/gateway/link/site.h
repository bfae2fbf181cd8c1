#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "gateway/link/websocket_server.h"
#include "tests/gateway/link/raw_charger.h"

namespace gateway::testing {

using namespace std::chrono_literals;

/// Limits with short times, so that a test that waits for them takes milliseconds.
inline LinkLimits quick_limits() {
    LinkLimits limits;
    limits.open_handshake = 400ms;
    limits.close_handshake = 300ms;
    limits.ping_interval = 20s;
    limits.accept_retry = 20ms;
    return limits;
}

/// Admits everybody but NOPE (404) and LOCKED (401), echoes what it receives, and remembers everything.
struct RecordingListener : LinkListener {
    Admission admit(const UpgradeRequest& request) override {
        requests.push_back(request);
        if (on_admit) return on_admit(request);
        if (request.identity == "NOPE") return Admission::refuse(404);
        if (request.identity == "LOCKED") return Admission::refuse(401);
        return Admission::admit(request.identity);
    }
    void opened(std::shared_ptr<ChargerLink> link) override {
        links.push_back(link);
        if (on_opened) on_opened(*link);
    }
    void received(ChargerLink& link, std::string message) override {
        messages.push_back(message);
        if (on_received) return on_received(link, message);
        link.send("echo:" + message);
    }
    void closed(ChargerLink& link, std::string_view reason) override {
        ended.emplace_back(link.generation(), std::string(reason));
        if (inside_call) closed_inside_call = true;
        if (on_closed) on_closed(link);
    }
    std::size_t times_closed(const ChargerLink& link) const {
        std::size_t times = 0;
        for (const auto& [generation, reason] : ended) times += generation == link.generation() ? 1 : 0;
        return times;
    }

    std::function<Admission(const UpgradeRequest&)> on_admit;
    std::function<void(ChargerLink&)> on_opened;
    std::function<void(ChargerLink&, const std::string&)> on_received;
    std::function<void(ChargerLink&)> on_closed;
    std::vector<UpgradeRequest> requests;
    std::vector<std::shared_ptr<ChargerLink>> links;
    std::vector<std::string> messages;
    std::vector<std::pair<std::uint64_t, std::string>> ended;
    bool inside_call = false;
    bool closed_inside_call = false;
};

/// A server on a free loopback port and the chargers of one test.
class Site {
  public:
    explicit Site(LinkLimits limits = quick_limits(), ListenerSecurity security = {})
        : server(listen_for_chargers(io, "127.0.0.1", 0, limits, listener, std::move(security))) {}

    /// Runs the server until `so`, for at most `bound` (generous: a loaded machine must not fail a test).
    bool until(const std::function<bool()>& so, std::chrono::milliseconds bound = 8s) {
        const auto deadline = std::chrono::steady_clock::now() + bound;
        while (!so()) {
            if (std::chrono::steady_clock::now() > deadline) return false;
            io.restart();
            io.run_one_for(2ms);
        }
        return true;
    }
    RawCharger connect() { return RawCharger(server->port()); }
    void write(RawCharger& charger, std::string_view bytes) {
        const bool sent = until([&] {
            bytes.remove_prefix(charger.write_some(bytes));
            charger.read();
            return bytes.empty() || charger.ended;
        });
        if (!sent) throw std::runtime_error("the server does not read");
    }
    /// Sends a request and waits for the answer's head; the status, or -1 when the socket ends without one.
    int request(RawCharger& charger, std::string_view bytes) {
        write(charger, bytes);
        until([&] {
            charger.read();
            return charger.answer_has("\r\n\r\n") || charger.ended;
        });
        return charger.status() != 0 ? charger.status() : -1;
    }
    int answer(std::string_view bytes) {
        RawCharger charger = connect();
        return request(charger, bytes);
    }
    RawCharger open(const std::string& id) {
        RawCharger charger = connect();
        const std::size_t before = listener.links.size();
        if (request(charger, upgrade("/ocpp/" + id)) != 101 || !until([&] { return listener.links.size() > before; })) {
            throw std::runtime_error("no link for " + id);
        }
        return charger;
    }
    bool ends(RawCharger& charger, std::chrono::milliseconds bound = 8s) {
        return until(
            [&] {
                charger.read();
                return charger.ended;
            },
            bound);
    }
    /// The code of the server's close frame, after the socket has ended.
    int close_code(RawCharger& charger) { return ends(charger) ? charger.close_code() : -1; }
    bool answers(RawCharger& charger, const std::string& message = "are you there") {
        const std::size_t before = charger.frames().size();
        write(charger, text(message));
        return until([&] {
            charger.read();
            const auto frames = charger.frames();
            for (std::size_t i = before; i < frames.size(); ++i) {
                if (frames[i].opcode == 1 && frames[i].payload == "echo:" + message) return true;
            }
            return false;
        });
    }

    boost::asio::io_context io{1};
    RecordingListener listener;
    std::unique_ptr<ChargerServer> server;
};

inline std::size_t open_descriptors() {
    std::size_t count = 0;
    for (int fd = 0; fd < 4096; ++fd) count += ::fcntl(fd, F_GETFD) != -1 ? 1 : 0;
    return count;
}

}  // namespace gateway::testing
