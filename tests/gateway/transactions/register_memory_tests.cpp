#include "gateway/transactions/register_memory.h"
#include "session_play.h"

/// What a register stood at before a session, where the session's start tells nothing but 0.
using namespace session_play;

namespace {

/// A session that begins with 0 after what the memory knows, at a steady power, told every minute.
std::string energy_after(RegisterMemory& memory, double register_wh, double watts, bool tells_power = true) {
    SessionEnergy energy({0, kBegan, kBegan, memory.before(1)});
    memory.began(1, 0);
    Steady samples{register_wh, watts, 60s, 10min};
    samples.with_power = tells_power;
    for (const auto& sample : samples.samples()) energy.ingest({moment_of(sample)}, kBegan + sample.at, 400);
    const auto stop = static_cast<std::int64_t>(register_wh + watts / 6);
    const auto result = energy.result({stop, kBegan + 10min, kBegan + 10min}, 400);
    return result ? std::to_string(result->wh) + " " + result->source : "unknown";
}

}  // namespace

TEST_CASE("a start of 0 that is no meter's word: the register goes on from what it stood at before") {
    RegisterMemory memory;
    memory.told(1, 12000);
    CHECK(energy_after(memory, 12000, 3600) == "600 register");
    CHECK(energy_after(memory, 200, 3600) == "800 register");  // it has fallen: it began at 0
}

TEST_CASE("what was told last counts, be it a sample or a stop, and a single 0 is no word") {
    RegisterMemory memory;
    memory.told(1, 30);  // the last sample, and then the stop
    memory.told(1, 211);
    CHECK(memory.before(1).wh == 211);
    memory.told(1, 0);
    CHECK(memory.before(1).wh == 211);
    memory.told(1, 0);
    CHECK(memory.before(1).wh == 0);
    CHECK_FALSE(memory.before(2).wh);
}

TEST_CASE("what a vehicle drew on after the last session is not the next one's") {
    RegisterMemory memory;
    std::vector<ocpp::MeterValue> values;
    for (const auto& sample : Steady{15000, 7400, 60s, 5min}.samples()) values.push_back(moment_of(sample));
    memory.told(1, values);
    memory.told(1, 15664);
    const SessionEnergy energy({0, kBegan, kBegan, memory.before(1)});
    CHECK_FALSE(energy.result({15936, kBegan + 41s, kBegan + 41s}, 400));
    CHECK(energy.result({15748, kBegan + 41s, kBegan + 41s}, 400)->wh == 84);
}

TEST_CASE("after a boot a start of 0 is the register's, where the charger does tell its register at starts") {
    RegisterMemory memory;
    memory.began(1, 12000);
    memory.told(1, 5);
    memory.booted();
    CHECK(energy_after(memory, 0, 3600) == "600 register");
    memory.told(1, 5);
    CHECK(energy_after(memory, 5, 3600) == "600 register");  // no boot since
}

TEST_CASE("after a boot, where starts are always 0, what is drawn tells where the register began") {
    RegisterMemory memory;
    memory.told(1, 40);
    memory.booted();
    CHECK(energy_after(memory, 0, 3600) == "600 register");
    memory.told(1, 12000);
    memory.booted();
    CHECK(energy_after(memory, 12000, 3600) == "600 register");
}

TEST_CASE("what is known of the register before a session outlives the gateway") {
    RegisterMemory memory;
    memory.began(1, 12000);
    memory.told(1, 5);
    memory.booted();
    SessionEnergy energy({0, kBegan, kBegan, memory.before(1)}), again;
    REQUIRE(again.restore(energy.state()));
    again.ingest({moment_of(reg(60, 60))}, kBegan + 60s, 400);
    CHECK(again.result({600, kBegan + 10min, kBegan + 10min}, 400)->wh == 600);
}

TEST_CASE("how fast a register rose under a wrong label says nothing of how fast the charger is") {
    RegisterMemory memory;
    memory.told(1, std::vector<ocpp::MeterValue>{moment_of(reg(0, 1000000)), moment_of(reg(60, 1005000))});
    REQUIRE(memory.before(1).most_kw == Approx(300));
    memory.unit_shown(1, 0.001, 1005);
    CHECK(memory.before(1).most_kw == 0);
}
