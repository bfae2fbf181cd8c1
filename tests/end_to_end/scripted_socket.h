#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace end_to_end {

/// One websocket of a ScriptedCharger; it lives by its own handlers and falls silent once its charger let go of it.
class ScriptedSocket : public std::enable_shared_from_this<ScriptedSocket> {
  public:
    ScriptedSocket(boost::asio::io_context& io, std::function<void(const std::string&)> on_text)
        : stream_(io), on_text_(std::move(on_text)) {}

    /// `authorization`: the header's value; empty: none.
    void open(std::uint16_t port, const std::string& target, const std::string& authorization);
    void send(std::string text);
    /// Closes without a handshake; nothing is told any more.
    void abandon();
    bool is_open() const { return is_open_; }
    /// Of the answer to `open`, once there is one; 0: nobody answered.
    std::optional<int> http_status() const { return http_status_; }

  private:
    void shake_hands(const std::string& host, const std::string& target);
    void opened(int status);
    void read_next();
    void write_next();

    boost::beast::websocket::stream<boost::asio::ip::tcp::socket> stream_;
    boost::beast::websocket::response_type response_;
    boost::beast::flat_buffer buffer_;
    std::deque<std::string> waiting_;
    std::function<void(const std::string&)> on_text_;
    std::optional<int> http_status_;
    bool is_open_ = false;
};

}  // namespace end_to_end
