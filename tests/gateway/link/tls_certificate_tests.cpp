#include <catch2/catch.hpp>

#include <sys/stat.h>

#include "gateway/security/certificate_reading.h"
#include "tests/gateway/link/tls_charger.h"

using namespace gateway;
using namespace gateway::testing;

namespace {

int status_for(Site& site, const tls::Issued* own) {
    TlsOffer offer;
    offer.own = own;
    TlsCharger charger(site.server->port(), offer);
    return site.request(charger, upgrade("/ocpp/CP1"));
}

std::string refusal_of(const TlsFiles& files) {
    try {
        const TlsContext context(files);
    } catch (const SecurityError& error) {
        return error.what();
    }
    return "none";
}

}  // namespace

TEST_CASE("CF-129 a charger without a certificate is refused in TLS on the port that demands one") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_3());
    CHECK(status_for(site, nullptr) == -1);
    CHECK(site.listener.requests.empty());
    CHECK(site.until([&] { return site.server->counters().tls_refused == 1; }));
}

TEST_CASE("a verified certificate is handed on with its names, serial number, end and fingerprint") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_3());
    const tls::Issued own = setting.client("CP1");
    CHECK(status_for(site, &own) == 101);
    REQUIRE(site.listener.requests.size() == 1);
    const UpgradeRequest& request = site.listener.requests[0];
    CHECK(request.security_profile == 3);
    REQUIRE(request.certificate);
    CHECK(request.certificate->common_name == "CP1");
    CHECK(request.certificate->organization == "Test CPO");
    CHECK(request.certificate->issuer == "Test Root");
    CHECK(request.certificate->serial.size() >= 4);
    CHECK(request.certificate->fingerprint.size() == 64);
    CHECK(request.certificate->not_after > std::chrono::system_clock::now() + 24h * 300);
}

TEST_CASE("client certificates of strangers, of yesterday, of tomorrow and revoked ones end in TLS") {
    TlsSetting setting;
    tls::Wanted wanted;
    wanted.common_name = "CP1";
    const tls::Issued stranger = tls::Authority("Test Root", tls::KeyKind::p256, 9).issue(wanted);
    wanted.ends = -std::chrono::hours(1);
    wanted.begins = -std::chrono::hours(48);
    const tls::Issued expired = setting.authority.issue(wanted);
    wanted.begins = std::chrono::hours(24);
    wanted.ends = std::chrono::hours(48);
    const tls::Issued early = setting.authority.issue(wanted);
    const tls::Issued revoked = setting.client("CP1"), good = setting.client("CP1");
    TlsFiles files = setting.mutual_files();
    files.client_crl = {setting.files.put("crl.pem", setting.authority.revocation_list({revoked}))};
    Site site(quick_limits(), {3, std::make_shared<TlsContext>(files)});
    for (const tls::Issued* bad : {&stranger, &expired, &early, &revoked}) CHECK(status_for(site, bad) == -1);
    CHECK(site.listener.requests.empty());
    CHECK(site.until([&] { return site.server->counters().tls_refused == 4; }));
    CHECK(status_for(site, &good) == 101);
}

TEST_CASE("a file of several revocation lists counts whole") {
    TlsSetting setting;
    const tls::Authority second("Second Root", tls::KeyKind::p256, 7);
    tls::Wanted wanted;
    wanted.common_name = "CP1";
    const tls::Issued good = second.issue(wanted), revoked = second.issue(wanted);
    TlsFiles files = setting.mutual_files();
    files.client_ca.push_back(setting.files.put("second.pem", second.pem()));
    files.client_crl = {
        setting.files.put("both.pem", setting.authority.revocation_list({}) + second.revocation_list({revoked}))};
    Site site(quick_limits(), {3, std::make_shared<TlsContext>(files)});
    CHECK(status_for(site, &revoked) == -1);
    CHECK(status_for(site, &good) == 101);
}

TEST_CASE("a server's key that others may read, or that does not fit, or a missing file is refused by name") {
    TlsSetting setting;
    const auto with = [&](auto change) {
        TlsFiles files = setting.server_files();
        change(files);
        return refusal_of(files);
    };
    CHECK(with([](TlsFiles&) {}) == "none");
    CHECK_THAT(with([&](TlsFiles& files) { files.keys[0] = setting.path("ec.key"); }),
               Catch::Contains("ec.key is not the key of") && Catch::Contains("rsa.pem"));
    CHECK_THAT(with([&](TlsFiles& files) { files.certificates[1] = setting.path("none.pem"); }),
               Catch::Contains("none.pem cannot be read"));
    CHECK_THAT(with([](TlsFiles& files) { files.keys.pop_back(); }), Catch::Contains("not of the same number"));
    CHECK_THAT(with([](TlsFiles& files) { files.demands_client_certificate = true; }),
               Catch::Contains("needs client_ca"));
    ::chmod(setting.path("rsa.key").c_str(), 0640);
    CHECK_THAT(with([](TlsFiles&) {}), Catch::Contains("rsa.key is a private key that others"));
}

TEST_CASE("a server's certificate with a short key is refused") {
    TlsSetting setting;
    for (const auto kind : {tls::KeyKind::rsa1024, tls::KeyKind::p192}) {
        tls::Wanted wanted;
        wanted.kind = kind;
        const tls::Issued weak = setting.authority.issue(wanted);
        TlsFiles files;
        files.certificates = {setting.files.put("weak.pem", weak.pem())};
        files.keys = {setting.files.put("weak.key", weak.key_pem())};
        CHECK_THAT(refusal_of(files), Catch::Contains("weak.pem has a key shorter"));
    }
}

TEST_CASE("CF-126 both certificates of the server bear its name in CN and SAN, with keys long enough") {
    const TlsSetting setting;
    Site site(quick_limits(), setting.profile_2());
    for (const char* suite : {"AES128-GCM-SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"}) {
        TlsOffer offer;
        offer.most_version = TLS1_2_VERSION;
        offer.suites = suite;
        TlsCharger charger(site.server->port(), offer);
        REQUIRE(shake_hands(site, charger));
        const openssl::Certificate certificate(SSL_get1_peer_certificate(charger.ssl()));
        const CertificateFacts facts = facts_of(certificate.get());
        CHECK(facts.common_name == "localhost");
        CHECK(facts.dns_names == std::vector<std::string>{"localhost"});
        CHECK(is_key_long_enough(facts.elliptic, facts.key_bits));
        CHECK(facts.der_bytes <= 2048);
        CHECK(X509_check_host(certificate.get(), "localhost", 0, 0, nullptr) == 1);
    }
}
