#include <catch2/catch.hpp>

#include "frame_play.h"

/// Payloads of an accepted charger that are not what they should be (reliability-security b.2 F), lenient unless a check
/// says otherwise. The rules of single fields are in tests/ocpp/mutants_test.cpp.
using namespace gateway;
using ocpp::Quirk;

namespace {

/// Taken, and the deviation counted; returns the answer.
std::string check_quirk(const std::string& frame, Quirk quirk) {
    Bench bench;
    bench.arrive();
    const auto& quirks = bench.device().charge_point->quirks();
    const auto before = quirks.of(quirk);
    INFO(frame.substr(0, 200));
    const auto answers = answers_to(bench, frame);
    REQUIRE(answers.size() == 1);
    CHECK(answers[0].rfind("[3,", 0) == 0);
    CHECK(quirks.of(quirk) > before);
    CHECK(bench.call("Heartbeat", "{}").find("currentTime") != std::string::npos);
    return answers[0];
}

std::string boot(const std::string& members) {
    return call_text("BootNotification", R"({"chargePointVendor":"V","chargePointModel":"M",)" + members + "}");
}
std::string boot_of(const std::string& vendor) {
    return call_text("BootNotification", R"({"chargePointVendor":)" + vendor + R"(,"chargePointModel":"M"})");
}
std::string text_of(std::size_t length) { return "\"" + std::string(length, 'x') + "\""; }

std::string start(const std::string& changed) {
    std::string members = R"("connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-01-01T00:00:00Z",)" + changed;
    const auto name = changed.substr(0, changed.find(':') + 1);
    const auto at = members.find(name);
    members.erase(at, members.find(',', at) + 1 - at);
    return call_text("StartTransaction", "{" + members + "}");
}

std::string start_at(const std::string& timestamp) { return start(R"("timestamp":)" + timestamp); }

/// A start whose timestamp is understood, as that time, or is not and counts as the time of receipt.
void check_time(const std::string& written, const std::optional<std::string>& understood) {
    INFO(written.substr(0, 100));
    Bench bench;
    bench.arrive("Preparing");
    REQUIRE(answers_to(bench, start_at(written)).at(0).find("transactionId") != std::string::npos);
    const auto read = ocpp::parse_date_time(written.substr(1, written.size() - 2));
    CHECK(read.time.has_value() == understood.has_value());
    if (understood && read.time) CHECK(ocpp::to_text(*read.time) == *understood);
    CHECK(bench.storage.state().transactions.size() == 1);
}

std::string stop(const std::string& members) {
    return call_text("StopTransaction", R"({"meterStop":9,"timestamp":"2026-01-01T00:10:00Z",)" + members + "}");
}

std::string values(const std::string& sampled) {
    return call_text("MeterValues", R"({"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z",)"
                                    R"("sampledValue":)" + sampled + "}]}");
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
    check_refused(call_text("BootNotification",
                            R"({"chargingStation":{"model":"M","vendorName":"V"},"reason":"PowerUp"})"),
                  "OccurenceConstraintViolation");
}

TEST_CASE("BI-164 an unknown field is passed over, strictly refused") {
    check_quirk(boot(R"("mood":"fine")"), Quirk::unknown_field);
    check_refused_strictly(boot(R"("mood":"fine")"), "FormationViolation");
}

TEST_CASE("BI-165 markup, formulas and escapes in texts are texts") {
    for (const auto* text : {"<img src=x onerror=alert(1)>", "${jndi:ldap://x}", "%n%s", "=1+1", "\\u001b[31m", "a\\r\\nb"}) {
        check_taken(boot(R"("firmwareVersion":")" + std::string(text) + "\""));
    }
}

TEST_CASE("BI-169 a tag that is a number is taken as its digits, strictly refused") {
    check_quirk(call_text("Authorize", R"({"idTag":12345})"), Quirk::wrong_type);
    check_refused_strictly(call_text("Authorize", R"({"idTag":12345})"), "TypeConstraintViolation");
}

TEST_CASE("BI-175 a connector id that is a text is taken as its number, strictly refused") {
    check_quirk(start(R"("connectorId":"1")"), Quirk::wrong_type);
    check_refused_strictly(start(R"("connectorId":"1")"), "TypeConstraintViolation");
}

TEST_CASE("BI-177 a register of 1e300 does not keep a start from its answer, strictly refused") {
    check_quirk(start(R"("meterStart":1e300)"), Quirk::unusable_value);
    check_refused_strictly(start(R"("meterStart":1e300)"), "PropertyConstraintViolation");
}

TEST_CASE("BI-178 a year of nine digits is no time") { check_time(R"("222222017-10-27T19:10:11Z")", std::nullopt); }

TEST_CASE("BI-179 a number of seconds is no time") { check_time(R"("1000000")", std::nullopt); }

