#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "gateway/security/certificate.h"
#include "gateway/security/signing_request.h"

namespace gateway {

/// What became of a certificate request.
struct Signing {
    std::string refusal;  ///< for the operator; empty: it was signed
    std::string chain;    ///< PEM: the new certificate, then the authority's
    CertificateFacts certificate;
};

/// The installation's own certificate authority for chargers (security white paper, A02): a key and a certificate in
/// two PEM files. Owned by main; any one thread.
class CertificateAuthority {
  public:
    using Now = std::chrono::system_clock::time_point;

    /// Throws SecurityError when a file is missing, open to others or does not fit.
    CertificateAuthority(const std::string& certificate_path, const std::string& key_path);
    ~CertificateAuthority();
    CertificateAuthority(const CertificateAuthority&) = delete;
    CertificateAuthority& operator=(const CertificateAuthority&) = delete;

    /// Signs for the charger of that name, as a client certificate of `organization` (may be empty).
    Signing sign(const std::string& csr, const std::string& common_name, const std::string& organization,
                 Now now) const;

    /// Makes DIRECTORY/ca.pem and ca.key (P-256, mode 0600); throws SecurityError where they are there already.
    static void create(const std::string& directory, const std::string& name, Now now);

    static constexpr std::chrono::hours kCertificateLife{24 * 365};
    static constexpr std::chrono::hours kAuthorityLife{24 * 365 * 20};

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace gateway
