#include <catch2/catch.hpp>

#include "frame_play.h"

/// Payloads of an accepted charger that are not what they should be, lenient unless a
/// check says otherwise. The rules of single fields are in tests/ocpp/mutants_tests.cpp.
using namespace gateway;
using ocpp::Quirk;

namespace {

std::string boot(const std::string& members) {
    return call_text("BootNotification", R"({"chargePointVendor":"V","chargePointModel":"M",)" + members + "}");
}
std::string boot_of(const std::string& vendor) {
    return call_text("BootNotification", R"({"chargePointVendor":)" + vendor + R"(,"chargePointModel":"M"})");
}

std::string start_with(const std::string& changed) {
    std::string members = R"("connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-01-01T00:00:00Z",)" + changed;
    const auto name = changed.substr(0, changed.find(':') + 1);
    const auto at = members.find(name);
    members.erase(at, members.find(',', at) + 1 - at);
    return call_text("StartTransaction", "{" + members + "}");
}

std::string stop(const std::string& members) {
    return call_text("StopTransaction", R"({"meterStop":9,"timestamp":"2026-01-01T00:10:00Z",)" + members + "}");
}

std::string meter_values(const std::string& sampled) {
    return call_text("MeterValues", R"({"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z",)"
                                    R"("sampledValue":)" +
                                        sampled + "}]}");
}

}  // namespace

TEST_CASE("BI-158 a BootNotification without fields is refused, and the gateway lives") {
    check_refused(call_text("BootNotification", "{}"), "OccurenceConstraintViolation");
}

TEST_CASE("BI-159 a vendor of up to 255 characters is taken, strictly up to 20") {
    for (const std::size_t length : {21, 50, 255}) {
        check_quirk(boot_of(text_of(length)), Quirk::text_too_long);
        check_refused_strictly(boot_of(text_of(length)), "PropertyConstraintViolation");
    }
    check_refused(boot_of(text_of(256)), "PropertyConstraintViolation");
    check_refused(boot_of(text_of(10000)), "PropertyConstraintViolation");
}

TEST_CASE("BI-160 an empty vendor is taken") { check_taken(boot_of("\"\"")); }

TEST_CASE("BI-161 a vendor of null has the wrong type") {
    check_refused(boot_of("null"), "TypeConstraintViolation");
    check_refused_strictly(boot_of("null"), "TypeConstraintViolation");
}

TEST_CASE("BI-162 numbers in place of texts are taken as texts, strictly refused") {
    const auto frame = boot(R"("iccid":8949020000001234567)");
    check_quirk(frame, Quirk::wrong_type);
    check_refused_strictly(frame, "TypeConstraintViolation");
}

TEST_CASE("BI-163 a boot in the words of OCPP 2.0.1 lacks its fields") {
    check_refused(
        call_text("BootNotification", R"({"chargingStation":{"model":"M","vendorName":"V"},"reason":"PowerUp"})"),
        "OccurenceConstraintViolation");
}

TEST_CASE("BI-164 an unknown field is passed over, strictly refused") {
    check_quirk(boot(R"("mood":"fine")"), Quirk::unknown_field);
    check_refused_strictly(boot(R"("mood":"fine")"), "FormationViolation");
}

TEST_CASE("BI-165 markup, formulas and escapes in texts are texts") {
    for (const auto* text :
         {"<img src=x onerror=alert(1)>", "${jndi:ldap://x}", "%n%s", "=1+1", "\\u001b[31m", "a\\r\\nb"}) {
        check_taken(boot(R"("firmwareVersion":")" + std::string(text) + "\""));
    }
}

TEST_CASE("BI-169 a tag that is a number is taken as its digits, strictly refused") {
    check_quirk(call_text("Authorize", R"({"idTag":12345})"), Quirk::wrong_type);
    check_refused_strictly(call_text("Authorize", R"({"idTag":12345})"), "TypeConstraintViolation");
}

TEST_CASE("BI-175 a connector id that is a text is taken as its number, strictly refused") {
    check_quirk(start_with(R"("connectorId":"1")"), Quirk::wrong_type);
    check_refused_strictly(start_with(R"("connectorId":"1")"), "TypeConstraintViolation");
}

TEST_CASE("BI-177 a register of 1e300 does not keep a start from its answer, strictly refused") {
    check_quirk(start_with(R"("meterStart":1e300)"), Quirk::unusable_value);
    check_refused_strictly(start_with(R"("meterStart":1e300)"), "PropertyConstraintViolation");
}

TEST_CASE("BI-190 a stop without a transaction id is answered, strictly refused") {
    check_quirk(stop(R"("transactionId":null)"), Quirk::unusable_value);
    check_refused_strictly(stop(R"("transactionId":null)"), "TypeConstraintViolation");
    check_quirk(stop(R"("reason":"Local")"), Quirk::missing_field);
    check_refused_strictly(stop(R"("reason":"Local")"), "OccurenceConstraintViolation");
}

TEST_CASE("BI-191 a transaction id that is a text is taken as its number, strictly refused") {
    check_quirk(stop(R"("transactionId":"17")"), Quirk::wrong_type);
    check_refused_strictly(stop(R"("transactionId":"17")"), "TypeConstraintViolation");
}

TEST_CASE("BI-192 transaction ids of 2^63 and -2 are answered") {
    check_quirk(stop(R"("transactionId":9223372036854775808)"), Quirk::unusable_value);
    check_taken(stop(R"("transactionId":-2)"));
}

