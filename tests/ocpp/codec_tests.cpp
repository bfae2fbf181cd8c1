#include "ocpp/codec.h"

#include <catch2/catch.hpp>

#include "json/parse.h"
#include "ocpp/all_messages.h"

using namespace ocpp;

namespace {

template <class Message>
Message read_text(const std::string& payload, Strictness strictness, QuirkCounters& quirks) {
    const auto document = json::parse(payload, json::Reading::tolerant);
    return read<Message>(document.root(), strictness, quirks);
}

template <class Message>
Message read_lenient(const std::string& payload) {
    QuirkCounters quirks;
    return read_text<Message>(payload, Strictness::lenient, quirks);
}

template <class Message>
std::string refusal(const std::string& payload, Strictness strictness) {
    QuirkCounters quirks;
    try {
        read_text<Message>(payload, strictness, quirks);
        return "accepted";
    } catch (const CallError& error) {
        return std::string(wire_name(error.code)) + ": " + error.what();
    }
}

template <class Message>
std::string refused_strictly(const std::string& payload) {
    return refusal<Message>(payload, Strictness::strict);
}

}  // namespace

TEST_CASE("a message is written with exactly the fields that are there") {
    BootNotification::Response response;
    response.status = RegistrationStatus::Accepted;
    response.currentTime = DateTime(UtcTime(std::chrono::milliseconds(1767323045460)));
    response.interval = 60;
    CHECK(write(response) == R"({"status":"Accepted","currentTime":"2026-01-02T03:04:05Z","interval":60})");
    CHECK(write(Empty{}) == "{}");
}

TEST_CASE("a charging profile is minimal on the wire") {
    SetChargingProfile::Request request;
    request.connectorId = 1;
    auto& profile = request.csChargingProfiles;
    profile.chargingProfileId = 201;
    profile.chargingProfilePurpose = ChargingProfilePurposeType::TxDefaultProfile;
    profile.chargingProfileKind = ChargingProfileKindType::Absolute;
    profile.chargingSchedule.chargingRateUnit = ChargingRateUnitType::A;
    profile.chargingSchedule.chargingSchedulePeriod = {{0, floor_to_tenths(10.7), std::nullopt}};
    CHECK(write(request) ==
          R"({"connectorId":1,"csChargingProfiles":{"chargingProfileId":201,"stackLevel":0,)"
          R"("chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":)"
          R"({"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":10.7}]}}})");
}

TEST_CASE("strict reading names the field and the cause of a refusal") {
    CHECK(refused_strictly<BootNotification::Request>("{}") ==
          "OccurenceConstraintViolation: chargePointVendor is missing");
    CHECK(refused_strictly<BootNotification::Request>(R"({"chargePointVendor":null,"chargePointModel":"M"})") ==
          "TypeConstraintViolation: chargePointVendor is not a string");
    CHECK(refused_strictly<BootNotification::Request>(
              R"({"chargePointVendor":"123456789012345678901","chargePointModel":"M"})") ==
          "PropertyConstraintViolation: chargePointVendor is longer than 20 characters");
    CHECK(refused_strictly<Heartbeat::Request>(R"({"foo":1})") ==
          "FormationViolation: foo is not a field of this message");
    CHECK(
        refused_strictly<MeterValues::Request>(
            R"({"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":5}]}]})") ==
        "TypeConstraintViolation: meterValue[0]/sampledValue[0]/value is not a string");
    CHECK(refused_strictly<MeterValues::Request>(R"({"connectorId":1,"meterValue":[]})") ==
          "OccurenceConstraintViolation: meterValue is empty");
    CHECK(refused_strictly<StartTransaction::Request>(
              R"({"connectorId":0,"idTag":"A","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"})") ==
          "PropertyConstraintViolation: connectorId is less than 1");
    CHECK(refused_strictly<Authorize::Request>("[]") == "FormationViolation: the payload is not an object");
}

TEST_CASE("quirk 31 lenient reading takes numbers and booleans for strings and counts them") {
    QuirkCounters quirks;
    const auto request = read_text<MeterValues::Request>(
        R"({"connectorId":"1","meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":7.2}]}]})",
        Strictness::lenient, quirks);
    CHECK(request.connectorId == 1);
    CHECK(request.meterValue.at(0).sampledValue.at(0).value.value == "7.2");
    CHECK(quirks.of(Quirk::wrong_type) == 2);
}

