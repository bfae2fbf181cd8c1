#include <catch2/catch.hpp>

#include "setup_play.h"

using namespace gateway;

namespace {

/// A charger on which another one's TxDefaultProfile of 9 A wins until it is cleared; ours counts from then on.
struct Occupied {
    Bench bench;
    bool foreign = true;
    double limit = 9;

    explicit Occupied(SiteOptions options = Bench::automatic()) : bench(std::move(options)) {
        bench.answers["ClearChargingProfile"] = [this](const GatewayCall& call) {
            const bool is_tx_default = call.payload.find("TxDefaultProfile") != std::string::npos;
            if (!is_tx_default) return std::string(R"({"status":"Unknown"})");
            foreign = false;
            limit = 32;
            return std::string(R"({"status":"Accepted"})");
        };
        bench.answers["SetChargingProfile"] = [this](const GatewayCall&) {
            if (!foreign) limit = bench.last_profile()->limit;
            return std::string(R"({"status":"Accepted"})");
        };
    }
};

}  // namespace

TEST_CASE("quirk 92: a foreign profile is cleared at an idle boot, and ours stands again at once") {
    Occupied charger;
    Bench& bench = charger.bench;
    bench.arrive();
    bench.set_ceiling(11);
    bench.advance(20s);
    CHECK(bench.count("ClearChargingProfile") == 2);
    CHECK(charger.limit == Approx(15.9));
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->at == bench.calls_of("ClearChargingProfile").back().at);

    SECTION("once for each boot") {
        bench.forget_calls();
        bench.disconnect();
        bench.connect();
        bench.status("Available");
        bench.advance(20min);
        CHECK(bench.count("ClearChargingProfile") == 0);
        bench.boot();
        bench.status("Available");
        bench.advance(20s);
        CHECK(bench.count("ClearChargingProfile") == 2);
    }
}

TEST_CASE("quirk 92: nothing is cleared while power could flow, or where no limit of ours is in force") {
    Occupied charger;
    Bench& bench = charger.bench;
    SECTION("no ceiling was ever written") { bench.arrive(); }
    SECTION("a vehicle is plugged") {
        bench.arrive("Preparing");
        bench.set_ceiling(11);
    }
    SECTION("a session is open") {
        bench.arrive();
        bench.begin_session();
        bench.set_ceiling(11);
    }
    SECTION("nobody knows what is at the connector") {
        bench.connect();
        bench.boot();
        bench.advance(2s);
        bench.set_ceiling(11);
    }
    SECTION("the other connector charges") {
        bench.configuration["NumberOfConnectors"] = "2";
        bench.arrive();
        bench.begin_session(2);
        bench.set_ceiling(11);
    }
    SECTION("ours is refused: nothing would take the place of what is cleared") {
        bench.answers_with("SetChargingProfile", R"({"status":"Rejected"})");
        bench.arrive();
        bench.set_ceiling(11);
    }
    bench.advance(5min);
    CHECK(bench.count("ClearChargingProfile") == 0);
}

TEST_CASE("quirk 92: what could not be cleared in a session is cleared when the vehicle has left") {
    Occupied charger;
    Bench& bench = charger.bench;
    bench.arrive();
    const auto id = bench.begin_session();
    bench.set_ceiling(11);
    bench.advance(1min);
    bench.stop_transaction(id);
    bench.status("Finishing");
    bench.advance(1min);
    CHECK(bench.count("ClearChargingProfile") == 0);
    bench.status("Available");
    bench.advance(20s);
    CHECK(charger.limit == Approx(15.9));
}

TEST_CASE("quirk 92: a kind whose own profiles must stay keeps them") {
    Occupied charger(with_traits(R"({"clear_foreign_profiles":false})"));
    charger.bench.arrive();
    charger.bench.set_ceiling(11);
    charger.bench.advance(5min);
    CHECK(charger.bench.count("ClearChargingProfile") == 0);
}
