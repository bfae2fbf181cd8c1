#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/ip/tcp.hpp>

#include "gateway/security/certificate.h"

struct ssl_ctx_st;

namespace gateway {

class TlsClientContext;
class TlsContext;

/// TLS over a socket of ours, with OpenSSL reading and writing the socket itself: Asio's own stream keeps 34 KiB per
/// connection, this one nothing while a charger is silent. One reading and one writing operation at a time; each ends
/// exactly once, never inside the call that began it. A handler that is kept must keep the stream. Io thread.
class TlsStream {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    using Error = boost::system::error_code;
    using Done = std::function<void(const Error&, std::size_t)>;

    TlsStream(Socket& socket, const TlsContext& context);
    /// As a client of `server`, a name or an address, which the certificate must bear. Throws SecurityError.
    TlsStream(Socket& socket, const TlsClientContext& context, const std::string& server);
    ~TlsStream();
    TlsStream(const TlsStream&) = delete;
    TlsStream& operator=(const TlsStream&) = delete;

    void async_handshake(std::function<void(const Error&)> done);
    void async_read(void* buffer, std::size_t size, Done done);
    /// Sends the beginning of `bytes`, at most one record's worth; tells how much.
    void async_write(std::string bytes, Done done);
    /// Says close_notify if the socket takes it at once, and waits for nothing.
    void say_goodbye();

    /// The client's own certificate, once hands are shaken.
    std::optional<CertificateFacts> peer_certificate() const;
    bool is_shaken() const { return shaken_; }
    /// Why it failed, in OpenSSL's words; empty: it did not.
    const std::string& failure() const { return failure_; }

    static constexpr std::size_t kRecordBytes = 16384;  ///< RFC 8446, 5.1

  private:
    struct Session;
    void attach(ssl_ctx_st* context);
    enum class Step { done, wants_read, wants_write, ended };

    template <typename Operation>
    void run(Operation operation, Done done, bool first);
    Step judge(int result);
    void finish(const Done& done, const Error& error, std::size_t bytes, bool first);

    Socket& socket_;
    std::unique_ptr<Session> session_;
    std::string failure_;
    bool shaken_ = false;
    bool broken_ = false;
};

}  // namespace gateway
