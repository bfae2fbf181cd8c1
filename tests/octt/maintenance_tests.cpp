#include "json/writer.h"
#include "tests/octt/case.h"
#include "tests/tls/certificates.h"

/// Firmware, diagnostics, logs and certificates.
using namespace octt;

namespace {

const std::string kUpdate = R"({"location":"ftp://127.0.0.1/firmware.bin","retrieveDate":"2026-01-02T03:04:05Z"})";
const std::string kDiagnostics = R"({"location":"ftp://127.0.0.1/upload"})";
const std::string kHash =
    R"({"hashAlgorithm":"SHA256","issuerNameHash":"0a","issuerKeyHash":"0b","serialNumber":"0c"})";
const std::string kSignedUpdate =
    R"({"requestId":11,"firmware":{"location":"ftp://127.0.0.1/f","retrieveDateTime":"2026-01-02T03:04:05Z",)"
    R"("signingCertificate":"PEM","signature":"c2ln"}})";
const std::string kRequestId = R"(,"requestId":11)";

void expect_firmware(Case& play, const std::vector<std::string>& statuses) {
    play.expect_job("FirmwareStatusNotification", "firmware", statuses);
}
void expect_signed_firmware(Case& play, const std::vector<std::string>& statuses) {
    play.expect_job("SignedFirmwareStatusNotification", "signedFirmware", statuses, kRequestId);
    CHECK(play.shown().at("data.jobs.signedFirmware.requestId").integer() == 11);
}

void expect_security_event(Case& play, const std::string& type) {
    CHECK(play.says("SecurityEventNotification",
                    R"({"type":")" + type + R"(","timestamp":")" + in_seconds(0) + "\"}") == "{}");
    CHECK(play.rest.get("/operator/security-events?chargePointId=CP-OCTT").text("data.items.0.type") == type);
}

void expect_installed(Case& play, const std::string& type) {
    play.expect_status("InstallCertificate", R"({"certificateType":")" + type + R"(","certificate":"PEM"})",
                       "Accepted");
    const Answer listed = play.expect_reply("GetInstalledCertificateIds", R"({"certificateType":")" + type + "\"}",
                                            R"({"status":"Accepted","certificateHashData":[)" + kHash + "]}");
    CHECK(listed.text("data.response.certificateHashData.0.serialNumber") == "0c");
}

}  // namespace

TEST_CASE("tc_044_1 a firmware update") {
    Case play;
    play.expect_reply("UpdateFirmware", kUpdate, "{}");
    expect_firmware(play, {"Downloading", "Downloaded", "Installing"});
    play.charger.drop();
    REQUIRE(play.charger.connect(play.gateway.ocpp_port()) == 101);
    play.boot();
    expect_firmware(play, {"Installed"});
}

TEST_CASE("tc_044_2 a firmware download that fails") {
    Case play;
    play.expect_reply("UpdateFirmware", kUpdate, "{}");
    expect_firmware(play, {"Downloading", "DownloadFailed"});
}

TEST_CASE("tc_044_3 a firmware installation that fails") {
    Case play;
    play.expect_reply("UpdateFirmware", kUpdate, "{}");
    expect_firmware(play, {"Downloading", "Downloaded", "Installing", "InstallationFailed"});
}

TEST_CASE("tc_045_1 diagnostics are uploaded") {
    Case play;
    play.expect_reply("GetDiagnostics", kDiagnostics, R"({"fileName":"d.zip"})");
    play.expect_job("DiagnosticsStatusNotification", "diagnostics", {"Uploading", "Uploaded"});
}

TEST_CASE("tc_045_2 an upload of diagnostics that fails") {
    Case play;
    play.expect_reply("GetDiagnostics", kDiagnostics, R"({"fileName":"d.zip"})");
    play.expect_job("DiagnosticsStatusNotification", "diagnostics", {"Uploading", "UploadFailed"});
}

