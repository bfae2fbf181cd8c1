#include <catch2/catch.hpp>

#include <set>

#include "gateway/translate/charging_limit.h"
#include "gateway/translate/charging_profile.h"
#include "ocpp/codec.h"

using namespace gateway;

namespace {

struct Row {
    double kilowatts, voltage;
    int phases;
    RateUnit unit;
    const char* limit;
};

std::string text(const ChargingLimit& limit) { return ocpp::to_text(limit.value); }

}  // namespace

TEST_CASE("quirk 77, 78, 79: a ceiling in kW as a limit, rounded down, zero below the minimum") {
    const auto row = GENERATE(values<Row>({
        {11, 230, 3, RateUnit::A, "15.9"},  // 15.94
        {11, 230, 1, RateUnit::A, "47.8"},
        {7.4, 230, 1, RateUnit::A, "32.1"},
        {22, 240, 3, RateUnit::A, "30.5"},
        {4.14, 230, 3, RateUnit::A, "6"},  // exactly the minimum
        {4.13, 230, 3, RateUnit::A, "0"},
        {1.38, 230, 1, RateUnit::A, "6"},
        {1.37, 230, 1, RateUnit::A, "0"},
        {0, 230, 3, RateUnit::A, "0"},
        {6.9, 230, 3, RateUnit::A, "10"},
        {4.485, 230, 3, RateUnit::A, "6.5"},
        {7.4, 230, 3, RateUnit::W, "7400"},
        {7.4567, 230, 3, RateUnit::W, "7456"},
        {1.38, 230, 3, RateUnit::W, "1380"},  // the charger may well use one phase
        {1.37, 230, 3, RateUnit::W, "0"},
    }));
    ElectricalFacts facts;
    facts.voltage = row.voltage;
    facts.phases = row.phases;
    INFO(row.kilowatts << " kW on " << row.phases << " x " << row.voltage << " V");
    CHECK(text(to_charging_limit(row.kilowatts, row.unit, facts)) == row.limit);
}

TEST_CASE("quirk 78: a limit never allows more than its ceiling") {
    for (int phases = 1; phases <= 3; ++phases) {
        for (double kilowatts = 1; kilowatts < 50; kilowatts += 0.173) {
            ElectricalFacts facts;
            facts.phases = phases;
            facts.voltage = 231.7;
            CHECK(to_kilowatts(to_charging_limit(kilowatts, RateUnit::A, facts), facts) <= kilowatts + 1e-9);
        }
    }
}

TEST_CASE("quirk 78: whole amperes where fractions are refused") {
    ElectricalFacts facts;
    facts.whole_numbers = true;
    CHECK(text(to_charging_limit(11, RateUnit::A, facts)) == "15");
}

TEST_CASE("quirk 79: a vehicle's own minimum counts") {
    ElectricalFacts facts;
    facts.minimum_current = 7;
    facts.phases = 1;
    CHECK(text(to_charging_limit(1.5, RateUnit::A, facts)) == "0");
    CHECK(text(to_charging_limit(1.61, RateUnit::A, facts)) == "7");
}

TEST_CASE("the least limit is no zero in any unit") {
    ElectricalFacts facts;
    CHECK(text(least_limit(RateUnit::A, facts)) == "6");
    CHECK(text(least_limit(RateUnit::W, facts)) == "1380");
    facts.minimum_current = 6.25;
    CHECK(text(least_limit(RateUnit::A, facts)) == "6.3");
    facts.whole_numbers = true;
    CHECK(text(least_limit(RateUnit::A, facts)) == "7");
}

TEST_CASE("a profile is one period, minimal, and starts a minute ago only when it is Absolute") {
    const UtcTime now{std::chrono::seconds(1767225600)};  // 2026-01-01
    const ProfileAddress address{ProfilePurpose::tx_default, 2, 17};
    const ChargingLimit limit{RateUnit::A, {65}};
    using Kind = ocpp::ChargingProfileKindType;
    CHECK(
        ocpp::write(to_set_charging_profile(address, {RateUnit::A, 3, Kind::Absolute}, limit, now)) ==
        R"({"connectorId":2,"csChargingProfiles":{"chargingProfileId":202,"stackLevel":3,)"
        R"("chargingProfilePurpose":"TxDefaultProfile","chargingProfileKind":"Absolute","chargingSchedule":)"
        R"({"startSchedule":"2025-12-31T23:59:00Z","chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":6.5}]}}})");
    CHECK(ocpp::write(to_set_charging_profile(address, {RateUnit::A, 0, Kind::Relative}, limit, now))
              .find("startSchedule") == std::string::npos);
}

TEST_CASE("quirk 87: a TxProfile names its transaction") {
    const ProfileAddress address{ProfilePurpose::tx_profile, 1, 17};
    const auto request = to_set_charging_profile(address, {}, {RateUnit::W, {74000}}, UtcTime{});
    CHECK(request.csChargingProfiles.transactionId == 17);
    CHECK(request.csChargingProfiles.chargingProfileId == 301);
}

TEST_CASE("quirk 83: profile ids are distinct per purpose and connector") {
    std::set<std::int64_t> ids;
    for (int connector = 1; connector <= 64; ++connector) {
        ids.insert(profile_id({ProfilePurpose::tx_default, connector, std::nullopt}));
        ids.insert(profile_id({ProfilePurpose::tx_profile, connector, 1}));
    }
    CHECK(ids.size() == 128);
}
