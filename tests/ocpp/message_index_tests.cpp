#include "ocpp/message_index.h"

#include <catch2/catch.hpp>

#include "json/parse.h"
#include "ocpp/call_error.h"

using namespace ocpp;

namespace {

/// What would be sent, or "Code: text" of the refusal.
std::string sent(std::string_view action, const std::string& payload) {
    const auto document = json::parse(payload);
    try {
        return find_action(action)->checked_request(document.root());
    } catch (const CallError& error) {
        return std::string(wire_name(error.code)) + ": " + error.what();
    }
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    return text.replace(at, what.size(), by);
}

const std::string kProfile =
    R"({"chargingProfileId":1,"stackLevel":0,"chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative",)"
    R"("chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":8.1}]}})";

std::string set_profile(int connector, const std::string& profile) {
    return sent("SetChargingProfile",
                R"({"connectorId":)" + std::to_string(connector) + R"(,"csChargingProfiles":)" + profile + "}");
}

std::string with_periods(const std::string& periods) {
    return set_profile(1, replaced(kProfile, R"({"startPeriod":0,"limit":8.1})", periods));
}

std::string remote_start(const std::string& profile) {
    return sent("RemoteStartTransaction", R"({"idTag":"A","chargingProfile":)" + profile + "}");
}

std::string local_list(const std::string& entries, const std::string& type, int version = 1) {
    return sent("SendLocalList", R"({"listVersion":)" + std::to_string(version) + R"(,"localAuthorizationList":[)" +
                                     entries + R"(],"updateType":")" + type + "\"}");
}

}  // namespace

TEST_CASE("every action is found by its exact name, and nothing else is") {
    CHECK(all_actions().size() == 39);
    for (const ActionInfo& info : all_actions()) CHECK(find_action(info.action) == &info);
    CHECK(find_action("SetChargingProfile")->sender == Sender::central_system);
    CHECK(find_action("DataTransfer")->sender == Sender::either);
    for (const auto* name : {"", "reset", "Reset.req", "ResetRequest", " Reset"}) CHECK(find_action(name) == nullptr);
}

