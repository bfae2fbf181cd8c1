#include "simulators/charging_schedule.h"

#include <catch2/catch.hpp>

#include "profile_maker.h"

using namespace simulators;
using namespace simulators::test;

namespace {

constexpr Wiring kThreePhases{3, 230};
const ocpp::UtcTime kStartOfCharging = at("2026-03-01T10:05:00Z");

double amperes(const ocpp::ChargingProfile& profile, const char* when) {
    const auto limit = limit_of(profile, kStartOfCharging, at(when), kThreePhases);
    return limit ? limit->amperes : -1;
}

ocpp::ChargingProfile two_periods(Kind kind, const char* start = "2026-03-01T10:00:00Z") {
    return profile(1, Purpose::TxDefaultProfile, 0, {{0, 16}, {600, 8}}, kind, start);
}

}  // namespace

TEST_CASE("an absolute schedule counts from its own start") {
    const auto schedule = two_periods(Kind::Absolute);
    CHECK(amperes(schedule, "2026-03-01T09:59:59Z") == -1);
    CHECK(amperes(schedule, "2026-03-01T10:00:00Z") == 16);
    CHECK(amperes(schedule, "2026-03-01T10:09:59Z") == 16);
    CHECK(amperes(schedule, "2026-03-01T10:10:00Z") == 8);
    CHECK(amperes(schedule, "2027-03-01T10:10:00Z") == 8);
}

TEST_CASE("a relative schedule, and an absolute one without a start, count from the start of charging") {
    const auto schedule = GENERATE(two_periods(Kind::Relative), two_periods(Kind::Absolute, nullptr));
    CHECK(amperes(schedule, "2026-03-01T10:05:00Z") == 16);
    CHECK(amperes(schedule, "2026-03-01T10:14:59Z") == 16);
    CHECK(amperes(schedule, "2026-03-01T10:15:00Z") == 8);
}

TEST_CASE("a daily schedule repeats every day and a weekly one every week, not before their first start") {
    auto daily = two_periods(Kind::Recurring);
    daily.recurrencyKind = ocpp::Token(ocpp::RecurrencyKindType::Daily);
    daily.chargingSchedule.duration = 3600;
    CHECK(amperes(daily, "2026-02-28T10:05:00Z") == -1);
    CHECK(amperes(daily, "2026-03-05T10:05:00Z") == 16);
    CHECK(amperes(daily, "2026-03-05T10:30:00Z") == 8);
    CHECK(amperes(daily, "2026-03-05T11:00:00Z") == -1);
    auto weekly = daily;
    weekly.recurrencyKind = ocpp::Token(ocpp::RecurrencyKindType::Weekly);
    CHECK(amperes(weekly, "2026-03-05T10:05:00Z") == -1);
    CHECK(amperes(weekly, "2026-03-08T10:05:00Z") == 16);
}

TEST_CASE("duration and validity end a schedule") {
    auto schedule = two_periods(Kind::Absolute);
    schedule.chargingSchedule.duration = 900;
    CHECK(amperes(schedule, "2026-03-01T10:14:59Z") == 8);
    CHECK(amperes(schedule, "2026-03-01T10:15:00Z") == -1);
    schedule.validFrom = ocpp::DateTime(at("2026-03-01T10:02:00Z"));
    schedule.validTo = ocpp::DateTime(at("2026-03-01T10:04:00Z"));
    CHECK(amperes(schedule, "2026-03-01T10:01:59Z") == -1);
    CHECK(amperes(schedule, "2026-03-01T10:02:00Z") == 16);
    CHECK(amperes(schedule, "2026-03-01T10:04:00Z") == -1);
}

TEST_CASE("watts become amperes by 230 V and the phases of the period, three where none are named") {
    struct Row {
        double watts;
        std::optional<std::int64_t> phases;
        int wired;
        double amperes;
        int used;
    };
    const Row row = GENERATE(Row{6900, {}, 3, 10, 3}, Row{6900, 3, 3, 10, 3}, Row{2300, 1, 3, 10, 1},
                             Row{2300, {}, 1, 10, 1}, Row{2300, 3, 1, 10, 1}, Row{0, {}, 3, 0, 3});
    const auto schedule = profile(1, Purpose::TxDefaultProfile, 0, {{0, row.watts, row.phases}}, Kind::Absolute,
                                  "2026-03-01T10:00:00Z", Unit::W);
    const auto limit = limit_of(schedule, kStartOfCharging, kStartOfCharging, {row.wired, 230});
    REQUIRE(limit);
    CHECK(limit->amperes == Approx(row.amperes));
    CHECK(limit->phases == row.used);
}

TEST_CASE("every instant at which a schedule changes is listed") {
    auto schedule = two_periods(Kind::Absolute);
    schedule.chargingSchedule.duration = 900;
    std::vector<ocpp::UtcTime> changes;
    append_changes(schedule, kStartOfCharging, at("2026-03-01T09:00:00Z"), at("2026-03-02T09:00:00Z"), changes);
    CHECK(changes == std::vector<ocpp::UtcTime>{at("2026-03-01T10:00:00Z"), at("2026-03-01T10:10:00Z"),
                                                at("2026-03-01T10:15:00Z")});
    changes.clear();
    append_changes(schedule, kStartOfCharging, at("2026-03-01T10:10:00Z"), at("2026-03-02T09:00:00Z"), changes);
    CHECK(changes == std::vector<ocpp::UtcTime>{at("2026-03-01T10:15:00Z")});
}

TEST_CASE("a recurring schedule lists the changes of the days asked for") {
    auto daily = two_periods(Kind::Recurring);
    daily.recurrencyKind = ocpp::Token(ocpp::RecurrencyKindType::Daily);
    std::vector<ocpp::UtcTime> changes;
    append_changes(daily, kStartOfCharging, at("2026-03-04T12:00:00Z"), at("2026-03-05T12:00:00Z"), changes);
    CHECK(changes == std::vector<ocpp::UtcTime>{at("2026-03-05T10:00:00Z"), at("2026-03-05T10:10:00Z")});
}
