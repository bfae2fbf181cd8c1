#include <catch2/catch.hpp>

#include "gateway/translate/connector_status.h"

using namespace gateway;
using ocpp::ChargePointStatus;

namespace {

/// "status connected charging": what a status means for a device.
std::string shown(const StatusFacts& facts) {
    const auto status = to_canonical_status(facts);
    return std::string(canonical::to_text(status.status)) + (status.is_connected ? " plugged" : "") +
           (status.is_charging ? " drawing" : "");
}

StatusFacts facts_of(std::optional<ChargePointStatus> status, std::optional<double> power_kw = std::nullopt) {
    StatusFacts facts;
    facts.status = status;
    facts.power_kw = power_kw;
    return facts;
}

}  // namespace

TEST_CASE("Available") {
    CHECK(shown(facts_of(ChargePointStatus::Available)) == "available");
    CHECK(shown(facts_of(ChargePointStatus::Available, 0.2)) == "available");
    CHECK(shown(facts_of(ChargePointStatus::Available, 0.4)) == "charging plugged drawing");
    auto facts = facts_of(ChargePointStatus::Available, 0);
    facts.transaction_open = true;
    CHECK(shown(facts) == "connected plugged");
}

TEST_CASE("Preparing") {
    CHECK(shown(facts_of(ChargePointStatus::Preparing)) == "connected plugged");
    CHECK(shown(facts_of(ChargePointStatus::Preparing, 2)) == "charging plugged drawing");
}

TEST_CASE("Charging") {
    CHECK(shown(facts_of(ChargePointStatus::Charging)) == "charging plugged drawing");
    CHECK(shown(facts_of(ChargePointStatus::Charging, 7)) == "charging plugged drawing");
    auto facts = facts_of(ChargePointStatus::Charging, 0.05);
    CHECK(shown(facts) == "charging plugged");
    facts.draws_nothing_for_long = true;
    CHECK(shown(facts) == "connected plugged");
    facts.held_by_our_limit = true;
    CHECK(shown(facts) == "paused plugged");
}

TEST_CASE("quirk 109: SuspendedEVSE, and either Suspended under our own zero, is paused") {
    CHECK(shown(facts_of(ChargePointStatus::SuspendedEVSE)) == "paused plugged");
    CHECK(shown(facts_of(ChargePointStatus::SuspendedEV)) == "connected plugged");
    auto facts = facts_of(ChargePointStatus::SuspendedEV, 0);
    facts.held_by_our_limit = true;
    CHECK(shown(facts) == "paused plugged");
    facts.power_kw = 7;
    CHECK(shown(facts) == "charging plugged drawing");
    CHECK(shown(facts_of(ChargePointStatus::SuspendedEVSE, 0.4)) == "charging plugged drawing");
}

TEST_CASE("Finishing, and quirk 56: a stop without a status of its own") {
    CHECK(shown(facts_of(ChargePointStatus::Finishing)) == "finishing plugged");
    auto facts = facts_of(ChargePointStatus::Charging, 0);
    facts.session_ended_without_status = true;
    CHECK(shown(facts) == "finishing plugged");
}

TEST_CASE("Reserved") { CHECK(shown(facts_of(ChargePointStatus::Reserved)) == "reserved"); }

TEST_CASE("Unavailable and Faulted keep what was known of the vehicle") {
    const auto [status, name] = GENERATE(table<ChargePointStatus, std::string>(
        {{ChargePointStatus::Unavailable, "unavailable"}, {ChargePointStatus::Faulted, "faulted"}}));
    auto facts = facts_of(status);
    CHECK(shown(facts) == name);
    facts.was_plugged = true;
    CHECK(shown(facts) == name + " plugged");
    CHECK_FALSE(tells_about_vehicle(status));
}

TEST_CASE("no status since boot, or one of an unknown name: by transaction and power") {
    CHECK(shown(facts_of(std::nullopt)) == "unknown");
    CHECK(shown(facts_of(std::nullopt, 3)) == "charging plugged drawing");
    auto facts = facts_of(std::nullopt, 0);
    facts.transaction_open = true;
    CHECK(shown(facts) == "unknown plugged");
    facts.transaction_open = false;
    facts.was_plugged = true;
    CHECK(shown(facts) == "unknown plugged");
}

TEST_CASE("quirk 67: which status says that no power flows") {
    for (const auto& [status, name] : ocpp::WireNames<ChargePointStatus>::names) {
        const bool rests = status == ChargePointStatus::Available || status == ChargePointStatus::Finishing ||
                           status == ChargePointStatus::Unavailable || status == ChargePointStatus::SuspendedEV ||
                           status == ChargePointStatus::SuspendedEVSE;
        INFO(name);
        CHECK(leaves_no_power(status, false) == rests);
        CHECK_FALSE(leaves_no_power(status, true));
    }
}
