#include <catch2/catch.hpp>
#include <cmath>
#include <random>
#include <vector>

#include "gateway/translate/register_power.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kRegisterStart{std::chrono::hours(100)};

SteadyTime at_second(double second) { return kRegisterStart + std::chrono::milliseconds(std::llround(second * 1000)); }

/// A charger whose true power is known, and a register that shows it in steps.
class Truth {
  public:
    Truth(double step_wh, double offset_wh) : step_wh_(step_wh), wh_{offset_wh} {}

    void runs(double kilowatts, double seconds) {
        for (int i = 0; i < std::lround(seconds * 10); ++i) wh_.push_back(wh_.back() + kilowatts / 36);
    }
    double now() const { return static_cast<double>(wh_.size() - 1) / 10; }
    /// What a sample says that was measured at this second.
    double told(double second) const { return std::floor(energy(second) / step_wh_ + 1e-9) * step_wh_; }
    double energy(double second) const { return wh_[static_cast<std::size_t>(std::lround(second * 10))]; }
    double mean_kw(double from, double to) const { return (energy(to) - energy(from)) * 3.6 / (to - from); }
    double crossed(double wh) const {
        const auto first = std::lower_bound(wh_.begin(), wh_.end(), wh - 1e-6);
        return static_cast<double>(first - wh_.begin()) / 10;
    }

  private:
    double step_wh_;
    std::vector<double> wh_;  ///< every tenth of a second
};

struct Told {
    double wh, measured, received;
};

/// The mean power over the window that the reading is about, from the truth.
double true_mean(const Truth& truth, const std::vector<Told>& told, const PowerReading& reading) {
    const auto received_at = [&](SteadyTime time) {
        return *std::find_if(told.begin(), told.end(),
                             [&](const Told& each) { return at_second(each.received) == time; });
    };
    const Told last = received_at(reading.at);
    if (reading.least_kw <= 0)
        return truth.mean_kw(std::chrono::duration<double>(reading.since - kRegisterStart).count(), last.measured);
    const auto first = std::find_if(told.begin(), told.end(),
                                    [&](const Told& each) { return at_second(each.received) > reading.since; });
    return truth.mean_kw(truth.crossed(first->wh), truth.crossed(last.wh));
}

void every(RegisterPower& power, double& second, double& wh, int samples, double kilowatts, double spacing = 10,
           double step = 1) {
    for (int i = 0; i < samples; ++i) {
        second += spacing;
        wh += kilowatts * spacing / 3.6;
        power.ingest(std::floor(wh / step + 1e-9) * step, at_second(second));
    }
}

}  // namespace

