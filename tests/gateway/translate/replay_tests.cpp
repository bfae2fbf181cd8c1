#include "meter.h"

using namespace gateway;

/// What waited at the charger and comes in one go.
namespace {

/// What a charger measured at that second, with its own times.
std::string measured(int second, double kilowatts, bool with_power) {
    const std::string wh = std::to_string(std::lround(50000 + kilowatts * second / 3.6));
    char time[32];
    std::snprintf(time, sizeof time, "2026-01-01T%02d:%02d:%02dZ", second / 3600, second / 60 % 60, second % 60);
    const std::string power = with_power ? "," + power_sample(std::to_string(kilowatts * 1000)) : "";
    return std::string(R"([{"timestamp":")") + time + R"(","sampledValue":[{"value":")" + wh + "\"}" + power + "]}]";
}

/// Samples every minute; then an answer is lost, three wait at the charger, and it goes on.
void through_a_replay(Meter& meter, double kilowatts, bool with_power) {
    int second = 0;
    for (int i = 0; i < 10; ++i) meter.says_buckets(measured(second += 60, kilowatts, with_power), 60s);
    meter.says_buckets(measured(second, kilowatts, with_power), 190s);
    for (int i = 0; i < 3; ++i) meter.says_buckets(measured(second += 60, kilowatts, with_power), 100ms);
    for (int i = 0; i < 6; ++i) {
        meter.says_buckets(measured(second += 60, kilowatts, with_power), i == 0 ? 50s : 60s);
        const auto reading = meter.power();
        if (!reading) continue;
        CHECK(reading->least_kw <= kilowatts * 1.001);
        CHECK(reading->most_kw >= kilowatts * 0.999);
    }
}

}  // namespace

TEST_CASE("what waited at the charger comes in one go, and its register tells no more power for it") {
    Meter meter;
    through_a_replay(meter, 5.1, false);
    REQUIRE(meter.power());
    CHECK(meter.power()->source == PowerSource::estimated);
}

TEST_CASE("nothing is known of when was measured what comes first, when it waited at the charger") {
    Meter meter;
    int second = 0;
    for (int i = 0; i < 5; ++i) meter.says_buckets(measured(second += 60, 5.1, false), 100ms);
    for (int i = 0; i < 9; ++i) {
        meter.says_buckets(measured(second += 60, 5.1, false), i == 0 ? 30s : 60s);
        if (meter.power()) CHECK(meter.power()->least_kw <= 5.1);
    }
    CHECK(meter.kilowatts() == Approx(5.1).epsilon(0.3));
}

TEST_CASE("what waited at the charger comes in one go, and its power is not set aside for it") {
    Meter meter;
    through_a_replay(meter, 5.1, true);
    CHECK(meter.readings.anomalies().empty());
    REQUIRE(meter.power());
    CHECK(meter.power()->source == PowerSource::measured);
}

TEST_CASE("phases in messages of their own that waited at the charger are never summed up with too few of them") {
    Meter meter;
    int second = 0;
    const auto phase = [&](const std::string& name) {
        char time[32];
        std::snprintf(time, sizeof time, "2026-01-01T%02d:%02d:%02dZ", second / 3600, second / 60 % 60, second % 60);
        return std::string(R"([{"timestamp":")") + time +
               R"(","sampledValue":[{"value":"5.4","measurand":"Current.Import","phase":")" + name + R"("}]}])";
    };
    const auto tell = [&](std::chrono::milliseconds way, std::chrono::milliseconds rest) {
        second += 60;
        for (const char* name : {"L1", "L2", "L3"}) meter.says_buckets(phase(name), name[1] == '1' ? rest : way);
    };
    for (int i = 0; i < 5; ++i) tell(100ms, 59800ms);
    meter.now += 3600s;
    for (int i = 0; i < 20; ++i) {
        second += 60;
        for (const char* name : {"L1", "L2", "L3"}) {
            meter.says_buckets(phase(name), 1900ms);
            if (meter.power()) CHECK(meter.kilowatts() == Approx(3.7).epsilon(0.02));
        }
    }
}

TEST_CASE("what does not count, since it may be old, says nothing of how long others waited") {
    Meter meter;
    meter.says_buckets(measured(60, 5.1, true), 0s, false);
    meter.now += 1h;  // by a clock that was not understood then
    meter.says_buckets(measured(66, 5.1, true), 6s);
    REQUIRE(meter.power());
    CHECK(meter.kilowatts() == Approx(5.1));
}
