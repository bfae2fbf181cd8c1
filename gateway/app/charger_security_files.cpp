#include "gateway/app/charger_security_files.h"

#include <unistd.h>

#include <set>

#include "gateway/app/config.h"
#include "gateway/security/revocation_list.h"

namespace gateway {

namespace {

using std::chrono::hours;

constexpr hours kDay{24};
constexpr int kWarnDaysBefore = 30;  ///< once a day from then on, louder at 7 and 1

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

}  // namespace

std::string authority_directory(const std::string& data_dir) { return data_dir + "/ca"; }

ChargerSecurityFiles::ChargerSecurityFiles(const Config& config) : config_(config) {
    read_authority();
    if (!config_.ocpp_tls_listen.empty()) tls_ = std::make_shared<TlsContext>(server_files());
    if (!config_.ocpp_mtls_listen.empty()) mutual_tls_ = std::make_shared<TlsContext>(mutual_files());
}

void ChargerSecurityFiles::read_authority() {
    const std::string directory = authority_directory(config_.data_dir);
    if (!config_.ca_certificate.empty()) {
        authority_ = std::make_unique<CertificateAuthority>(config_.ca_certificate, config_.ca_key);
    } else if (exists(directory + "/ca.pem")) {
        authority_ = std::make_unique<CertificateAuthority>(directory + "/ca.pem", directory + "/ca.key");
    }
}

TlsFiles ChargerSecurityFiles::server_files() const {
    TlsFiles files;
    files.certificates = config_.tls_certificates;
    files.keys = config_.tls_keys;
    return files;
}

/// What our own authority signed is good for our own port.
TlsFiles ChargerSecurityFiles::mutual_files() const {
    TlsFiles files = server_files();
    files.demands_client_certificate = true;
    files.client_ca = config_.client_ca;
    files.client_crl = config_.client_crl;
    const std::string own = authority_directory(config_.data_dir) + "/ca.pem";
    if (!config_.ca_certificate.empty()) files.client_ca.push_back(config_.ca_certificate);
    else if (exists(own)) files.client_ca.push_back(own);
    return files;
}

std::string ChargerSecurityFiles::reload() {
    try {
        // All of it has to serve before any of it counts.
        if (tls_) TlsContext trial(server_files());
        if (mutual_tls_) TlsContext trial(mutual_files());
        read_authority();
        if (tls_) tls_->reload(server_files());
        if (mutual_tls_) mutual_tls_->reload(mutual_files());
        return {};
    } catch (const SecurityError& error) {
        return error.what();
    }
}

void ChargerSecurityFiles::watch_certificates(const std::string& path, const char* kind, ExpiryWatch& watch) {
    try {
        for (const auto& certificate : read_certificates(read_file(path)))
            watch.look(path + " (" + kind + certificate.common_name + ")", certificate.not_after);
    } catch (const SecurityError& error) {
        watch.warnings.push_back(path + " cannot be watched: " + error.what());
    }
}

void ChargerSecurityFiles::watch_revocation_lists(const std::string& path, ExpiryWatch& watch) {
    try {
        for (const auto& list : read_revocation_lists(read_file(path)))
            watch.look(path + " (revocation list of " + list.issuer + ")", list.next_update);
    } catch (const SecurityError& error) {
        watch.warnings.push_back(path + " cannot be watched: " + error.what());
    }
}

std::vector<std::string> ChargerSecurityFiles::expiry_warnings(std::chrono::system_clock::time_point now) const {
    ExpiryWatch watch{now, {}};
    const auto& context = tls_ ? tls_ : mutual_tls_;
    for (std::size_t i = 0; context && i < context->certificates().size(); ++i) {
        const CertificateFacts& certificate = context->certificates()[i];
        watch.look(config_.tls_certificates[i] + " (" + certificate.common_name + ")", certificate.not_after);
    }
    std::set<std::string> authorities;
    if (mutual_tls_) {
        const TlsFiles files = mutual_files();
        authorities.insert(files.client_ca.begin(), files.client_ca.end());
        for (const auto& path : files.client_crl) watch_revocation_lists(path, watch);
    }
    if (authority_ && config_.ca_certificate.empty())
        authorities.insert(authority_directory(config_.data_dir) + "/ca.pem");
    if (!config_.ca_certificate.empty()) authorities.insert(config_.ca_certificate);
    for (const auto& path : authorities) watch_certificates(path, "authority ", watch);
    return watch.warnings;
}

void ChargerSecurityFiles::ExpiryWatch::look(const std::string& what, std::chrono::system_clock::time_point ends) {
    const auto left = ends - now;
    if (left > kDay * kWarnDaysBefore) return;
    const auto days = std::chrono::duration_cast<hours>(left).count() / kDay.count();
    warnings.push_back(what + (left.count() <= 0 ? " has ended" : " ends in " + std::to_string(days) + " days"));
}

}  // namespace gateway
