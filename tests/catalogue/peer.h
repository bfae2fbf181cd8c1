#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/end_to_end/stage.h"
#include "tests/gateway/link/raw_charger.h"

namespace catalogue {

using namespace std::chrono_literals;

/// Long enough for a loaded machine; what has a limit of its own is measured.
constexpr end_to_end::Milliseconds patience{12000};

/// One raw socket to the gateway. Waiting serves the other chargers of the test meanwhile.
class Peer {
  public:
    Peer(end_to_end::Stage& stage, gateway::testing::RawCharger socket) : stage_(&stage), socket_(std::move(socket)) {}

    /// Everything, or as much as goes before the gateway ends the socket. Throws when it neither reads nor ends it.
    void write(std::string_view bytes);
    /// What fits into the socket now.
    std::size_t write_some(std::string_view bytes) { return socket_.write_some(bytes); }
    /// Sends a request and waits for the head of the answer: its status, -1 when the socket ends without one.
    int request(std::string_view bytes);
    bool until(const std::function<bool()>& so, end_to_end::Milliseconds bound = patience);
    /// Until the gateway has ended the socket.
    bool ends(end_to_end::Milliseconds bound = patience);
    /// The code of the gateway's close frame once the socket has ended; 0: without one, -1: it does not end.
    int close_code(end_to_end::Milliseconds bound = patience) { return ends(bound) ? socket_.close_code() : -1; }

    /// The text messages that came so far and are no CALLs of the gateway.
    std::vector<std::string> answers() const;
    /// Sends a message and returns the next answer, whatever its id; empty when there is none.
    std::optional<std::string> ask(std::string_view message, end_to_end::Milliseconds bound = patience);
    bool was_told_to_close() const { return socket_.close_code() != 0; }
    bool got(int opcode, std::string_view payload) const { return socket_.got(opcode, payload); }
    bool answer_has(std::string_view words) const { return socket_.answer_has(words); }
    const std::string& received() const { return socket_.received; }
    bool has_ended() const { return socket_.ended; }
    void read() { socket_.read(); }
    void hang_up() { socket_.hang_up(); }
    void reset() { socket_.reset(); }

  private:
    end_to_end::Stage* stage_;
    gateway::testing::RawCharger socket_;
};

}  // namespace catalogue
