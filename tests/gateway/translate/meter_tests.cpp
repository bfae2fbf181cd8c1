#include "meter.h"

using namespace gateway;

TEST_CASE("quirk 31, 33: numbers as numbers, with blanks, and none at all") {
    Meter meter;
    meter.says(R"([{"value":7.2,"measurand":"Power.Active.Import","unit":"kW"}])");
    CHECK(meter.kilowatts() == Approx(7.2));
    meter.says("[" + power_sample(" 9600") + "]");
    CHECK(meter.kilowatts() == Approx(9.6));
    meter.says("[" + power_sample("") + "]");
    CHECK(meter.kilowatts() == Approx(9.6));
    meter.says("[" + power_sample("nan") + "]");
    CHECK(meter.kilowatts() == Approx(9.6));
    meter.says("[" + power_sample("2000000") + "]");
    CHECK(meter.kilowatts() == Approx(9.6));
}

TEST_CASE("quirk 32: an object in place of an array, and an empty array") {
    Meter meter;
    meter.says("[" + power_sample("7000") + "]");
    meter.says("[]");
    CHECK(meter.kilowatts() == Approx(7));
    meter.says_buckets(R"({"timestamp":"2026-01-01T00:00:00Z","sampledValue":)" + power_sample("8000") + "}");
    CHECK(meter.kilowatts() == Approx(8));
}

TEST_CASE("quirk 60: measurand and unit have defaults, units any case") {
    Meter meter;
    meter.says(R"([{"value":"1234"}])");
    CHECK(meter.readings.energy_wh() == 1234.0);
    meter.says("[" + power_sample("7.2", R"("unit":"KW")") + "]");
    CHECK(meter.kilowatts() == Approx(7.2));
    meter.says(R"([{"value":"7200","measurand":"Power.Active.Import"}])");
    CHECK(meter.kilowatts() == Approx(7.2));
    meter.says(R"([{"value":"1.5","unit":"kwh"}])");
    CHECK(meter.readings.energy_wh() == 1500.0);
}

TEST_CASE("quirk 61: a label that is wrong by a thousand is mended after three samples, not after one") {
    Meter meter;
    SECTION("kW labelled W") {
        meter.says(currents(15, 0, 0, power_sample("3.4")));
        meter.says(currents(15, 0, 0, power_sample("3.4")));
        CHECK(meter.kilowatts() == Approx(0.0034));
        meter.says(currents(15, 0, 0, power_sample("3.4")));
        CHECK(meter.kilowatts() == Approx(3.4));
        meter.says("[" + power_sample("7") + "]");
        CHECK(meter.kilowatts() == Approx(7));
    }
    SECTION("W labelled kW") {
        for (int i = 0; i < 3; ++i) meter.says(currents(1.5, 0, 0, power_sample("340", R"("unit":"kW")")));
        CHECK(meter.kilowatts() == Approx(0.34));
    }
}

TEST_CASE("quirk 61: a right label stays, whatever the vehicle does") {
    Meter meter;
    for (int i = 0; i < 5; ++i) meter.says(currents(15, 15, 15, power_sample("9800")));
    CHECK(meter.kilowatts() == Approx(9.8));
}

TEST_CASE("quirk 63: total and phases, begin and periodic, signed data: one of them") {
    Meter meter;
    meter.says("[" + power_sample("0", R"("context":"Transaction.Begin")") + "," +
               power_sample("7200", R"("context":"Sample.Periodic")") + "," + power_sample("2400", R"("phase":"L1")") +
               "," + power_sample("2400", R"("phase":"L2")") + "," + power_sample("2400", R"("phase":"L3")") + "," +
               power_sample("99", R"("format":"SignedData")") + "]");
    CHECK(meter.kilowatts() == Approx(7.2));
}

TEST_CASE("quirk 63: what the vehicle gets counts before what the charger draws") {
    Meter meter;
    const auto inlet = power_sample("7500", R"("location":"Inlet")");
    meter.says("[" + inlet + "," + power_sample("7200", R"("location":"Outlet","context":"Sample.Clock")") + "]");
    CHECK(meter.kilowatts() == Approx(7.2));
    meter.says("[" + inlet + "]");
    CHECK(meter.kilowatts() == Approx(7.5));
}

