#include "gateway/net/tls_stream.h"

#include <sys/socket.h>
#include <cerrno>
#include <memory>
#include <utility>

#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>

#include "gateway/security/certificate_reading.h"
#include "gateway/security/openssl_objects.h"
#include "gateway/security/tls_client_context.h"
#include "gateway/security/tls_context.h"

namespace gateway {

namespace asio = boost::asio;

namespace {

/// OpenSSL's own socket BIO writes with SIGPIPE and blocks where the socket does; this one never.
int descriptor_of(BIO* bio) { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))); }

int bio_write(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t sent = ::send(descriptor_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && (errno == EAGAIN || errno == EINTR)) {
        BIO_set_retry_write(bio);
    }
    return static_cast<int>(sent);
}

int bio_read(BIO* bio, char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t got = ::recv(descriptor_of(bio), bytes, static_cast<std::size_t>(size), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        BIO_set_retry_read(bio);
    }
    return static_cast<int>(got);
}

long bio_control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

int bio_create(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
}

/// One for the whole life of the process.
BIO_METHOD* bio_method() {
    static BIO_METHOD* const method = [] {
        BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "own socket");
        BIO_meth_set_write(made, bio_write);
        BIO_meth_set_read(made, bio_read);
        BIO_meth_set_ctrl(made, bio_control);
        BIO_meth_set_create(made, bio_create);
        return made;
    }();
    return method;
}

}  // namespace

struct TlsStream::Session {
    explicit Session(SSL_CTX* context) : ssl(SSL_new(context)) {}
    openssl::Session ssl;
};

TlsStream::TlsStream(Socket& socket, const TlsContext& context) : socket_(socket) {
    attach(context.get());
    SSL_set_accept_state(session_->ssl.get());
}

TlsStream::TlsStream(Socket& socket, const TlsClientContext& context, const std::string& server) : socket_(socket) {
    attach(context.get());
    SSL* const ssl = session_->ssl.get();
    boost::system::error_code no_address;
    asio::ip::make_address(server, no_address);
    // Names go into the greeting (SNI); addresses never do (RFC 6066, section 3).
    const bool bound =
        no_address ? SSL_set1_host(ssl, server.c_str()) == 1 && SSL_set_tlsext_host_name(ssl, server.c_str()) == 1
                   : X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), server.c_str()) == 1;
    if (!bound) throw SecurityError("no TLS session for " + server + ": " + openssl::take_error());
    SSL_set_connect_state(ssl);
}

void TlsStream::attach(ssl_ctx_st* context) {
    session_ = std::make_unique<Session>(context);
    BIO* const bio = BIO_new(bio_method());
    if (!session_->ssl || bio == nullptr) {
        BIO_free(bio);
        throw SecurityError("no TLS session: " + openssl::take_error());
    }
    BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket_.native_handle())));
    SSL_set_bio(session_->ssl.get(), bio, bio);
}

TlsStream::~TlsStream() = default;

TlsStream::Step TlsStream::judge(int result) {
    if (result > 0) {
        return Step::done;
    }
    switch (SSL_get_error(session_->ssl.get(), result)) {
        case SSL_ERROR_WANT_READ:
            return Step::wants_read;
        case SSL_ERROR_WANT_WRITE:
            return Step::wants_write;
        case SSL_ERROR_ZERO_RETURN:
            return Step::ended;
        default:
            break;
    }
    broken_ = true;
    if (failure_.empty()) {
        const std::string reason = openssl::take_error();
        const long verified = SSL_get_verify_result(session_->ssl.get());
        failure_ = reason.empty() ? "the connection ended without close_notify" : reason;
        if (verified != X509_V_OK) failure_ += std::string(": ") + X509_verify_cert_error_string(verified);
    }
    return Step::ended;
}

void TlsStream::finish(const Done& done, const Error& error, std::size_t bytes, bool first) {
    if (first) {
        asio::post(socket_.get_executor(), [done, error, bytes] { done(error, bytes); });
    } else {
        done(error, bytes);
    }
}

/// Tries, and waits for the socket as long as OpenSSL wants it to.
template <typename Operation>
void TlsStream::run(Operation operation, Done done, bool first) {
    if (broken_ || !socket_.is_open()) {
        return finish(done, asio::error::operation_aborted, 0, first);
    }
    ERR_clear_error();
    const int result = operation(session_->ssl.get());
    const Step step = judge(result);
    if (step == Step::done) {
        return finish(done, {}, static_cast<std::size_t>(result), first);
    }
    if (step == Step::ended) {
        return finish(done, asio::error::eof, 0, first);
    }
    socket_.async_wait(step == Step::wants_read ? Socket::wait_read : Socket::wait_write,
                       [this, operation = std::move(operation), done = std::move(done)](const Error& error) mutable {
                           if (error) {
                               return done(error, 0);
                           }
                           run(std::move(operation), std::move(done), false);
                       });
}

void TlsStream::async_handshake(std::function<void(const Error&)> done) {
    run([](SSL* ssl) { return SSL_do_handshake(ssl); },
        [this, done = std::move(done)](const Error& error, std::size_t) {
            shaken_ = !error;
            done(error);
        },
        true);
}

void TlsStream::async_read(void* buffer, std::size_t size, Done done) {
    const int most = static_cast<int>(std::min(size, kRecordBytes));
    run([buffer, most](SSL* ssl) { return SSL_read(ssl, buffer, most); }, std::move(done), true);
}

void TlsStream::async_write(std::string bytes, Done done) {
    run([bytes = std::make_shared<const std::string>(std::move(bytes))](
            SSL* ssl) { return SSL_write(ssl, bytes->data(), static_cast<int>(bytes->size())); },
        std::move(done), true);
}

void TlsStream::say_goodbye() {
    if (shaken_ && !broken_ && socket_.is_open()) {
        SSL_shutdown(session_->ssl.get());
        ERR_clear_error();
    }
}

std::optional<CertificateFacts> TlsStream::peer_certificate() const {
    X509* const certificate = SSL_get0_peer_certificate(session_->ssl.get());
    if (certificate == nullptr) {
        return std::nullopt;
    }
    return facts_of(certificate);
}

}  // namespace gateway
