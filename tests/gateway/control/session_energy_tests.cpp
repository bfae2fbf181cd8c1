#include <catch2/catch.hpp>

#include "gateway/control/session_energy.h"

using namespace gateway;
using namespace std::chrono_literals;

/// Whole sessions as chargers in the field tell them, and what they took.
namespace {

const UtcTime kBegan{std::chrono::seconds(1767225600)};

struct Sample {
    std::chrono::seconds at{};
    std::optional<double> wh, watts;
    std::string unit = "Wh";
    std::optional<ocpp::Phase> phase{};
    std::optional<ocpp::Location> location{};
    std::optional<ocpp::ReadingContext> context{};
    bool interval = false;
};

ocpp::SampledValue value_of(double number) {
    ocpp::SampledValue value;
    value.value = std::to_string(number);
    return value;
}

ocpp::MeterValue moment_of(const Sample& sample) {
    ocpp::MeterValue moment;
    moment.timestamp = kBegan + sample.at;
    if (sample.wh) {
        auto value = value_of(*sample.wh);
        value.measurand = sample.interval ? ocpp::Measurand::Energy_Active_Import_Interval
                                          : ocpp::Measurand::Energy_Active_Import_Register;
        value.unit = sample.unit == "kWh" ? ocpp::UnitOfMeasure::kWh : ocpp::UnitOfMeasure::Wh;
        if (sample.phase) value.phase = *sample.phase;
        if (sample.location) value.location = *sample.location;
        if (sample.context) value.context = *sample.context;
        moment.sampledValue.push_back(value);
    }
    if (sample.watts) {
        auto value = value_of(*sample.watts);
        value.measurand = ocpp::Measurand::Power_Active_Import;
        moment.sampledValue.push_back(value);
    }
    return moment;
}

/// A charger that tells its register, from `wh`, every `apart` at a steady power.
struct Steady {
    double wh = 0, watts = 7200;
    std::chrono::seconds apart{10}, length{600};
    std::chrono::seconds at{0};
    bool with_power = false;
    double step = 1;

    std::vector<Sample> samples() {
        std::vector<Sample> all;
        for (const auto end = at + length; at < end;) {
            at += apart;
            wh += watts * std::chrono::duration<double, std::ratio<3600>>(apart).count();
            Sample sample;
            sample.at = at;
            sample.wh = std::floor(wh / step) * step;
            if (with_power) sample.watts = watts;
            all.push_back(sample);
        }
        return all;
    }
};

/// Plays a session; every sample is received when it is told, unless in a burst; the gateway may be killed after any.
class Played {
  public:
    explicit Played(std::int64_t meter_start) : start_{meter_start, kBegan, kBegan}, energy_(start_) {}

    Played& take(const std::vector<Sample>& samples) {
        for (const auto& sample : samples) {
            newest_ = std::max(newest_, sample.at);
            energy_.ingest({moment_of(sample)}, kBegan + sample.at, most_kw);
        }
        return *this;
    }
    /// Without the session's id.
    Played& take_unnamed(const std::vector<Sample>& samples, std::chrono::seconds received) {
        for (const auto& sample : samples) energy_.ingest({moment_of(sample)}, kBegan + received, most_kw, false);
        return *this;
    }
    std::string end_at(std::chrono::seconds told, std::optional<std::int64_t> stop, std::chrono::seconds received) const {
        const auto result = energy_.result({stop, kBegan + told, kBegan + received}, most_kw);
        return result ? std::to_string(result->wh) + " " + result->source : "unknown";
    }
    Played& burst(const std::vector<Sample>& samples, std::chrono::seconds at) {
        for (const auto& sample : samples) energy_.ingest({moment_of(sample)}, kBegan + at, most_kw);
        newest_ = std::max(newest_, at);
        return *this;
    }
    Played& data(const std::vector<Sample>& samples) {
        std::vector<ocpp::MeterValue> all;
        for (const auto& sample : samples) all.push_back(moment_of(sample));
        energy_.ingest_transaction_data(all, kBegan + newest_, most_kw);
        return *this;
    }
    Played& kill() {
        SessionEnergy again(start_);
        REQUIRE(again.restore(energy_.state()));
        energy_ = again;
        return *this;
    }
    std::string end(std::optional<std::int64_t> stop) const {
        const auto result = energy_.result({stop, kBegan + newest_ + 2s, kBegan + newest_ + 2s}, most_kw);
        std::string text = result ? std::to_string(result->wh) + " " + result->source : "unknown";
        for (const char* word : energy_.flags()) text += std::string(" ") + word;
        return text;
    }
    double most_kw = 400;

  private:
    SessionMoment start_;
    SessionEnergy energy_;
    std::chrono::seconds newest_{0};
};

Sample reg(int at, double wh) {
    Sample sample;
    sample.at = std::chrono::seconds(at);
    sample.wh = wh;
    return sample;
}

Sample power(int at, double watts, std::optional<double> wh = std::nullopt) {
    Sample sample;
    sample.at = std::chrono::seconds(at);
    sample.watts = watts;
    sample.wh = wh;
    return sample;
}

}  // namespace

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
    SECTION("P2 meterStart 0: the first minute counts") { CHECK(Played(0).take(zero.samples()).end(1200) == "1200 register"); }
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
        CHECK(Played(157440).take(samples).burst(samples, 700s).data(samples).data(samples).end(158640) == "1200 register");
    }
    SECTION("P6 a constant meter") { CHECK(Played(500).take({reg(10, 500), reg(20, 500), reg(30, 500)}).end(500) == "0 register"); }
    SECTION("P7 draws on without regard for limits") { CHECK(Played(0).take(zero.samples()).kill().end(1200) == "1200 register"); }
    SECTION("P8 export register only: start and stop are all there is") { CHECK(Played(0).end(900) == "900 meter_start_stop"); }
    SECTION("P9 many sessions, the register going on from the last") {
        CHECK(Played(158640).take(Steady{158640}.samples()).end(159840) == "1200 register");
    }
}

