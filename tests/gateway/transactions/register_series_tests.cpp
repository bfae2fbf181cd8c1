#include <catch2/catch.hpp>

#include "gateway/transactions/register_series.h"
#include "gateway/transactions/unit_label.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

const UtcTime kSeriesStart{std::chrono::seconds(1767225600)};

/// Told and received at the same time.
RegisterReading stood(std::chrono::seconds at, double wh) { return {wh, kSeriesStart + at, kSeriesStart + at}; }

RegisterSeries series_of(const std::vector<double>& values, std::chrono::seconds apart = 10s, double most_kw = 400) {
    RegisterSeries series;
    std::chrono::seconds at{0};
    for (const double wh : values) series.take(stood(at += apart, wh), most_kw);
    return series;
}

}  // namespace

TEST_CASE("a register's rises add, and standing still adds nothing") {
    CHECK(series_of({1000, 1100, 1100, 1250}).sum() == 250);
    CHECK(series_of({1000}).sum() == 0);
}

TEST_CASE("a first value 0 before a register of a lifetime adds nothing") {
    CHECK(series_of({0, 7930000, 7930040, 7930150}).sum() == 150);
}

TEST_CASE("a glitch to 0 adds nothing and the register goes on, however often it is told") {
    CHECK(series_of({16000100, 0, 16000900, 16001500}).sum() == 1400);
    CHECK(series_of({1000, 1100, 0, 0, 0, 1200, 0, 1300}).sum() == 300);
    CHECK(series_of({1000, 1100, 0, 1200}).fell());
}

TEST_CASE("a glitch upwards adds nothing either") { CHECK(series_of({1000, 4294967295.0, 1100, 1200}).sum() == 200); }

TEST_CASE("a register that begins anew is counted on, and what it told before stays") {
    CHECK(series_of({1000, 1500, 0, 100, 300}).sum() == 800);
    CHECK(series_of({1000, 1200, 1500, 1300, 1400, 1550}).sum() == 750);
    CHECK(series_of({1000, 1100, 0, 50, 0, 70, 90}).sum() == 190);
}

TEST_CASE("a register that begins anew and passes its old value goes on as the new one") {
    std::vector<double> values{1000, 1100};
    for (double wh = 0; wh <= 1300; wh += 30) values.push_back(wh);
    CHECK(series_of(values).sum() == Approx(100 + 1290));
}

TEST_CASE("what is told again, late, or out of a memory adds nothing") {
    auto series = series_of({1000, 1100, 1200, 1300});
    for (const auto& again : {stood(20s, 1100), stood(30s, 1200), stood(25s, 1150), stood(40s, 1300)})
        series.take(again, 400);
    CHECK(series.sum() == 300);
    CHECK_FALSE(series.fell());
    series.take(stood(50s, 1400), 400);
    CHECK(series.sum() == 400);
}

TEST_CASE("a backlog that comes after the first live sample counts from its own beginning") {
    RegisterSeries series;
    series.take(stood(1000s, 5000), 400);
    for (int i = 1; i < 9; ++i) series.take({4000.0 + 100 * i, kSeriesStart + 100s * i, kSeriesStart + 1001s}, 400);
    CHECK(series.sum() == 900);
}

TEST_CASE("the charger's clock steps back: the order of receipt counts, and nothing is lost") {
    RegisterSeries series(stood(0s, 5000));
    std::chrono::seconds at{0};
    for (const double wh : {5000, 5500}) series.take({wh, kSeriesStart + (at += 10s), kSeriesStart + at}, 400);
    for (const double wh : {6000, 6500, 7000})
        series.take({wh, kSeriesStart + (at += 10s) - 1h, kSeriesStart + at}, 400);
    CHECK(series.sum() == 2000);
    CHECK(series.clock_stepped());
    CHECK_FALSE(series.fell());
}

TEST_CASE("the gateway's clock steps back, alone or with the charger's: nothing is lost") {
    const bool both = GENERATE(false, true);
    RegisterSeries series(stood(0s, 5000));
    for (int i = 1; i <= 4; ++i) {
        const auto step = i > 2 ? 1h : 0h;
        series.take({5000.0 + 500 * i, kSeriesStart + 60s * i - (both ? step : 0h), kSeriesStart + 60s * i - step},
                    400);
    }
    CHECK(series.sum() == 2000);
}

