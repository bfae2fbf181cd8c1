#include "simulators/charging_profiles.h"

#include <catch2/catch.hpp>

#include "ocpp/call_error.h"
#include "profile_maker.h"

using namespace simulators;
using namespace simulators::test;
using Status = ocpp::ChargingProfileStatus;
using Cleared = ocpp::ClearChargingProfileStatus;
using std::chrono::seconds;

namespace {

const ocpp::UtcTime kNow = at("2026-03-01T10:05:00Z");
const TransactionView kRunning{17, at("2026-03-01T10:01:00Z"), nullptr};

ProfileRules rules() {
    ProfileRules result;
    result.connectors = 2;
    return result;
}

ocpp::ChargingProfile flat(std::int64_t id, Purpose purpose, std::int64_t level, double limit) {
    return profile(id, purpose, level, {{0, limit}});
}

double amperes(const std::optional<CurrentLimit>& limit) { return limit ? limit->amperes : -1; }

}  // namespace

TEST_CASE("TxProfile counts over the connector's default, that over the default of connector 0") {
    ChargingProfiles profiles(rules());
    CHECK(amperes(profiles.connector_limit(1, &kRunning, kNow)) == -1);
    profiles.install(0, flat(1, Purpose::TxDefaultProfile, 9, 20), nullptr, kNow);
    CHECK(amperes(profiles.connector_limit(1, &kRunning, kNow)) == 20);
    profiles.install(1, flat(2, Purpose::TxDefaultProfile, 0, 10), nullptr, kNow);
    CHECK(amperes(profiles.connector_limit(1, &kRunning, kNow)) == 10);
    CHECK(amperes(profiles.connector_limit(2, &kRunning, kNow)) == 20);
    profiles.install(1, flat(3, Purpose::TxProfile, 0, 25), &kRunning, kNow);
    CHECK(amperes(profiles.connector_limit(1, &kRunning, kNow)) == 25);
    CHECK(amperes(profiles.connector_limit(1, nullptr, kNow)) == 10);
    profiles.end_transaction(1);
    CHECK(amperes(profiles.connector_limit(1, &kRunning, kNow)) == 10);
}

TEST_CASE("ChargePointMaxProfile is a limit of its own") {
    ChargingProfiles profiles(rules());
    CHECK(amperes(profiles.station_limit(kNow)) == -1);
    profiles.install(0, flat(1, Purpose::ChargePointMaxProfile, 0, 12), nullptr, kNow);
    CHECK(amperes(profiles.station_limit(kNow)) == 12);
    CHECK(amperes(profiles.connector_limit(1, &kRunning, kNow)) == -1);
}

TEST_CASE("the highest level counts while it says anything, then the next lower") {
    ChargingProfiles profiles(rules());
    auto high = flat(1, Purpose::TxDefaultProfile, 5, 30);
    high.chargingSchedule.duration = 600;
    profiles.install(1, high, nullptr, kNow);
    profiles.install(1, flat(2, Purpose::TxDefaultProfile, 1, 8), nullptr, kNow);
    profiles.install(1, flat(3, Purpose::TxDefaultProfile, 0, 6), nullptr, kNow);
    CHECK(amperes(profiles.connector_limit(1, &kRunning, kNow)) == 30);
    CHECK(amperes(profiles.connector_limit(1, &kRunning, at("2026-03-01T10:10:00Z"))) == 8);
}

TEST_CASE("a profile takes the place of one with its id, or of its purpose and level on the connector") {
    ChargingProfiles profiles(rules());
    profiles.install(1, flat(1, Purpose::TxDefaultProfile, 0, 10), nullptr, kNow);
    SECTION("same id on another connector") {
        profiles.install(2, flat(1, Purpose::TxDefaultProfile, 3, 8), nullptr, kNow);
        REQUIRE(profiles.installed().size() == 1);
        CHECK(amperes(profiles.connector_limit(1, &kRunning, kNow)) == -1);
    }
    SECTION("same purpose and level") {
        profiles.install(1, flat(2, Purpose::TxDefaultProfile, 0, 8), nullptr, kNow);
        REQUIRE(profiles.installed().size() == 1);
        CHECK(amperes(profiles.connector_limit(1, &kRunning, kNow)) == 8);
    }
    SECTION("another connector or level stays") {
        profiles.install(2, flat(2, Purpose::TxDefaultProfile, 0, 8), nullptr, kNow);
        profiles.install(1, flat(3, Purpose::TxDefaultProfile, 1, 8), nullptr, kNow);
        CHECK(profiles.installed().size() == 3);
    }
}

