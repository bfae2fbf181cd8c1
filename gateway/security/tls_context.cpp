#include "gateway/security/tls_context.h"

#include <utility>

#include "gateway/security/certificate_reading.h"

namespace gateway {

namespace {

/// The four mandatory suites (A00.FR.317) behind those with forward secrecy; TLS 1.3 has its own, all good.
constexpr const char* kSuites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "AES128-GCM-SHA256:AES256-GCM-SHA384:@SECLEVEL=2";
constexpr long kLongestPeerChain = 16 << 10;  ///< bytes of a client's certificates; OpenSSL's own limit is 100 KiB
constexpr int kDeepestPeerChain = 4;

[[noreturn]] void refuse(const std::string& path, const std::string& why) { throw SecurityError(path + " " + why); }

std::vector<openssl::Certificate> certificates_in(const std::string& path) {
    try {
        return parse_certificates(read_file(path));
    } catch (const SecurityError& error) {
        const std::string why = error.what();
        if (why.find(path) == 0) throw;
        refuse(path, why);
    }
}

openssl::Context new_context() {
    openssl::Context context(SSL_CTX_new(TLS_server_method()));
    if (!context) throw SecurityError("TLS cannot be set up: " + openssl::take_error());
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(context.get(), TLS1_3_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
                                           SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context.get(),
                     SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // No resumption: a ticket would outlive a certificate, and its key would have to be changed all the time.
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_num_tickets(context.get(), 0);
    SSL_CTX_set_max_cert_list(context.get(), kLongestPeerChain);
    if (SSL_CTX_set_cipher_list(context.get(), kSuites) != 1) throw SecurityError("the TLS suites are not available");
    return context;
}

/// The certificate, its key, and the rest of the file as the chain that goes with it.
CertificateFacts add_certificate(SSL_CTX* context, const std::string& path, const std::string& key_path) {
    auto chain = certificates_in(path);
    const auto key = parse_private_key(read_private_file(key_path), key_path);
    if (!is_key_long_enough(X509_get0_pubkey(chain.front().get())))
        refuse(path, "has a key shorter than RSA 2048 or EC 224");
    if (X509_check_private_key(chain.front().get(), key.get()) != 1) {
        openssl::take_error();
        refuse(key_path, "is not the key of " + path);
    }
    const bool taken =
        SSL_CTX_use_certificate(context, chain.front().get()) == 1 && SSL_CTX_use_PrivateKey(context, key.get()) == 1;
    if (!taken) refuse(path, "cannot be used: " + openssl::take_error());
    for (std::size_t i = 1; i < chain.size(); ++i) SSL_CTX_add1_chain_cert(context, chain[i].get());
    return facts_of(chain.front().get());
}

/// Each authority needs its own; a file may hold several.
void add_revocation_lists(X509_STORE* store, const std::string& path) {
    const std::string pem = read_file(path);
    const auto source = openssl::reader_of(pem);
    int lists = 0;
    while (const openssl::RevocationList list{
        PEM_read_bio_X509_CRL(source.get(), nullptr, openssl::no_passphrase, nullptr)}) {
        if (X509_STORE_add_crl(store, list.get()) != 1) refuse(path, "has a revocation list that cannot be used");
        ++lists;
    }
    const bool at_the_end = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    openssl::take_error();
    if (lists == 0 || !at_the_end) refuse(path, "is no revocation list in PEM form");
}

void demand_client_certificates(SSL_CTX* context, const TlsFiles& files) {
    X509_STORE* store = SSL_CTX_get_cert_store(context);
    for (const std::string& path : files.client_ca) {
        for (const auto& authority : certificates_in(path)) {
            X509_STORE_add_cert(store, authority.get());
            SSL_CTX_add_client_CA(context, authority.get());
        }
    }
    for (const std::string& path : files.client_crl) add_revocation_lists(store, path);
    if (!files.client_crl.empty()) X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
    X509_STORE_set_purpose(store, X509_PURPOSE_SSL_CLIENT);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_verify_depth(context, kDeepestPeerChain);
}

}  // namespace

TlsContext::TlsContext(TlsFiles files) { reload(std::move(files)); }

TlsContext::~TlsContext() { SSL_CTX_free(context_); }

void TlsContext::reload(TlsFiles files) {
    if (files.certificates.empty()) throw SecurityError("a TLS listener needs tls_certificates and tls_keys");
    if (files.certificates.size() != files.keys.size()) {
        throw SecurityError("tls_certificates and tls_keys are not of the same number");
    }
    auto context = new_context();
    std::vector<CertificateFacts> certificates;
    for (std::size_t i = 0; i < files.certificates.size(); ++i) {
        certificates.push_back(add_certificate(context.get(), files.certificates[i], files.keys[i]));
    }
    if (files.demands_client_certificate) {
        if (files.client_ca.empty()) throw SecurityError("a listener for client certificates needs client_ca");
        demand_client_certificates(context.get(), files);
    }
    SSL_CTX_free(std::exchange(context_, context.release()));
    certificates_ = std::move(certificates);
    files_ = std::move(files);
}

}  // namespace gateway
