#include <catch2/catch.hpp>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/simulator_process.h"
#include "tests/end_to_end/text_search.h"

using namespace end_to_end;

TEST_CASE("the simulator lists its personas, a line each, and says which are like one that is not there") {
    Stage stage;
    const Finished listed = run_command(stage, {SIMULATOR_PROGRAM, "personas"});
    CHECK(listed.exit == 0);
    CHECK(listed.err.empty());
    const std::string huawei = line_with(listed.out, "huawei-scharger ");
    CHECK(huawei.rfind("huawei-scharger ", 0) == 0);
    CHECK(huawei.find("Huawei SCharger: ") != std::string::npos);

    const Finished unknown = run_command(
        stage, {SIMULATOR_PROGRAM, "run", "--url", "ws://127.0.0.1:1/ocpp", "--id", "CP1", "--persona", "huawai"});
    CHECK(unknown.exit == 1);
    CHECK(unknown.out.empty());
    CHECK(unknown.err.find("no persona 'huawai'") != std::string::npos);
    CHECK(unknown.err.find("huawei-scharger") != std::string::npos);
}

TEST_CASE("a simulated charger is the persona it is told to be, and other options override it") {
    Stage stage;
    GatewayProcess gateway(stage);
    SimulatorProcess persona(
        stage, gateway.ocpp_port(), "CP-PERSONA",
        {"--max-current", "25", "--persona", "en-plus", "--model", "Mine", "--plugged", "--autostart"});
    REQUIRE(persona.wait_for("boot: accepted"));
    CHECK(stage.run_until([&] { return persona.limit_a() == 25; }));
    const std::string status = persona.status();
    CHECK(status.find("5.75 kW") != std::string::npos);  // 25 A on the one phase of the persona
    CHECK(line_with(gateway.command({"chargers", "list"}).out, "CP-PERSONA").find("EN+") != std::string::npos);
}
