#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/security/certificate.h"

/// The charger side's sockets as the rest of the gateway sees them: no websocketpp, no Asio.
/// Everything here is called and calls back on the io thread only.
namespace gateway {

/// WebSocket close codes that we send (RFC 6455, section 7.4.1).
enum class CloseCode : std::uint16_t {
    normal = 1000,
    going_away = 1001,
    protocol_error = 1002,
    unsupported_data = 1003,
    policy_violation = 1008,
    message_too_big = 1009,
    internal_error = 1011,
    try_again_later = 1013,
};

/// One open websocket of one charger. Shared between the socket layer and the session that speaks over it;
/// after `closed` was reported every function is a harmless no-op. No function throws.
class ChargerLink {
  public:
    virtual ~ChargerLink() = default;

    /// Never repeats in a process: a late event of an old socket can be told from the new one's (quirk 11).
    virtual std::uint64_t generation() const = 0;
    /// The identity under which the socket was admitted (canonical spelling).
    virtual const std::string& charge_point_id() const = 0;
    /// By which security profile it was admitted: 0 to 3.
    virtual int security_profile() const = 0;
    /// Numeric address of the peer without the port.
    virtual const std::string& remote_address() const = 0;
    /// True when the peer has been silent for more than twice the ping interval.
    virtual bool is_silent() const = 0;

    /// Queues one text frame. Exceeding the send-queue cap ends the link hard (reported through `closed`).
    virtual void send(std::string_view text) = 0;
    /// Closing handshake with a hard deadline; `closed` is reported when the socket is gone.
    virtual void close(CloseCode code, std::string_view reason) = 0;
    /// Resets the TCP connection at once; `closed` is reported afterwards, never from inside this call.
    virtual void abort(std::string_view reason) = 0;
    /// Pings the peer and tells once whether anything arrived from it before `patience` ran out.
    virtual void probe(std::chrono::milliseconds patience, std::function<void(bool alive)> answer) = 0;
    /// Back-pressure: stop or go on reading from the socket.
    virtual void pause_reading() = 0;
    virtual void resume_reading() = 0;
};

/// Username and password of HTTP Basic authentication as bytes. The username is the part before the identity's
/// colon where the credentials begin with "<identity>:" (identities may contain colons), else before the first colon.
struct BasicCredentials {
    std::string username;
    std::string password;
};

/// A charger's upgrade request, decoded and bounded by the socket layer.
struct UpgradeRequest {
    std::string identity;                  ///< last non-empty path segment, percent-decoded exactly once (OCPP-J 3.1.1)
    std::vector<std::string> other_names;  ///< earlier path segments and query values, as fall-back (quirk 2), bounded
    std::string remote_address;
    std::optional<BasicCredentials> credentials;  ///< empty when absent or not readable
    /// Of the port it came in on: 0 plain (1 with credentials), 2 TLS, 3 TLS with a client certificate.
    int security_profile = 0;
    std::optional<CertificateFacts> certificate;  ///< the client's, verified; always there on a port of profile 3
};

/// The answer to an upgrade request.
struct Admission {
    /// 101 to go on, else the HTTP status of the refusal (401, 403, 404, 429, 503).
    int http_status = 404;
    /// Canonical identity of an admitted charger.
    std::string charge_point_id;
    int security_profile = 0;  ///< that it was admitted by

