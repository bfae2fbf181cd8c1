#pragma once

#include <string>
#include <vector>

#include "gateway/security/certificate.h"

struct ssl_ctx_st;

namespace gateway {

/// Where a TLS listener's keys and certificates lie; all PEM. Certificate i belongs to key i.
struct TlsFiles {
    std::vector<std::string> certificates, keys;  ///< one of RSA and one elliptic serve all four suites of A00.FR.317
    std::vector<std::string> client_ca;           ///< authorities for client certificates (profile 3)
    std::vector<std::string> client_crl;          ///< revocation lists; where given, every client's issuer needs one
    bool demands_client_certificate = false;
};

/// What a TLS listener shakes hands with: TLS 1.2 and 1.3, no compression, no renegotiation. Owned by the listener;
/// io thread. Handshakes begun keep what they began with when it is read anew.
class TlsContext {
  public:
    /// Throws SecurityError naming the file that is missing, open to others, too weak or does not fit.
    explicit TlsContext(TlsFiles files);
    virtual ~TlsContext();
    TlsContext(const TlsContext&) = delete;
    TlsContext& operator=(const TlsContext&) = delete;

    /// Reads all files again; throws as the constructor does, and then the old ones remain in use.
    void reload() { reload(files_); }
    /// The same with other files.
    void reload(TlsFiles files);
    virtual ssl_ctx_st* get() const { return context_; }
    /// The server's own certificates, one per key.
    const std::vector<CertificateFacts>& certificates() const { return certificates_; }

  private:
    TlsFiles files_;
    ssl_ctx_st* context_ = nullptr;
    std::vector<CertificateFacts> certificates_;
};

}  // namespace gateway
