#include <catch2/catch.hpp>

#include "json/parse.h"
#include "tests/gateway/charge_point/bench.h"

/// What an operator sends about certificates, logs and firmware, and what comes back of it.
using namespace gateway;

namespace {

struct Sent {
    std::string payload;   ///< as the charger got it
    std::string response;  ///< what the operator is told
};

Sent send(Bench& bench, const std::string& action, const std::string& payload, const std::string& answer) {
    bench.answers_with(action, answer);
    Sent sent;
    bench.site->charge_point("CP1")->call_raw(
        {action, payload, 30s, [&](const RawOutcome& outcome) { sent.response = outcome.response; }});
    bench.settle();
    const auto calls = bench.calls_of(action);
    if (!calls.empty()) sent.payload = calls.back().payload;
    return sent;
}

const std::string kHash =
    R"({"hashAlgorithm":"SHA384","issuerNameHash":"a1","issuerKeyHash":"b2","serialNumber":"1f"})";

}  // namespace

TEST_CASE("CF-136 a root is installed, listed, and deleted by the very hash data that were reported") {
    Bench bench;
    bench.arrive();
    const std::string install =
        R"({"certificateType":"ManufacturerRootCertificate","certificate":"-----BEGIN CERTIFICATE-----"})";
    const Sent installed = send(bench, "InstallCertificate", install, R"({"status":"Accepted"})");
    CHECK(installed.payload == install);
    CHECK(installed.response == R"({"status":"Accepted"})");
    const Sent listed =
        send(bench, "GetInstalledCertificateIds", R"({"certificateType":"ManufacturerRootCertificate"})",
             R"({"status":"Accepted","certificateHashData":[)" + kHash + "]}");
    const auto document = json::parse(listed.response);
    const std::string reported = (*document.root().find("certificateHashData")->elements().begin()).to_json();
    CHECK(reported == kHash);
    const Sent deleted =
        send(bench, "DeleteCertificate", R"({"certificateHashData":)" + reported + "}", R"({"status":"NotFound"})");
    CHECK(deleted.payload == R"({"certificateHashData":)" + kHash + "}");
    CHECK(deleted.response == R"({"status":"NotFound"})");
}

TEST_CASE("CF-138 of log upload and signed firmware every notification is answered, in whatever order it comes") {
    Bench bench;
    bench.arrive();
    send(bench, "GetLog",
         R"({"logType":"SecurityLog","requestId":7,"log":{"remoteLocation":"https://example.org/log"}})",
         R"({"status":"Accepted","filename":"log.gz"})");
    for (const std::string status : {"Uploaded", "Uploading", "Idle", "UploadFailure"}) {
        CHECK(bench.call("LogStatusNotification", R"({"status":")" + status + R"(","requestId":7})") == "{}");
    }
    auto& journal = bench.site->charge_point("CP1")->journal();
    REQUIRE(journal.log);
    CHECK(journal.log->status == "UploadFailure");
    CHECK(journal.log->request_id == 7);
    send(bench, "SignedUpdateFirmware",
         R"({"requestId":8,"firmware":{"location":"https://example.org/f","retrieveDateTime":"2026-01-01T00:00:00Z",)"
         R"("signingCertificate":"-----BEGIN CERTIFICATE-----","signature":"AAAA"}})",
         R"({"status":"Accepted"})");
    for (const std::string status : {"Installed", "Downloading", "SignatureVerified", "Downloaded", "Installing",
                                     "InvalidSignature", "InstallRebooting"}) {
        CHECK(bench.call("SignedFirmwareStatusNotification", R"({"status":")" + status + R"(","requestId":8})") ==
              "{}");
    }
    REQUIRE(journal.signed_firmware);
    CHECK(journal.signed_firmware->request_id == 8);
}

TEST_CASE("CF-139 an ExtendedTriggerMessage goes out with each of its seven values, and what follows is answered") {
    Bench bench;
    bench.arrive();
    for (const std::string message : {"BootNotification", "LogStatusNotification", "FirmwareStatusNotification",
                                      "Heartbeat", "MeterValues", "SignChargePointCertificate", "StatusNotification"}) {
        const std::string payload = R"({"requestedMessage":")" + message + "\"}";
        const Sent sent = send(bench, "ExtendedTriggerMessage", payload, R"({"status":"Accepted"})");
        CHECK(sent.payload == payload);
        CHECK(sent.response == R"({"status":"Accepted"})");
    }
    CHECK(bench.call("LogStatusNotification", R"({"status":"Idle"})") == "{}");
    CHECK(bench.call("SignedFirmwareStatusNotification", R"({"status":"Idle"})") == "{}");
}