    static Admission admit(std::string id, int security_profile = 0) { return {101, std::move(id), security_profile}; }
    static Admission refuse(int status) { return {status, {}, 0}; }
};

/// What the gateway does with sockets. Owned by the gateway, outlives the server. Exceptions that escape a handler
/// are logged and close the link with 1011; they never leave the socket layer.
class LinkListener {
  public:
    virtual ~LinkListener() = default;
    /// Must be cheap: it runs inside the handshake.
    virtual Admission admit(const UpgradeRequest& request) = 0;
    virtual void opened(std::shared_ptr<ChargerLink> link) = 0;
    /// One complete text message, at most `LinkLimits::message_bytes` long, valid UTF-8.
    virtual void received(ChargerLink& link, std::string text) = 0;
    /// Exactly once for each opened link.
    virtual void closed(ChargerLink& link, std::string_view reason) = 0;
};

/// Limits and periods of the charger side.
struct LinkLimits {
    std::size_t message_bytes = 16 << 20;        ///< one OCPP message; above: close 1009, or see the next
    std::size_t stop_bytes = 256 << 20;          ///< a StopTransaction, of which the samples above are let go
    std::size_t long_messages_bytes = 64 << 20;  ///< of all that is long, together; above: reading pauses
    std::chrono::milliseconds room_patience{
        30000};                              ///< for others to end; then 1013, or a StopTransaction without samples
    std::size_t send_queue_bytes = 1 << 20;  ///< unread bytes per charger; above: hard close
    std::size_t unauthenticated_per_address = 64;  ///< sockets before the upgrade; above: closed at once
    std::size_t unauthenticated_total = 1024;      ///< above: accepting pauses
    std::size_t file_descriptors_reserved = 64;    ///< head-room kept for everything but charger sockets
    std::chrono::milliseconds open_handshake{5000};
    std::chrono::milliseconds crowded_handshake{
        1000};  ///< of those that come while half of the places are taken by such
    std::chrono::milliseconds close_handshake{2000};
    std::chrono::milliseconds farewell{1000};  ///< for a peer that does not answer our close frame to read it
    std::size_t farewell_bytes = 4 << 20;      ///< of its that are dropped meanwhile
    std::size_t farewells = 256;               ///< at a time; above: hard close at once
    std::chrono::milliseconds ping_interval{30000};
    std::chrono::milliseconds silence_limit{300000};  ///< for a peer that never answered a ping
    std::chrono::milliseconds tcp_user_timeout{30000};
    std::chrono::milliseconds accept_retry{100};  ///< after running out of descriptors
    double messages_per_second = 50;              ///< above, after the burst: reading pauses
    double message_burst = 200;
    std::chrono::milliseconds flood_after{60000};  ///< above the rate without a break; then 1008. 0: never
    std::size_t flood_bytes = 16 << 10;            ///< waiting all that time: about ten times the rate
    double pings_per_second = 100;                 ///< above: 1008
    bool uniform_reject = false;                   ///< 401 for whoever is not let in: hides which identities exist
    bool strict_subprotocol = false;               ///< certification: exact spelling, header required (CF-007, CF-008)
};

/// Counters of the charger side since start; every limit above has one.
struct LinkCounters {
    std::uint64_t accepted = 0, upgraded = 0, refused = 0, open = 0;
    std::uint64_t too_many_from_address = 0, accept_paused = 0, out_of_descriptors = 0;
    std::uint64_t handshake_timeouts = 0, bad_requests = 0, no_common_subprotocol = 0;
    std::uint64_t message_too_big = 0, send_queue_full = 0, silent = 0, reading_paused = 0, handler_exceptions = 0;
    std::uint64_t binary_messages = 0, tls_on_plain = 0;
    std::uint64_t tls_refused = 0;  ///< handshakes that came to nothing
    std::uint64_t stops_shortened = 0, long_message_waits = 0, no_room = 0;
    std::uint64_t message_floods = 0, ping_floods = 0, fragment_floods = 0;
    std::uint64_t farewells_cut = 0;  ///< peers that went on sending after our close frame
};

/// The listening socket for chargers.
class ChargerServer {
  public:
    virtual ~ChargerServer() = default;
    /// Port actually bound (differs from the one asked for when that was 0).
    virtual std::uint16_t port() const = 0;
    virtual const LinkCounters& counters() const = 0;
    /// Stops accepting and closes every link with 1001; idempotent.
    virtual void stop() = 0;
};

}  // namespace gateway
