#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <websocketpp/common/asio.hpp>
#include <websocketpp/transport/asio/base.hpp>
#include <websocketpp/transport/asio/security/base.hpp>

#include "gateway/net/tls_stream.h"

/// websocketpp's socket policy, once for plain and TLS sockets: which one it is, is known at run time, so its templates
/// are made once only, and closing is ours: its own TLS policy leaves sockets open (websocketpp #805, #875).
namespace gateway {

/// An asynchronous stream as Asio wants it: a TCP socket, with TLS over it where the listener says so.
class ChargerStream {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    using executor_type = Socket::executor_type;

    explicit ChargerStream(boost::asio::io_context& io) : socket_(io) {}

    executor_type get_executor() { return socket_.get_executor(); }
    Socket& socket() { return socket_; }
    /// Null on a plain socket.
    TlsStream* tls() { return tls_.get(); }
    void begin_tls(const TlsContext& context) { tls_ = std::make_unique<TlsStream>(socket_, context); }

    template <typename Buffers, typename Handler>
    void async_read_some(const Buffers& buffers, Handler&& handler) {
        if (!tls_) {
            return socket_.async_read_some(buffers, std::forward<Handler>(handler));
        }
        for (auto at = boost::asio::buffer_sequence_begin(buffers); at != boost::asio::buffer_sequence_end(buffers);
             ++at) {
            const boost::asio::mutable_buffer buffer(*at);
            if (buffer.size() > 0) {
                return tls_->async_read(buffer.data(), buffer.size(), std::forward<Handler>(handler));
            }
        }
        tls_->async_read(nullptr, 0, std::forward<Handler>(handler));
    }

    /// The pieces of a frame leave as one record.
    template <typename Buffers, typename Handler>
    void async_write_some(const Buffers& buffers, Handler&& handler) {
        if (!tls_) {
            return socket_.async_write_some(buffers, std::forward<Handler>(handler));
        }
        std::string record(std::min(boost::asio::buffer_size(buffers), TlsStream::kRecordBytes), '\0');
        boost::asio::buffer_copy(boost::asio::buffer(record), buffers);
        tls_->async_write(std::move(record), std::forward<Handler>(handler));
    }

  private:
    Socket socket_;
    std::unique_ptr<TlsStream> tls_;
};

/// The part of websocketpp's connection that has the socket.
class SocketOfConnection : public websocketpp::lib::enable_shared_from_this<SocketOfConnection> {
  public:
    using ptr = std::shared_ptr<SocketOfConnection>;
    using Ready = websocketpp::transport::init_handler;
    using Closed = websocketpp::transport::asio::socket::shutdown_handler;

    ptr get_shared() { return shared_from_this(); }
    bool is_secure() const { return stream_->tls() != nullptr; }
    ChargerStream& get_socket() { return *stream_; }
    ChargerStream::Socket& get_next_layer() { return stream_->socket(); }
    ChargerStream::Socket& get_raw_socket() { return stream_->socket(); }
    std::string get_remote_endpoint(websocketpp::lib::error_code&) const { return {}; }

    template <typename Error>
    static websocketpp::lib::error_code translate_ec(const Error&) {
        return websocketpp::transport::error::make_error_code(websocketpp::transport::error::pass_through);
    }

  protected:
    template <typename Strand>
    websocketpp::lib::error_code init_asio(boost::asio::io_context* io, const Strand&, bool) {
        stream_ = std::make_unique<ChargerStream>(*io);
        return {};
    }
    void pre_init(const Ready& ready) { ready({}); }
    void post_init(const Ready& ready) {
        if (!stream_->tls()) {
            return ready({});
        }
        stream_->tls()->async_handshake([ready](const boost::system::error_code& error) {
            ready(error ? translate_ec(error) : websocketpp::lib::error_code());
        });
    }
    void set_handle(const websocketpp::connection_hdl&) {}
    void set_uri(const websocketpp::uri_ptr&) {}
    boost::system::error_code cancel_socket() {
        boost::system::error_code error;
        stream_->socket().cancel(error);
        return error;
    }
    /// Never waits for the peer: what it has not said by now is of no use.
    void async_shutdown(const Closed& closed) {
        if (stream_->tls()) {
            stream_->tls()->say_goodbye();
        }
        boost::system::error_code error;
        stream_->socket().shutdown(ChargerStream::Socket::shutdown_send, error);
        closed(error);
    }
    websocketpp::lib::error_code get_ec() const { return {}; }

  private:
    std::unique_ptr<ChargerStream> stream_;
};

/// What websocketpp's endpoint has to know of it.
class SocketPolicy {
  public:
    using socket_con_type = SocketOfConnection;
    using socket_con_ptr = SocketOfConnection::ptr;
    bool is_secure() const { return false; }

  protected:
    websocketpp::lib::error_code init(const socket_con_ptr&) { return {}; }
};

}  // namespace gateway
