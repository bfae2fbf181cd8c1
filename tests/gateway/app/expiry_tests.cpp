#include <catch2/catch.hpp>

#include "gateway/app/charger_security_files.h"
#include "gateway/app/config.h"
#include "gateway/security/certificate_authority.h"
#include "tests/tls/certificates.h"

using namespace gateway;

namespace {

bool is_warned_of(const std::vector<std::string>& warnings, const std::string& words) {
    return std::any_of(warnings.begin(), warnings.end(),
                       [&](const auto& each) { return each.find(words) != std::string::npos; });
}

}  // namespace

TEST_CASE("the ends of certificates, authorities and revocation lists are watched") {
    const tls::Files files;
    const tls::Authority root("Root of chargers");
    tls::Wanted wanted;
    wanted.ends = std::chrono::hours(24 * 3650);
    const auto server = root.issue(wanted);
    Config config;
    config.data_dir = files.path();
    config.ocpp_mtls_listen = "127.0.0.1:0";
    config.tls_certificates = {files.put("server.pem", server.pem())};
    config.tls_keys = {files.put("server.key", server.key_pem())};
    config.client_ca = {files.put("root.pem", root.pem())};
    config.client_crl = {files.put("root.crl", root.revocation_list({}))};
    CertificateAuthority::create(files.path() + "/ca", "Site CA", std::chrono::system_clock::now());
    const ChargerSecurityFiles security(config);

    const auto now = std::chrono::system_clock::now();
    const auto later = security.expiry_warnings(now + std::chrono::hours(24 * 365 * 20));
    CHECK(is_warned_of(later, "server.pem (localhost) has ended"));
    CHECK(is_warned_of(later, "root.pem (authority Root of chargers) has ended"));
    CHECK(is_warned_of(later, "ca/ca.pem (authority Site CA) has ended"));
    CHECK(is_warned_of(later, "root.crl (revocation list of Root of chargers) has ended"));
    CHECK_FALSE(is_warned_of(security.expiry_warnings(now), "authority"));
}
