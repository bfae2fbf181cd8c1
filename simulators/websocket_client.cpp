#include "simulators/websocket_client.h"

#include <algorithm>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <deque>

namespace simulators {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using beast::error_code;

/// One attempt and, if it succeeds, one link. Keeps itself alive while operations run; once `abandon`ed it tells
/// nobody.
class WebsocketClient::Connection {
  public:
    virtual ~Connection() = default;
    virtual void start() = 0;
    virtual void send(std::string message) = 0;
    /// From now on nobody is told anything; the socket is cut.
    virtual void abandon() = 0;
    /// From now on nobody is told anything; a closing frame is sent if there is somebody to read it.
    virtual void leave_politely() = 0;
    virtual bool is_open() const = 0;
};

/// Over a TCP stream, or TLS over one.
template <class Stream>
class WebsocketClient::ConnectionOver : public WebsocketClient::Connection,
                                        public std::enable_shared_from_this<ConnectionOver<Stream>> {
  public:
    template <class... Arguments>
    ConnectionOver(WebsocketClient& client, asio::io_context& io, Arguments&&... arguments)
        : client_(&client), resolver_(io), socket_(io, std::forward<Arguments>(arguments)...) {}

    void start() override {
        const WebsocketUrl& url = client_->options_.url;
        beast::get_lowest_layer(socket_).expires_after(client_->options_.handshake_timeout);
        resolver_.async_resolve(url.host, url.port,
                                [self = this->shared_from_this()](error_code error, auto addresses) {
                                    if (self->failed(error, "resolve")) return;
                                    self->connect(addresses);
                                });
    }

    void send(std::string message) override {
        if (!open_) return;
        // Closing the socket makes the pending read fail, which reports the end outside of the caller's stack.
        if (waiting_.size() >= kMostFramesWaiting) return beast::get_lowest_layer(socket_).close();
        waiting_.push_back(std::move(message));
        if (waiting_.size() == 1) write_next();
    }

    void abandon() override {
        client_ = nullptr;
        cut();
    }

    void leave_politely() override {
        client_ = nullptr;
        if (!open_) return cut();
        open_ = false;
        socket_.async_close(websocket::close_code::normal,
                            [self = this->shared_from_this()](error_code) { self->cut(); });
    }

    bool is_open() const override { return open_; }

  private:
    static constexpr bool is_tls = !std::is_same_v<Stream, beast::tcp_stream>;

    void connect(const asio::ip::tcp::resolver::results_type& addresses) {
        beast::get_lowest_layer(socket_).async_connect(addresses,
                                                       [self = this->shared_from_this()](error_code error, auto) {
                                                           if (self->failed(error, "connect")) return;
                                                           if constexpr (is_tls) self->shake_tls_hands();
                                                           else self->shake_hands();
                                                       });
    }

    void shake_tls_hands() {
        auto& tls = socket_.next_layer();
        const std::string& host = client_->options_.url.host;
        boost::system::error_code error;
        asio::ip::make_address(host, error);
        if (error) ::SSL_set_tlsext_host_name(tls.native_handle(), host.c_str());
        tls.set_verify_callback(asio::ssl::host_name_verification(host));
        tls.async_handshake(asio::ssl::stream_base::client, [self = this->shared_from_this()](error_code failure) {
            if (self->failed(failure, "tls handshake")) return;
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
                                [self = this->shared_from_this()](error_code error) { self->on_handshake(error); });
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
        socket_.async_read(incoming_, [self = this->shared_from_this()](error_code error, std::size_t) {
            if (self->failed(error, "read")) return;
            std::string message = beast::buffers_to_string(self->incoming_.data());
            self->incoming_.consume(self->incoming_.size());
            self->client_->callbacks_.on_message(std::move(message));
            self->read_next();
        });
    }

    void write_next() {
        socket_.async_write(asio::buffer(waiting_.front()),
                            [self = this->shared_from_this()](error_code error, std::size_t) {
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
    websocket::stream<Stream> socket_;
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
    using Plain = beast::tcp_stream;
    using Tls = beast::ssl_stream<Plain>;
    if (options_.url.is_secure) connection_ = std::make_shared<ConnectionOver<Tls>>(*this, io_, *options_.tls);
    else connection_ = std::make_shared<ConnectionOver<Plain>>(*this, io_);
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
