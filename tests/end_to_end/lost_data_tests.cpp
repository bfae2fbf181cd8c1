#include <catch2/catch.hpp>
#include <filesystem>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"

/// Files of the data directory that are taken away, while the gateway runs and between two starts.
using namespace end_to_end;
namespace fs = std::filesystem;

TEST_CASE("a database that is moved away is noticed, nothing is acknowledged, and all is well once it is back") {
    Stage stage;
    GatewayProcess gateway(stage);
    const RestClient probe(stage, gateway.api_port());
    CHECK(probe.get("/readyz").status == 200);
    const std::string file = gateway.data_dir() + "/gateway.db";
    fs::rename(file, file + ".away");
    REQUIRE(stage.poll_until([&] { return probe.get("/readyz").status == 503; }));
    const auto answer = probe.get("/readyz");
    CHECK(answer.text("reason").find("gateway.db was moved or deleted") != std::string::npos);
    CHECK(answer.headers.at("retry-after") == "5");
    ScriptedCharger charger(stage, "CP-1");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.boot();
    charger.status("Preparing");
    const std::string start = R"({"connectorId":1,"idTag":"TAG","meterStart":1,"timestamp":")" + ScriptedCharger::now();
    CHECK_THROWS_WITH(charger.call("StartTransaction", start + "\"}"),
                      Catch::Matchers::Contains("could not be stored"));
    fs::rename(file + ".away", file);
    REQUIRE(stage.poll_until([&] { return probe.get("/readyz").status == 200; }));
    charger.start_transaction();
}

TEST_CASE("a gateway whose database or pepper is lost says what to do and starts only when told to do without") {
    Stage stage;
    GatewayProcess gateway(stage);
    REQUIRE(gateway.command({"chargers", "approve", "CP-1", "--create"}).exit == 0);
    REQUIRE(gateway.command({"chargers", "set-password", "CP-1"}).exit == 0);
    REQUIRE(gateway.terminate() == 0);
    const std::string lost = GENERATE(std::string("gateway.db"), std::string("pepper"));
    INFO(lost);
    fs::remove(gateway.data_dir() + "/" + lost);
    const auto refused = gateway.command({"serve", "--ocpp-listen", "127.0.0.1:0", "--api-listen", "127.0.0.1:0"});
    CHECK(refused.exit != 0);
    CHECK(refused.err.find(lost == "pepper" ? "--new-pepper" : "--new") != std::string::npos);
    CHECK(refused.err.find("restore") != std::string::npos);
}
