#include <catch2/catch.hpp>

#include "tests/gateway/operator/operator_bench.h"

/// The operator's calls: what the charger answers is what the operator reads.
using namespace gateway;
using Catch::Matchers::Contains;

namespace {

const std::string kCalls = "/operator/charge-points/CP1/calls";
const std::string kScheduleBegin = R"("chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[)";
const std::string kProfile =
    R"({"chargingProfileId":9,"stackLevel":1,"chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute",)";

std::string profile_with(const std::string& period) {
    return R"({"connectorId":1,"csChargingProfiles":)" + kProfile + kScheduleBegin + period + "]}}}";
}

struct RawCallBench : ArrivedBench {
    /// The status of the answer to each of these.
    void expect_passed_up(const std::string& action, const std::string& payload,
                          const std::vector<std::string>& statuses) {
        for (const auto& status : statuses) {
            INFO(action << " " << status);
            answers_with(action, R"({"status":")" + status + "\"}");
            const RestAnswer answer = call_charger(action, payload);
            CHECK(answer.status == 200);
            CHECK(answer.text("data.response.status") == status);
        }
        answers_as_usual(action);
    }
};

std::string sixty_keys() {
    std::string keys;
    for (int i = 0; i < 60; ++i) keys += (i == 0 ? "\"Key" : ",\"Key") + std::to_string(i) + "\"";
    return R"({"key":[)" + keys + "]}";
}

/// Answers each key with its own name, but says that it does not know those that end in 7.
std::string echo_of_keys(const GatewayCall& call) {
    const auto document = json::parse(call.payload);
    const auto keys = document.root().find("key");
    json::Writer known, unknown;
    known.begin_array();
    unknown.begin_array();
    for (const auto key : keys ? keys->elements() : json::Value::Elements{document.root().elements()}) {
        const std::string name(key.text());
        if (name.back() == '7') unknown.string(name);
        else known.begin_object().member("key", name).member("readonly", false).member("value", name).end_object();
    }
    known.end_array();
    unknown.end_array();
    return R"({"configurationKey":)" + known.take() + R"(,"unknownKey":)" + unknown.take() + "}";
}

}  // namespace

TEST_CASE("CF-100 all of the configuration is asked for with an empty payload, and shown") {
    RawCallBench bench;
    bench.forget_calls();
    const RestAnswer answer = bench.call_charger("GetConfiguration");
    CHECK(bench.last_payload("GetConfiguration") == "{}");
    CHECK(answer.text("data.response.configurationKey.0.key") == "NumberOfConnectors");
    CHECK(bench.get("/operator/charge-points/CP1").text("data.configuration.0.value") == "1");
}

TEST_CASE("CF-101 more keys than the charger takes at once are asked for in turns, and the answers are one") {
    OperatorBench bench;
    bench.configuration["GetConfigurationMaxKeys"] = "20";
    bench.arrive();
    bench.advance(30s);
    bench.forget_calls();
    bench.answers["GetConfiguration"] = echo_of_keys;
    const RestAnswer answer = bench.call_charger("GetConfiguration", sixty_keys());
    REQUIRE(answer.status == 200);
    CHECK(bench.count("GetConfiguration") == 3);
    CHECK(answer.text("data.response.configurationKey.0.key") == "Key0");
    CHECK(answer.text("data.response.configurationKey.53.key") == "Key59");
    CHECK(answer.at("data.response.configurationKey.54") == "(nothing)");
    CHECK(answer.at("data.response.unknownKey") == R"(["Key7","Key17","Key27","Key37","Key47","Key57"])");
    bench.answers_with("GetConfiguration", "!InternalError");
    CHECK(bench.call_charger("GetConfiguration", sixty_keys()).text("data.status") == "refused");
}

