#include <algorithm>
#include <catch2/catch.hpp>

#include "limit_play.h"

using namespace gateway;

namespace {

std::optional<ChargerDesk::Removal> remove(Bench& bench) {
    std::optional<ChargerDesk::Removal> removal;
    bench.site->chargers().remove("CP1", [&](ChargerDesk::Removal result) { removal = result; });
    bench.settle();
    return removal;
}

/// Profiles are refused but for those of one id.
void takes_only(LimitPlay& charger, std::int64_t id) {
    charger.verdict = [id](const SeenProfile& profile) { return profile.id == id ? kAccepted : kRejected; };
}

bool clears(const Bench& bench, std::int64_t id) {
    const auto calls = bench.calls_of("ClearChargingProfile");
    return std::any_of(calls.begin(), calls.end(), [id](const GatewayCall& call) {
        return call.payload == R"({"id":)" + std::to_string(id) + "}";
    });
}

}  // namespace

TEST_CASE("removing an idle charger clears our profiles first, one in a session warns") {
    Bench bench;
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive();
    bench.advance(1s);
    bench.set_ceiling(11, 1);
    bench.set_ceiling(7, 2);
    const bool charging = GENERATE(false, true);
    if (charging) bench.begin_session();
    const auto link = bench.link;
    CHECK(remove(bench) == (charging ? ChargerDesk::Removal::done_but_profiles_remain : ChargerDesk::Removal::done));
    CHECK(bench.count("ClearChargingProfile") == (charging ? 0 : 2));
    CHECK(link->close_code == CloseCode::policy_violation);
    CHECK(bench.site->devices().ids(kLive).empty());
    CHECK(bench.storage.rows().connectors().empty());
}

TEST_CASE("a boot on its way while the removal is written does not bring the charger back at the next start") {
    Bench bench;
    bench.arrive();
    std::optional<ChargerDesk::Removal> removal;
    bench.site->chargers().remove("CP1", [&](ChargerDesk::Removal result) { removal = result; });
    bench.site->admission().received(
        *bench.link, R"([2,"late","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}])");
    bench.settle();
    CHECK(removal == ChargerDesk::Removal::done);
    CHECK(bench.storage.rows().charge_points().empty());
}

TEST_CASE("a removal that cannot be stored leaves the charger and its ceiling") {
    Bench bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.advance(10s);
    bench.storage.fail_next = true;
    CHECK(remove(bench) == ChargerDesk::Removal::failed);
    CHECK(bench.read().sync_available);
    bench.advance(10s);
    CHECK(bench.calls.back().action == "SetChargingProfile");
}

TEST_CASE("removing a charger clears the profile that stands, by whatever lever it was told") {
    const std::int64_t station = 200, charge_point_max = 100;
    const std::int64_t standing = GENERATE_COPY(station, charge_point_max);
    const bool after_restart = GENERATE(false, true);
    LimitPlay charger(with_traits(R"({"charge_point_max":true})"));
    Bench& bench = charger.bench;
    takes_only(charger, standing);
    bench.arrive("Preparing");
    bench.set_ceiling(7);
    bench.advance(2min);
    REQUIRE(charger.installed.size() == 1);
    REQUIRE(charger.installed[0].id == standing);
    if (after_restart) {
        bench.restart();
        bench.arrive("Preparing");
        bench.advance(2min);
    }
    bench.forget_calls();
    CHECK(remove(bench) == ChargerDesk::Removal::done);
    CHECK(clears(bench, standing));
}

TEST_CASE("a limit that a vendor has of its own cannot be taken back, so removing the charger warns") {
    LimitPlay charger(with_traits(
        R"({"vendor_limit":{"vendor_id":"OldVendor","text":"value={}","unit":"A"},"vendor_limit_first":true})"));
    Bench& bench = charger.bench;
    bench.answers_with("DataTransfer", kAccepted);
    bench.arrive("Preparing");
    bench.set_ceiling(7);
    bench.advance(1min);
    REQUIRE(bench.count("DataTransfer") >= 1);
    CHECK(remove(bench) == ChargerDesk::Removal::done_but_profiles_remain);
    CHECK(bench.count("ClearChargingProfile") == 0);
}