TEST_CASE("a clock that is set in the session makes no time in which a lifetime could have flowed") {
    RegisterSeries series;
    series.take({0, UtcTime(5s), kSeriesStart}, 400);
    series.take({7930000, kSeriesStart + 10s, kSeriesStart + 10s}, 400);
    series.take({7930100, kSeriesStart + 20s, kSeriesStart + 20s}, 400);
    CHECK(series.sum() == 100);
}

TEST_CASE("a rise counts as far as it can flow in the longer of the two times and a minute") {
    RegisterSeries series({1000, kSeriesStart, kSeriesStart + 1h});
    series.take({1000 + 11000, kSeriesStart + 1h, kSeriesStart + 1h + 1s}, 11);
    CHECK(series.sum() == 11000);
    RegisterSeries short_one(stood(0s, 1000));
    short_one.take(stood(10s, 2000), 11);
    CHECK(short_one.sum() == 0);
}

TEST_CASE("a session goes on from what its start told where that fits") {
    RegisterSeries fits(stood(0s, 0));
    fits.take(stood(60s, 32), 400);
    CHECK(fits.sum() == 32);
    RegisterSeries other(stood(0s, 157440));
    for (const double wh : {0, 60, 500}) other.take(stood(std::chrono::seconds(10 + static_cast<int>(wh)), wh), 400);
    CHECK(other.sum() == 500);
    CHECK_FALSE(other.rise_to(stood(600s, 157940), 400));
}

TEST_CASE("whatever a register does, its series stays small and loses no proven rise") {
    RegisterSeries series;
    double expected = 0;
    for (int life = 0; life < 40; ++life) {
        for (int i = 0; i < 3; ++i)
            series.take(stood(std::chrono::seconds(life * 100 + i * 10), (40 - life) * 100000.0 + i * 10), 4);
        expected += 20;
    }
    CHECK(series.sum() == expected);
}

TEST_CASE("a series read again from the disk goes on as if nothing had happened") {
    auto series = series_of({1000, 1100, 0, 20, 50});
    NumberRow row;
    series.put(row);
    auto kept = NumberRow::from(row.text());
    REQUIRE(kept);
    auto again = RegisterSeries::taken(*kept);
    CHECK(again.sum() == series.sum());
    again.take(stood(60s, 80), 400);
    CHECK(again.sum() == 180);
    CHECK(again.fell());
}

TEST_CASE("three rises a thousandfold off the measured power correct the unit label") {
    UnitLabel label;
    const double unit = GENERATE(1000.0, 0.001);
    int corrected_at = 0;
    for (int i = 0; i < 5; ++i) {
        if (label.take(stood(10s * i, (16000 + 20 * i) * unit), 7200, 400) && corrected_at == 0) corrected_at = i;
    }
    CHECK(corrected_at == 3);
    CHECK(label.factor() == Approx(1 / unit));
}

TEST_CASE("a register that fits the power keeps its label, whatever is told later") {
    UnitLabel label;
    for (int i = 0; i < 4; ++i) CHECK_FALSE(label.take(stood(10s * i, 16000 + 20 * i), 7200, 400));
    for (int i = 4; i < 9; ++i) CHECK_FALSE(label.take(stood(600s * i, 16080 + 0.1 * i), 7200, 400));
    CHECK(label.factor() == 1);
}

TEST_CASE("a coarse register, and a power in the wrong unit, change no label") {
    UnitLabel coarse, other;
    for (int i = 0; i < 400; ++i) coarse.take(stood(10s * i, std::floor(i * 10 * 1400 / 3.6e6) * 1000), 1400, 400);
    CHECK(coarse.factor() == 1);
    for (int i = 0; i < 9; ++i) other.take(stood(10s * i, 16000 + 20 * i), 7.2, 400);
    CHECK(other.factor() == 1);
}

TEST_CASE("a count of the session's own that changes to the register itself has taken nothing") {
    // The start was read from the register, the samples count the session, and after its end they tell the register
    // again.
    const auto at = [](int seconds) { return UtcTime(std::chrono::seconds(1767225600 + seconds)); };
    for (const double start : {12000.0, 3000.0}) {
        RegisterSeries series(RegisterReading{start, at(0), at(0)});
        for (int minute = 1; minute <= 40; ++minute)
            series.take({120.0 * minute, at(60 * minute), at(60 * minute)}, 400);
        series.take({start + 4860, at(2460), at(2460)}, 400);
        CHECK(series.sum() == 4680);
        series.take({start + 4860, at(86400), at(86400)}, 400);  // hours after it
        CHECK(series.sum() == 4680);
    }
}
