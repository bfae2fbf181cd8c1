#include <catch2/catch.hpp>

#include "json/parse.h"
#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"

/// `chargers show`, `set` and `forget`, typed at a running gateway and at a closed data directory.
using namespace end_to_end;

namespace {

/// One member of the object that `chargers show` printed, as JSON.
std::string shown(const Finished& command, const std::string& name, const std::string& member = {}) {
    const auto document = json::parse(command.out);
    const auto value = document.root().find(name);
    const auto inner = value && !member.empty() ? value->find(member) : value;
    return inner ? inner->to_json() : "(nothing)";
}

struct OperatorSite {
    OperatorSite() : gateway(stage), charger(stage, "CP-OP") {
        REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
        charger.begin_session();
        charger.send_power(11);
    }
    Finished chargers(std::vector<std::string> words) {
        words.insert(words.begin(), "chargers");
        return gateway.command(std::move(words));
    }
    Finished show() { return chargers({"show", "cp-op"}); }

    Stage stage;
    GatewayProcess gateway;
    ScriptedCharger charger;
};

}  // namespace

TEST_CASE("chargers set reaches a charging charger and is durable before it answers") {
    OperatorSite site;
    const RestClient client = site.gateway.client();
    const std::string device = client.device_of("CP-OP");
    REQUIRE(client.write_ceiling(device, 7.2).status == 200);
    REQUIRE(site.stage.run_until([&] { return site.charger.limit_kw() <= 7.2; }));
    const auto before = site.charger.profiles().size();

    const Finished set = site.chargers({"set", "CP-OP", "max_phases=1", "rated_kw=6.9", "stack_level=2"});
    site.gateway.kill9();
    CHECK(set.exit == 0);
    CHECK(set.err.empty());
    site.charger.drop();
    site.gateway.restart();
    CHECK(shown(site.show(), "settings") ==
          R"({"max_phases":1,"nominal_voltage":230,"min_current":6,"rated_kw":6.9,"control":"on"})");
    CHECK(shown(site.show(), "traits") == R"({"stack_level":2})");
    REQUIRE(site.charger.connect(site.gateway.ocpp_port()) == 101);
    site.charger.send_power(11);
    const bool told = site.stage.run_until(
        [&] { return site.charger.profiles().size() > before && carries(site.charger.profiles().back(), 6.9, 1); });
    CHECK(told);
    CHECK(site.gateway.client().read_device(device).number("data.settings.max_charge_rate.max") == 6.9);
}

TEST_CASE("chargers set makes no assignment where one of them cannot be") {
    OperatorSite site;
    for (const bool running : {true, false}) {
        if (!running) REQUIRE(site.gateway.terminate() == 0);
        const Finished refused = site.chargers({"set", "CP-OP", "max_phases=1", "min_current=99"});
        CHECK(refused.exit == 1);
        CHECK(refused.out.empty());
        CHECK(refused.err.find("\"min_current=99\": min_current must be amperes from 6 to 32") != std::string::npos);
        CHECK(shown(site.show(), "settings", "max_phases") == "3");
        CHECK(site.chargers({"set", "CP-NOBODY", "max_phases=1"}).exit == 1);
        CHECK(site.chargers({"set", "CP-OP"}).exit != 0);
    }
    site.gateway.restart();
}

TEST_CASE("chargers set, show and forget work without a running gateway too") {
    OperatorSite site;
    REQUIRE(site.gateway.terminate() == 0);
    CHECK(site.chargers({"set", "CP-OP", "control=off", "unit=W"}).exit == 0);
    CHECK(site.chargers({"set", "CP-OP", "unit="}).exit == 0);
    const Finished stored = site.show();
    CHECK(stored.err.empty());
    CHECK(shown(stored, "state") == "\"offline\"");
    CHECK(shown(stored, "settings", "control") == "\"off\"");
    CHECK(shown(stored, "traits") == "null");
    CHECK(shown(stored, "connectors").find("\"intent\":\"none\"") != std::string::npos);
    CHECK(site.chargers({"forget", "CP-OP"}).out == "forgotten; this concerns 1 charger: CP-OP\n");
    CHECK(shown(site.show(), "learnt") == "null");
    CHECK(site.chargers({"show", "CP-NOBODY"}).exit == 1);

    site.gateway.restart();
    const RestClient client = site.gateway.client();
    const std::string device = client.device_of("CP-OP");
    const auto before = site.charger.calls().size();
    REQUIRE(site.charger.connect(site.gateway.ocpp_port()) == 101);
    site.charger.boot();
    CHECK(client.write_ceiling(device, 5).status == 200);
    CHECK(site.chargers({"set", "CP-OP", "control=on"}).exit == 0);
    REQUIRE(site.charger.wait_for_profile(0));
    // Nothing was sent while the gateway was to keep silent: the first call is about the newest ceiling.
    CHECK(site.charger.calls()[before].action == "SetChargingProfile");
    CHECK(carries(site.charger.profiles().front(), 5));
}

TEST_CASE("chargers show keeps what was asked, answered and measured apart") {
    OperatorSite site;
    const RestClient client = site.gateway.client();
    REQUIRE(client.write_ceiling(client.device_of("CP-OP"), 7.2).status == 200);
    REQUIRE(site.stage.run_until([&] { return site.charger.limit_kw() <= 7.2; }));
    const Finished shown_now = site.show();
    CHECK(shown_now.exit == 0);
    CHECK(shown(shown_now, "state") == "\"online\"");
    CHECK(shown(shown_now, "settings", "max_phases") == "3");
    const auto document = json::parse(shown_now.out);
    REQUIRE(document.root().find("connectors")->size() == 1);
    const json::Value connector = *document.root().find("connectors")->elements().begin();
    CHECK(connector.find("requested")->find("max_charge_rate_kw")->number() == 7.2);
    CHECK(connector.find("acknowledged")->find("tx_default"));
    CHECK(connector.find("observed")->find("status")->text() == "Charging");
    CHECK(connector.find("observed")->find("transaction")->find("id")->integer() == site.charger.transaction_id());
    CHECK(connector.find("observed")->find("power_kw")->number() == 11);
}

TEST_CASE("chargers forget on a running gateway says whom it concerns") {
    OperatorSite site;
    ScriptedCharger other(site.stage, "CP-OP-2");
    REQUIRE(other.connect(site.gateway.ocpp_port()) == 101);
    other.boot();
    const Finished forgotten = site.chargers({"forget", "cp-op"});
    CHECK(forgotten.exit == 0);
    CHECK(forgotten.out == "forgotten; this concerns 2 chargers: CP-OP, CP-OP-2\n");
    CHECK(site.chargers({"forget", "CP-NOBODY"}).exit == 1);
}
