#include "meter.h"

using namespace gateway;

namespace {

std::string voltage_sample(const std::string& value, const std::string& phase = {}) {
    return R"({"value":")" + value + R"(","measurand":"Voltage")" +
           (phase.empty() ? "" : R"(,"phase":")" + phase + "\"") + "}";
}

std::string register_sample(double wh) { return R"({"value":")" + std::to_string(wh) + "\"}"; }

std::string factor_sample(const std::string& value) {
    return R"({"value":")" + value + R"(","measurand":"Power.Factor"})";
}

std::string entry(const std::string& second, const std::string& sample) {
    return R"({"timestamp":"2026-01-01T00:00:)" + second + R"(Z","sampledValue":[)" + sample + "]}";
}

std::string phase_power(const std::string& watts, const std::string& phase) {
    return power_sample(watts, R"("phase":")" + phase + "\"");
}

}  // namespace

TEST_CASE("phases in entries of their own, close together, are one reading") {
    Meter meter;
    for (int i = 0; i < 4; ++i) {
        meter.says_buckets(
            "[" + entry("00.000", phase_power("7360", "L1")) + "," + entry("00.850", phase_power("7350", "L2")) + "," +
                entry("01.700", phase_power("7340", "L3")) + "," + entry("02.550", register_sample(20000 + i)) + "]",
            5s);
        CHECK(meter.kilowatts() == Approx(22.05));
    }
}

TEST_CASE("phases in messages of their own are one reading, also while the next ones are coming in") {
    Meter meter;
    for (int i = 0; i < 3; ++i) {
        meter.says("[" + phase_power("7360", "L1") + "]", 8s);
        if (i > 0) CHECK(meter.kilowatts() == Approx(22.05));
        meter.says("[" + phase_power("7350", "L2") + "]", 900ms);
        if (i > 0) CHECK(meter.kilowatts() == Approx(22.05));
        meter.says("[" + phase_power("7340", "L3") + "]", 900ms);
        CHECK(meter.kilowatts() == Approx(22.05));
    }
    SECTION("one that is not told any more draws nothing") {
        meter.says("[" + phase_power("7360", "L1") + "]", 8s);
        meter.now += 3s;
        CHECK(meter.kilowatts() == Approx(7.36));
    }
}

TEST_CASE("a residual current on other phases counts for no phase") {
    Meter meter;
    for (int i = 0; i < 3; ++i) meter.says(currents(20, 1.9, 0.46));
    CHECK(meter.readings.phases_drawing() == 1);
    Meter large;
    for (int i = 0; i < 3; ++i) large.says(currents(32, 4.5, 0.46));
    CHECK(large.readings.phases_drawing() == 1);
}

TEST_CASE("fewer phases are believed after half a minute, however often they are told") {
    Meter meter;
    for (int i = 0; i < 6; ++i) {
        CHECK_FALSE(meter.readings.phases_drawing());
        meter.says(currents(16, 0, 0), 5s);
    }
    CHECK(meter.readings.phases_drawing() == 1);
}

TEST_CASE("reactive current is no power") {
    const auto three_volts =
        voltage_sample("230", "L1") + "," + voltage_sample("230", "L2") + "," + voltage_sample("230", "L3");
    SECTION("by the power factor") {
        Meter meter;
        meter.says(currents(0.5, 0.5, 0.5, three_volts + "," + factor_sample("0.04")));
        CHECK(meter.power()->rests());
        meter.says(currents(16, 16, 16, three_volts + "," + factor_sample("0.99")));
        CHECK(meter.kilowatts() == Approx(10.93).epsilon(0.01));
    }
    SECTION("by reactive power") {
        Meter meter;
        meter.says(currents(0.5, 0.5, 0.5,
                            three_volts + R"(,{"value":"344","measurand":"Power.Reactive.Import","unit":"var"})"));
        CHECK(meter.power()->rests());
    }
    SECTION("without either, so small a current proves nothing") {
        Meter meter;
        meter.says(currents(0.5, 0.5, 0.5, three_volts));
        CHECK_FALSE(meter.power()->rests());
        CHECK_FALSE(meter.power()->flows());
    }
}

TEST_CASE("a power that stays at 0 while others tell of flow is set aside, until it agrees again") {
    Meter meter;
    double wh = 1000;
    const auto says = [&](const std::string& watts, bool with_current, double flows) {
        const std::string more =
            with_current ? "," + current_sample("32", "L1") + "," + voltage_sample("230", "L1") : "";
        meter.says("[" + power_sample(watts) + "," + register_sample(wh += flows * 10 / 3.6) + more + "]");
    };
    const bool with_current = GENERATE(true, false);
    for (int i = 0; i < 12; ++i) says("0", with_current, 7.36);
    CHECK(meter.kilowatts() == Approx(7.36).epsilon(0.1));
    REQUIRE(meter.readings.anomalies().size() == 1);
    CHECK(meter.readings.anomalies()[0].words.find("set aside") == 0);
    for (int i = 0; i < 12; ++i) says("7360", with_current, 7.36);
    CHECK(meter.readings.anomalies().empty());
    CHECK(meter.kilowatts() == Approx(7.36));
    CHECK(meter.power()->source == PowerSource::measured);
}

