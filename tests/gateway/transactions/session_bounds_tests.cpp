#include "gateway/transactions/register_memory.h"
#include "session_play.h"

/// Which values, and which start and stop, are a session's.
using namespace session_play;

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
    CHECK(energy.result(stop, 400)->wh == 3600);
    SessionEnergy again;
    REQUIRE(again.restore(energy.state()));
    CHECK(again.result(stop, 400)->wh == 3600);
}

TEST_CASE(
    "a meterStart of 0 is no word where so much cannot have been drawn, and is one of a register that began there") {
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

TEST_CASE("start and stop frame a register in Wh with the label kWh, in a session too short to find that out") {
    Sample first, last;
    first.at = 10s;
    first.wh = 27859;
    last.at = 40s;
    last.wh = 27900;
    first.unit = last.unit = "kWh";
    CHECK(Played(27858).take({first, last}).end(27904) == "46 meter_start_stop");
}

TEST_CASE(
    "a start of 0 that what is told long after the stop could have risen from, and the stop could not, tells nothing") {
    Sample later;
    later.at = 10min;
    later.wh = 12000;
    CHECK(Played(0).take_unnamed({later}, 10min).end_at(47s, 12000, 10min) == "0 register");
    later.wh = 300;
    CHECK(Played(0).take_unnamed({later}, 10min).end_at(47s, 280, 10min) == "280 register");
}

TEST_CASE("a stop that tells as much as the last value in kWh, or a rounding less, is no step back to a glitch") {
    Sample value;
    value.unit = "kWh";
    std::vector<Sample> values;
    for (int i = 1; i <= 30; ++i) {
        value.at = std::chrono::seconds(60 * i);
        value.wh = i == 1 ? 0 : 16.228;
        values.push_back(value);
    }
    CHECK(Played(16228).take(values).end(16228) == "0 register");
    for (auto& each : values) each.wh = *each.wh > 0 ? 16.23 : 0;
    CHECK(Played(16228).take(values).end(16228) == "2 register");
}

TEST_CASE("one rise that no charger gives shows a wrong label where a thousandth of it goes on from the start") {
    Sample first, last;
    first.at = 30s;
    first.wh = 12183;
    last.at = 90s;
    last.wh = 12550;
    first.unit = last.unit = "kWh";
    CHECK(Played(12000).take({first, last}).end(0) == "0 register");  // no power is told: two more are waited for
    first.watts = last.watts = 22000;
    CHECK(Played(12000).take({first, last}).end(0) == "550 register unit_corrected");
    CHECK(Played(12000).take({first}).end(12200) == "200 meter_start_stop");
    CHECK(Played(200).take({first, last}).end(0) == "0 register");  // its start stood elsewhere
}

TEST_CASE("three rises that no charger gives show a wrong label where nothing tells the power") {
    auto samples = Steady{12000, 7200, 10s, 60s}.samples();
    for (auto& each : samples) each.unit = "kWh";
    CHECK(Played(0).take({samples.begin(), samples.begin() + 3}).end(0) == "0 register");
    CHECK(Played(0).take(samples).end(0) == "100 register unit_corrected");
}

TEST_CASE("values that come out of a memory show no wrong label, however soon after each other they were told") {
    auto samples = Steady{12000, 11000, 900s, 3h}.samples();
    for (std::size_t i = 0; i < samples.size(); ++i) samples[i].at = std::chrono::seconds(10000 + i);
    Played played(12000);
    played.most_kw = 13.75;
    CHECK(played.burst(samples, 10800s).end(45000).find("unit_corrected") == std::string::npos);
}

TEST_CASE("what one session showed of a wrong label counts for the next, until that one shows something else") {
    RegisterMemory memory;
    memory.unit_shown(1, 0.001, 12000);
    SessionEnergy next({0, kBegan, kBegan, memory.before(1)});
    Sample short_one;
    short_one.at = 30s;
    short_one.wh = 12061;
    short_one.unit = "kWh";
    next.ingest({moment_of(short_one)}, kBegan + 30s, 400);
    CHECK(next.result({0, kBegan + 40s, kBegan + 40s}, 400)->wh == 61);

    SessionEnergy from_start({12061, kBegan, kBegan, memory.before(1)});  // mended, and no power is told
    for (const auto& each : Steady{12061, 7200, 60s, 10min}.samples())
        from_start.ingest({moment_of(each)}, kBegan + each.at, 400);
    CHECK(from_start.result({0, kBegan + 10min, kBegan + 10min}, 400)->wh == 1200);

    SessionEnergy mended({12061, kBegan, kBegan, memory.before(1)});
    auto samples = Steady{12061, 7200, 10s, 60s}.samples();
    for (const auto& each : samples) mended.ingest({moment_of(each)}, kBegan + each.at, 400);
    CHECK(mended.result({12181, kBegan + 60s, kBegan + 60s}, 400)->wh == 120);
}

TEST_CASE("what was told before a label was found wrong counts, too") {
    std::vector<Sample> samples;
    for (int minute = 1; minute <= 12; ++minute) {
        samples.push_back(
            power(60 * minute, minute < 4 ? 0 : 6000, 12000 + (minute < 4 ? 0 : 50 + 100 * (minute - 4))));
        samples.back().unit = "kWh";
    }
    CHECK(Played(0).take(samples).end(12850) == "850 register unit_corrected");
}

TEST_CASE("samples in kWh that say Wh go on from a start in Wh, though the stop says 0") {
    std::vector<Sample> samples;
    for (int i = 1; i <= 9; ++i) samples.push_back(reg(5 * i, 8200.500 + 0.015 * i));
    CHECK(Played(8200500).take(samples).end(0) == "135 register unit_corrected");
    // One that began anew and counts in Wh.
    for (auto& sample : samples) sample.wh = *sample.wh - 8000;
    CHECK(Played(8200500).take(samples).end(0) == "0 register");
}

TEST_CASE("a count of the session's own beside the charger's register counts once") {
    // After the session, and before its values come, a value of no session tells the register.
    Played late(12121);
    late.take_unnamed({reg(676, 13086)}, 701s);
    CHECK(late.burst({reg(49, 123), reg(120, 280), reg(300, 797)}, 822s).end_at(355s, 13086, 822s) == "965 register");
    // Or while the session has been told in part.
    Played between(12929);
    between.take({reg(60, 61), reg(1080, 1110)}).take_unnamed({reg(3240, 14966)}, 3240s);
    CHECK(between.burst({reg(1900, 1973)}, 4260s).end_at(1983s, 14966, 4260s) == "2037 register");
    // Or under its dead id.
    Played dead(19141);
    CHECK(dead.take({reg(30, 14), reg(960, 1219), reg(1030, 20430)}).end_at(1020s, 20430, 1020s) == "1289 register");
    // A register that begins anew while the charger's clock is set back is another energy.
    Played stepped(12000);
    stepped.take({reg(60, 12100), reg(1200, 12500)});
    CHECK(stepped.burst({reg(600, 0), reg(900, 300)}, 1900s).end_at(960s, 360, 1960s) == "860 register");
}

TEST_CASE("a count of the session's own began at 0, and a stop of 0 takes nothing from it") {
    CHECK(Played(16059).take({power(18, 7084, 34), power(60, 7084, 118), power(120, 4646, 205)}).end(0) ==
          "205 register");
    // Nothing shows that it began with the session.
    CHECK(Played(16059).take({power(18, 7084, 3400), power(60, 7084, 3484)}).end(0) == "84 register");
}

TEST_CASE("a count in the wrong unit gives way to start and stop where no charger gives that much") {
    Sample first = reg(30, 3), last = reg(150, 19);
    first.unit = last.unit = "kWh";
    CHECK(Played(12108).take({first, last}).end(12172) == "64 meter_start_stop");
}