TEST_CASE("BI-193 reasons that nobody specified are answered, strictly refused") {
    for (const std::string reason : {"Foo", "", "local"}) {
        const auto frame = stop(R"("transactionId":17,"reason":")" + reason + "\"");
        check_quirk(frame, Quirk::unknown_name);
        check_refused_strictly(frame, "PropertyConstraintViolation");
    }
}

TEST_CASE("BI-194 transaction data that is an object is answered, strictly refused") {
    const auto frame = stop(R"("transactionId":17,"transactionData":{})");
    check_quirk(frame, Quirk::wrong_type);
    check_refused_strictly(frame, "TypeConstraintViolation");
}

TEST_CASE("BI-196 no meter value at all is answered, strictly refused") {
    const auto frame = call_text("MeterValues", R"({"connectorId":1,"meterValue":[]})");
    CHECK(check_quirk(frame, Quirk::empty_array) == R"([3,"7",{}])");
    check_refused_strictly(frame, "OccurenceConstraintViolation");
}

TEST_CASE("BI-197 a meter value without samples is answered, strictly refused") {
    const auto frame =
        call_text("MeterValues", R"({"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z"}]})");
    CHECK(check_quirk(frame, Quirk::missing_field) == R"([3,"7",{}])");
    check_refused_strictly(frame, "OccurenceConstraintViolation");
}

TEST_CASE("BI-200 measurands, units, phases and contexts that nobody specified are answered, strictly refused") {
    for (const auto* name : {"measurand", "unit", "phase", "context", "location", "format"}) {
        const auto frame = meter_values(R"([{"value":"1",")" + std::string(name) + R"(":"Foo"}])");
        CHECK(check_quirk(frame, Quirk::unknown_name) == R"([3,"7",{}])");
        check_refused_strictly(frame, "PropertyConstraintViolation");
    }
}

TEST_CASE("BI-204 a status of OCPP 1.5 keeps its text and is unknown, strictly refused") {
    const auto frame =
        call_text("StatusNotification", R"({"connectorId":1,"errorCode":"NoError","status":"Occupied"})");
    check_quirk(frame, Quirk::unknown_name);
    check_refused_strictly(frame, "PropertyConstraintViolation");
    Bench bench;
    bench.arrive();
    answers_to(bench, frame);
    CHECK(bench.view().observed.status_text == "Occupied");
    CHECK(bench.read().status == canonical::DeviceStatus::unknown);
}

TEST_CASE("BI-205 an error code that nobody specified is taken, strictly refused") {
    const auto frame = call_text("StatusNotification", R"({"connectorId":1,"errorCode":"Foo","status":"Faulted"})");
    check_quirk(frame, Quirk::unknown_name);
    check_refused_strictly(frame, "PropertyConstraintViolation");
}

TEST_CASE("BI-206 info of 51 characters is kept, of 500 cut, strictly refused") {
    for (const std::size_t length : {51, 500}) {
        const auto frame =
            call_text("StatusNotification", R"({"connectorId":1,"errorCode":"OtherError","status":"Faulted",)"
                                            R"("info":)" +
                                                text_of(length) + "}");
        check_quirk(frame, Quirk::text_too_long);
        check_refused_strictly(frame, "PropertyConstraintViolation");
        Bench bench;
        bench.arrive();
        answers_to(bench, frame);
        CHECK(bench.view().observed.error_text ==
              "OtherError, " + std::string(std::min<std::size_t>(length, 255), 'x'));
    }
}

TEST_CASE("BI-209 a StatusNotification without a status is refused") {
    check_refused(call_text("StatusNotification", R"({"connectorId":1,"errorCode":"NoError"})"),
                  "OccurenceConstraintViolation");
}

TEST_CASE("BI-210 a firmware status that nobody specified is taken, strictly refused") {
    const auto frame = call_text("FirmwareStatusNotification", R"({"status":"Foo"})");
    check_quirk(frame, Quirk::unknown_name);
    check_refused_strictly(frame, "PropertyConstraintViolation");
}

TEST_CASE("BI-211 vendor data of any JSON is taken as its text, strictly refused") {
    for (const auto* data : {"{}", R"(["a"])", "5", "true"}) {
        const auto frame = call_text("DataTransfer", R"({"vendorId":"x","data":)" + std::string(data) + "}");
        check_quirk(frame, Quirk::wrong_type);
        check_refused_strictly(frame, "TypeConstraintViolation");
    }
}

TEST_CASE("BI-213 a vendor id of 256 characters is refused") {
    const auto frame = call_text("DataTransfer", R"({"vendorId":)" + text_of(256) + "}");
    check_refused(frame, "PropertyConstraintViolation");
    check_refused_strictly(frame, "PropertyConstraintViolation");
}

TEST_CASE("BI-214 a security event of 10,000 characters is refused") {
    check_refused(call_text("SecurityEventNotification",
                            R"({"type":)" + text_of(10000) + R"(,"timestamp":"2026-01-01T00:00:00Z"})"),
                  "PropertyConstraintViolation");
}

TEST_CASE("BI-217 a field in a Heartbeat is passed over, strictly refused") {
    check_quirk(call_text("Heartbeat", R"({"foo":1})"), Quirk::unknown_field);
    check_refused_strictly(call_text("Heartbeat", R"({"foo":1})"), "FormationViolation");
}

TEST_CASE("a number with a comma is taken and counted, strictly refused") {
    const auto frame = call_text("MeterValues", R"({"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z",)"
                                                R"("sampledValue":[{"value":"7,2"}]}]})");
    check_quirk(frame, Quirk::unusable_value);
    check_refused_strictly(frame, "TypeConstraintViolation");
}
