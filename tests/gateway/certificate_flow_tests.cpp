#include <catch2/catch.hpp>

#include <sys/stat.h>

#include "gateway/admin/certificate_commands.h"
#include "gateway/security/certificate_authority.h"
#include "json/ascii.h"
#include "json/parse.h"
#include "json/writer.h"
#include "tests/gateway/charge_point/bench.h"
#include "tests/tls/certificates.h"

using namespace gateway;

namespace {

std::string sign_certificate(const std::string& csr) {
    json::Writer out;
    out.begin_object().member("csr", csr).end_object();
    return out.take();
}

/// A charger in a session at a gateway with an authority of its own.
class Signatures {
  public:
    Signatures() {
        CertificateAuthority::create(files.path() + "/ca", "Site CA", std::chrono::system_clock::now());
        authority = std::make_unique<CertificateAuthority>(files.path() + "/ca/ca.pem", files.path() + "/ca/ca.key");
        bench.arrive();
        bench.link->profile = 1;
        bench.site->sign_certificate = [this](const std::string& csr, const std::string& name) {
            if (!authority) return Signing{"no certificate authority is set up", {}, {}};
            return authority->sign(csr, name, "Test CPO", std::chrono::system_clock::now());
        };
    }
    std::string ask(const std::string& csr) { return bench.call("SignCertificate", sign_certificate(csr)); }
    std::string sent_chain() {
        const auto calls = bench.calls_of("CertificateSigned");
        if (calls.empty()) return {};
        return std::string(json::parse(calls.back().payload).root().find("certificateChain")->text());
    }
    std::string events() {
        std::string all;
        bench.storage.list_security_events({}, [&](const storage::SecurityEventPage& page, const std::string&) {
            for (const auto& event : page.items) all = event.type + ": " + event.tech_info + "\n" + all;
        });
        bench.settle();
        return all;
    }

    tls::Files files;
    std::unique_ptr<CertificateAuthority> authority;
    Bench bench;
};

}  // namespace

TEST_CASE(
    "CF-134 a good request is Accepted and its certificate sent within the queue; without an authority Rejected") {
    Signatures play;
    CHECK(play.ask(tls::request_for("CP1", GENERATE(tls::KeyKind::p256, tls::KeyKind::rsa2048))) ==
          R"({"status":"Accepted"})");
    play.bench.settle();
    const std::string chain = play.sent_chain();
    REQUIRE_FALSE(chain.empty());
    CHECK(chain.size() <= 10000);
    const auto certificates = read_certificates(chain);
    REQUIRE(certificates.size() == 2);
    CHECK(certificates[0].common_name == "CP1");
    CHECK(certificates[0].organization == "Test CPO");
    CHECK(certificates[0].issuer == "Site CA");
    CHECK(certificates[1].common_name == "Site CA");
    const auto stored = play.bench.storage.load().issued_certificates;
    REQUIRE(stored.size() == 1);
    CHECK(stored[0].serial_number == certificates[0].serial);
    CHECK(stored[0].charge_point_id == "CP1");

    play.authority.reset();
    CHECK(play.ask(tls::request_for("CP1")) == R"({"status":"Rejected"})");
    CHECK(play.bench.count("CertificateSigned") == 1);
    CHECK(play.events() == "certificate request refused: no certificate authority is set up\n");
}

TEST_CASE("CF-135 garbage, a short key, another charger's name and a forged signature are Rejected, never signed") {
    Signatures play;
    const std::pair<std::string, std::string> bad[] = {
        {"garbage", "it is no certificate request in PEM form"},
        {tls::request_for("CP1", tls::KeyKind::rsa1024), "its key is neither RSA of 2048 bits nor EC of 224"},
        {tls::request_for("CP1", tls::KeyKind::p192), "its key is neither RSA of 2048 bits nor EC of 224"},
        {tls::request_for("CP2"), "it is for CP2, not for CP1"},
        {tls::request_for("CP1", tls::KeyKind::p256, true), "it is not signed with its own key"}};
    for (const auto& [csr, reason] : bad) {
        CHECK(play.ask(csr) == R"({"status":"Rejected"})");
        CHECK(play.events().find("certificate request refused: " + reason) != std::string::npos);
    }
    play.bench.settle();
    CHECK(play.bench.count("CertificateSigned") == 0);
    CHECK(play.bench.storage.load().issued_certificates.empty());
}

TEST_CASE("a charger that has shown neither a password nor a certificate gets none signed") {
    Signatures play;
    play.bench.link->profile = 0;
    CHECK(play.ask(tls::request_for("CP1")) == R"({"status":"Rejected"})");
    CHECK(play.events() == "certificate request refused: it has logged in without a password or a certificate\n");
    CHECK(play.bench.storage.load().issued_certificates.empty());
}

TEST_CASE("BI-216 a request that is too long, no PEM, or a heap of PEM beginnings is Rejected, never signed") {
    Signatures play;
    std::string heap;
    for (int i = 0; i < 100; ++i) heap += "-----BEGIN CERTIFICATE REQUEST-----\n";
    for (const std::string& csr : {tls::request_for("CP1") + std::string(5500, 'x'), std::string("no PEM"), heap}) {
        CHECK(play.ask(csr) == R"({"status":"Rejected"})");
    }
    CHECK(play.bench.count("CertificateSigned") == 0);
}

TEST_CASE("a charger that asks for certificates all the time is turned away for a while") {
    Signatures play;
    const std::string csr = tls::request_for("CP1");
    for (int i = 0; i < static_cast<int>(ChargerSecurity::kSigningBurst); ++i)
        CHECK(play.ask(csr) == R"({"status":"Accepted"})");
    CHECK(play.ask(csr) == R"({"status":"Rejected"})");
    play.bench.advance(5min);
    CHECK(play.ask(csr) == R"({"status":"Accepted"})");
}