TEST_CASE("a power that ends and resumes is no lie, whatever the register still has to show") {
    Meter meter;
    double wh = 1000;
    for (int i = 0; i < 120; ++i) {
        const double flows = i % 20 < 10 ? 7.2 : 0;
        meter.says("[" + power_sample(std::to_string(flows * 1000)) + "," +
                   register_sample(std::floor((wh += flows * 10 / 3.6) / 10) * 10) + "]");
        REQUIRE(meter.readings.anomalies().empty());
        REQUIRE(meter.kilowatts() == Approx(flows));
    }
}

TEST_CASE("kilowatts told without a unit are found by the register") {
    Meter meter;
    double wh = 100'000;
    for (int i = 0; i < 10; ++i)
        meter.says("[" + power_sample("7.36", R"("format":"Raw")") + "," + register_sample(wh += 10.2) + "]", 5s);
    CHECK(meter.kilowatts() == Approx(7.36));
    CHECK(meter.readings.anomalies()[0].words == "corrected: times 1000");
}

TEST_CASE("tenths of amperes are found by the register") {
    Meter meter;
    double wh = 100'000;
    for (int i = 0; i < 12; ++i)
        meter.says("[" + current_sample("320", "L1") + "," + voltage_sample("230", "L1") + "," +
                   register_sample(wh += 20.4) + "]");
    CHECK(meter.kilowatts() == Approx(7.36));
}

TEST_CASE("a register with a wrong label does not make a plausible power wrong") {
    Meter meter;
    double wh = 100'000;
    for (int i = 0; i < 20; ++i) meter.says("[" + power_sample("7200") + "," + register_sample(wh += 0.02) + "]");
    CHECK(meter.kilowatts() == Approx(7.2));
}

TEST_CASE("a power beyond the rating counts only where another source agrees") {
    Meter meter;
    meter.readings.rated(11);
    for (const auto* absurd : {"65535", "60000"}) {
        meter.says("[" + power_sample(absurd) + "," + current_sample("16", "L1") + "," + voltage_sample("230", "L1") +
                   "]");
        CHECK(meter.kilowatts() == Approx(3.68));
    }
    meter.says("[" + power_sample("18000") + "," + current_sample("78", "L1") + "," + voltage_sample("230", "L1") +
               "]");
    CHECK(meter.kilowatts() == Approx(18));
}

TEST_CASE("export is no import and no rest") {
    Meter meter;
    meter.says("[" + power_sample("-7000") + "," + current_sample("30.4", "L1") + "," + voltage_sample("230", "L1") +
               "]");
    CHECK(meter.kilowatts() == 0);
    CHECK_FALSE(meter.power()->rests());
    CHECK_FALSE(meter.power()->flows());
    meter.says("[" + power_sample("0") + R"(,{"value":"7000","measurand":"Power.Active.Export"})" + "," +
               current_sample("30.4", "L1") + "]");
    CHECK(meter.power()->exports);
}

TEST_CASE("one current between two lines takes all of their voltage") {
    Meter meter;
    meter.says("[" + voltage_sample("240", "L1-L2") + "," + current_sample("30", "L1") + "]");
    CHECK(meter.kilowatts() == Approx(7.2));
    CHECK(*meter.readings.voltage() == Approx(240));
}

TEST_CASE("a delta net of 230 V: three currents, each takes its share of the voltage between lines") {
    Meter meter;
    meter.says(currents(16, 16, 16, voltage_sample("230", "L1-L2")));
    CHECK(meter.kilowatts() == Approx(6.37).epsilon(0.01));
    CHECK(*meter.readings.voltage() == Approx(132.8).epsilon(0.01));
}

TEST_CASE("one current for all: power tells how many phases it stands for") {
    Meter meter;
    const int phases = GENERATE(1, 2, 3);
    for (int i = 0; i < 3; ++i)
        meter.says(R"([{"value":"16","measurand":"Current.Import"},)" + voltage_sample("230") + "," +
                   power_sample(std::to_string(3680 * phases)) + "]");
    CHECK(meter.readings.phases_drawing() == phases);
    meter.says(R"([{"value":"10","measurand":"Current.Import"}])", 59s);
    meter.now += 30s;
    CHECK(meter.kilowatts() == Approx(2.3 * phases));
    CHECK_FALSE(meter.power()->assumes_phases);
}