TEST_CASE("tc_073 the key is changed, and the charger comes back with the new one") {
    Case play;
    play.charger.answer_status("ChangeConfiguration", "Accepted");
    CHECK(play.rest.post("/operator/charge-points/CP-OCTT/rotate-key", "{}").at("data.accepted").is_true());
    const auto sent = play.charger.wait_for_call("ChangeConfiguration");
    REQUIRE(sent);
    CHECK(sent->payload().find("key")->text() == "AuthorizationKey");
    const std::string key(sent->payload().find("value")->text());
    CHECK(key.size() == 40);
    play.charger.drop();
    CHECK(play.charger.connect(play.gateway.ocpp_port()) == 401);
    CHECK(play.charger.connect(play.gateway.ocpp_port(), key) == 101);
    play.boot();
}

TEST_CASE("tc_074 the charger's certificate is renewed") {
    Case play;
    REQUIRE(play.gateway.command({"ca", "create"}).exit == 0);
    REQUIRE(play.gateway.command({"certificates", "reload"}).exit == 0);
    const std::string printed = play.gateway.command({"chargers", "set-password", "CP-OCTT"}).out;
    REQUIRE(play.charger.connect(play.gateway.ocpp_port(), printed.substr(0, printed.find('\n'))) == 101);
    play.boot();
    play.expect_status("ExtendedTriggerMessage", R"({"requestedMessage":"SignChargePointCertificate"})", "Accepted");
    play.charger.answer_status("CertificateSigned", "Accepted");
    json::Writer request;
    request.begin_object().member("csr", tls::request_for("CP-OCTT")).end_object();
    CHECK(play.says("SignCertificate", request.take()) == R"({"status":"Accepted"})");
    const auto sent = play.charger.wait_for_call("CertificateSigned");
    REQUIRE(sent);
    CHECK(sent->payload().find("certificateChain")->text().find("-----BEGIN CERTIFICATE-----") == 0);
}

TEST_CASE("tc_075_1 a manufacturer's root certificate is installed and listed") {
    Case play;
    expect_installed(play, "ManufacturerRootCertificate");
}

TEST_CASE("tc_075_2 a central system's root certificate is installed and listed") {
    Case play;
    expect_installed(play, "CentralSystemRootCertificate");
}

TEST_CASE("tc_076 a certificate is deleted by the hash that was reported") {
    Case play;
    expect_installed(play, "CentralSystemRootCertificate");
    play.expect_status("DeleteCertificate", R"({"certificateHashData":)" + kHash + "}", "Accepted");
}

TEST_CASE("tc_077 a charger certificate that is invalid") {
    Case play;
    play.expect_status("CertificateSigned", R"({"certificateChain":"PEM"})", "Rejected");
    expect_security_event(play, "InvalidChargePointCertificate");
}

TEST_CASE("tc_078 a central system's certificate that is invalid") {
    Case play;
    play.expect_status("InstallCertificate",
                       R"({"certificateType":"CentralSystemRootCertificate","certificate":"PEM"})", "Rejected");
    expect_security_event(play, "InvalidCentralSystemCertificate");
}

TEST_CASE("tc_079 the security log") {
    Case play;
    play.expect_reply("GetLog",
                      R"({"logType":"SecurityLog","requestId":11,"log":{"remoteLocation":"ftp://127.0.0.1/log"}})",
                      R"({"status":"Accepted","filename":"security.log"})");
    play.expect_job("LogStatusNotification", "log", {"Uploading", "Uploaded"}, kRequestId);
}

TEST_CASE("tc_080 a signed firmware update") {
    Case play;
    play.expect_status("SignedUpdateFirmware", kSignedUpdate, "Accepted");
    expect_signed_firmware(
        play, {"Downloading", "Downloaded", "SignatureVerified", "Installing", "InstallRebooting", "Installed"});
}

TEST_CASE("tc_081 a signed firmware update whose signature is wrong") {
    Case play;
    play.expect_status("SignedUpdateFirmware", kSignedUpdate, "Accepted");
    expect_signed_firmware(play, {"Downloading", "Downloaded", "InvalidSignature"});
    expect_security_event(play, "InvalidFirmwareSignature");
}
