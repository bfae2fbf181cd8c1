#include <catch2/catch.hpp>

#include "frame_play.h"

/// Times of an accepted charger that are not what they should be, lenient
/// unless a check says otherwise.
using namespace gateway;
using ocpp::Quirk;

namespace {

std::string start_at(const std::string& timestamp) {
    return call_text("StartTransaction",
                     R"({"connectorId":1,"idTag":"A","meterStart":0,"timestamp":)" + timestamp + "}");
}

/// A start whose timestamp is understood, as that time, or is not and counts as the time of receipt.
void check_time(const std::string& written, const std::optional<std::string>& understood) {
    INFO(written.substr(0, 100));
    Bench bench;
    bench.arrive("Preparing");
    REQUIRE(answers_to(bench, start_at(written)).at(0).find("transactionId") != std::string::npos);
    const auto read = ocpp::parse_date_time(written.substr(1, written.size() - 2));
    CHECK(read.time.has_value() == understood.has_value());
    if (understood && read.time) CHECK(ocpp::to_text(*read.time) == *understood);
    CHECK(bench.storage.rows().transactions().size() == 1);
}

}  // namespace

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