TEST_CASE("what the specification forbids is rejected and changes nothing") {
    ChargingProfiles profiles(rules());
    const auto rejected = [&](int connector, const ocpp::ChargingProfile& bad, const TransactionView* transaction) {
        const bool refused = profiles.install(connector, bad, transaction, kNow) == Status::Rejected;
        return refused && profiles.installed().empty();
    };
    auto with_wrong_id = flat(1, Purpose::TxProfile, 0, 10);
    with_wrong_id.transactionId = 18;
    auto default_with_id = flat(1, Purpose::TxDefaultProfile, 0, 10);
    default_with_id.transactionId = 17;
    auto recurring = profile(1, Purpose::TxDefaultProfile, 0, {{0, 10}}, Kind::Recurring);
    CHECK(rejected(1, flat(1, Purpose::TxProfile, 0, 10), nullptr));
    CHECK(rejected(0, flat(1, Purpose::TxProfile, 0, 10), &kRunning));
    CHECK(rejected(1, with_wrong_id, &kRunning));
    CHECK(rejected(1, default_with_id, &kRunning));
    CHECK(rejected(1, flat(1, Purpose::ChargePointMaxProfile, 0, 10), nullptr));
    CHECK(rejected(0, profile(1, Purpose::ChargePointMaxProfile, 0, {{0, 10}}, Kind::Relative), nullptr));
    CHECK(rejected(1, flat(1, Purpose::TxDefaultProfile, 11, 10), nullptr));
    CHECK(rejected(1, recurring, nullptr));
    CHECK(rejected(1, profile(1, Purpose::TxDefaultProfile, 0, {{60, 10}}), nullptr));
    CHECK(rejected(1, profile(1, Purpose::TxDefaultProfile, 0, {{0, 10}, {60, 8}, {60, 9}}), nullptr));
    CHECK(rejected(1, profile(1, Purpose::TxDefaultProfile, 0, {{0, -1}}), nullptr));
    CHECK(rejected(1, profile(1, Purpose::TxDefaultProfile, 0, {{0, 10, 4}}), nullptr));
    CHECK_THROWS_AS(profiles.install(3, flat(1, Purpose::TxDefaultProfile, 0, 10), nullptr, kNow), ocpp::CallError);
}

TEST_CASE("a TxProfile needs the number of the transaction or none") {
    ChargingProfiles profiles(rules());
    auto own = flat(1, Purpose::TxProfile, 0, 10);
    CHECK(profiles.install(1, own, &kRunning, kNow) == Status::Accepted);
    own.transactionId = 17;
    CHECK(profiles.install(1, own, &kRunning, kNow) == Status::Accepted);
    const TransactionView unconfirmed{std::nullopt, kRunning.started, nullptr};
    CHECK(profiles.install(1, own, &unconfirmed, kNow) == Status::Rejected);
}

TEST_CASE("the numbers of periods and profiles are limited") {
    ProfileRules few = rules();
    few.most_periods = 2;
    few.most_installed = 2;
    ChargingProfiles profiles(few);
    CHECK(profiles.install(1, profile(1, Purpose::TxDefaultProfile, 0, {{0, 6}, {1, 7}}), nullptr, kNow) ==
          Status::Accepted);
    CHECK(profiles.install(1, profile(2, Purpose::TxDefaultProfile, 1, {{0, 6}, {1, 7}, {2, 8}}), nullptr, kNow) ==
          Status::Rejected);
    CHECK(profiles.install(1, flat(3, Purpose::TxDefaultProfile, 2, 9), nullptr, kNow) == Status::Accepted);
    CHECK(profiles.install(1, flat(4, Purpose::TxDefaultProfile, 3, 9), nullptr, kNow) == Status::Rejected);
    CHECK(profiles.install(1, flat(3, Purpose::TxDefaultProfile, 3, 9), nullptr, kNow) == Status::Accepted);
}

TEST_CASE("a unit that the charger does not know is rejected") {
    ProfileRules amperes_only = rules();
    amperes_only.allows_watts = false;
    ChargingProfiles profiles(amperes_only);
    const auto in_watts =
        profile(1, Purpose::TxDefaultProfile, 0, {{0, 6900}}, Kind::Absolute, "2026-03-01T10:00:00Z", Unit::W);
    CHECK(profiles.install(1, in_watts, nullptr, kNow) == Status::Rejected);
    CHECK(profiles.install(1, flat(1, Purpose::TxDefaultProfile, 0, 10), nullptr, kNow) == Status::Accepted);
}

