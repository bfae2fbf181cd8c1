#pragma once

#include <cerrno>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

/// A byte-exact charger: its socket never blocks, so waiting is left to the test: over an io_context in the same
/// process (tests/gateway/link/site.h) or over a real gateway process (tests/catalogue/scene.h).
namespace gateway::testing {

struct Frame {
    int opcode = 0;
    std::string payload;
    int close_code() const {
        return payload.size() < 2
                   ? 0
                   : (static_cast<unsigned char>(payload[0]) << 8) + static_cast<unsigned char>(payload[1]);
    }
};

/// A masked frame as a charger sends it. `b0` is the first byte: 0x81 for a whole text message.
inline std::string masked(unsigned b0, std::string_view payload) {
    std::string bytes(1, static_cast<char>(b0));
    const std::size_t size = payload.size();
    const int length_bytes = size < 126 ? 0 : size < 65536 ? 2 : 8;
    bytes += static_cast<char>(0x80 | (length_bytes == 0 ? size : length_bytes == 2 ? 126 : 127));
    for (int i = length_bytes - 1; i >= 0; --i) {
        bytes += static_cast<char>((size >> (8 * i)) & 0xFF);
    }
    const std::string mask = "\x11\x22\x33\x44";
    bytes += mask;
    for (std::size_t i = 0; i < size; ++i) {
        bytes += static_cast<char>(payload[i] ^ mask[i % 4]);
    }
    return bytes;
}
inline std::string text(std::string_view payload) { return masked(0x81, payload); }
inline std::string close_frame(int code, std::string_view reason = "") {
    return masked(0x88,
                  std::string{static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)} + std::string(reason));
}

/// An upgrade request; a header given as empty is left out, "Name" replaces the usual value.
inline std::string upgrade(std::string_view target, const std::map<std::string, std::string>& changes = {},
                           std::string_view more = "") {
    std::map<std::string, std::string> headers{{"Host", "127.0.0.1:9000"},
                                               {"Upgrade", "websocket"},
                                               {"Connection", "Upgrade"},
                                               {"Sec-WebSocket-Version", "13"},
                                               {"Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ=="},
                                               {"Sec-WebSocket-Protocol", "ocpp1.6"}};
    for (const auto& [name, value] : changes) {
        headers[name] = value;
    }
    std::string request = "GET " + std::string(target) + " HTTP/1.1\r\n";
    for (const auto& [name, value] : headers) {
        request += value.empty() ? "" : name + ": " + value + "\r\n";
    }
    return request + std::string(more) + "\r\n";
}

class RawCharger {
  public:
    /// `from`: the address of the loopback network that the server sees; every one of 127.0.0.0/8 will do.
    explicit RawCharger(std::uint16_t port, int receive_buffer = 0, std::uint32_t from = INADDR_LOOPBACK)
        : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        if (receive_buffer > 0) {
            ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        }
        sockaddr_in address = loopback(from, 0);
        if (from != INADDR_LOOPBACK) {
            ::bind(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address);
        }
        address = loopback(INADDR_LOOPBACK, port);
        connected_ = ::connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
        ::fcntl(fd_, F_SETFL, O_NONBLOCK);
    }
    RawCharger(RawCharger&& other) noexcept
        : received(std::move(other.received)),
          ended(other.ended),
          was_reset(other.was_reset),
          fd_(std::exchange(other.fd_, -1)),
          connected_(other.connected_) {}
    RawCharger& operator=(RawCharger&& other) noexcept {
        hang_up();
        received = std::move(other.received);
        ended = other.ended;
        was_reset = other.was_reset;
        fd_ = std::exchange(other.fd_, -1);
        connected_ = other.connected_;
        return *this;
    }
    virtual ~RawCharger() { hang_up(); }

    bool connected() const { return connected_; }
    /// Sends what fits now; returns how much.
    virtual std::size_t write_some(std::string_view bytes) {
        const ssize_t n = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        return n < 0 ? 0 : static_cast<std::size_t>(n);
    }
    /// Takes in what has arrived.
    virtual void read() {
        char buffer[65536];
        for (;;) {
            const ssize_t n = ::recv(fd_, buffer, sizeof buffer, 0);
            if (n > 0) {
                received.append(buffer, static_cast<std::size_t>(n));
                continue;
            }
            was_reset = was_reset || (n < 0 && (errno == ECONNRESET || errno == EPIPE));  // the latter after a FIN
            ended = ended || n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
            return;
        }
    }
    void hang_up() {
        if (fd_ >= 0) {
            ::close(std::exchange(fd_, -1));
        }
    }
    void reset() {
        const linger hard{1, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        hang_up();
    }

    /// The HTTP answer's status, 0 while there is none.
    int status() const {
        return received.size() < 12 || received.compare(0, 9, "HTTP/1.1 ") != 0 ? 0 : std::stoi(received.substr(9, 3));
    }
    bool answer_has(std::string_view words) const { return received.find(words) != std::string::npos; }
    /// The frames after the HTTP answer that have arrived whole.
    std::vector<Frame> frames() const {
        std::vector<Frame> all;
        const std::size_t head = received.find("\r\n\r\n");
        std::size_t at = head == std::string::npos ? received.size() : head + 4;
        while (at + 2 <= received.size()) {
            const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(received[at + i]); };
            std::size_t size = byte(1) & 0x7F;
            std::size_t header = 2;
            const int extra = size == 126 ? 2 : size == 127 ? 8 : 0;
            if (extra > 0) {
                header += static_cast<std::size_t>(extra);
                if (at + header > received.size()) break;
                size = 0;
                for (int i = 0; i < extra; ++i) size = (size << 8) | byte(2 + static_cast<std::size_t>(i));
            }
            if (at + header + size > received.size()) break;
            all.push_back({byte(0) & 0x0F, received.substr(at + header, size)});
            at += header + size;
        }
        return all;
    }
    bool got(int opcode, std::string_view payload) const {
        for (const Frame& frame : frames()) {
            if (frame.opcode == opcode && frame.payload == payload) return true;
        }
        return false;
    }
    int close_code() const {
        for (const Frame& frame : frames()) {
            if (frame.opcode == 8) return frame.close_code();
        }
        return 0;
    }

    std::string received;
    bool ended = false;
    bool was_reset = false;  ///< ended by RST

  protected:
    int descriptor() const { return fd_; }

  private:
    static sockaddr_in loopback(std::uint32_t host, std::uint16_t port) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(host);
        return address;
    }

    int fd_;
    bool connected_ = false;
};

}  // namespace gateway::testing
