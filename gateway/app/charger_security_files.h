#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/security/certificate_authority.h"
#include "gateway/security/tls_context.h"

namespace gateway {

struct Config;

/// Keys, certificates and authorities as a configuration names them. Owned by main; io thread.
class ChargerSecurityFiles {
  public:
    /// Reads them all. Throws SecurityError naming the file that does not serve.
    explicit ChargerSecurityFiles(const Config& config);

    /// Null where no such listener is configured.
    const std::shared_ptr<TlsContext>& tls() const { return tls_; }
    const std::shared_ptr<TlsContext>& mutual_tls() const { return mutual_tls_; }
    /// Null where there is none.
    const CertificateAuthority* authority() const { return authority_.get(); }

    /// Reads them again; what does not serve is told in the answer, and then what was read before stays. Empty: all
    /// well.
    std::string reload();
    /// One line per certificate of ours, authority and revocation list that ends within 30 days, with the days left.
    std::vector<std::string> expiry_warnings(std::chrono::system_clock::time_point now) const;

  private:
    struct ExpiryWatch {
        std::chrono::system_clock::time_point now;
        std::vector<std::string> warnings;
        void look(const std::string& what, std::chrono::system_clock::time_point ends);
    };

    static void watch_certificates(const std::string& path, const char* kind, ExpiryWatch& watch);
    static void watch_revocation_lists(const std::string& path, ExpiryWatch& watch);
    TlsFiles server_files() const;
    TlsFiles mutual_files() const;
    void read_authority();

    const Config& config_;
    std::shared_ptr<TlsContext> tls_, mutual_tls_;
    std::unique_ptr<CertificateAuthority> authority_;
};

/// Where `ca create` puts the authority of this installation.
std::string authority_directory(const std::string& data_dir);

}  // namespace gateway
