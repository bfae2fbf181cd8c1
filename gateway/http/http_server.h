#pragma once

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/http/http_stream.h"
#include "gateway/net/descriptor_shares.h"

/// The REST side's HTTP server: Boost.Beast behind one door. It knows HTTP, nothing of the API above it.
/// Everything runs on the io thread.
namespace gateway {

struct HttpRequest {
    std::string method;             ///< as sent; a HEAD arrives as "GET", the server leaves the answer's body out
    std::string target;             ///< as sent, with the query
    std::vector<std::string> path;  ///< non-empty segments, percent-decoded once
    std::vector<std::pair<std::string, std::string>> query;    ///< decoded, in the order sent
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::string body;
    std::string remote_address;

    /// First header of that (lower-case) name, or an empty view.
    std::string_view header(std::string_view name) const;
    /// The target without its query: what `meta.path` shows.
    std::string_view path_text() const;
};

struct HttpResponse {
    int status = 200;
    std::string body;  ///< JSON unless `content_type` says otherwise
    std::string content_type = "application/json; charset=utf-8";
    std::vector<std::pair<std::string, std::string>> headers;
    std::optional<HttpStreamTerms> stream{};  ///< set: `body` is not sent, what is pushed is
    bool is_to_key_holder = false;            ///< the request came with a good key: its connection is no stranger's
};

/// Gives the answer to one request: exactly once, on the io thread, at any later time. Safe after the peer left.
using Respond = std::function<void(HttpResponse)>;

/// Above HTTP. Owned by the gateway, outlives the server. An exception that escapes becomes a 500 by `failure`.
class HttpHandler {
  public:
    virtual ~HttpHandler() = default;
    virtual void handle(HttpRequest request, Respond respond) = 0;
    /// The head of a request has come, its body has not: an answer means that nobody waits for it.
    virtual std::optional<HttpResponse> refuse_before_body(const HttpRequest&) { return std::nullopt; }
    /// Words for what the server itself refuses: 400 (malformed, smuggling), 408, 413, 431, 500, 501, 503.
    virtual HttpResponse failure(int status, std::string_view reason, std::string_view path) = 0;
};

/// What one peer may take of the server.
struct HttpLimits {
    std::size_t header_bytes = 8192;                ///< above: 431
    std::size_t header_fields = 100;                ///< above: 431
    std::size_t body_bytes = 1 << 20;               ///< above: 413
    std::size_t chunks = 4096;                      ///< of one body; above: 413
    std::size_t chunk_extension_bytes = 1024;       ///< of one body in all; above: 400
    std::size_t connections = 1024;                 ///< above: 503 and close
    std::size_t unauthenticated_per_address = 256;  ///< no good key shown yet; above: the oldest is closed
    std::chrono::milliseconds request_time{30000};  ///< whole request must have arrived; else 408
    std::chrono::milliseconds send_time{30000};     ///< whole response must have been taken
    std::chrono::milliseconds idle_time{60000};     ///< between requests of one connection
    std::size_t streams = 256;                      ///< answers that stay open; above: 503. Not among `connections`
    std::size_t stream_queue_bytes = 256 << 10;     ///< of one stream, not yet taken by its peer; above: closed
    std::chrono::milliseconds stream_keep_alive{15000};  ///< silence after which a stream says that it is there
};

struct HttpCounters {
    std::uint64_t accepted = 0, requests = 0, open = 0;
    std::uint64_t bad_requests = 0, header_too_big = 0, body_too_big = 0, too_many_connections = 0;
    std::uint64_t request_timeouts = 0, send_timeouts = 0, handler_exceptions = 0, out_of_descriptors = 0;
    std::uint64_t unauthenticated_ended = 0;  ///< closed to make room for newcomers
    std::uint64_t refused_before_body = 0;
    std::uint64_t idle_closed = 0;  ///< connections closed after `idle_time` without a request
    std::uint64_t streams = 0, streams_open = 0, too_many_streams = 0, streams_too_slow = 0;
    std::uint64_t unanswered = 0;      ///< Respond dropped without a call: answered 500, a fault of ours
    std::uint64_t answered_twice = 0;  ///< second call of a Respond: ignored, a fault of ours
};

class HttpServer {
  public:
    virtual ~HttpServer() = default;
    virtual std::uint16_t port() const = 0;
    virtual const HttpCounters& counters() const = 0;
    /// Stops accepting, lets answers under way go out, closes idle connections; idempotent.
    virtual void stop() = 0;
};

/// Throws std::runtime_error with a clear text when the address cannot be bound. Port 0 picks a free one.
/// `descriptors` outlives the server.
std::unique_ptr<HttpServer> listen_for_clients(boost::asio::io_context& io, const std::string& host, std::uint16_t port,
                                               const HttpLimits& limits, HttpHandler& handler,
                                               const DescriptorShares* descriptors = nullptr);

/// The most sockets that the server ever has at a time.
std::size_t most_client_sockets(const HttpLimits& limits);

}  // namespace gateway
