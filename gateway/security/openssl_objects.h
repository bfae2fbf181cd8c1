#pragma once

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>

/// OpenSSL's objects with an owner each. Only gateway/security and the link's TLS stream may see this.
namespace gateway::openssl {

template <auto release>
struct Releases {
    template <class Object>
    void operator()(Object* object) const {
        release(object);
    }
};
inline void release_chain(STACK_OF(X509) * chain) { sk_X509_pop_free(chain, X509_free); }

using Certificate = std::unique_ptr<X509, Releases<X509_free>>;
using CertificateChain = std::unique_ptr<STACK_OF(X509), Releases<release_chain>>;
using Request = std::unique_ptr<X509_REQ, Releases<X509_REQ_free>>;
using RevocationList = std::unique_ptr<X509_CRL, Releases<X509_CRL_free>>;
using Key = std::unique_ptr<EVP_PKEY, Releases<EVP_PKEY_free>>;
using Bytes = std::unique_ptr<BIO, Releases<BIO_free_all>>;
using Context = std::unique_ptr<SSL_CTX, Releases<SSL_CTX_free>>;
using Session = std::unique_ptr<SSL, Releases<SSL_free>>;

/// Reads from `text`, which must outlive it.
inline Bytes reader_of(const std::string& text) {
    return Bytes(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}
inline Bytes writer() { return Bytes(BIO_new(BIO_s_mem())); }
inline std::string taken_from(BIO* bytes) {
    char* start = nullptr;
    const long length = BIO_get_mem_data(bytes, &start);
    return {start, static_cast<std::size_t>(length)};
}

/// The oldest error that OpenSSL remembers, and forgets them all; empty when there is none.
inline std::string take_error() {
    const unsigned long code = ERR_get_error();
    ERR_clear_error();
    const char* reason = code == 0 ? nullptr : ERR_reason_error_string(code);
    return reason != nullptr ? reason : code == 0 ? "" : "error " + std::to_string(code);
}

/// Encrypted keys are refused instead of asked for on a terminal.
inline int no_passphrase(char*, int, int, void*) { return -1; }

}  // namespace gateway::openssl
