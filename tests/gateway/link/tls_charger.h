#pragma once

#include <memory>
#include <string>

#include "tests/gateway/link/site.h"
#include "tests/tls/certificates.h"

namespace gateway::testing {

/// What a charger brings to a TLS handshake.
struct TlsOffer {
    int least_version = TLS1_2_VERSION, most_version = TLS1_3_VERSION;
    std::string suites;                ///< of TLS 1.2, in OpenSSL's names; empty: its own
    const tls::Issued* own = nullptr;  ///< client certificate
};

/// A RawCharger over TLS. Hands are shaken by the first bytes written or read; nothing blocks.
class TlsCharger : public RawCharger {
  public:
    explicit TlsCharger(std::uint16_t port, const TlsOffer& offer = {})
        : RawCharger(port), context_(SSL_CTX_new(TLS_client_method())) {
        SSL_CTX_set_security_level(context_.get(), 0);
        SSL_CTX_set_min_proto_version(context_.get(), offer.least_version);
        SSL_CTX_set_max_proto_version(context_.get(), offer.most_version);
        if (!offer.suites.empty()) SSL_CTX_set_cipher_list(context_.get(), offer.suites.c_str());
        if (offer.own != nullptr) {
            SSL_CTX_use_certificate(context_.get(), offer.own->certificate.get());
            SSL_CTX_use_PrivateKey(context_.get(), offer.own->key.get());
        }
        session_.reset(SSL_new(context_.get()));
        SSL_set_fd(session_.get(), descriptor());
        SSL_set_connect_state(session_.get());
        SSL_set_mode(session_.get(), SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    }

    std::size_t write_some(std::string_view bytes) override {
        if (bytes.empty()) return 0;  // to OpenSSL an empty write is an error
        const int n = SSL_write(ssl(), bytes.data(), static_cast<int>(std::min<std::size_t>(bytes.size(), 16384)));
        return took(n) ? static_cast<std::size_t>(n) : 0;
    }
    void read() override {
        char buffer[16384];
        for (;;) {
            const int n = SSL_read(ssl(), buffer, sizeof buffer);
            if (!took(n)) return;
            received.append(buffer, static_cast<std::size_t>(n));
        }
    }
    /// Goes on with the handshake; true once hands are shaken.
    bool shakes_hands() { return SSL_is_init_finished(ssl()) || took(SSL_do_handshake(ssl())); }

    SSL* ssl() { return session_.get(); }
    std::string suite() { return SSL_get_cipher_name(ssl()); }
    std::string servers_certificate() {
        const openssl::Certificate certificate(SSL_get1_peer_certificate(ssl()));
        return certificate ? facts_of_server(certificate.get()) : "";
    }
    std::string error;  ///< why TLS ended

  private:
    static std::string facts_of_server(X509* certificate) {
        char name[256] = {};
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
        return name;
    }
    bool took(int result) {
        if (result > 0) return true;
        const int why = SSL_get_error(ssl(), result);
        if (why == SSL_ERROR_WANT_READ || why == SSL_ERROR_WANT_WRITE) return false;
        ended = true;
        if (error.empty()) error = openssl::take_error();
        ERR_clear_error();
        return false;
    }

    openssl::Context context_;
    openssl::Session session_;
};

/// The keys and certificates of a server with both kinds, and the authority of its clients.
class TlsSetting {
  public:
    TlsSetting() { write_server("localhost"); }

    /// New certificates of that name under the same paths.
    void write_server(const std::string& name) {
        tls::Wanted wanted;
        wanted.common_name = name;
        wanted.dns_names = {name};
        const tls::Issued elliptic = authority.issue(wanted);
        wanted.kind = tls::KeyKind::rsa2048;
        const tls::Issued rsa = authority.issue(wanted);
        files.put("ec.pem", elliptic.pem() + authority.pem());
        files.put("ec.key", elliptic.key_pem());
        files.put("rsa.pem", rsa.pem() + authority.pem());
        files.put("rsa.key", rsa.key_pem());
        files.put("ca.pem", authority.pem());
    }
    std::string path(const std::string& name) const { return files.path() + "/" + name; }
    TlsFiles server_files() const {
        TlsFiles used;
        used.certificates = {path("rsa.pem"), path("ec.pem")};
        used.keys = {path("rsa.key"), path("ec.key")};
        return used;
    }
    TlsFiles mutual_files() const {
        TlsFiles used = server_files();
        used.demands_client_certificate = true;
        used.client_ca = {path("ca.pem")};
        return used;
    }
    ListenerSecurity profile_2() const { return {2, std::make_shared<TlsContext>(server_files())}; }
    ListenerSecurity profile_3() const { return {3, std::make_shared<TlsContext>(mutual_files())}; }
    tls::Issued client(const std::string& name) const {
        tls::Wanted wanted;
        wanted.common_name = name;
        wanted.organization = "Test CPO";
        wanted.key_number = 2;
        return authority.issue(wanted);
    }

    tls::Files files;
    tls::Authority authority;
};

inline bool shake_hands(Site& site, TlsCharger& charger) {
    return site.until([&] { return charger.shakes_hands() || charger.ended; }) && !charger.ended;
}

}  // namespace gateway::testing