TEST_CASE("whatever flows, and however a register shows it, the true mean power lies within the bounds") {
    std::mt19937 random(20261130);
    const auto between = [&](double from, double to) { return std::uniform_real_distribution(from, to)(random); };
    int readings = 0, readings_since = 0, rests = 0;
    for (int play = 0; play < 400; ++play) {
        const double step = std::vector<double>{1, 5, 10, 100, 250, 1000}[static_cast<std::size_t>(play) % 6];
        const double spacing = std::round(between(5, 60));
        Truth truth(step, std::round(between(0, 5000)));
        const int pieces = 1 + play % 4;
        for (int i = 0; i < pieces; ++i) truth.runs(between(0, 1) < 0.25 ? 0 : between(0.5, 22), between(200, 3000));
        RegisterPower power;
        std::vector<Told> told;
        const double since = between(0, truth.now());
        for (double second = 6; second < truth.now(); second += spacing + std::round(between(-2, 2))) {
            const double measured = second - std::round(between(0, 50)) / 10;
            told.push_back({truth.told(measured), measured, second});
            power.ingest(told.back().wh, at_second(second));
            for (const auto start : {SteadyTime{}, at_second(since)}) {
                const auto reading = power.power_since(start, SteadyTime{});
                if (!reading) continue;
                const double truly = true_mean(truth, told, *reading);
                INFO("step " << step << " spacing " << spacing << " second " << second << " since " << since);
                CHECK(reading->since >= start);
                REQUIRE(truly >= reading->least_kw - 0.01 * truly - 0.001);
                REQUIRE(truly <= reading->most_kw + 0.01 * truly + 0.001);
                ++(start == SteadyTime{} ? readings : readings_since);
                rests += reading->rests() ? 1 : 0;
            }
        }
    }
    CHECK(readings > 10'000);
    CHECK(readings_since > 5'000);
    CHECK(rests > 100);
}

TEST_CASE("a limit that is kept is never shown to be exceeded by a register, whatever its steps") {
    std::mt19937 random(7);
    const auto between = [&](double from, double to) { return std::uniform_real_distribution(from, to)(random); };
    for (int play = 0; play < 200; ++play) {
        const double step = std::vector<double>{1, 10, 100, 1000}[static_cast<std::size_t>(play) % 4];
        const double limit = between(1.4, 11), spacing = std::round(between(5, 60));
        Truth truth(step, std::round(between(0, 5000)));
        truth.runs(22, 900);
        const double since = truth.now();
        for (int i = 0; i < 10; ++i) truth.runs(between(0, limit), between(60, 400));
        RegisterPower power;
        for (double second = 6; second < truth.now(); second += spacing) {
            power.ingest(truth.told(second - std::round(between(0, 50)) / 10), at_second(second));
            const auto reading = power.power_since(at_second(since), SteadyTime{});
            INFO("step " << step << " spacing " << spacing << " second " << second << " since " << since);
            if (reading) REQUIRE(reading->least_kw <= limit * 1.001);
        }
    }
}

TEST_CASE("an excess is proven within two steps and one sample interval") {
    RegisterPower power;
    double second = 0, wh = 1000;
    every(power, second, wh, 90, 11, 10, 100);
    const double changed = second;
    while (true) {
        every(power, second, wh, 1, 11, 10, 100);
        const auto reading = power.power_since(at_second(changed), SteadyTime{});
        if (reading && reading->least_kw > 6) break;
        REQUIRE(second < changed + 2 * 100 * 3.6 / 11 + 2 * 10 + 5);
    }
}

TEST_CASE("nothing is known before a register was seen to step, however long it stood") {
    RegisterPower power;
    double second = 0, wh = 1000;
    every(power, second, wh, 500, 0);
    CHECK_FALSE(power.power_since(SteadyTime{}, SteadyTime{}));
    CHECK_FALSE(power.power(SteadyTime{}));
}

TEST_CASE("a coarse register gives a steady figure") {
    const double step = GENERATE(100, 1000);
    RegisterPower power;
    double second = 0, wh = 250'000;
    every(power, second, wh, step == 100 ? 18 : 130, 7.3, 10, step);
    for (int i = 0; i < 100; ++i) {
        every(power, second, wh, 1, 7.3, 10, step);
        const auto reading = power.power(SteadyTime{});
        REQUIRE(reading);
        CHECK(reading->kilowatts == Approx(7.3).epsilon(0.15));
        CHECK(reading->source == PowerSource::estimated);
        CHECK(reading->least_kw <= 7.31);
        CHECK(reading->most_kw >= 7.29);
    }
}

TEST_CASE("a figure is shown as soon as two steps were seen, and it is the likely one, however wide its bounds") {
    const double spacing = GENERATE(10, 30);
    const double step = spacing == 10 ? 1 : 100;
    RegisterPower power;
    double second = 0, wh = 730'060;
    every(power, second, wh, 2, 10.8, spacing, step);
    CHECK_FALSE(power.power(SteadyTime{}));
    for (int i = 0; i < 20; ++i) {
        every(power, second, wh, 1, 10.8, spacing, step);
        const auto reading = power.power(SteadyTime{});
        REQUIRE(reading);
        CHECK(reading->kilowatts == Approx(10.8).epsilon(0.25));
        CHECK(reading->least_kw <= 10.8);
        CHECK(reading->most_kw >= 10.8);
    }
}

TEST_CASE("a fine register shows that power has changed or ceased") {
    RegisterPower power;
    double second = 0, wh = 1000;
    every(power, second, wh, 30, 7.3);
    CHECK(power.power(SteadyTime{})->kilowatts == Approx(7.3).epsilon(0.1));
    SECTION("less") {
        every(power, second, wh, 9, 3.6);
        CHECK(power.power(SteadyTime{})->kilowatts == Approx(3.6).epsilon(0.25));
    }
    SECTION("none") {
        every(power, second, wh, 9, 0);
        CHECK(power.power(SteadyTime{})->rests());
        CHECK(power.power_since(at_second(second - 70), SteadyTime{})->rests());
    }
}

TEST_CASE("a coarse register that stands proves no rest until a step was due at 100 W") {
    RegisterPower power;
    double second = 0, wh = 1000;
    every(power, second, wh, 60, 7.2, 10, 100);
    every(power, second, wh, 180, 0, 10, 100);
    CHECK_FALSE(power.power(SteadyTime{})->rests());
    every(power, second, wh, 200, 0, 10, 100);
    CHECK(power.power(SteadyTime{})->rests());
}

TEST_CASE("a register that the clock brings up to date once a minute shows no rest in between") {
    RegisterPower power;
    double second = 0, wh = 1000;
    for (int i = 0; i < 120; ++i) {
        second += 10;
        if (i % 6 == 0) wh += 120.123 + i * 0.001;
        power.ingest(wh, at_second(second));
        const auto reading = power.power_since(SteadyTime{}, SteadyTime{});
        if (reading) CHECK_FALSE(reading->rests());
    }
    CHECK(power.power(SteadyTime{})->kilowatts == Approx(7.2).epsilon(0.1));
}

TEST_CASE("a value that does not fit makes no power") {
    RegisterPower power;
    double second = 0, wh = 16'000'000;
    const auto highest_after = [&](double odd, int times = 1) {
        for (int i = 0; i < times; ++i) power.ingest(odd, at_second(second += 10));
        double highest = 0;
        for (int i = 0; i < 30; ++i) {
            every(power, second, wh, 1, 7.2);
            if (const auto reading = power.power(SteadyTime{})) highest = std::max(highest, reading->kilowatts);
        }
        return highest;
    };
    SECTION("a first value of 0") { CHECK(highest_after(0) < 9.5); }
    SECTION("amid the others") {
        every(power, second, wh, 20, 7.2);
        SECTION("a fall to 0") { CHECK(highest_after(0) < 9.5); }
        SECTION("a fall to 0 that lasts") { CHECK(highest_after(0, 3) < 9.5); }
        SECTION("a leap") { CHECK(highest_after(99'000'000) < 9.5); }
        SECTION("a leap that lasts") { CHECK(highest_after(99'000'000, 3) < 9.5); }
        SECTION("a small leap") { CHECK(highest_after(16'003'000) < 9.5); }
    }
    every(power, second, wh, 10, 7.2);
    CHECK(power.power(SteadyTime{})->kilowatts == Approx(7.2).epsilon(0.1));
}

TEST_CASE("a register that starts again is followed after a second value") {
    RegisterPower power;
    double second = 0, wh = 50'000;
    every(power, second, wh, 30, 7.2);
    wh = 0;
    every(power, second, wh, 30, 7.2);
    CHECK(power.power(SteadyTime{})->kilowatts == Approx(7.2).epsilon(0.1));
}

TEST_CASE("a fast charger without a known rating is followed, one value late; a rating bounds it") {
    RegisterPower power;
    double second = 0, wh = 50'000;
    SECTION("unknown") {
        every(power, second, wh, 30, 150);
        CHECK(power.power(SteadyTime{})->kilowatts == Approx(150).epsilon(0.1));
    }
    SECTION("rated at 11 kW") {
        power.rated(11);
        every(power, second, wh, 30, 150);
        const auto reading = power.power_since(SteadyTime{}, SteadyTime{});
        CHECK((!reading || reading->most_kw <= 11 * 1.25));
    }
}

TEST_CASE("what flowed before a session, or longer ago than a reading may be, is not told") {
    RegisterPower power;
    double second = 0, wh = 50'000;
    every(power, second, wh, 30, 7.3);
    CHECK(power.power(at_second(second)));
    CHECK_FALSE(power.power(at_second(second + 1)));
    power.forget_session();
    CHECK_FALSE(power.power(SteadyTime{}));
    every(power, second, wh, 9, 0);
    CHECK(power.power(SteadyTime{})->rests());
}

TEST_CASE("a register that reads 0 once and goes on where it stood has not risen by all of it") {
    RegisterPower power;
    for (int i = 0; i < 10; ++i) power.ingest(4000 + 123.0 * i, at_second(60.0 * i));
    const double risen = power.risen_wh();
    power.ingest(0, at_second(600));
    power.ingest(4000 + 123.0 * 11, at_second(660));
    CHECK(power.risen_wh() == Approx(risen + 246));
    SECTION("one that restarts goes on from there") {
        power.ingest(0, at_second(720));
        power.ingest(123, at_second(780));
        CHECK(power.risen_wh() == Approx(risen + 369));
    }
}
