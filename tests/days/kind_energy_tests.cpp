#include <catch2/catch.hpp>

#include "evening.h"

/// Field cases A, B and P through the whole engine: the energy that flowed is the energy that is stored.
namespace days {

TEST_CASE("kind A: an evening as it should be is not complained of") { CHECK(Evening().wrong() == ""); }

TEST_CASE("kind A: the first value of a session is 0") { CHECK(Evening().with({"first_register_zero"}).wrong() == ""); }

TEST_CASE("kind A: meterStart is 0 beside a register of a lifetime") {
    CHECK(Evening().with({"meter_start_zero"}).wrong() == "");
}

TEST_CASE("kind A: meterStop is 0") { CHECK(Evening().with({"meter_stop_zero"}).wrong() == ""); }

TEST_CASE("kind A: one value in seven is 0") { CHECK(Evening().with({"register_glitches_every=7"}).wrong() == ""); }

TEST_CASE("kind A: samples count the session beside a meterStart of a lifetime") {
    CHECK(Evening().with({"samples_count_the_session"}).wrong() == "");
}

TEST_CASE("kind A: the register restarts with a power cut that the session survives") {
    CHECK(Evening()
              .with({"register_restarts_on_reboot", "session_survives_reboot"})
              .in_session([](World& world) { world.reboot_charger(); })
              .wrong() == "");
}

TEST_CASE("kind A: the gateway restarts in the session, after the register did") {
    CHECK(Evening()
              .with({"register_restarts_on_reboot", "session_survives_reboot"})
              .in_session([](World& world) {
                  world.reboot_charger();
                  world.run_for(minutes(5));
                  world.kill_gateway(seconds(20));
              })
              .wrong() == "");
}

TEST_CASE("kind A: watt-hours bear the label kWh") { CHECK(Evening().with({"labels_wh_as_kwh"}).wrong() == ""); }

TEST_CASE("kind A: the charger's clock jumps back by an hour, and meterStop is 0") {
    CHECK(Evening()
              .with({"meter_stop_zero"})
              .in_session([](World& world) { world.set_charger_clock_back(std::chrono::hours(1)); })
              .wrong() == "");
}

TEST_CASE("kind B: only a register of energy, in steps") {
    const char* step = GENERATE("1", "10", "100", "1000");
    CAPTURE(step);
    CHECK(Evening().with({"meters_energy_only", std::string("register_step_wh=") + step}).wrong() == "");
}

TEST_CASE("kind B: only a register of energy, and one value in nine is 0") {
    CHECK(Evening().with({"meters_energy_only", "register_glitches_every=9"}).wrong() == "");
}

TEST_CASE("kind P: the stop bears another id, and one session fits") {
    const char* id = GENERATE("0", "-1", "77777");
    CAPTURE(id);
    CHECK(Evening().with({std::string("stop_id=") + id}).wrong() == "");
}

TEST_CASE("kind P: one sample in ten bears the other connector's number") {
    CHECK(Evening()
              .with({"mislabels_every=10"})
              .with([](WorldOptions& options) { options.charger.connectors = 2; })
              .wrong() == "");
}

}  // namespace days
