#include "gateway/http/http_server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <stdexcept>

#include "gateway/http/http_connection.h"
#include "gateway/http/http_stream_connection.h"
#include "gateway/http/http_target.h"
#include "gateway/log.h"

namespace gateway {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr std::chrono::milliseconds kDescriptorPause{100};  // before accepting again after an error
constexpr std::size_t kPoliteRefusals = 64;                 // beyond, a connection too many is closed without words
constexpr int kSocketsPerBatch = 32;                        // other work runs in between

bool is_out_of_descriptors(const ErrorCode& error) {
    return error == boost::system::errc::too_many_files_open ||
           error == boost::system::errc::too_many_files_open_in_system || error == asio::error::no_buffer_space ||
           error == asio::error::no_memory;
}

tcp::acceptor bound_acceptor(asio::io_context& io, const std::string& host, std::uint16_t port) {
    try {
        tcp::resolver resolver(io);
        const auto found = resolver.resolve(host, std::to_string(port), tcp::resolver::passive);
        const tcp::endpoint endpoint = *found.begin();
        tcp::acceptor acceptor(io, endpoint.protocol());
        acceptor.set_option(tcp::acceptor::reuse_address(true));
        acceptor.bind(endpoint);
        acceptor.listen(asio::socket_base::max_listen_connections);
        acceptor.non_blocking(true);
        return acceptor;
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error("cannot listen for HTTP clients on " + host + " port " + std::to_string(port) + ": " +
                                 error.code().message());
    }
}

/// Takes connections in until closed. Kept alive by what it waits for, so that the server may go first.
class Listener : public std::enable_shared_from_this<Listener> {
  public:
    Listener(tcp::acceptor acceptor, std::shared_ptr<http::HttpService> service)
        : acceptor_(std::move(acceptor)), pause_(acceptor_.get_executor()), service_(std::move(service)) {}

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    void wait();
    void close();

  private:
    void accept_batch();
    void take(tcp::socket socket);
    void pause_after(const ErrorCode& error);

    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    std::shared_ptr<http::HttpService> service_;
};

void Listener::wait() {
    acceptor_.async_wait(tcp::acceptor::wait_read, [self = shared_from_this()](const ErrorCode& error) {
        if (!error) self->accept_batch();
    });
}

void Listener::accept_batch() {
    for (int i = 0; i < kSocketsPerBatch; ++i) {
        if (!acceptor_.is_open()) return;
        ErrorCode error;
        tcp::socket socket(acceptor_.get_executor());
        acceptor_.accept(socket, error);
        if (!error) take(std::move(socket));
        else if (error == asio::error::would_block) return wait();
        else if (error != asio::error::connection_aborted) return pause_after(error);
    }
    wait();
}

void Listener::take(tcp::socket socket) try {
    auto& counters = service_->counters;
    ++counters.accepted;
    ErrorCode ignored;
    service_->make_room(socket.remote_endpoint(ignored).address().to_string());
    const bool too_many = !service_->has_room_for_connection();
    if (too_many) ++counters.too_many_connections;
    if (too_many && service_->refused_open >= kPoliteRefusals) return;
    const auto* shares = service_->descriptors;
    auto token = shares != nullptr ? shares->take(DescriptorShares::Door::clients) : nullptr;
    const auto connection = std::make_shared<http::HttpConnection>(std::move(socket), service_, std::move(token));
    service_->connections.insert(connection);
    ++(too_many ? service_->refused_open : counters.open);
    too_many ? connection->refuse() : connection->start();
} catch (...) {
    log::error("http.accept", http::exception_text());
}

/// Trying again at once would spin: what is short stays short, and the waiting peer keeps the socket
/// readable.
void Listener::pause_after(const ErrorCode& error) {
    if (is_out_of_descriptors(error)) ++service_->counters.out_of_descriptors;
    log::warning("http.accept", error.message());
    pause_.expires_after(kDescriptorPause);
    pause_.async_wait([self = shared_from_this()](const ErrorCode& cancelled) {
        if (!cancelled) self->accept_batch();
    });
}

void Listener::close() {
    ErrorCode ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

class BeastServer final : public HttpServer {
  public:
    BeastServer(tcp::acceptor acceptor, const HttpLimits& limits, HttpHandler& handler,
                const DescriptorShares* descriptors)
        : service_(std::make_shared<http::HttpService>(limits, handler, descriptors)),
          listener_(std::make_shared<Listener>(std::move(acceptor), service_)),
          port_(listener_->port()) {
        listener_->wait();
    }
    ~BeastServer() override {
        stop();
        for (const auto& connection : open_connections()) connection->close();
    }

    std::uint16_t port() const override { return port_; }
    const HttpCounters& counters() const override { return service_->counters; }
    void stop() override {
        listener_->close();
        for (const auto& connection : open_connections()) connection->finish();
        const std::vector<std::shared_ptr<http::StreamConnection>> streams(service_->streams.begin(),
                                                                           service_->streams.end());
        for (const auto& stream : streams) stream->close();
    }

  private:
    /// A copy, since closing one takes it out of the set.
    std::vector<std::shared_ptr<http::HttpConnection>> open_connections() const {
        return {service_->connections.begin(), service_->connections.end()};
    }

    std::shared_ptr<http::HttpService> service_;
    std::shared_ptr<Listener> listener_;
    std::uint16_t port_;
};

}  // namespace

std::string_view HttpRequest::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (key == name) return value;
    return {};
}

std::string_view HttpRequest::path_text() const { return http::without_query(target); }

std::unique_ptr<HttpServer> listen_for_clients(asio::io_context& io, const std::string& host, std::uint16_t port,
                                               const HttpLimits& limits, HttpHandler& handler,
                                               const DescriptorShares* descriptors) {
    return std::make_unique<BeastServer>(bound_acceptor(io, host, port), limits, handler, descriptors);
}

std::size_t most_client_sockets(const HttpLimits& limits) {
    return limits.connections + limits.streams + kPoliteRefusals;
}

}  // namespace gateway