TEST_CASE("BI-180 an offset without minutes is understood, strictly refused") {
    check_time(R"("2024-04-26T14:35:02+02")", "2024-04-26T12:35:02Z");
    check_quirk(start_at(R"("2024-04-26T14:35:02+02")"), Quirk::bad_timestamp);
    check_refused_strictly(start_at(R"("2024-04-26T14:35:02+02")"), "PropertyConstraintViolation");
}

TEST_CASE("BI-181 a time without zone is UTC, strictly refused") {
    check_time(R"("2023-10-20T09:00:00")", "2023-10-20T09:00:00Z");
    check_quirk(start_at(R"("2023-10-20T09:00:00")"), Quirk::bad_timestamp);
    check_refused_strictly(start_at(R"("2023-10-20T09:00:00")"), "PropertyConstraintViolation");
}

TEST_CASE("BI-182 a blank for the T and small letters are understood, strictly refused") {
    for (const std::string written : {R"("2026-01-02 03:04:05Z")", R"("2026-01-02t03:04:05z")"}) {
        check_time(written, "2026-01-02T03:04:05Z");
        check_quirk(start_at(written), Quirk::bad_timestamp);
        check_refused_strictly(start_at(written), "PropertyConstraintViolation");
    }
}

TEST_CASE("BI-183 twelve fraction digits are understood") {
    check_time(R"("2026-01-02T03:04:05.123456789012Z")", "2026-01-02T03:04:05Z");
}

TEST_CASE("BI-184 days, months, hours and seconds that do not exist are no time") {
    for (const auto* written : {R"("2026-02-30T00:00:00Z")", R"("2026-13-01T00:00:00Z")", R"("2026-01-01T25:00:00Z")",
                                R"("2026-01-01T00:00:61Z")"}) {
        check_time(written, std::nullopt);
        check_quirk(start_at(written), Quirk::bad_timestamp);
    }
}

TEST_CASE("BI-185 a leap second is clamped") { check_time(R"("2026-06-30T23:59:60Z")", "2026-06-30T23:59:59Z"); }

TEST_CASE("BI-186 far years are understood, impossible ones are no time, and the session is one all the same") {
    for (const std::string year : {"0001", "1970", "2106", "9999"}) {
        check_time("\"" + year + R"(-01-01T00:00:00Z")", year + "-01-01T00:00:00Z");
    }
    for (const std::string year : {"-0001", "10000"}) check_time("\"" + year + R"(-01-01T00:00:00Z")", std::nullopt);
}

TEST_CASE("BI-187 empty texts, words and numbers are no time") {
    for (const auto* written : {R"("")", R"("null")", R"("0")", "0", "1767323045"}) {
        check_time(written, std::nullopt);
        check_quirk(start_at(written), Quirk::bad_timestamp);
    }
}

TEST_CASE("BI-188 a time of 10,000 characters is none, and 64 of them are kept") {
    check_time(text_of(10000), std::nullopt);
    CHECK(ocpp::parse_date_time(std::string(10000, '9')).text == std::string(64, '9'));
}

TEST_CASE("BI-189 offsets of +14 and -12 hours are understood, +25 is not") {
    check_time(R"("2026-01-02T03:04:05+14:00")", "2026-01-01T13:04:05Z");
    check_time(R"("2026-01-02T03:04:05-12:00")", "2026-01-02T15:04:05Z");
    check_time(R"("2026-01-02T03:04:05+25:00")", std::nullopt);
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
    const auto frame = call_text("MeterValues", R"({"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z"}]})");
    CHECK(check_quirk(frame, Quirk::missing_field) == R"([3,"7",{}])");
    check_refused_strictly(frame, "OccurenceConstraintViolation");
}

TEST_CASE("BI-200 measurands, units, phases and contexts that nobody specified are answered, strictly refused") {
    for (const auto* name : {"measurand", "unit", "phase", "context", "location", "format"}) {
        const auto frame = values(R"([{"value":"1",")" + std::string(name) + R"(":"Foo"}])");
        CHECK(check_quirk(frame, Quirk::unknown_name) == R"([3,"7",{}])");
        check_refused_strictly(frame, "PropertyConstraintViolation");
    }
}

TEST_CASE("BI-204 a status of OCPP 1.5 keeps its text and is unknown, strictly refused") {
    const auto frame = call_text("StatusNotification", R"({"connectorId":1,"errorCode":"NoError","status":"Occupied"})");
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
        const auto frame = call_text("StatusNotification", R"({"connectorId":1,"errorCode":"OtherError","status":"Faulted",)"
                                                           R"("info":)" + text_of(length) + "}");
        check_quirk(frame, Quirk::text_too_long);
        check_refused_strictly(frame, "PropertyConstraintViolation");
        Bench bench;
        bench.arrive();
        answers_to(bench, frame);
        CHECK(bench.view().observed.error_text == "OtherError, " + std::string(std::min<std::size_t>(length, 255), 'x'));
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