TEST_CASE("a checked request leaves with exactly the fields that were given") {
    CHECK(sent("Reset", R"({ "type" : "Soft" })") == R"({"type":"Soft"})");
    CHECK(sent("ClearCache", "{}") == "{}");
    CHECK(sent("ClearCache", "null") == "{}");
    CHECK(sent("GetDiagnostics", R"({"location":"ftp://host/dir","startTime":"2026-01-02T04:04:05+01:00"})") ==
          R"({"location":"ftp://host/dir","startTime":"2026-01-02T03:04:05Z"})");
    CHECK(set_profile(1, kProfile) == R"({"connectorId":1,"csChargingProfiles":)" + kProfile + "}");
}

TEST_CASE("a checked request is refused with the path of the field and the cause") {
    CHECK(sent("Reset", "{}") == "OccurenceConstraintViolation: type is missing");
    CHECK(sent("Reset", R"({"type":"soft"})") ==
          "PropertyConstraintViolation: type is none of the values the specification lists");
    CHECK(sent("Reset", R"({"type":"Soft","why":1})") == "FormationViolation: why is not a field of this message");
    CHECK(sent("UnlockConnector", R"({"connectorId":0})") == "PropertyConstraintViolation: connectorId is less than 1");
    CHECK(sent("ReserveNow", R"({"connectorId":1,"expiryDate":"2026-01-02T03:04:05","idTag":"A","reservationId":1})") ==
          "PropertyConstraintViolation: expiryDate is not an RFC 3339 date and time");
    CHECK(sent("ReserveNow", R"({"connectorId":1,"expiryDate":"2026-01-02T03:04:05Z","idTag":"","reservationId":1})") ==
          "PropertyConstraintViolation: idTag is empty");
    CHECK(sent("GetConfiguration", R"({"key":["a",5]})") == "TypeConstraintViolation: key[1] is not a string");
}

TEST_CASE("a location is an absolute URI of at most 2000 characters") {
    const auto diagnostics_to = [](const std::string& location) {
        return sent("GetDiagnostics", R"({"location":")" + location + "\"}");
    };
    for (const auto* good : {"ftp://u:p@h/d", "https://h", "ftps://[::1]:21/a%20b", "file:x"}) {
        CHECK(diagnostics_to(good).rfind("{\"location\"", 0) == 0);
    }
    for (const auto* bad : {"", "here", "/dir", "://h", "1ftp://h", "ftp:", "ftp://a b"}) {
        CHECK(diagnostics_to(bad) == "PropertyConstraintViolation: location is not an absolute URI");
    }
    CHECK(diagnostics_to("ftp://" + std::string(1994, 'h')).rfind("{\"location\"", 0) == 0);
    CHECK(diagnostics_to("ftp://" + std::string(1995, 'h')) ==
          "PropertyConstraintViolation: location is longer than 2000 characters");
}

TEST_CASE("what an operator may write to a configuration key is the charger's business") {
    CHECK(sent("ChangeConfiguration", R"({"key":"MeterValueSampleInterval","value":"-1"})") ==
          R"({"key":"MeterValueSampleInterval","value":"-1"})");
    CHECK(sent("ChangeConfiguration", R"({"key":"X","value":""})") == R"({"key":"X","value":""})");
    CHECK(sent("ChangeConfiguration", R"({"key":"MeterValueSampleInterval","value":-1})") ==
          "TypeConstraintViolation: value is not a string");
    CHECK(sent("ChangeConfiguration", R"({"key":"","value":"1"})") == "PropertyConstraintViolation: key is empty");
}

TEST_CASE("the periods of a schedule begin with 0 and go on") {
    const std::string path = "PropertyConstraintViolation: csChargingProfiles/chargingSchedule/chargingSchedulePeriod";
    CHECK(with_periods(R"({"startPeriod":0,"limit":6},{"startPeriod":60,"limit":0})").front() == '{');
    CHECK(with_periods(R"({"startPeriod":1,"limit":6})") == path + "[0]/startPeriod of the first period is not 0");
    CHECK(with_periods(R"({"startPeriod":0,"limit":6},{"startPeriod":0,"limit":7})") ==
          path + "[1]/startPeriod is not later than that of the period before");
    CHECK(with_periods(R"({"startPeriod":0,"limit":-0.5})") == path + "[0]/limit is negative");
    CHECK(with_periods(R"({"startPeriod":0,"limit":6,"numberPhases":4})") == path + "[0]/numberPhases is more than 3");
    CHECK(with_periods(R"({"startPeriod":0,"limit":6,"numberPhases":0})") == path + "[0]/numberPhases is less than 1");
    CHECK(with_periods("").rfind("OccurenceConstraintViolation: csChargingProfiles/chargingSchedule/", 0) == 0);
}

TEST_CASE("a limit has at most one fraction digit and leaves as it was written") {
    const auto limit = [](const std::string& digits) {
        return with_periods(R"({"startPeriod":0,"limit":)" + digits + "}");
    };
    for (const auto* good : {"8.1", "0.1", "0.3", "6", "0", "22080"}) {
        CHECK(limit(good).find(R"("limit":)" + std::string(good) + "}") != std::string::npos);
    }
    CHECK(limit("8.10").find(R"("limit":8.1})") != std::string::npos);
    for (const auto* bad : {"8.15", "8.100000001", "0.01"}) {
        CHECK(limit(bad).find("[0]/limit has more than one fraction digit") != std::string::npos);
    }
}

TEST_CASE("a profile's purpose decides where it may go and whether it names a transaction") {
    const std::string with_id = replaced(kProfile, R"("stackLevel":0)", R"("transactionId":7,"stackLevel":0)");
    const auto of_purpose = [](const std::string& profile, const std::string& purpose) {
        return replaced(profile, "TxProfile", purpose);
    };
    CHECK(set_profile(1, with_id).front() == '{');
    CHECK(set_profile(0, kProfile) ==
          "PropertyConstraintViolation: connectorId is 0, and a TxProfile is for one connector");
    CHECK(set_profile(0, of_purpose(kProfile, "TxDefaultProfile")).front() == '{');
    CHECK(set_profile(1, of_purpose(with_id, "TxDefaultProfile")) ==
          "OccurenceConstraintViolation: csChargingProfiles/transactionId is only for a TxProfile");
    CHECK(set_profile(0, of_purpose(kProfile, "ChargePointMaxProfile")).front() == '{');
    CHECK(set_profile(1, of_purpose(kProfile, "ChargePointMaxProfile")) ==
          "PropertyConstraintViolation: connectorId is not 0, and a ChargePointMaxProfile is for the whole charger");
    CHECK(set_profile(1, replaced(kProfile, "Relative", "Recurring")) ==
          "OccurenceConstraintViolation: csChargingProfiles/recurrencyKind is missing, and the kind is Recurring");
}

TEST_CASE("a remote start takes a TxProfile without a transaction only") {
    CHECK(remote_start(kProfile) == R"({"idTag":"A","chargingProfile":)" + kProfile + "}");
    CHECK(remote_start(replaced(kProfile, "TxProfile", "TxDefaultProfile")) ==
          "PropertyConstraintViolation: chargingProfile/chargingProfilePurpose is not TxProfile");
    CHECK(remote_start(replaced(kProfile, R"("stackLevel":0)", R"("transactionId":7,"stackLevel":0)")) ==
          "OccurenceConstraintViolation: chargingProfile/transactionId is there, but the transaction has not begun");
    CHECK(remote_start(replaced(kProfile, R"("startPeriod":0)", R"("startPeriod":5)")).find("is not 0") !=
          std::string::npos);
    CHECK(sent("RemoteStartTransaction", R"({"idTag":""})") == "PropertyConstraintViolation: idTag is empty");
}

TEST_CASE("a local list has a positive version, every tag once, and in Full what is known of it") {
    const std::string known = R"({"idTag":"A","idTagInfo":{"status":"Accepted"}})";
    CHECK(local_list(known, "Full").front() == '{');
    CHECK(local_list("", "Full").front() == '{');
    CHECK(local_list(R"({"idTag":"A"})", "Differential").front() == '{');
    CHECK(local_list(R"({"idTag":"A"})", "Full") ==
          "OccurenceConstraintViolation: localAuthorizationList[0]/idTagInfo is missing, and the update is Full");
    CHECK(local_list(known + R"(,{"idTag":"a"})", "Differential") ==
          "PropertyConstraintViolation: localAuthorizationList[1]/idTag is there twice");
    for (const int version : {0, -1}) {
        CHECK(local_list(known, "Full", version) == "PropertyConstraintViolation: listVersion is less than 1");
    }
}

TEST_CASE("spans of time do not end before they begin") {
    CHECK(sent("GetLog", R"({"log":{"remoteLocation":"x","oldestTimestamp":"2026-01-02T03:04:05Z",)"
                         R"("latestTimestamp":"2026-01-01T03:04:05Z"},"logType":"SecurityLog","requestId":1})") ==
          "PropertyConstraintViolation: log/latestTimestamp is earlier than the beginning");
    CHECK(sent("GetDiagnostics", R"({"location":"ftp://h/","retries":-1})") ==
          "PropertyConstraintViolation: retries is negative");
    CHECK(sent("GetCompositeSchedule", R"({"connectorId":0,"duration":-1})") ==
          "PropertyConstraintViolation: duration is negative");
}

TEST_CASE("an answer is checked as strictly as told and written anew") {
    QuirkCounters quirks;
    const auto answer = [&](const std::string& payload, Strictness strictness) {
        const auto document = json::parse(payload);
        return find_action("Reset")->checked_response(document.root(), strictness, quirks);
    };
    CHECK(answer(R"({"status":"Accepted"})", Strictness::strict) == R"({"status":"Accepted"})");
    CHECK(answer(R"({"status":"Maybe","more":1})", Strictness::lenient) == R"({"status":"Maybe"})");
    CHECK(quirks.of(Quirk::unknown_name) == 1);
    CHECK_THROWS_AS(answer(R"({"status":"Maybe"})", Strictness::strict), CallError);
    CHECK_THROWS_AS(answer("{}", Strictness::lenient), CallError);
}
