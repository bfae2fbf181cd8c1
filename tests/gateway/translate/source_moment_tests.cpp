#include "meter.h"

/// What belongs to one moment, and what flows without a phase.
using namespace gateway;

namespace {

std::string entry_at(const std::string& second, const std::string& sample) {
    return R"({"timestamp":"2026-01-01T00:00:)" + second + R"(Z","sampledValue":[)" + sample + "]}";
}

/// Without a unit.
std::string power_of(const std::string& value) {
    return R"({"value":")" + value + R"(","measurand":"Power.Active.Import"})";
}

}  // namespace

TEST_CASE("a power that is wrong is found where the entries of one moment fall into two seconds") {
    Meter meter;
    for (int i = 0; i < 4; ++i) {
        const std::string second = i % 2 == 0 ? "01" : "00";
        meter.says_buckets("[" + entry_at("00", power_of("7.36")) + "," + entry_at("00", current_sample("32", "L1")) +
                               "," + entry_at(second, current_sample("0", "L2")) + "," +
                               entry_at("01", current_sample("0", "L3")) + "]",
                           60s);
    }
    CHECK(meter.kilowatts() == Approx(7.36));
}

TEST_CASE("a power that stays at 0 is set aside where a direct current flows") {
    Meter meter;
    for (int i = 0; i < 4; ++i)
        meter.says("[" + power_of("0") + "," + R"({"value":"50","measurand":"Current.Import"})" + "," +
                       R"({"value":"400","measurand":"Voltage"})" +
                       R"(,{"value":"47","measurand":"SoC","unit":"Percent"}])",
                   60s);
    CHECK(meter.kilowatts() == Approx(20.0));
}

TEST_CASE("what an ampere comes to is forgotten once the power turns out to be that of several connectors") {
    Meter meter;
    const auto says = [&] {
        meter.says("[" + power_sample("7360") + "," + current_sample("16", "L1") + "," +
                   R"({"value":"230","measurand":"Voltage","phase":"L1"})" + "]");
    };
    for (int i = 0; i < 3; ++i) says();
    REQUIRE(meter.readings.watts_per_ampere() == 460.0);
    meter.readings.share(MeterShare{3.9, 3.9});
    says();
    CHECK_FALSE(meter.readings.watts_per_ampere());
}

TEST_CASE("power that is told as nothing beside a vehicle's currents is no rest, and no flow yet") {
    Meter meter;
    meter.says(currents(16, 16, 16, power_sample("0")));
    REQUIRE(meter.power());
    CHECK_FALSE(meter.power()->rests());
    CHECK_FALSE(meter.power()->flows());
    SECTION("beside what flows at rest it is one") {
        meter.says(currents(1.2, 1.2, 1.2, power_sample("0")));
        CHECK(meter.power()->rests());
    }
}
