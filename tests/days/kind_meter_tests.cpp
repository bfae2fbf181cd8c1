#include <catch2/catch.hpp>

#include "evening.h"

/// Field cases H, I and O through the whole engine: power as it flows, whatever measurands tell it.
namespace days {

namespace {

void one_phase(WorldOptions& options) { options.charger.vehicle.phases = 1; }

}  // namespace

TEST_CASE("kind H: decimals have a comma") { CHECK(Evening().with({"decimal_comma"}).wrong() == ""); }

TEST_CASE("kind I: split phase, 240 V between two lines and one current") {
    CHECK(Evening()
              .with({"tells_split_phase", "lacks_power", "lacks_register"})
              .with([](WorldOptions& options) {
                  options.charger.phases = options.charger.vehicle.phases = 1;
                  options.charger.volts = 240;
              })
              .wrong() == "");
}

TEST_CASE("kind I: voltages between lines") {
    CHECK(Evening().with({"tells_line_voltages", "lacks_power", "lacks_register"}).wrong() == "");
}

TEST_CASE("kind I: direct current") {
    CHECK(Evening()
              .ceiling(30)
              .with({"meters_dc", "lacks_power", "lacks_register"})
              .with([](WorldOptions& options) {
                  options.charger.phases = options.charger.vehicle.phases = 1;
                  options.charger.volts = 400;
                  options.charger.max_current_a = 125;
                  options.charger.vehicle.max_kw = 45;
              })
              .wrong() == "");
}

TEST_CASE("kind O: power is told as 0, current and register say otherwise") {
    CHECK(Evening().with({"power_told_zero"}).wrong() == "");
}

TEST_CASE("kind O: power in kW without a unit") { CHECK(Evening().with({"power_in_kw_without_unit"}).wrong() == ""); }

TEST_CASE("kind O: currents in tenths of amperes") {
    CHECK(Evening().with({"current_in_tenths", "lacks_power"}).wrong() == "");
}

TEST_CASE("kind O: phases in entries of their own") {
    CHECK(Evening().with({"phase_per_entry", "lacks_power", "lacks_register"}).wrong() == "");
}

TEST_CASE("kind O: phases in messages of their own") {
    CHECK(Evening().with({"phase_per_message", "lacks_power", "lacks_register"}).wrong() == "");
}

TEST_CASE("kind O: a vehicle of one phase, and residual currents on the others") {
    CHECK(Evening().ceiling(4.6).with({"residual_a=1.9"}).with(one_phase).wrong() == "");
}

TEST_CASE("kind O: reactive currents at rest") {
    Evening evening;
    CHECK(evening.with({"reactive_rest_a=0.5"}).wrong() == "");
    CHECK(evening.remote_stops == 0);
}

TEST_CASE("kind O: the held vehicle feeds back, which is never shown as less than nothing") {
    const auto wrong = Evening().with({"feeds_back_kw=7"}).wrong();
    CHECK(wrong.find("negative") == std::string::npos);
    CHECK(wrong.find("feeds back") == std::string::npos);
}

TEST_CASE("kind O: one meter for two connectors, each of which keeps its limit", "[.waits]") {
    Evening evening;
    evening.with({"one_meter_for_all"}).with([](WorldOptions& options) { options.charger.connectors = 2; });
    evening.without_pause().in_session([](World& world) {
        world.set_ceiling(7.2, 2);
        world.plug(2);
        world.swipe("OTHER", 2);
    });
    evening.wrong();
    CHECK(evening.alarms.empty());
    CHECK(evening.remote_stops == 0);
}

}  // namespace days
