#include "tests/catalogue/peer.h"

#include <stdexcept>

namespace catalogue {

using gateway::testing::Frame;

bool Peer::until(const std::function<bool()>& so, end_to_end::Milliseconds bound) {
    return stage_->run_until(
        [&] {
            socket_.read();
            return so();
        },
        bound);
}

void Peer::write(std::string_view bytes) {
    const bool sent = until([&] {
        for (std::size_t n = 1; n > 0 && !bytes.empty(); bytes.remove_prefix(n)) n = socket_.write_some(bytes);
        return bytes.empty() || socket_.ended;
    });
    if (!sent) throw std::runtime_error("the gateway does not read");
}

int Peer::request(std::string_view bytes) {
    write(bytes);
    until([&] { return socket_.answer_has("\r\n\r\n") || socket_.ended; });
    return socket_.status() != 0 ? socket_.status() : -1;
}

bool Peer::ends(end_to_end::Milliseconds bound) {
    return until([&] { return socket_.ended; }, bound);
}

std::vector<std::string> Peer::answers() const {
    std::vector<std::string> all;
    for (const Frame& frame : socket_.frames()) {
        if (frame.opcode == 1 && frame.payload.compare(0, 3, "[2,") != 0) all.push_back(frame.payload);
    }
    return all;
}

std::optional<std::string> Peer::ask(std::string_view message, end_to_end::Milliseconds bound) {
    const std::size_t before = answers().size();
    write(gateway::testing::text(message));
    until([&] { return answers().size() > before || socket_.ended; }, bound);
    const auto now = answers();
    return now.size() > before ? std::optional<std::string>(now[before]) : std::nullopt;
}

}  // namespace catalogue