TEST_CASE("a certificate that the charger does not take is a security event") {
    Signatures play;
    play.bench.answers_with("CertificateSigned", R"({"status":"Rejected"})");
    play.ask(tls::request_for("CP1"));
    play.bench.settle();
    CHECK(play.events() == "certificate not taken: Rejected\n");
}

TEST_CASE("CF-137 security events of every name, known or not, are on disk before they are answered") {
    Bench bench;
    bench.arrive();
    const std::vector<std::string> names = {"FirmwareUpdated",
                                            "FailedToAuthenticateAtCentralSystem",
                                            "CentralSystemFailedToAuthenticate",
                                            "SettingSystemTime",
                                            "StartupOfTheDevice",
                                            "ResetOrReboot",
                                            "SecurityLogWasCleared",
                                            "ReconfigurationOfSecurityParameters",
                                            "MemoryExhaustion",
                                            "InvalidMessages",
                                            "AttemptedReplayAttacks",
                                            "TamperDetectionActivated",
                                            "InvalidFirmwareSignature",
                                            "InvalidFirmwareSigningCertificate",
                                            "InvalidCentralSystemCertificate",
                                            "InvalidChargePointCertificate",
                                            "InvalidTLSVersion",
                                            "InvalidTLSCipherSuite",
                                            "NeverHeardOfByAnybody"};
    bench.hold_storage = true;
    for (const auto& name : names) {
        CHECK(bench.call("SecurityEventNotification",
                         R"({"type":")" + name + R"(","timestamp":"2026-01-01T00:00:00Z","techInfo":"t"})") == "");
    }
    const std::string last = bench.last_call_id();
    bench.hold_storage = false;
    bench.deliver();
    bench.settle();
    CHECK(bench.answer_to(last) == "{}");
    std::vector<std::string> stored;
    bench.storage.list_security_events({}, [&](const storage::SecurityEventPage& page, const std::string&) {
        for (auto event = page.items.rbegin(); event != page.items.rend(); ++event) stored.push_back(event->type);
    });
    bench.settle();
    CHECK(stored == names);
    CHECK(bench.site->security_log().counters().reported == names.size());
}

TEST_CASE("a flood of security events is acknowledged and counted, not kept") {
    Bench bench;
    bench.arrive();
    const std::string event = R"({"type":"InvalidMessages","timestamp":"2026-01-01T00:00:00Z"})";
    for (int i = 0; i < 200; ++i) {
        bench.call("Heartbeat", "{}");
        CHECK(bench.call("SecurityEventNotification",
                         event.substr(0, event.size() - 1) + R"(,"techInfo":")" + std::to_string(i) + "\"}") == "{}");
    }
    const auto& counters = bench.site->security_log().counters();
    CHECK(counters.reported == static_cast<std::uint64_t>(SecurityLog::kBurst));
    CHECK(counters.reported + counters.over_rate == 200);
}

TEST_CASE("an authority's key is its owner's alone, and no authority is made over another") {
    const tls::Files files;
    const std::string directory = files.path() + "/ca";
    const auto now = std::chrono::system_clock::now();
    CertificateAuthority::create(directory, "Site CA", now);
    struct stat status {};
    REQUIRE(::stat((directory + "/ca.key").c_str(), &status) == 0);
    CHECK((status.st_mode & 0777) == 0600);
    CHECK_THROWS_WITH(CertificateAuthority::create(directory, "Other", now), Catch::Contains("is there already"));
    ::chmod((directory + "/ca.key").c_str(), 0644);
    CHECK_THROWS_WITH(CertificateAuthority(directory + "/ca.pem", directory + "/ca.key"), Catch::Contains("chmod 600"));
}

TEST_CASE("a certificate that was signed here is revoked by a command: it opens no door, and its session ends") {
    Signatures play;
    REQUIRE(play.ask(tls::request_for("CP1")) == R"({"status":"Accepted"})");
    play.bench.settle();
    const auto certificates = read_certificates(play.sent_chain());
    UpgradeRequest request;
    request.identity = "CP1";
    request.remote_address = "127.0.0.1";
    request.security_profile = 3;
    request.certificate = certificates[0];
    REQUIRE(play.bench.site->admission().admit(request, kLive).http_status == 101);
    play.bench.link->profile = 3;

    AdminRequest command;
    AdminAnswer told;
    const auto run = [&](const std::string& name, const std::string& serial) {
        command.command = name;
        command.serial = serial;
        run_certificate_command(command, *play.bench.site, [&](const AdminAnswer& answer) { told = answer; });
        play.bench.settle();
    };
    run("certificates revoke", "0123");
    CHECK_FALSE(told.ok);
    CHECK(play.bench.link->open);
    run("certificates list", "");
    CHECK(told.output.find(certificates[0].serial + "  CP1  until ") == 0);
    run("certificates revoke", json::lower_case(certificates[0].serial));
    CHECK(told.output == "revoked " + certificates[0].serial + "\n");
    CHECK_FALSE(play.bench.link->open);
    CHECK(play.bench.site->admission().admit(request, kLive).http_status == 403);
    REQUIRE(play.bench.storage.load().issued_certificates.size() == 1);
    CHECK(play.bench.storage.load().issued_certificates[0].revoked_at);
    run("certificates list", "");
    CHECK(told.output.find("  revoked ") != std::string::npos);
}
