#include <catch2/catch.hpp>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"
#include "tests/end_to_end/simulator_process.h"
#include "tests/end_to_end/text_search.h"

using namespace end_to_end;

TEST_CASE("onboarding approve lists an unknown charger as discovered and lets it in once approved") {
    Stage stage;
    GatewayOptions options;
    options.onboarding = "approve";
    GatewayProcess gateway(stage, options);
    ScriptedCharger charger(stage, "CP-NEW");
    CHECK(charger.connect(gateway.ocpp_port()) == 404);
    CHECK(charger.connect(gateway.ocpp_port()) == 404);
    const std::string discovered = line_with(gateway.command({"chargers", "list"}).out, "CP-NEW");
    CHECK(discovered.find("discovered") != std::string::npos);

    CHECK(gateway.command({"chargers", "approve", "CP-NEW"}).exit == 0);
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.boot();
    CHECK(line_with(gateway.command({"chargers", "list"}).out, "CP-NEW").find("online") != std::string::npos);
    CHECK(gateway.command({"chargers", "list"}).out.find("discovered") == std::string::npos);

    CHECK(gateway.command({"chargers", "remove", "CP-NEW"}).exit == 0);
    CHECK(stage.run_until([&] { return !charger.is_connected(); }));
    CHECK(line_with(gateway.command({"chargers", "list"}).out, "CP-NEW").empty());
    CHECK(charger.connect(gateway.ocpp_port()) == 404);
    CHECK(gateway.command({"chargers", "remove", "CP-UNKNOWN"}).exit != 0);
}

TEST_CASE("chargers are approved and removed without a running gateway too") {
    Stage stage;
    GatewayOptions options;
    options.onboarding = "approve";
    GatewayProcess gateway(stage, options);
    REQUIRE(gateway.terminate() == 0);
    CHECK(gateway.command({"chargers", "approve", "CP-OFFLINE"}).exit != 0);
    CHECK(line_with(gateway.command({"chargers", "list"}).out, "CP-OFFLINE").empty());
    CHECK(gateway.command({"chargers", "approve", "--create", "CP-OFFLINE"}).exit == 0);
    CHECK(line_with(gateway.command({"chargers", "list"}).out, "CP-OFFLINE").find("offline") != std::string::npos);
    gateway.restart();
    ScriptedCharger charger(stage, "CP-OFFLINE");
    CHECK(charger.connect(gateway.ocpp_port()) == 101);
    charger.drop();
    REQUIRE(gateway.terminate() == 0);
    CHECK(gateway.command({"chargers", "remove", "CP-OFFLINE"}).exit == 0);
    gateway.restart();
    CHECK(charger.connect(gateway.ocpp_port()) == 404);
}

TEST_CASE("onboarding closed neither admits nor lists an unknown charger") {
    Stage stage;
    GatewayOptions options;
    options.onboarding = "closed";
    GatewayProcess gateway(stage, options);
    ScriptedCharger charger(stage, "CP-STRANGER");
    CHECK(charger.connect(gateway.ocpp_port()) == 404);
    CHECK(gateway.command({"chargers", "list"}).out.find("CP-STRANGER") == std::string::npos);
    CHECK(gateway.command({"chargers", "approve", "CP-STRANGER"}).exit != 0);
    CHECK(gateway.command({"chargers", "approve", "CP-STRANGER", "--create"}).exit == 0);
    CHECK(charger.connect(gateway.ocpp_port()) == 101);
}

TEST_CASE("a charger with a password gets in with it and with nothing else") {
    Stage stage;
    GatewayProcess gateway(stage);
    ScriptedCharger without(stage, "CP-SECRET");
    REQUIRE(without.connect(gateway.ocpp_port()) == 101);
    without.boot();
    const Finished made = gateway.command({"chargers", "set-password", "CP-SECRET"});
    REQUIRE(made.exit == 0);
    const std::string password = first_line(made.out);
    CHECK(made.out == password + "\n");
    CHECK(password.size() >= 20);
    without.drop();
    CHECK(without.connect(gateway.ocpp_port()) == 401);
    {
        SimulatorProcess wrong(stage, gateway.ocpp_port(), "CP-SECRET", {"--password", password + "x"});
        const auto line = wrong.wait_for("no connection");
        REQUIRE(line);
        CHECK(line->find("401") != std::string::npos);
    }
    {
        SimulatorProcess right(stage, gateway.ocpp_port(), "CP-SECRET", {"--password", password});
        CHECK(right.wait_for("boot: accepted"));
    }
    CHECK(files_with(gateway.data_dir(), password).empty());
    CHECK(line_with(gateway.command({"chargers", "list"}).out, "CP-SECRET").find("password") != std::string::npos);
    CHECK(gateway.command({"chargers", "set-password", "CP-UNKNOWN"}).exit != 0);

    gateway.kill9();
    gateway.restart();
    CHECK(without.connect(gateway.ocpp_port()) == 401);
    SimulatorProcess again(stage, gateway.ocpp_port(), "CP-SECRET", {"--password", password});
    CHECK(again.wait_for("boot: accepted"));
}