TEST_CASE("quirk 32 an object in place of an array is one element, an empty array is nothing") {
    const auto wrapped = read_lenient<MeterValues::Request>(
        R"({"connectorId":1,"meterValue":{"timestamp":"2026-01-01T00:00:00Z","sampledValue":{"value":"1"}}})");
    REQUIRE(wrapped.meterValue.size() == 1);
    CHECK(wrapped.meterValue[0].sampledValue.size() == 1);
    CHECK(read_lenient<MeterValues::Request>(R"({"connectorId":1,"meterValue":[]})").meterValue.empty());
}

TEST_CASE("quirk 35 an unknown name keeps its text and equals no value") {
    const auto status = read_lenient<StatusNotification::Request>(
        R"({"connectorId":1,"errorCode":"Error","status":"Standby","vendorStuff":1})");
    CHECK(status.status.text() == "Standby");
    CHECK(status.status != ChargePointStatus::Available);
    CHECK(status.errorCode.text() == "Error");
}

TEST_CASE("quirk 57 junk around a tag is trimmed and an over-long tag is kept") {
    CHECK(read_lenient<Authorize::Request>("{\"idTag\":\"ABC\\u0000 \"}").idTag.value == "ABC");
    CHECK(read_lenient<Authorize::Request>(R"({"idTag":"123456789012345678901"})").idTag.value.size() == 21);
}

TEST_CASE("quirk 36 a null payload stands for an empty one") {
    QuirkCounters quirks;
    CHECK_NOTHROW(read<Heartbeat::Request>(std::nullopt, Strictness::strict, quirks));
    const auto document = json::parse("[null]");
    CHECK_NOTHROW(read<Heartbeat::Request>(*document.root().elements().begin(), Strictness::strict, quirks));
    CHECK_THROWS_AS(read<BootNotification::Request>(std::nullopt, Strictness::lenient, quirks), CallError);
}

TEST_CASE("quirk 40 transaction messages are read whatever is wrong with their lesser fields") {
    const auto stop = read_lenient<StopTransaction::Request>(R"({"transactionId":4711})");
    CHECK(stop.transactionId == 4711);
    CHECK_FALSE(stop.timestamp.time);
    const auto start = read_lenient<StartTransaction::Request>(
        R"({"connectorId":1,"idTag":"A","meterStart":"many","timestamp":"1000000"})");
    CHECK(start.meterStart == 0);
    CHECK(start.timestamp.text == "1000000");
    CHECK(read_lenient<StopTransaction::Request>("{}").transactionId == 0);
    CHECK(refused_strictly<StopTransaction::Request>(R"({"meterStop":1,"timestamp":"2026-01-01T00:00:00Z"})") ==
          "OccurenceConstraintViolation: transactionId is missing");
}

TEST_CASE("quirk 50 transaction ids beyond 31 bits are read exactly") {
    CHECK(read_lenient<StopTransaction::Request>(R"({"transactionId":9223372036854775807})").transactionId ==
          9223372036854775807);
    CHECK(read_lenient<StopTransaction::Request>(R"({"transactionId":-1})").transactionId == -1);
}

TEST_CASE("BI-195 one bad sample does not spoil its neighbours") {
    const auto stop = read_lenient<StopTransaction::Request>(
        R"({"transactionId":1,"meterStop":1,"timestamp":"2026-01-01T00:00:00Z","transactionData":[)"
        R"({"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":"1"},{"unit":"Wh"},{"value":"3"}]}]})");
    REQUIRE(stop.transactionData);
    CHECK(stop.transactionData->at(0).sampledValue.size() == 2);
}

TEST_CASE("a limit keeps its one fraction digit and more digits are refused strictly") {
    const std::string start =
        R"({"connectorId":1,"csChargingProfiles":{"chargingProfileId":1,"stackLevel":0,)"
        R"("chargingProfilePurpose":"TxProfile","chargingProfileKind":"Relative",)"
        R"("chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":)";
    CHECK(read_lenient<SetChargingProfile::Request>(start + "8.1}]}}}")
              .csChargingProfiles.chargingSchedule.chargingSchedulePeriod[0]
              .limit.tenths == 81);
    CHECK(refused_strictly<SetChargingProfile::Request>(start + "8.1}]}}}") == "accepted");
    CHECK(refused_strictly<SetChargingProfile::Request>(start + "8.15}]}}}") ==
          "PropertyConstraintViolation: csChargingProfiles/chargingSchedule/chargingSchedulePeriod[0]/limit has more "
          "than one fraction digit");
}
