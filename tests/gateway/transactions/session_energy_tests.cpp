#include "session_play.h"

using namespace session_play;

TEST_CASE("energy exact for each persona of the field: P1 to P9") {
    Steady lifetime{157440}, zero{0};
    SECTION("P1 the register restarts at a power cycle, and the gateway is killed: both parts count, and it is told") {
        Steady before{0, 7200, 10s, 598s}, after{0, 7200, 10s, 190s};
        Played played(0);
        played.take(before.samples()).kill();
        after.at = before.at;
        played.take(after.samples()).kill();
        CHECK(played.end(380) == "1560 register register_fell");
    }
    SECTION("P2 meterStart 0: the first minute counts") {
        CHECK(Played(0).take(zero.samples()).end(1200) == "1200 register");
    }
    SECTION("P3 energy alone") { CHECK(Played(157440).take(lifetime.samples()).end(158640) == "1200 register"); }
    SECTION("P4 a register per phase, each in an entry of its own, without a total") {
        std::vector<Sample> samples;
        for (int i = 1; i <= 60; ++i) {
            for (const auto phase : {ocpp::Phase::L1, ocpp::Phase::L2, ocpp::Phase::L3}) {
                samples.push_back(reg(10 * i, 1000 * (1 + static_cast<int>(phase)) + 20 * i));
                samples.back().phase = phase;
            }
        }
        CHECK(Played(-1).take(samples).end(std::nullopt) == "3540 register");
    }
    SECTION("P5 the stop is replayed at each reconnect, with what was told before") {
        auto samples = lifetime.samples();
        CHECK(Played(157440).take(samples).burst(samples, 700s).data(samples).data(samples).end(158640) ==
              "1200 register");
    }
    SECTION("P6 a constant meter") {
        CHECK(Played(500).take({reg(10, 500), reg(20, 500), reg(30, 500)}).end(500) == "0 register");
    }
    SECTION("P7 draws on without regard for limits") {
        CHECK(Played(0).take(zero.samples()).kill().end(1200) == "1200 register");
    }
    SECTION("P8 export register only: start and stop are all there is") {
        CHECK(Played(0).end(900) == "900 meter_start_stop");
    }
    SECTION("P9 many sessions, the register going on from the last") {
        CHECK(Played(158640).take(Steady{158640}.samples()).end(159840) == "1200 register");
    }
}

TEST_CASE("a session's energy is right whatever its first and its last values are") {
    CHECK(Played(0).take({reg(0, 0), reg(2, 7930000), reg(4, 7930040), reg(6, 7930150)}).end(7930150) ==
          "150 register");
    CHECK(Played(16000000).take({reg(2, 16000100), reg(4, 0), reg(6, 16000900), reg(8, 16001500)}).end(0) ==
          "1500 register register_fell");
    CHECK(Played(5000).take({reg(2, 0), reg(4, 5010), reg(6, 5020)}).end(5020) == "20 register");
    CHECK(Played(1000).take({reg(10, 1100), reg(20, 0)}).end(1200) == "200 register register_fell");
    CHECK(Played(1000).take({reg(10, 1100), reg(20, 0)}).end(5) == "105 register register_fell");
}

TEST_CASE("a session counter beside a lifetime meterStart is not counted twice") {
    CHECK(Played(157440).take({reg(0, 0), reg(2, 60), reg(4, 270), reg(6, 500)}).end(157940) == "500 register");
    CHECK(Played(157440).take({reg(0, 0), reg(2, 60), reg(4, 270)}).end(157940) == "500 meter_start_stop");
    CHECK(Played(157440).take({reg(0, 0), reg(600, 60), reg(1200, 500), reg(4000, 500)}).end(157940) == "500 register");
}

TEST_CASE("a register that is always zero while power flows leaves the word to the power") {
    std::vector<Sample> samples;
    for (int at = 0; at <= 3600; at += 60) samples.push_back(power(at, 7200, 0));
    CHECK(Played(0).take(samples).end(0) == "7200 power");
    CHECK(Played(0).take({reg(10, 0), reg(20, 0)}).end(0) == "0 meter_start_stop");
}

TEST_CASE("a beginning that is told with every sample is news only once") {
    auto samples = Steady{157440}.samples();
    std::vector<Sample> told;
    for (const auto& sample : samples) {
        told.push_back(sample);
        told.push_back(reg(static_cast<int>(sample.at.count()), 157440));
        told.back().context = ocpp::ReadingContext::Transaction_Begin;
    }
    CHECK(Played(157440).take(told).end(158640) == "1200 register");
}

TEST_CASE("an offline session that is replayed in a burst counts whole, and once") {
    auto samples = Steady{971, 11000, 300s, 7200s}.samples();
    CHECK(Played(971).burst(samples, 7300s).end(22971) == "22000 register");
    CHECK(Played(971).burst(samples, 7300s).burst(samples, 7301s).data(samples).end(22971) == "22000 register");
}

TEST_CASE("what comes with the stop fills what was not told while the session ran") {
    Steady whole{1000};
    auto samples = whole.samples();
    const std::vector<Sample> first(samples.begin(), samples.begin() + 20);
    CHECK(Played(1000).take(first).data(samples).end(0) == "1200 register");
    CHECK(Played(1000).take(samples).data(first).end(0) == "1200 register");
}

