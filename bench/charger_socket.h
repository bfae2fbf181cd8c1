#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace bench {

/// A charger's websocket on loopback, without any library: what the load costs is not what is measured, but it shares
/// the machine with it. Sockets do not block; an epoll loop says when there is something to read.
class ChargerSocket {
  public:
    ChargerSocket() = default;
    ~ChargerSocket();
    ChargerSocket(const ChargerSocket&) = delete;
    ChargerSocket& operator=(const ChargerSocket&) = delete;

    /// Connects and sends the upgrade request. Throws std::runtime_error.
    void open(std::uint16_t port, const std::string& identity);
    int descriptor() const { return descriptor_; }
    bool is_open() const { return is_open_; }
    void send(std::string_view text);
    /// Takes what has arrived. `on_open` once after the upgrade, `on_text` for each message. Throws when the peer is
    /// gone.
    void receive(const std::function<void()>& on_open, const std::function<void(std::string_view)>& on_text);

  private:
    void send_frame(unsigned char opcode, std::string_view payload);
    void send_bytes(std::string_view bytes);
    bool fill();
    bool take_upgrade();
    bool take_frame(const std::function<void(std::string_view)>& on_text);

    int descriptor_ = -1;
    bool is_open_ = false;
    std::string in_;
    std::size_t taken_ = 0;  ///< of in_
};

}  // namespace bench