TEST_CASE("clearing: an id alone decides, other fields must all fit, none means everything") {
    ChargingProfiles profiles(rules());
    profiles.install(0, flat(1, Purpose::ChargePointMaxProfile, 0, 30), nullptr, kNow);
    profiles.install(1, flat(2, Purpose::TxDefaultProfile, 0, 10), nullptr, kNow);
    profiles.install(1, flat(3, Purpose::TxDefaultProfile, 1, 10), nullptr, kNow);
    profiles.install(2, flat(4, Purpose::TxDefaultProfile, 1, 10), nullptr, kNow);
    ocpp::ClearChargingProfile::Request filter;
    SECTION("by id, whatever else is said") {
        filter.id = 2;
        filter.connectorId = ocpp::AtLeast<0>(9);
        CHECK(profiles.clear(filter) == Cleared::Accepted);
        CHECK(profiles.installed().size() == 3);
        CHECK(profiles.clear(filter) == Cleared::Unknown);
    }
    SECTION("by level and connector") {
        filter.stackLevel = ocpp::AtLeast<0>(1);
        filter.connectorId = ocpp::AtLeast<0>(1);
        CHECK(profiles.clear(filter) == Cleared::Accepted);
        CHECK(profiles.installed().size() == 3);
    }
    SECTION("by purpose") {
        filter.chargingProfilePurpose = ocpp::Token(Purpose::TxDefaultProfile);
        CHECK(profiles.clear(filter) == Cleared::Accepted);
        CHECK(profiles.installed().size() == 1);
    }
    SECTION("all") {
        CHECK(profiles.clear(filter) == Cleared::Accepted);
        CHECK(profiles.installed().empty());
        CHECK(profiles.clear(filter) == Cleared::Unknown);
    }
}

TEST_CASE("the composite schedule follows every layer and merges equal periods") {
    ChargingProfiles profiles(rules());
    profiles.install(0, flat(1, Purpose::ChargePointMaxProfile, 0, 20), nullptr, kNow);
    profiles.install(1, profile(2, Purpose::TxDefaultProfile, 0, {{0, 10}, {600, 32}, {900, 25}, {1200, 6}}), nullptr,
                     kNow);
    const auto schedule = profiles.composite(1, nullptr, kNow, seconds(1200), Unit::A, {32, 3});
    CHECK(schedule.duration == 1200);
    CHECK_FALSE(schedule.startSchedule);
    REQUIRE(schedule.chargingSchedulePeriod.size() == 3);
    CHECK(schedule.chargingSchedulePeriod[0].limit.tenths == 100);
    CHECK(schedule.chargingSchedulePeriod[1].startPeriod == 300);
    CHECK(schedule.chargingSchedulePeriod[1].limit.tenths == 200);
    CHECK(schedule.chargingSchedulePeriod[2].startPeriod == 900);
    CHECK(schedule.chargingSchedulePeriod[2].limit.tenths == 60);
    const auto of_station = profiles.composite(0, nullptr, kNow, seconds(1200), Unit::W, {64, 3});
    REQUIRE(of_station.chargingSchedulePeriod.size() == 1);
    CHECK(of_station.chargingSchedulePeriod[0].limit.tenths == 138000);
}

TEST_CASE("frozen defaults stand in for the installed ones") {
    ChargingProfiles profiles(rules());
    profiles.install(1, flat(1, Purpose::TxDefaultProfile, 0, 10), nullptr, kNow);
    const auto frozen = profiles.defaults_for(1);
    profiles.install(1, flat(1, Purpose::TxDefaultProfile, 0, 6), nullptr, kNow);
    const TransactionView view{17, kRunning.started, &frozen};
    CHECK(amperes(profiles.connector_limit(1, &view, kNow)) == 10);
    CHECK(amperes(profiles.connector_limit(1, &kRunning, kNow)) == 6);
}

TEST_CASE("the next change is the earliest of all profiles") {
    ChargingProfiles profiles(rules());
    profiles.install(1, profile(1, Purpose::TxDefaultProfile, 0, {{0, 10}, {3600, 8}}), nullptr, kNow);
    profiles.install(1, profile(2, Purpose::TxDefaultProfile, 1, {{0, 10}, {1800, 8}}), nullptr, kNow);
    CHECK(profiles.next_change(&kRunning, kNow, at("2026-03-02T10:00:00Z")) == at("2026-03-01T10:30:00Z"));
    CHECK_FALSE(profiles.next_change(&kRunning, kNow, at("2026-03-01T10:20:00Z")));
}