TEST_CASE("intervals count where no register is told, each once") {
    std::vector<Sample> samples;
    for (int at = 900; at <= 3600; at += 900) {
        samples.push_back(reg(at, 1800));
        samples.back().interval = true;
    }
    CHECK(Played(-1).take(samples).burst(samples, 3601s).kill().end(std::nullopt) == "7200 interval");
    // The first of them comes last, and then all of them once more.
    const std::vector<Sample> first{samples.front()}, others(samples.begin() + 1, samples.end());
    CHECK(Played(-1).take(others).burst(first, 3601s).burst(samples, 3602s).end(std::nullopt) == "7200 interval");
    auto absurd = samples;
    absurd[1].wh = 5000000;  // 20 MW
    CHECK(Played(-1).take(absurd).end(std::nullopt) == "5400 interval");
    samples.push_back(reg(3601, 10));
    samples.push_back(reg(3602, 20));
    CHECK(Played(0).take(samples).end(std::nullopt) == "20 register");
}

TEST_CASE("intervals between samples and those of the clock are the same energy, told twice") {
    std::vector<Sample> samples;
    for (int at = 10; at <= 80; at += 10) {
        samples.push_back(reg(at, 20));
        samples.back().interval = true;
        if (at % 40 != 0) continue;
        samples.push_back(reg(at, 80));
        samples.back().interval = true;
        samples.back().context = ocpp::ReadingContext::Sample_Clock;
    }
    CHECK(Played(0).take(samples).kill().end(0) == "160 interval");
}

TEST_CASE("start and stop in whole kWh add nothing to samples in Wh") {
    for (const double stop : {8200.0, 8201.0}) {
        std::vector<Sample> samples;
        for (int i = 0; i <= 8; ++i) samples.push_back(reg(4 * i + 1, 8200950 + 12 * i));
        CHECK(Played(8200).take(samples).end(stop) == "96 register");
    }
}

TEST_CASE("a register that lacks its high word for a while counts what flowed once") {
    std::vector<Sample> samples;
    for (int i = 1; i <= 10; ++i) {
        const int wh = 16000000 + 20 * i;
        samples.push_back(reg(6 * i, i >= 4 && i <= 6 ? wh & 0xffff : wh));
    }
    CHECK(Played(16000000).take(samples).kill().end(16000200) == "200 register register_fell");
}

TEST_CASE("power beyond what the charger can give adds no energy") {
    std::vector<Sample> samples;
    for (int i = 1; i <= 60; ++i) samples.push_back(power(10 * i, i == 20 ? 40000 : 7200));
    Played played(0);
    played.most_kw = 7.4 * 1.25;
    CHECK(played.take(samples).end(0) == "1180 power");
}

TEST_CASE("the outlet counts before other places, a total before its phases") {
    std::vector<Sample> samples;
    for (int i = 1; i <= 3; ++i) {
        samples.push_back(reg(60 * i, 1000 + 100 * i));
        samples.push_back(reg(60 * i, 9000 + 120 * i));
        samples.back().location = ocpp::Location::Inlet;
        samples.push_back(reg(60 * i, 300 + 90 * i));
        samples.back().phase = ocpp::Phase::L1;
    }
    CHECK(Played(-1).take(samples).end(std::nullopt) == "200 register");
}

TEST_CASE("Wh labelled kWh, and kWh labelled Wh, are put right by the measured power, over a restart too") {
    for (const double factor : {1.0, 0.001}) {
        Steady meter{16000, 7200, 10s, 600s, 0s, true, 0.001};
        auto samples = meter.samples();
        for (auto& sample : samples) {
            *sample.wh *= factor;
            sample.unit = factor == 1.0 ? "kWh" : "Wh";
        }
        Played played(16000);
        played.take({samples.begin(), samples.begin() + 2}).kill().take({samples.begin() + 2, samples.end()}).kill();
        CHECK(played.end(17200) == "1200 register unit_corrected");
    }
}

TEST_CASE("the right register beside a power in the wrong unit stays as it is") {
    std::vector<Sample> samples;
    for (int i = 1; i <= 30; ++i) samples.push_back(power(5 * i, 7.36, std::floor(100000 + 7360 * 5 * i / 3600.0)));
    CHECK(Played(100000).take(samples).end(100306) == "306 register");
}

TEST_CASE("no session takes more than could flow in it") {
    Played small(0);
    small.most_kw = 3.7 * 1.25;
    CHECK(small.end(900) == "unknown");
    CHECK(Played(0).end(900000) == "unknown");
    CHECK(Played(8000).end(1000) == "unknown");
}

TEST_CASE("a kill of the gateway after any sample changes nothing of a session's energy") {
    const std::vector<Sample> samples = {reg(2, 0),        reg(10, 7930000), reg(20, 7930100),    reg(30, 0),
                                         reg(40, 7930200), reg(50, 0),       reg(60, 40),         reg(70, 90),
                                         reg(30, 0),       reg(20, 7930100), power(80, 7e3, 120), reg(90, 150)};
    const auto whole = Played(0).take(samples).end(160);
    CHECK(whole == "360 register register_fell");
    for (std::size_t i = 0; i <= samples.size(); ++i) {
        const auto cut = samples.begin() + static_cast<std::ptrdiff_t>(i);
        CHECK(Played(0).take({samples.begin(), cut}).kill().take({cut, samples.end()}).end(160) == whole);
    }
}

TEST_CASE("a day of samples leaves a small state") {
    SessionEnergy energy({0, kBegan, kBegan});
    Steady day{0, 7200, 10s, 24h};
    day.with_power = true;
    for (const auto& sample : day.samples()) energy.ingest({moment_of(sample)}, kBegan + sample.at, 400);
    CHECK(energy.state().size() < 1000);
    const auto result = energy.result({std::nullopt, std::nullopt, kBegan + 24h}, 400);
    REQUIRE(result);
    CHECK(result->wh == 172800);
}
