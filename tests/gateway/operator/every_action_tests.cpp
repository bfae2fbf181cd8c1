#include <catch2/catch.hpp>
#include <set>

#include "ocpp/message_index.h"
#include "tests/gateway/operator/operator_bench.h"
#include "tests/ocpp/field_list.h"

/// Every request that a central system may send, with its least and its most arguments, as it is on the wire.
using namespace gateway;

namespace {

struct Example {
    std::string action, least, most;
};

const std::string kFullSchedule =
    R"({"duration":3600,"startSchedule":"2026-01-02T03:04:05Z","chargingRateUnit":"W","chargingSchedulePeriod":)"
    R"([{"startPeriod":0,"limit":8.1,"numberPhases":3}],"minChargingRate":0.1})";

std::string profile(const std::string& purpose, const std::string& transaction) {
    return R"({"chargingProfileId":1,)" + transaction + R"("stackLevel":2,"chargingProfilePurpose":")" + purpose +
           R"(","chargingProfileKind":"Recurring","recurrencyKind":"Weekly","validFrom":"2026-01-02T03:04:05Z",)"
           R"("validTo":"2026-02-02T03:04:05Z","chargingSchedule":)" +
           kFullSchedule + "}";
}

const std::string kLeastProfile =
    R"({"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Absolute",)"
    R"("chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":6}]}})";
const std::string kHash = R"({"hashAlgorithm":"SHA256","issuerNameHash":"a","issuerKeyHash":"b","serialNumber":"c"})";