TEST_CASE("CF-102 secrets of the configuration are masked in answers, in what is kept and in frames") {
    OperatorBench bench;
    bench.configuration["AuthorizationKey"] = "c0ffee-in-hex";
    bench.configuration["WebPassword"] = "hunter2";
    bench.arrive();
    bench.advance(30s);
    const RestAnswer read = bench.call_charger("GetConfiguration");
    const RestAnswer write = bench.call_charger(
        "ChangeConfiguration", R"({"key":"AuthorizationKey","value":"c0ffee-in-hex"})", R"("force":true)");
    bench.call_charger("GetDiagnostics", R"({"location":"ftp://me:hunter2@host/dir"})");
    CHECK(bench.last_payload("ChangeConfiguration") == R"({"key":"AuthorizationKey","value":"c0ffee-in-hex"})");
    const RestAnswer shown = bench.get("/operator/charge-points/CP1");
    const RestAnswer frames = bench.get("/operator/charge-points/CP1/frames");
    for (const auto& body : {read.body, write.body, shown.body, frames.body}) {
        INFO(body);
        CHECK(body.find("c0ffee") == std::string::npos);
        CHECK(body.find("hunter2") == std::string::npos);
        CHECK(body.find("AuthorizationKey") != std::string::npos);
    }
    CHECK_THAT(frames.body, Contains("ftp://me:***@host/dir"));
}

TEST_CASE("CF-103 what a write of the configuration came to is passed up") {
    RawCallBench bench;
    bench.expect_passed_up("ChangeConfiguration", R"({"key":"MeterValueSampleInterval","value":"60"})",
                           {"Accepted", "Rejected", "RebootRequired", "NotSupported"});
    bench.call_charger("ChangeConfiguration", R"({"key":"MeterValueSampleInterval","value":"-1"})");
    CHECK(bench.last_payload("ChangeConfiguration") == R"({"key":"MeterValueSampleInterval","value":"-1"})");
}

TEST_CASE("CF-104 a remote start carries a TxProfile without a transaction, and no other") {
    RawCallBench bench;
    const std::string profile =
        R"("stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative",)" + kScheduleBegin +
        R"({"startPeriod":0,"limit":10}]}}})";
    const std::string start = R"({"connectorId":1,"idTag":"TAG","chargingProfile":{"chargingProfileId":1,)";
    CHECK(bench.call_charger("RemoteStartTransaction", start + profile).status == 200);
    CHECK_THAT(bench.last_payload("RemoteStartTransaction"), Contains("TxProfile") && !Contains("transactionId"));
    bench.forget_calls();
    CHECK(bench.call_charger("RemoteStartTransaction", start + R"("transactionId":5,)" + profile).status == 422);
    CHECK(bench
              .call_charger("RemoteStartTransaction", R"({"idTag":"TAG","chargingProfile":)" + kProfile +
                                                          kScheduleBegin + R"({"startPeriod":0,"limit":10}]}}})")
              .status == 422);
    CHECK(bench.count("RemoteStartTransaction") == 0);
}

TEST_CASE("CF-105 a start that is accepted and does not begin is told as not_started after the connection time-out") {
    OperatorBench bench;
    bench.configuration["ConnectionTimeOut"] = "45";
    bench.arrive();
    bench.advance(30s);
    const std::string id =
        bench.call_charger("RemoteStartTransaction", R"({"connectorId":1,"idTag":"TAG"})").text("data.id");
    const std::string path = "/operator/calls/" + id;
    CHECK(bench.get(path).text("data.response.status") == "Accepted");
    bench.advance(44s);
    CHECK(bench.get(path).text("data.start") == "awaited");
    bench.advance(10s);
    CHECK(bench.get(path).text("data.start") == "not_started");

    const std::string second = bench.call_charger("RemoteStartTransaction", R"({"idTag":"TAG"})").text("data.id");
    const auto transaction = bench.begin_session();
    CHECK(bench.get("/operator/calls/" + second).text("data.start") == "started");
    CHECK(bench.get("/operator/calls/" + second).at("data.transactionId") == std::to_string(transaction));
    CHECK(bench.get(path).text("data.start") == "not_started");
}

TEST_CASE("CF-106 a remote stop that is rejected is passed up") {
    RawCallBench bench;
    bench.expect_passed_up("RemoteStopTransaction", R"({"transactionId":424242})", {"Rejected", "Accepted"});
}

TEST_CASE(
    "CF-107 a charger that drops its socket right after accepting a reset is offline and then back, without an alarm") {
    RawCallBench bench;
    const auto answer = bench.begin_call("Reset", R"({"type":"Hard"})");
    bench.disconnect();
    CHECK(answer->status == 200);
    CHECK(answer->text("data.response.status") == "Accepted");
    CHECK(bench.get("/operator/charge-points/CP1").text("data.link.state") == "offline");
    bench.arrive();
    const RestAnswer back = bench.get("/operator/charge-points/CP1");
    CHECK(back.text("data.link.state") == "online");
    CHECK(back.at("data.alarms") == "0");
    CHECK(back.at("data.counters.disconnections") == "1");
}

TEST_CASE("CF-108 what an unlock came to is passed up") {
    RawCallBench bench;
    bench.expect_passed_up("UnlockConnector", R"({"connectorId":1})", {"Unlocked", "UnlockFailed", "NotSupported"});
    CHECK(bench.call_charger("UnlockConnector", R"({"connectorId":0})").status == 422);
}

TEST_CASE("CF-109 an availability that is scheduled is told so, and its end shows in the status") {
    RawCallBench bench;
    bench.expect_passed_up("ChangeAvailability", R"({"connectorId":1,"type":"Inoperative"})", {"Scheduled"});
    const auto status = [&] {
        return bench.get("/operator/charge-points/CP1").text("data.report.connectors.0.observed.status");
    };
    CHECK(status() == "Available");
    bench.status("Unavailable");
    CHECK(status() == "Unavailable");
}

TEST_CASE("CF-113 profiles are set, read and cleared as asked, with a limit of 8.1 as 8.1") {
    RawCallBench bench;
    bench.forget_calls();
    CHECK(bench.call_charger("SetChargingProfile", profile_with(R"({"startPeriod":0,"limit":8.1})")).status == 200);
    CHECK_THAT(bench.last_payload("SetChargingProfile"), Contains(R"("limit":8.1})"));
    bench.answers_with(
        "GetCompositeSchedule",
        R"({"status":"Accepted","connectorId":1,"scheduleStart":"2026-01-02T03:04:05Z","chargingSchedule":)"
        R"({"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":8.1}]}})");
    const RestAnswer schedule =
        bench.call_charger("GetCompositeSchedule", R"({"connectorId":1,"duration":300,"chargingRateUnit":"A"})");
    CHECK(schedule.at("data.response.chargingSchedule.chargingSchedulePeriod.0.limit") == "8.1");
    for (const auto* criteria :
         {R"({"id":9})", R"({"connectorId":1,"chargingProfilePurpose":"TxDefaultProfile","stackLevel":1})", "{}"}) {
        CHECK(bench.call_charger("ClearChargingProfile", criteria).status == 200);
        CHECK(bench.last_payload("ClearChargingProfile") == criteria);
    }
}

TEST_CASE("BI-235 a composite schedule that is accepted and not told is an answer") {
    RawCallBench bench;
    bench.answers_with("GetCompositeSchedule", R"({"status":"Accepted"})");
    const RestAnswer answer = bench.call_charger("GetCompositeSchedule", R"({"connectorId":1,"duration":60})");
    CHECK(answer.status == 200);
    CHECK(answer.at("data.response") == R"({"status":"Accepted"})");
}

TEST_CASE("CF-114 a limit with two decimals is refused before anything is sent") {
    RawCallBench bench;
    bench.forget_calls();
    const RestAnswer answer =
        bench.call_charger("SetChargingProfile", profile_with(R"({"startPeriod":0,"limit":8.15})"));
    CHECK(answer.status == 422);
    CHECK(answer.code() == "VALIDATION_ERROR");
    CHECK(answer.text("error.details.path") ==
          "payload.csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit");
    CHECK(bench.calls.empty());
}

TEST_CASE("CF-115 a schedule that does not begin at 0 is refused before anything is sent") {
    RawCallBench bench;
    bench.forget_calls();
    const RestAnswer answer = bench.call_charger("SetChargingProfile", profile_with(R"({"startPeriod":60,"limit":8})"));
    CHECK(answer.status == 422);
    CHECK_THAT(answer.text("error.details.path"), Contains("startPeriod"));
    CHECK(bench.calls.empty());
}

TEST_CASE("CF-116 what a trigger is answered with is passed up, and the message that follows is answered") {
    RawCallBench bench;
    for (const auto* message : {"Heartbeat", "MeterValues", "StatusNotification", "DiagnosticsStatusNotification",
                                "FirmwareStatusNotification"}) {
        const std::string payload = std::string(R"({"requestedMessage":")") + message + "\"}";
        bench.expect_passed_up("TriggerMessage", payload, {"Rejected", "NotImplemented", "Accepted"});
        CHECK(bench.last_payload("TriggerMessage") == payload);
    }
    CHECK(bench.call("Heartbeat", "{}").find("currentTime") != std::string::npos);
    CHECK(bench.call("DiagnosticsStatusNotification", R"({"status":"Idle"})") == "{}");
    CHECK(bench.call("FirmwareStatusNotification", R"({"status":"Idle"})") == "{}");
}

TEST_CASE("CF-118 what a charger makes of a vendor's message is passed up") {
    RawCallBench bench;
    bench.expect_passed_up("DataTransfer", R"({"vendorId":"Acme","messageId":"m","data":"d"})",
                           {"Accepted", "Rejected", "UnknownMessageId", "UnknownVendorId"});
    bench.answers_with("DataTransfer", R"({"status":"Accepted","data":"{\"a\":1}"})");
    CHECK(bench.call_charger("DataTransfer", R"({"vendorId":"Acme"})").text("data.response.data") == R"({"a":1})");
}

TEST_CASE("CF-112 what a reservation came to is passed up, and one that was accepted is kept until it is cancelled") {
    RawCallBench bench;
    const std::string reserve =
        R"({"connectorId":1,"expiryDate":"2099-01-02T03:04:05Z","idTag":"T","reservationId":7})";
    const auto kept = [&] { return bench.get("/operator/charge-points/CP1").at("data.reservations.0.reservationId"); };
    bench.expect_passed_up("ReserveNow", reserve, {"Faulted", "Occupied", "Rejected", "Unavailable"});
    CHECK(kept() == "(nothing)");
    bench.expect_passed_up("ReserveNow", reserve, {"Accepted"});
    CHECK(kept() == "7");
    bench.expect_passed_up("CancelReservation", R"({"reservationId":7})", {"Rejected"});
    CHECK(kept() == "7");
    bench.expect_passed_up("CancelReservation", R"({"reservationId":7})", {"Accepted"});
    CHECK(kept() == "(nothing)");
}

TEST_CASE("CF-117 diagnostics and an update are begun, and every status that follows is answered and shown") {
    RawCallBench bench;
    const auto tells = [&](const std::string& action, const std::string& job,
                           const std::vector<std::string>& statuses) {
        for (const auto& status : statuses) {
            CHECK(bench.call(action, R"({"status":")" + status + "\"}") == "{}");
            CHECK(bench.get("/operator/charge-points/CP1").text("data.jobs." + job + ".status") == status);
        }
    };
    bench.answers_with("GetDiagnostics", R"({"fileName":"d.zip"})");
    CHECK(bench.call_charger("GetDiagnostics", R"({"location":"ftp://h/"})").text("data.response.fileName") == "d.zip");
    tells("DiagnosticsStatusNotification", "diagnostics", {"Uploading", "UploadFailed", "Uploaded", "Idle"});
    bench.answers_with("UpdateFirmware", "{}");
    CHECK(bench.call_charger("UpdateFirmware", R"({"location":"ftp://h/f","retrieveDate":"2026-01-02T03:04:05Z"})")
              .at("data.response") == "{}");
    tells("FirmwareStatusNotification", "firmware",
          {"Downloading", "DownloadFailed", "Downloaded", "Installing", "InstallationFailed", "Installed", "Idle"});
}
