#include "gateway/security/tls_client_context.h"

#include "gateway/log.h"
#include "gateway/security/openssl_objects.h"

namespace gateway {

TlsClientContext::TlsClientContext(const std::string& ca_file) {
    openssl::Context context(SSL_CTX_new(TLS_client_method()));
    if (!context) throw SecurityError("TLS cannot be set up: " + openssl::take_error());
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
    has_authorities_ = !ca_file.empty();
    if (has_authorities_ && SSL_CTX_load_verify_file(context.get(), ca_file.c_str()) != 1)
        throw SecurityError(ca_file + " cannot be read as authorities: " + openssl::take_error());
    context_ = context.release();
}

ssl_ctx_st* TlsClientContext::get() const {
    if (!has_authorities_) {
        has_authorities_ = SSL_CTX_set_default_verify_paths(context_) == 1;
        if (!has_authorities_) log::warning("tls.authorities_not_read", openssl::take_error());
    }
    return context_;
}

TlsClientContext::~TlsClientContext() { SSL_CTX_free(context_); }

}  // namespace gateway