const std::vector<Example>& examples() {
    static const std::vector<Example> all = {
        {"ChangeAvailability", R"({"connectorId":0,"type":"Inoperative"})", R"({"connectorId":2,"type":"Operative"})"},
        {"ChangeConfiguration", R"({"key":"K","value":""})", R"({"key":"MeterValueSampleInterval","value":"-1"})"},
        {"ClearCache", "{}", "{}"},
        {"DataTransfer", R"({"vendorId":"v"})", R"({"vendorId":"v","messageId":"m","data":"d"})"},
        {"GetConfiguration", "{}", R"({"key":["A","B"]})"},
        {"RemoteStartTransaction", R"({"idTag":"T"})",
         R"({"connectorId":1,"idTag":"T","chargingProfile":)" + profile("TxProfile", "") + "}"},
        {"RemoteStopTransaction", R"({"transactionId":1})", R"({"transactionId":2147483647})"},
        {"Reset", R"({"type":"Soft"})", R"({"type":"Hard"})"},
        {"UnlockConnector", R"({"connectorId":1})", R"({"connectorId":2})"},
        {"GetDiagnostics", R"({"location":"ftp://h/"})",
         R"({"location":"ftp://h/","retries":1,"retryInterval":2,"startTime":"2026-01-02T03:04:05Z","stopTime":"2026-01-02T04:04:05Z"})"},
        {"UpdateFirmware", R"({"location":"ftp://h/f","retrieveDate":"2026-01-02T03:04:05Z"})",
         R"({"location":"ftp://h/f","retries":1,"retrieveDate":"2026-01-02T03:04:05Z","retryInterval":2})"},
        {"GetLocalListVersion", "{}", "{}"},
        {"SendLocalList", R"({"listVersion":1,"updateType":"Differential"})",
         R"({"listVersion":1,"localAuthorizationList":[{"idTag":"A","idTagInfo":{"expiryDate":"2026-01-02T03:04:05Z","parentIdTag":"P","status":"Accepted"}}],"updateType":"Full"})"},
        {"CancelReservation", R"({"reservationId":1})", R"({"reservationId":2})"},
        {"ReserveNow", R"({"connectorId":0,"expiryDate":"2099-01-02T03:04:05Z","idTag":"T","reservationId":1})",
         R"({"connectorId":1,"expiryDate":"2099-01-02T03:04:05Z","idTag":"T","parentIdTag":"P","reservationId":2})"},
        {"ClearChargingProfile", "{}",
         R"({"id":1,"connectorId":1,"chargingProfilePurpose":"TxDefaultProfile","stackLevel":2})"},
        {"GetCompositeSchedule", R"({"connectorId":0,"duration":60})",
         R"({"connectorId":1,"duration":60,"chargingRateUnit":"A"})"},
        {"SetChargingProfile", R"({"connectorId":1,"csChargingProfiles":)" + kLeastProfile + "}",
         R"({"connectorId":1,"csChargingProfiles":)" + profile("TxProfile", R"("transactionId":7,)") + "}"},
        {"TriggerMessage", R"({"requestedMessage":"Heartbeat"})",
         R"({"requestedMessage":"MeterValues","connectorId":1})"},
        {"CertificateSigned", R"({"certificateChain":"x"})", R"({"certificateChain":"y"})"},
        {"DeleteCertificate", R"({"certificateHashData":)" + kHash + "}", R"({"certificateHashData":)" + kHash + "}"},
        {"ExtendedTriggerMessage", R"({"requestedMessage":"Heartbeat"})",
         R"({"requestedMessage":"StatusNotification","connectorId":1})"},
        {"GetInstalledCertificateIds", R"({"certificateType":"CentralSystemRootCertificate"})",
         R"({"certificateType":"ManufacturerRootCertificate"})"},
        {"GetLog", R"({"logType":"SecurityLog","requestId":1,"log":{"remoteLocation":"ftp://h/"}})",
         R"({"logType":"DiagnosticsLog","requestId":1,"retries":1,"retryInterval":2,"log":{"remoteLocation":"ftp://h/","oldestTimestamp":"2026-01-02T03:04:05Z","latestTimestamp":"2026-01-02T04:04:05Z"}})"},
        {"InstallCertificate", R"({"certificateType":"CentralSystemRootCertificate","certificate":"x"})",
         R"({"certificateType":"ManufacturerRootCertificate","certificate":"x"})"},
        {"SignedUpdateFirmware",
         R"({"requestId":1,"firmware":{"location":"ftp://h/","retrieveDateTime":"2026-01-02T03:04:05Z","signingCertificate":"c","signature":"s"}})",
         R"({"retries":1,"retryInterval":2,"requestId":1,"firmware":{"location":"ftp://h/","retrieveDateTime":"2026-01-02T03:04:05Z","installDateTime":"2026-01-02T04:04:05Z","signingCertificate":"c","signature":"s"}})"}};
    return all;
}

/// Every place in the value, as the field list names them.
void gather_paths(json::Value value, const std::string& path, std::set<std::string>& paths) {
    if (!path.empty()) paths.insert(path);
    if (value.is_array()) {
        for (const json::Value element : value.elements()) gather_paths(element, path + "[]", paths);
    }
    for (const auto& [key, member] : value.members()) {
        gather_paths(member, (path.empty() ? "" : path + "/") + std::string(key), paths);
    }
}

std::string bare(std::string path) {
    for (auto at = path.find("[]"); at != std::string::npos; at = path.find("[]")) path.erase(at, 2);
    return path;
}

std::set<std::string> paths_of(const std::string& payload) {
    std::set<std::string> paths, result;
    const auto document = json::parse(payload);
    gather_paths(document.root(), "", paths);
    for (const auto& path : paths) result.insert(bare(path));
    return result;
}

std::set<std::string> listed(const std::string& action, bool required_at_top_only) {
    std::set<std::string> paths;
    for (const auto& field : ocpp_test::listed_fields()) {
        if (field.action != action || !field.is_request || field.name().empty()) continue;
        const bool is_top = field.path.find('/') == std::string::npos;
        if (required_at_top_only && !(is_top && field.is_required)) continue;
        paths.insert(bare(field.path));
    }
    return paths;
}

bool includes_all(const std::set<std::string>& all, const std::set<std::string>& some) {
    return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

}  // namespace

TEST_CASE("CF-098 every action that a central system may send leaves with the specification's fields only") {
    OperatorBench bench;
    bench.arrive();
    std::set<std::string> covered;
    for (const Example& example : examples()) {
        for (const auto& payload : {example.least, example.most}) {
            INFO(example.action << " " << payload);
            const RestAnswer answer = bench.call_charger(example.action, payload, R"("force":true)");
            INFO(answer.body);
            CHECK((answer.status == 200 || answer.code() == "CALL_TIMEOUT"));
            const std::string sent = bench.last_payload(example.action);
            REQUIRE(sent != "(none)");
            CHECK(paths_of(sent) == paths_of(payload));
            CHECK(includes_all(listed(example.action, false), paths_of(sent)));
            CHECK(includes_all(paths_of(sent), listed(example.action, true)));
        }
        covered.insert(example.action);
    }
    for (const auto& info : ocpp::all_actions()) {
        if (info.sender != ocpp::Sender::charge_point) CHECK(covered.count(std::string(info.action)) == 1);
    }
}

TEST_CASE("CF-099 every status that a charger may answer is passed up, and a no is no error of ours") {
    OperatorBench bench;
    bench.arrive();
    int values = 0;
    for (const Example& example : examples()) {
        for (const auto& field : ocpp_test::listed_fields()) {
            if (field.action != example.action || field.is_request || field.path != "status") continue;
            const auto& names = ocpp_test::listed_enumerations().at(field.enumeration);
            for (const auto& name : names) {
                INFO(example.action << " " << name);
                bench.answers_with(example.action, R"({"status":")" + name + "\"}");
                const RestAnswer answer = bench.call_charger(example.action, example.least, R"("force":true)");
                CHECK(answer.status == 200);
                CHECK(answer.text("data.status") == "answered");
                CHECK(answer.text("data.response.status") == name);
                ++values;
            }
        }
    }
    CHECK(values > 50);
}
