#include "simulators/websocket_client.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>

namespace simulators {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using beast::error_code;

/// One attempt and, if it succeeds, one link. Keeps itself alive while operations run; once `abandon`ed it tells
/// nobody.
class WebsocketClient::Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(WebsocketClient& client, asio::io_context& io) : client_(&client), resolver_(io), socket_(io) {}

    void start() {
        const WebsocketUrl& url = client_->options_.url;
        beast::get_lowest_layer(socket_).expires_after(client_->options_.handshake_timeout);
        resolver_.async_resolve(url.host, url.port, [self = shared_from_this()](error_code error, auto addresses) {
            if (self->failed(error, "resolve")) return;
            self->connect(addresses);
        });
    }

    void send(std::string message) {
        if (!open_) return;
        // Closing the socket makes the pending read fail, which reports the end outside of the caller's stack.
        if (waiting_.size() >= kMostFramesWaiting) return beast::get_lowest_layer(socket_).close();
        waiting_.push_back(std::move(message));
        if (waiting_.size() == 1) write_next();
    }

    /// From now on nobody is told anything; the socket is cut.
    void abandon() {
        client_ = nullptr;
        cut();
    }

    /// From now on nobody is told anything; a closing frame is sent if there is somebody to read it.
    void leave_politely() {
        client_ = nullptr;
        if (!open_) return cut();
        open_ = false;
        socket_.async_close(websocket::close_code::normal, [self = shared_from_this()](error_code) { self->cut(); });
    }

    bool is_open() const { return open_; }

  private:
    void connect(const asio::ip::tcp::resolver::results_type& addresses) {
        beast::get_lowest_layer(socket_).async_connect(addresses, [self = shared_from_this()](error_code error, auto) {
            if (self->failed(error, "connect")) return;
            self->shake_hands();
        });
    }

    void shake_hands() {
        auto& lowest = beast::get_lowest_layer(socket_);
        lowest.expires_never();
        error_code ignored;
        lowest.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
        const Options& options = client_->options_;
        socket_.set_option(
            websocket::stream_base::timeout{options.handshake_timeout, websocket::stream_base::none(), false});
        const auto add_headers = [protocol = options.subprotocol, credentials = options.authorization](auto& request) {
            request.set(beast::http::field::sec_websocket_protocol, protocol);
            if (credentials) request.set(beast::http::field::authorization, *credentials);
        };
        socket_.set_option(websocket::stream_base::decorator(add_headers));
        socket_.read_message_max(kLargestMessage);
        socket_.async_handshake(response_, options.url.authority(), options.url.path,
                                [self = shared_from_this()](error_code error) { self->on_handshake(error); });
    }

    void on_handshake(error_code error) {
        if (error == websocket::error::upgrade_declined) {
            return end("refused with HTTP " + std::to_string(response_.result_int()));
        }
        if (failed(error, "handshake")) return;
        open_ = true;
        socket_.text(true);
        client_->on_connection_open();
        read_next();
    }

    void read_next() {
        if (!open_) return;
        socket_.async_read(incoming_, [self = shared_from_this()](error_code error, std::size_t) {
            if (self->failed(error, "read")) return;
            std::string message = beast::buffers_to_string(self->incoming_.data());
            self->incoming_.consume(self->incoming_.size());
            self->client_->callbacks_.on_message(std::move(message));
            self->read_next();
        });
    }

    void write_next() {
        socket_.async_write(asio::buffer(waiting_.front()), [self = shared_from_this()](error_code error, std::size_t) {
            if (self->failed(error, "write")) return;
            self->waiting_.pop_front();
            if (self->open_ && !self->waiting_.empty()) self->write_next();
        });
    }

    bool failed(error_code error, const char* what) {
        if (!client_) return true;
        if (error) end(std::string(what) + ": " + error.message());
        return !client_;
    }

    void end(const std::string& reason) {
        WebsocketClient* const client = client_;
        const bool was_open = open_;
        abandon();
        if (client) client->on_connection_end(was_open, reason);
    }

    void cut() {
        open_ = false;
        resolver_.cancel();
        beast::get_lowest_layer(socket_).close();
    }

    WebsocketClient* client_;
    asio::ip::tcp::resolver resolver_;
    websocket::stream<beast::tcp_stream> socket_;
    websocket::response_type response_;
    beast::flat_buffer incoming_;
    std::deque<std::string> waiting_;
    bool open_ = false;
};

WebsocketClient::WebsocketClient(asio::io_context& io, Options options, Callbacks callbacks)
    : io_(io),
      options_(std::move(options)),
      callbacks_(std::move(callbacks)),
      retry_(io),
      pause_(options_.first_pause) {}

WebsocketClient::~WebsocketClient() { stop(); }

void WebsocketClient::start() {
    if (running_) return;
    running_ = true;
    asio::post(retry_.get_executor(), [this, alive = std::weak_ptr<bool>(alive_)] {
        if (!alive.expired() && running_ && !connection_) connect();
    });
}

void WebsocketClient::stop() {
    running_ = false;
    retry_.cancel();
    if (const auto connection = std::move(connection_)) connection->leave_politely();
    connection_.reset();
}

void WebsocketClient::drop(std::chrono::milliseconds away) {
    if (!running_) return;
    forget_connection();
    connect_after(away);
}

void WebsocketClient::send(std::string message) {
    if (connection_) connection_->send(std::move(message));
}

bool WebsocketClient::is_open() const { return connection_ && connection_->is_open(); }

void WebsocketClient::connect() {
    connection_ = std::make_shared<Connection>(*this, io_);
    connection_->start();
}

void WebsocketClient::connect_after(std::chrono::milliseconds pause) {
    retry_.expires_after(pause);
    retry_.async_wait([this, alive = std::weak_ptr<bool>(alive_)](error_code error) {
        if (error || alive.expired() || !running_ || connection_) return;
        // A wait that had already ended when `drop` set a later time.
        if (retry_.expiry() > std::chrono::steady_clock::now()) return;
        connect();
    });
}

void WebsocketClient::forget_connection() {
    if (const auto connection = std::move(connection_)) connection->abandon();
    connection_.reset();
}

void WebsocketClient::on_connection_open() {
    pause_ = options_.first_pause;
    callbacks_.on_open();
}

void WebsocketClient::on_connection_end(bool was_open, const std::string& reason) {
    connection_.reset();
    connect_after(pause_);
    pause_ = std::min(pause_ * 2, options_.longest_pause);
    was_open ? callbacks_.on_closed(reason) : callbacks_.on_failed(reason);
}

}  // namespace simulators
