#include "bench/charger_socket.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "bench/loopback.h"

namespace bench {

namespace {

constexpr unsigned char kText = 1, kClose = 8, kPing = 9, kPong = 10;

/// The bytes of a frame header and the payload's length that it tells; nothing while it is not all there.
struct FrameHeader {
    std::size_t size = 0, payload = 0;
};

FrameHeader read_header(std::string_view bytes) {
    if (bytes.size() < 2) return {};
    const auto byte = [&](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[i])); };
    const std::size_t length = byte(1) & 0x7F;
    if (length < 126) return {2, length};
    const std::size_t extended = length == 126 ? 2 : 8;
    if (bytes.size() < 2 + extended) return {};
    std::size_t payload = 0;
    for (std::size_t i = 0; i < extended; ++i) payload = payload << 8 | byte(2 + i);
    return {2 + extended, payload};
}

}  // namespace

ChargerSocket::~ChargerSocket() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void ChargerSocket::open(std::uint16_t port, const std::string& identity) {
    descriptor_ = connect_to_loopback(port);
    send_bytes("GET /ocpp/" + identity +
               " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
               "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
               "Sec-WebSocket-Protocol: ocpp1.6\r\n\r\n");
}

void ChargerSocket::send(std::string_view text) { send_frame(kText, text); }

/// Masked, as a client must; the server has to undo it whatever the key is.
void ChargerSocket::send_frame(unsigned char opcode, std::string_view payload) {
    constexpr unsigned char kMask[4] = {0x37, 0xFA, 0x21, 0x3D};
    std::string frame(1, static_cast<char>(0x80 | opcode));
    if (payload.size() < 126) {
        frame.push_back(static_cast<char>(0x80 | payload.size()));
    } else {
        frame.push_back(static_cast<char>(0x80 | 126));
        frame.push_back(static_cast<char>(payload.size() >> 8));
        frame.push_back(static_cast<char>(payload.size() & 0xFF));
    }
    frame.append(reinterpret_cast<const char*>(kMask), sizeof kMask);
    for (std::size_t i = 0; i < payload.size(); ++i)
        frame.push_back(static_cast<char>(static_cast<unsigned char>(payload[i]) ^ kMask[i % 4]));
    send_bytes(frame);
}

void ChargerSocket::send_bytes(std::string_view bytes) { send_all(descriptor_, bytes); }

bool ChargerSocket::fill() {
    char buffer[16384];
    const ssize_t got = ::recv(descriptor_, buffer, sizeof buffer, MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return false;
    if (got <= 0) throw std::runtime_error("the server has closed a charger's socket");
    in_.append(buffer, static_cast<std::size_t>(got));
    return true;
}

bool ChargerSocket::take_upgrade() {
    const auto end = in_.find("\r\n\r\n");
    if (end == std::string::npos) return false;
    if (in_.compare(0, 12, "HTTP/1.1 101") != 0) throw std::runtime_error("refused: " + in_.substr(0, in_.find('\r')));
    in_.erase(0, end + 4);
    return is_open_ = true;
}

bool ChargerSocket::take_frame(const std::function<void(std::string_view)>& on_text) {
    const std::string_view rest = std::string_view(in_).substr(taken_);
    const FrameHeader header = read_header(rest);
    if (header.size == 0 || rest.size() < header.size + header.payload) return false;
    const unsigned char opcode = static_cast<unsigned char>(rest[0]) & 0x0F;
    const std::string payload(rest.substr(header.size, header.payload));
    taken_ += header.size + header.payload;
    if (opcode == kClose) throw std::runtime_error("the server closes: " + payload.substr(payload.size() > 2 ? 2 : 0));
    if (opcode == kPing) send_frame(kPong, payload);
    if (opcode == kText) on_text(payload);
    return true;
}

void ChargerSocket::receive(const std::function<void()>& on_open,
                            const std::function<void(std::string_view)>& on_text) {
    if (!fill()) return;
    if (!is_open_) {
        if (!take_upgrade()) return;
        on_open();
    }
    while (take_frame(on_text)) {
    }
    in_.erase(0, taken_);
    taken_ = 0;
}

}  // namespace bench
