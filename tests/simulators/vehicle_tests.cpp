#include "simulators/vehicle.h"

#include <catch2/catch.hpp>

using simulators::Vehicle;

namespace {

Vehicle vehicle(double soc_percent, int phases = 3, double max_kw = 11) {
    Vehicle result;
    result.soc_percent = soc_percent;
    result.phases = phases;
    result.max_kw = max_kw;
    return result;
}

double drawn_kw(const Vehicle& car, double offered_a, int offered_phases = 3) {
    return car.drawn_current_a(offered_a, offered_phases, 230) * car.used_phases(offered_phases) * 230 / 1000;
}

}  // namespace

TEST_CASE("a vehicle draws no more than it is offered") { CHECK(drawn_kw(vehicle(40), 10) == Approx(6.9)); }

TEST_CASE("a vehicle draws no more than its own maximum") {
    CHECK(drawn_kw(vehicle(40), 32) == Approx(11));
    CHECK(drawn_kw(vehicle(40, 3, 4), 32) == Approx(4));
}

TEST_CASE("a one-phase vehicle draws on one of three phases, a three-phase vehicle on one if there is but one") {
    CHECK(drawn_kw(vehicle(40, 1, 7.4), 16) == Approx(3.68));
    CHECK(drawn_kw(vehicle(40, 3, 11), 16, 1) == Approx(3.68));
}

TEST_CASE("less than six amperes is taken as nothing") {
    CHECK(drawn_kw(vehicle(40), 5.9) == 0);
    CHECK(drawn_kw(vehicle(40), 6) == Approx(4.14));
}

TEST_CASE("above 80 percent the battery takes less and less, at 100 nothing") {
    CHECK(vehicle(80).accepted_kw() == Approx(11));
    CHECK(vehicle(90).accepted_kw() == Approx(11 * 0.55));
    CHECK(vehicle(99.999).accepted_kw() == Approx(1.1).epsilon(0.01));
    CHECK(vehicle(100).accepted_kw() == 0);
}

TEST_CASE("energy raises the state of charge up to full") {
    Vehicle car = vehicle(40);
    car.battery_kwh = 60;
    car.take(6);
    CHECK(car.soc_percent == Approx(50));
    car.take(100);
    CHECK(car.soc_percent == 100);
    CHECK(car.is_full());
}
