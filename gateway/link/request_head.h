#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace gateway {

/// What an upgrade request may weigh before anybody has shown who they are.
struct HeadLimits {
    std::size_t bytes = 16000;         ///< the whole head; above: 431
    std::size_t header_lines = 100;    ///< above: 431
    std::size_t target_bytes = 10000;  ///< above: 414
};

/// The head of one HTTP request, as far as the charger port cares (RFC 9112, RFC 6455 section 4.2.1).
struct RequestHead {
    /// 0 when the request is a websocket upgrade we may go on with, else the HTTP status of its refusal.
    int refusal = 0;
    std::string target;
    std::string websocket_key;
    std::optional<std::string> subprotocols;  ///< all header lines joined by commas; empty optional: header absent
    std::string authorization;
    bool is_tls_hello = false;        ///< somebody speaks TLS to the plain port
    bool connection_upgrade = false;  ///< some chargers leave `Connection: Upgrade` out
};

/// Judges a complete head (with its closing blank line) strictly: what could be read in two ways is refused.
RequestHead parse_request_head(std::string_view head, const HeadLimits& limits);

/// Collects the bytes of a head as they trickle in. Pure; refuses as early as the bytes allow.
class HeadReader {
  public:
    explicit HeadReader(HeadLimits limits = {}) : limits_(limits) {}

    /// Takes bytes up to the end of the head and returns how many; the rest belongs to the websocket.
    std::size_t consume(std::string_view bytes);
    bool done() const { return done_; }
    /// The verdict, once done; leaves the reader empty.
    RequestHead take() { return std::move(head_); }

  private:
    void finish(RequestHead head);
    std::optional<int> early_refusal() const;

    HeadLimits limits_;
    std::string bytes_;
    RequestHead head_;
    bool done_ = false;
};

}  // namespace gateway
