#include <catch2/catch.hpp>

#include "bench.h"

using namespace gateway;

TEST_CASE("quirk 42: a raise that was never answered may hold in the charger, so the old ceiling is sent again") {
    const std::string unclear = GENERATE("", "!GenericError");
    Bench bench;
    bench.arrive();
    bench.begin_session();
    bench.set_ceiling(7.4);
    bench.advance(30s);
    bench.answers_with("SetChargingProfile", unclear);
    bench.set_ceiling(22);
    bench.advance(10s);
    REQUIRE(bench.last_profile()->limit > 30);
    bench.answers_as_usual("SetChargingProfile");
    bench.set_ceiling(7.4);
    bench.advance(90s);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == Approx(10.7));
}

TEST_CASE("quirk 87: a TxProfile that was refused at first is tried again with the next ceiling") {
    Bench bench;
    bench.arrive();
    const auto id = bench.begin_session();
    bench.answers["SetChargingProfile"] = [](const GatewayCall& call) -> std::string {
        const bool tx_profile = call.payload.find("\"TxProfile\"") != std::string::npos;
        return tx_profile ? R"({"status":"Rejected"})" : R"({"status":"Accepted"})";
    };
    bench.set_ceiling(7.4);
    bench.meter_for(60s, 22, 3, id);
    REQUIRE_FALSE(bench.profiles("TxProfile").empty());
    bench.answers_as_usual("SetChargingProfile");
    bench.set_ceiling(5);
    bench.meter_for(30s, 22, 3, id);
    REQUIRE(bench.last_profile("TxProfile"));
    const auto last = *bench.last_profile("TxProfile");  // by then the strategies may have come to watts
    CHECK(last.limit == Approx(last.unit == "W" ? 5000 : 7.2));
}