TEST_CASE("a session's energy is right whatever its first and its last values are") {
    CHECK(Played(0).take({reg(0, 0), reg(2, 7930000), reg(4, 7930040), reg(6, 7930150)}).end(7930150) == "150 register");
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
    samples.push_back(reg(3601, 10));
    samples.push_back(reg(3602, 20));
    CHECK(Played(0).take(samples).end(std::nullopt) == "20 register");
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
    const std::vector<Sample> samples = {reg(2, 0),     reg(10, 7930000), reg(20, 7930100), reg(30, 0),  reg(40, 7930200),
                                         reg(50, 0),    reg(60, 40),      reg(70, 90),      reg(30, 0),  reg(20, 7930100),
                                         power(80, 7e3, 120), reg(90, 150)};
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

TEST_CASE("what a later session took is not counted with one whose stop comes late, if it did not name it") {
    const auto own = Steady{12000, 3600, 60s, 10min}.samples();
    Sample later;
    later.at = 40min;
    later.wh = 13900;
    Played play(12000);
    play.take(own).take_unnamed({later}, 40min);
    for (const bool killed : {false, true}) {
        if (killed) play.kill();
        CHECK(play.end_at(11min, 12660, 41min) == "660 register");
        // Its meter tells nothing: what named the session counts.
        CHECK(play.end_at(11min, 0, 41min) == "600 register");
    }
    // What comes late and names it is within what was seen.
    auto late = own.back();
    late.at = 10min + 30s;
    late.wh = 12630;
    CHECK(play.burst({late}, 41min).end_at(11min, 12660, 41min) == "660 register");
}

TEST_CASE("values of a session that never bear its id count up to its stop") {
    Sample first, last;
    first.at = 5min;
    first.wh = 12300;
    last.at = 3h;
    last.wh = 15362;
    CHECK(Played(12000).take_unnamed({first, last}, 3h).end_at(6min, 12360, 3h) == "360 register");
    CHECK(Played(12000).take_unnamed({first}, 5min).end_at(6min, 12360, 6min) == "360 register");
}

TEST_CASE("a meterStart of 0 is no word where the register stood higher before the session") {
    SessionEnergy energy({0, kBegan, kBegan, 12000.0});
    Steady hour{12000, 3600, 60s, 1h};
    for (const auto& sample : hour.samples()) energy.ingest({moment_of(sample)}, kBegan + sample.at, 400);
    const auto stop = SessionMoment{15600, kBegan + 1h, kBegan + 1h};
    CHECK(energy.result(stop, 400)->wh == 3540);
    SessionEnergy again;
    REQUIRE(again.restore(energy.state()));
    CHECK(again.result(stop, 400)->wh == 3540);
}

TEST_CASE("a meterStart of 0 is no word where so much cannot have been drawn, and is one of a register that began there") {
    CHECK(Played(0).take(Steady{12000, 3600, 60s, 10min}.samples()).end(12600) == "540 register");
    Sample zero;
    zero.at = 30s;
    zero.wh = 0;
    CHECK(Played(0).take({zero}).take(Steady{12000, 3600, 60s, 10min}.samples()).end(12600) == "540 register");
    CHECK(Played(0).take(Steady{0, 3600, 60s, 10min}.samples()).end(600) == "600 register");
    CHECK(Played(0).take(Steady{0, 150000, 60s, 10min}.samples()).end(25000) == "25000 register");
}

TEST_CASE("what is told under the id of a session after its stop and above its meterStop is not its") {
    auto samples = Steady{12000, 3600, 60s, 10min}.samples();
    Sample later;
    later.at = 20min;
    later.wh = 13200;
    samples.push_back(later);
    CHECK(Played(12000).take(samples).end_at(10min + 30s, 12630, 20min) == "630 register");
    CHECK(Played(12000).take(samples).end_at(10min + 30s, 0, 20min) == "1200 register");
}

TEST_CASE("how long a first value was on its way says nothing of a start of 0") {
    Sample late;
    late.at = 60s;
    late.wh = 12043;
    Played play(0);
    play.burst({late}, 2000s);
    late.at = 120s;
    late.wh = 12103;
    CHECK(play.burst({late}, 2000s).end_at(121s, 12104, 2000s) == "61 register");
}

TEST_CASE("a register that froze says less than start and stop, which the power bears out") {
    auto samples = Steady{12000, 3600, 60s, 3h}.samples();
    for (auto& sample : samples) {
        sample.wh = std::min(*sample.wh, 12600.0);
        sample.watts = 3600;
    }
    CHECK(Played(12000).take(samples).end(22800) == "10800 meter_start_stop");
}

TEST_CASE("a register in Wh with the label kWh, in a session too short to find that out: start and stop frame it") {
    Sample first, last;
    first.at = 10s;
    first.wh = 27859;
    last.at = 40s;
    last.wh = 27900;
    first.unit = last.unit = "kWh";
    CHECK(Played(27858).take({first, last}).end(27904) == "46 meter_start_stop");
}