TEST_CASE("a value at the end of a transaction is no power") {
    Meter meter;
    meter.says("[" + power_sample("7200", R"("context":"Transaction.End")") +
               R"(,{"value":"500","context":"Transaction.End"}])");
    CHECK_FALSE(meter.power());
    CHECK(meter.readings.energy_wh() == 500.0);
}

TEST_CASE("quirk 65: power from currents, then from the register") {
    Meter meter;
    meter.says(currents(10, 10, 10));
    CHECK(meter.kilowatts() == Approx(6.9));
    CHECK(meter.power()->is_estimated());
    Meter register_only;
    double wh = 1000;
    register_only.says(energy(wh), 0s);
    register_only.says(energy(wh += 17), 10s);
    CHECK_FALSE(register_only.power());
    for (int i = 0; i < 10; ++i) register_only.says(energy(wh += 16 + i % 2), 10s);
    CHECK(register_only.kilowatts() == Approx(6).epsilon(0.1));
    CHECK(register_only.power()->is_estimated());
    for (int i = 0; i < 8; ++i) register_only.says(energy(wh), 10s);
    REQUIRE(register_only.power());
    CHECK(register_only.power()->rests());
}

TEST_CASE("quirk 67: an old reading is none") {
    Meter meter;
    meter.says("[" + power_sample("7000") + "]");
    meter.now += 60s;
    CHECK(meter.power());
    meter.now += 1ms;
    CHECK_FALSE(meter.power());
}

TEST_CASE("quirk 68: of several buckets the newest wins, not the last; without times the last") {
    Meter meter;
    const auto bucket = [](const std::string& time, const std::string& watts) {
        return R"({"timestamp":")" + time + R"(","sampledValue":[)" + power_sample(watts) + "]}";
    };
    meter.says_buckets("[" + bucket("2026-01-01T00:10:00Z", "7000") + "," + bucket("2026-01-01T00:00:00Z", "1000") +
                       "]");
    CHECK(meter.kilowatts() == Approx(7));
    meter.says_buckets("[" + bucket("2026-01-01T00:10:00Z", "7000") + "," + bucket("some time", "1000") + "]");
    CHECK(meter.kilowatts() == Approx(1));
}

TEST_CASE("quirk 71: a little negative is zero, much is export and no rest, other measurands are nobody's power") {
    Meter meter;
    meter.says("[" + power_sample("-12") + "]");
    CHECK(meter.kilowatts() == 0);
    meter.says("[" + power_sample("-3000") + "]");
    CHECK(meter.kilowatts() == 0);
    CHECK(meter.power()->exports);
    CHECK_FALSE(meter.power()->rests());
    CHECK_FALSE(meter.power()->flows());
    Meter other;
    other.says(
        R"([{"value":"5000","measurand":"Power.Reactive.Import"},{"value":"5000","measurand":"Power.Active.Export"},)"
        R"({"value":"32","measurand":"Current.Offered"},{"value":"11000","measurand":"Power.Offered"}])");
    CHECK_FALSE(other.power());
}

TEST_CASE("quirk 72: a register by phase is summed, and a fall of it is no negative power") {
    Meter meter;
    const auto phase = [](double wh) { return R"([{"value":")" + std::to_string(wh) + R"(","phase":"L1"}])"; };
    const auto rises = [&](double wh) {
        for (int i = 0; i < 12; ++i) meter.says(phase(wh + i * 100), 60s);
    };
    rises(5000);
    CHECK(meter.kilowatts() == Approx(6).epsilon(0.1));
    meter.says(phase(0), 60s);
    CHECK(meter.kilowatts() == Approx(6).epsilon(0.1));
    rises(50);
    CHECK(meter.kilowatts() == Approx(6).epsilon(0.1));
}

TEST_CASE("a register that stands only under the neutral is no register") {
    Meter meter;
    meter.says(R"([{"value":"5","phase":"N"}])");
    CHECK_FALSE(meter.readings.energy_wh());
    CHECK_FALSE(meter.power());
}

TEST_CASE("quirk 53: values of an ended transaction feed the register only") {
    Meter meter;
    meter.says_buckets(
        R"([{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[)" + power_sample("7000") + R"(,{"value":"900"}]}])",
        10s, false);
    CHECK_FALSE(meter.power());
    CHECK(meter.readings.energy_wh() == 900.0);
}
