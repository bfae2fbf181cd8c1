#include "meter.h"

using namespace gateway;

TEST_CASE("quirk 62: per phase only, with the phase in any of its places") {
    Meter meter;
    const auto samples = GENERATE(
        std::string("[") + power_sample("2300", R"("phase":"L1")") + "," + power_sample("2300", R"("phase":"L2")") +
            "," + power_sample("2300", R"("phase":"L3")") + "]",
        std::string("[") + power_sample("2300", R"("phase":"L1-N")") + "," + power_sample("2300", R"("phase":"L2-N")") +
            "," + power_sample("2300", R"("phase":"L3-N")") + "]",
        std::string(
            R"([{"value":"2300","measurand":"Power.Active.Import.L1"},{"value":"2300","measurand":"Power.Active.Import.L2"},)"
            R"({"value":"2300","measurand":"Power.Active.Import.L3-N"}])"));
    meter.says(samples);
    CHECK(meter.kilowatts() == Approx(6.9));
}

TEST_CASE("quirk 62: the phases of one moment in several buckets are one reading") {
    Meter meter;
    std::string buckets = "[";
    for (const auto phase : {"L1", "L2", "L3"}) {
        buckets += std::string(buckets.size() > 1 ? "," : "") +
                   R"({"timestamp":"2026-01-01T00:00:00Z","sampledValue":[)" +
                   power_sample("2300", R"("phase":")" + std::string(phase) + "\"") + "]}";
    }
    meter.says_buckets(buckets + "]");
    CHECK(meter.kilowatts() == Approx(6.9));
}

TEST_CASE("quirk 64: the neutral counts only when it is alone, then as one phase") {
    Meter meter;
    meter.says("[" + current_sample("16", "N") + R"(,{"value":"230","measurand":"Voltage","phase":"L1"}])");
    CHECK(meter.kilowatts() == Approx(3.68));
    CHECK_FALSE(meter.power()->is_estimated());
    meter.says("[" + current_sample("3", "N") + "," + current_sample("10", "L1") + "]");
    CHECK(meter.kilowatts() == Approx(2.3));
}

TEST_CASE("quirk 64: how many phases draw is not believed from fewer than three reported ones") {
    Meter meter;
    SECTION("one reported, nothing else") {
        for (int i = 0; i < 5; ++i) meter.says("[" + current_sample("10", "L1") + "]");
        CHECK_FALSE(meter.readings.phases_drawing());
    }
    SECTION("always two reported") {
        for (int i = 0; i < 5; ++i)
            meter.says("[" + current_sample("10", "L1") + "," + current_sample("10", "L2") + "]");
        CHECK_FALSE(meter.readings.phases_drawing());
    }
    SECTION("one reported, and the total tells three") {
        for (int i = 0; i < 5; ++i) meter.says("[" + current_sample("10", "L1") + "," + power_sample("6900") + "]");
        CHECK(meter.readings.phases_drawing() == 3);
    }
    SECTION("one reported, and the total tells one") {
        for (int i = 0; i < 5; ++i) meter.says("[" + current_sample("10", "L1") + "," + power_sample("2250") + "]");
        CHECK(meter.readings.phases_drawing() == 1);
    }
}

TEST_CASE("quirk 65: one current for all phases says that it assumes them") {
    Meter meter;
    meter.says(R"([{"value":"10","measurand":"Current.Import"}])");
    CHECK(meter.kilowatts() == Approx(6.9));
    CHECK(meter.power()->assumes_phases);
    CHECK(meter.readings.power(meter.now, 60s, 230, 1)->kilowatts == Approx(2.3));
    CHECK_FALSE(meter.readings.power(meter.now, 60s, 230, 1)->assumes_phases);
}

TEST_CASE("quirk 66: line-to-line voltages, and voltages that are none") {
    Meter meter;
    meter.says(currents(16, 16, 16, R"({"value":"400","measurand":"Voltage","phase":"L1-L2"})"));
    CHECK(meter.kilowatts() == Approx(11.08).epsilon(0.01));
    Meter odd;
    odd.says(currents(16, 16, 16, R"({"value":"0.1","measurand":"Voltage"})"));
    CHECK(odd.kilowatts() == Approx(11.04));
    CHECK_FALSE(odd.readings.voltage());
}

TEST_CASE("the voltage is smoothed") {
    Meter meter;
    meter.says(R"([{"value":"230","measurand":"Voltage"}])");
    CHECK(meter.readings.voltage() == 230.0);
    meter.says(R"([{"value":"240","measurand":"Voltage"}])");
    CHECK(meter.readings.voltage() == 230.0);  // one alone may be a sag or a peak
    meter.says(R"([{"value":"240","measurand":"Voltage"}])");
    CHECK(*meter.readings.voltage() == Approx(232));
}

TEST_CASE("quirk 77: three samples must agree on the phases, and one more phase counts at once") {
    Meter meter;
    meter.says(currents(10, 0, 0));
    meter.says(currents(10, 0, 0));
    CHECK_FALSE(meter.readings.phases_drawing());
    meter.says(currents(10, 0, 0));
    CHECK(meter.readings.phases_drawing() == 1);
    SECTION("a rest does not change it") {
        meter.says(currents(0, 0, 0));
        CHECK(meter.readings.phases_drawing() == 1);
    }
    SECTION("another phase does") {
        meter.says(currents(10, 10, 0));
        CHECK_FALSE(meter.readings.phases_drawing());
    }
    SECTION("a resume forgets the phases, not the power") {
        meter.readings.forget_phases();
        CHECK_FALSE(meter.readings.phases_drawing());
        CHECK(meter.power());
    }
    SECTION("a new session forgets both") {
        meter.readings.forget_session();
        CHECK_FALSE(meter.readings.phases_drawing());
        CHECK_FALSE(meter.power());
    }
}

TEST_CASE("a residual current beside a phase that charges is no power, and may be one") {
    Meter meter;
    meter.says(currents(16, 1.9, 0.46));
    const auto power = meter.power();
    REQUIRE(power);
    CHECK(power->kilowatts == Approx((16 + 1.9 + 0.46) * 0.23));
    CHECK(power->least_kw == Approx(3.68));
    CHECK(power->most_kw == Approx((16 + 1.9 + 0.46) * 0.23));
}
