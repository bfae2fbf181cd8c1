#include <catch2/catch.hpp>

#include "tests/gateway/operator/operator_bench.h"

/// Calls that an operator had better not make.
using namespace gateway;
using Catch::Matchers::Contains;

namespace {

struct CallBench : ArrivedBench {
    CallBench() { forget_calls(); }

    /// 422 at that path of the payload, and nothing went to the charger.
    void check_refused(const std::string& action, const std::string& payload, const std::string& path) {
        INFO(payload);
        const RestAnswer refused = call_charger(action, payload);
        CHECK(refused.status == 422);
        CHECK(refused.text("error.details.path") == "payload." + path);
        CHECK(calls.empty());
    }
    RestAnswer write_ceiling(const std::string& value) {
        return post("/ev-charger/" + device().connector->record.device_id + "/settings",
                    R"({"max_charge_rate":{"value":)" + value + R"(,"unit":"kw"}})");
    }
};

std::string profile_of(const std::string& limit) {
    return R"({"connectorId":1,"csChargingProfiles":{"chargingProfileId":9,"stackLevel":1,"chargingProfilePurpose":"TxDefaultProfile",)"
           R"("chargingProfileKind":"Relative","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":)" +
           limit + "}]}}}";
}

}  // namespace

TEST_CASE("BI-264 limits that are none are refused: two decimals, negative, beyond every charger, in quotes") {
    CallBench bench;
    for (const std::string limit : {"8.15", "-1", "1e10", "\"16\"", "null"})
        bench.check_refused("SetChargingProfile", profile_of(limit),
                            "csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0].limit");
    for (const std::string value : {"-1", "1e10", "\"16\"", "null", "1e400"}) {
        INFO(value);
        CHECK(bench.write_ceiling(value).status >= 400);
        CHECK(bench.write_ceiling(value).status <= 422);
    }
    CHECK(bench.write_ceiling("8.15").status == 200);  // kilowatts have no such rule
}

TEST_CASE("BI-265 a remote start on connector 0 is refused") {
    CallBench bench;
    bench.check_refused("RemoteStartTransaction", R"({"connectorId":0,"idTag":"A"})", "connectorId");
}

TEST_CASE("BI-266 a tag that is empty or longer than 20 characters is refused") {
    CallBench bench;
    for (const std::string& tag : {std::string(), std::string(21, 'A')})
        bench.check_refused("RemoteStartTransaction", R"({"connectorId":1,"idTag":")" + tag + "\"}", "idTag");
    CHECK(bench.put("/operator/tags/" + std::string(21, 'A'), "{}").status == 422);
}

TEST_CASE("BI-267 a reservation that is over already is refused") {
    CallBench bench;
    const auto reservation = [&](std::chrono::seconds from_now) {
        return R"({"connectorId":1,"idTag":"A","reservationId":1,"expiryDate":")" +
               canonical::to_text(bench.time.utc() + from_now) + "\"}";
    };
    bench.check_refused("ReserveNow", reservation(-1s), "expiryDate");
    bench.check_refused("ReserveNow", reservation(0s), "expiryDate");
    CHECK(bench.call_charger("ReserveNow", reservation(1h)).status == 200);
}

TEST_CASE("BI-282 files are asked for and sent by transfers only, and passwords in their URLs are not shown") {
    CallBench bench;
    const std::string date = R"("retrieveDate":"2026-01-02T03:04:05Z")";
    for (const std::string url : {"file:///etc/passwd", "gopher://host/", "javascript:alert(1)", "FILE:///x"}) {
        bench.check_refused("GetDiagnostics", R"({"location":")" + url + "\"}", "location");
        bench.check_refused("UpdateFirmware", R"({"location":")" + url + "\"," + date + "}", "location");
        bench.check_refused("GetLog",
                            R"({"requestId":1,"logType":"SecurityLog","log":{"remoteLocation":")" + url + "\"}}",
                            "log.remoteLocation");
        bench.check_refused(
            "SignedUpdateFirmware",
            R"({"requestId":1,"firmware":{"location":")" + url +
                R"(","retrieveDateTime":"2026-01-02T03:04:05Z","signingCertificate":"c","signature":"s"}})",
            "firmware.location");
    }
    const RestAnswer begun = bench.call_charger("GetDiagnostics", R"({"location":"ftp://user:hunter2@host/d"})");
    CHECK(begun.status == 200);
    CHECK_THAT(bench.last_payload("GetDiagnostics"), Contains("hunter2"));
    for (const RestAnswer& shown :
         {begun, bench.get("/operator/charge-points/CP1/frames"), bench.get("/operator/charge-points/CP1")})
        CHECK(shown.body.find("hunter2") == std::string::npos);
}

TEST_CASE("BI-283 the AuthorizationKey is not written as any other configuration") {
    CallBench bench;
    for (const std::string key : {"AuthorizationKey", "authorizationKEY"}) {
        const RestAnswer refused =
            bench.call_charger("ChangeConfiguration", R"({"key":")" + key + R"(","value":"00112233445566778899"})");
        CHECK(refused.status == 409);
        CHECK_THAT(refused.text("error.message"), Contains("rotate-key"));
    }
    CHECK(bench.calls.empty());
}

TEST_CASE("BI-284 one key cannot restart every charger of a site at once") {
    CallBench bench;
    int sent = 0, refused = 0;
    for (int i = 0; i < 500; ++i) {
        const RestAnswer answer = bench.call_charger("Reset", R"({"type":"Soft"})");
        if (answer.status == 200) ++sent;
        else if (answer.status == 429 && answer.code() == "RATE_LIMIT_EXCEEDED") ++refused;
        if (answer.status == 429) CHECK(answer.header("Retry-After") == "2");
    }
    CHECK(sent == 30);
    CHECK(refused == 470);
    CHECK(bench.get("/operator/counters").at("data.calls.disruptionsRefused") == "470");
    CHECK(bench.call_charger("ClearCache").status == 200);
    bench.advance(2s);
    CHECK(bench.call_charger("Reset", R"({"type":"Soft"})").status == 200);
    CHECK(bench.call_charger("Reset", R"({"type":"Soft"})").status == 429);
}
