#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "simulators/websocket_url.h"

namespace simulators {

/// A charger's websocket (OCPP-J section 3): connects, tries again with growing pauses, can be cut hard. Built on
/// Boost.Beast, so that the gateway's server meets another implementation. Lives on the given io_context, one thread.
/// Every callback comes from the io_context, none after `stop` or the destructor; exceptions of callbacks are not
/// caught.
class WebsocketClient {
  public:
    struct Options {
        WebsocketUrl url;  ///< with the identity in its path
        std::optional<std::string> authorization;
        std::shared_ptr<boost::asio::ssl::context> tls;  ///< for wss; never null there
        std::string subprotocol = "ocpp1.6";
        std::chrono::milliseconds first_pause{500};
        std::chrono::milliseconds longest_pause{5000};
        std::chrono::milliseconds handshake_timeout{10000};
    };
    struct Callbacks {
        std::function<void()> on_open;
        std::function<void(std::string reason)> on_closed;  ///< the open link is gone
        std::function<void(std::string reason)> on_failed;  ///< an attempt came to nothing; another follows
        std::function<void(std::string message)> on_message;
    };

    static constexpr std::size_t kLargestMessage = 1 << 20;
    /// A peer that does not read: the link is cut when so many frames wait.
    static constexpr std::size_t kMostFramesWaiting = 2000;

    WebsocketClient(boost::asio::io_context& io, Options options, Callbacks callbacks);
    ~WebsocketClient();
    WebsocketClient(const WebsocketClient&) = delete;
    WebsocketClient& operator=(const WebsocketClient&) = delete;

    void start();
    /// Closes politely and stays closed.
    void stop();
    /// Cuts the TCP connection without a closing frame and stays away that long. `on_closed` is not called.
    void drop(std::chrono::milliseconds away);
    /// Lost without notice while there is no link.
    void send(std::string message);
    bool is_open() const;

  private:
    class Connection;
    template <class Stream>
    class ConnectionOver;

    void connect();
    void connect_after(std::chrono::milliseconds pause);
    void forget_connection();
    void on_connection_open();
    void on_connection_end(bool was_open, const std::string& reason);

    boost::asio::io_context& io_;
    Options options_;
    Callbacks callbacks_;
    boost::asio::steady_timer retry_;
    std::shared_ptr<Connection> connection_;
    std::chrono::milliseconds pause_;
    bool running_ = false;
    /// Watched by handlers that may still be queued when the client goes.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace simulators