TEST_CASE("direct current") {
    Meter meter;
    const std::string soc = R"({"value":"55","measurand":"SoC","unit":"Percent"})";
    const auto volts = GENERATE("400", "380", "750", "920");
    meter.says("[" + voltage_sample(volts) + R"(,{"value":"100","measurand":"Current.Import"},)" + soc + "]");
    CHECK(meter.readings.is_dc());
    CHECK(meter.kilowatts() == Approx(std::stod(volts) / 10));
    CHECK(*meter.readings.voltage() == Approx(std::stod(volts)));
    CHECK_FALSE(meter.power()->assumes_phases);
}

TEST_CASE(
    "a charger that is configured as DC is one whatever its values look like, and without a voltage tells no power") {
    Meter meter;
    meter.readings.configured_as_dc(true);
    meter.says(R"([{"value":"100","measurand":"Current.Import"}])");
    CHECK_FALSE(meter.power());
    const auto volts = GENERATE("150", "230", "400", "950");
    meter.says("[" + voltage_sample(volts) + R"(,{"value":"100","measurand":"Current.Import"}])");
    CHECK(meter.kilowatts() == Approx(std::stod(volts) / 10));
    CHECK_FALSE(meter.power()->assumes_phases);
}

TEST_CASE("alternating current at a charger that knows the state of charge stays alternating") {
    Meter meter;
    meter.says(currents(16, 16, 16, voltage_sample("400") + R"(,{"value":"55","measurand":"SoC","unit":"Percent"})"));
    CHECK_FALSE(meter.readings.is_dc());
    CHECK(meter.kilowatts() == Approx(11.08).epsilon(0.01));
}

TEST_CASE("quirk 33: a decimal comma, and one that may stand between thousands") {
    Meter meter;
    meter.says("[" + power_sample("7,2", R"("unit":"kW")") + "]");
    CHECK(meter.kilowatts() == Approx(7.2));
    meter.says("[" + power_sample("7,200") + "]");
    CHECK(meter.kilowatts() == Approx(7.2));
    meter.says("[" + power_sample("9.600,5") + "]");
    CHECK(meter.kilowatts() == Approx(7.2));
    meter.says(R"([{"value":"1234,567","unit":"kWh"}])");
    CHECK(meter.readings.energy_wh() == 1234567.0);
    meter.says(R"([{"value":"1,0","unit":"kWh"}])");
    CHECK(meter.readings.energy_wh() == 1000.0);
}

TEST_CASE("a meter for several connectors: currents of its own come first, else its share is bounded") {
    Meter meter;
    meter.readings.share(MeterShare{3.9, 3.9});
    meter.says("[" + power_sample("7360") + "]");
    CHECK(meter.kilowatts() == Approx(3.68));
    CHECK(meter.power()->least_kw == Approx(3.46));
    CHECK(meter.power()->most_kw == Approx(3.9));
    meter.says("[" + power_sample("14720") + "]");
    CHECK(meter.power()->least_kw > 9);
    meter.says("[" + power_sample("7360") + "," + current_sample("16", "L1") + "," + voltage_sample("230", "L1") + "]");
    CHECK(meter.kilowatts() == Approx(3.68));
    CHECK(meter.power()->source == PowerSource::measured);
    CHECK(meter.readings.anomalies().size() == 1);
}

TEST_CASE("a power that is that of several connectors does not count the phases of one") {
    Meter meter;
    meter.readings.share(MeterShare{3.9, 3.9});
    for (int i = 0; i < 6; ++i)
        meter.says("[" + power_sample("7360") + "," + current_sample("16", "L1") + "," + voltage_sample("230", "L1") +
                   "]");
    CHECK_FALSE(meter.readings.phases_drawing());
}

TEST_CASE("more amperes than an outlet gives are tenths, until the register bears them out") {
    Meter meter;
    meter.says(currents(104, 104, 104));
    CHECK_FALSE(meter.power());
    meter.says(currents(62, 62, 62));
    CHECK(meter.kilowatts() == Approx(42.8).epsilon(0.01));
}

TEST_CASE("phases in entries of their own are one reading, however the seconds fall between them") {
    Meter meter;
    const auto l1 = entry("10", current_sample("10", "L1")), l2 = entry("10", current_sample("10", "L2"));
    for (const auto* third : {"11", "10"}) {
        meter.says_buckets("[" + l1 + "," + l2 + "," + entry(third, current_sample("10", "L3")) + "]", 10s);
        CHECK(meter.kilowatts() == Approx(6.9));
    }
    meter.says_buckets("[" + entry("19", current_sample("8", "L1")) + "," + entry("20", current_sample("8", "L2")) +
                           "," + entry("20", current_sample("8", "L3")) + "]",
                       10s);
    CHECK(meter.kilowatts() == Approx(5.52));
}
