#include <catch2/catch.hpp>

#include "bench.h"

/// A profile that the operator sends past the gateway's own.
using namespace gateway;

namespace {

const std::string kProfile =
    R"({"connectorId":1,"csChargingProfiles":{"chargingProfileId":99,"stackLevel":3,"chargingProfilePurpose":"TxDefaultProfile",)"
    R"("chargingProfileKind":"Absolute","chargingSchedule":{"chargingRateUnit":"A","chargingSchedulePeriod":[{"startPeriod":0,"limit":8}]}}})";

RawOutcome send(Bench& bench) {
    RawOutcome told;
    bench.device().charge_point->call_raw(
        {"SetChargingProfile", kProfile, 30s, [&](const RawOutcome& outcome) { told = outcome; }});
    bench.advance(5s);
    return told;
}

}  // namespace

TEST_CASE("an operator's profile that is accepted beside a limit of ours comes with a warning, and is replaced") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.advance(10s);
    bench.forget_calls();
    CHECK_FALSE(send(bench).warning.empty());
    bench.advance(1min);
    CHECK_FALSE(bench.device().charge_point->journal().operators_profile_stands);
    CHECK(bench.profiles().back().limit != 8);
}

TEST_CASE("where the gateway has no limit, or control is off, an operator's profile stays and nothing is warned of") {
    Bench bench;
    bench.arrive();
    const bool is_off = GENERATE(false, true);
    if (is_off) {
        bench.set_ceiling(11);
        bench.advance(10s);
        OperatorSettings settings = settings_of(bench.device().charge_point->record());
        settings.control = false;
        bench.device().charge_point->operator_changes().change(settings, [](bool) {});
        bench.settle();
    }
    bench.forget_calls();
    CHECK(send(bench).warning.empty());
    bench.advance(20min);
    CHECK(bench.profiles().size() == 1);
    CHECK(bench.count("ClearChargingProfile") == 0);
}

TEST_CASE("a start that the operator asked for over REST is one of ours") {
    Bench bench;
    bench.arrive("Preparing");
    bench.device().charge_point->call_raw(
        {"RemoteStartTransaction", R"({"connectorId":1,"idTag":"CARD7"})", 30s, [](const RawOutcome&) {}});
    bench.advance(5s);
    bench.call("StartTransaction",
               R"({"connectorId":1,"idTag":"CARD7","meterStart":1,"timestamp":")" + bench.utc_text() + "\"}");
    bench.settle();
    CHECK(bench.storage.rows().transactions().rbegin()->second.start.started_by_us);
}
