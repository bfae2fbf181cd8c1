#include <unistd.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <sstream>

#include "json/parse.h"
#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"
#include "tests/end_to_end/text_search.h"

/// Who changed what, over a day with kills in it.
using namespace end_to_end;

namespace {

struct AuditedSite {
    AuditedSite() : gateway(stage), charger(stage, "CP-AU") {
        REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
        charger.boot();
        operator_key = first_line(
            gateway.command({"keys", "create", "--environment", "live", "--role", "operator", "--name", "o"}).out);
    }
    RestClient operators() { return RestClient(stage, gateway.api_port(), operator_key); }
    Answer ask(const std::string& method, const std::string& target, const std::string& body) {
        RestClient client = operators();
        auto headers = client.key_header();
        if (!body.empty()) headers.emplace_back("content-type", "application/json");
        return client.request(method, target, headers, body);
    }
    /// How often each request's id stands on record.
    std::map<std::string, int> recorded() {
        std::map<std::string, int> times;
        std::istringstream lines(gateway.command({"audit", "--json", "--limit", "1000"}).out);
        for (std::string line; std::getline(lines, line);) {
            const auto row = json::parse(line);
            ++times[std::string(row.root().find("requestId")->text())];
        }
        return times;
    }

    Stage stage;
    GatewayProcess gateway;
    ScriptedCharger charger;
    std::string operator_key;
};

}  // namespace

TEST_CASE("each change that was acknowledged is on record once, also where the gateway is killed right behind it") {
    AuditedSite site;
    std::vector<std::string> acknowledged;
    for (int round = 0; round < 6; ++round) {
        const std::string tag = "/operator/tags/TAG" + std::to_string(round % 2);
        const std::string number = std::to_string(round);
        for (const auto& answer :
             {site.ask("PUT", tag, R"({"note":")" + number + "\"}"),
              site.ask("PATCH", "/operator/charge-points/CP-AU", R"({"owner":"user_)" + number + "\"}"),
              site.ask("POST", "/operator/charge-points", R"({"id":"CP-)" + number + "\"}"),
              site.ask("DELETE", tag, "")}) {
            CHECK(answer.status / 100 == 2);
            acknowledged.push_back(answer.text("meta.requestId"));
        }
        site.gateway.kill9();
        site.gateway.restart();
    }
    const auto recorded = site.recorded();
    for (const auto& id : acknowledged) CHECK(recorded.count(id) == 1);
    for (const auto& [id, times] : recorded) CHECK(times == 1);
}

TEST_CASE("the audit command names who asked, with a gateway and without") {
    AuditedSite site;
    const std::string uid = "(uid " + std::to_string(::getuid()) + ")";
    CHECK(site.gateway.command({"chargers", "set", "CP-AU", "max_phases=1"}).exit == 0);
    REQUIRE(site.gateway.terminate() == 0);
    CHECK(site.gateway.command({"chargers", "set", "CP-AU", "max_phases=2"}).exit == 0);
    for (const bool running : {false, true}) {
        if (running) site.gateway.restart();
        const std::string all = site.gateway.command({"audit", "--charger", "cp-au"}).out;
        CHECK(line_with(all, "command line " + uid).find(R"({"maxPhases":1} -> {"maxPhases":2})") != std::string::npos);
        CHECK(line_with(all, "admin socket " + uid).find("chargers set  done") != std::string::npos);
        CHECK(all.find("keys create") == std::string::npos);
        CHECK(site.gateway.command({"audit", "--key", "key_none"}).out.empty());
        CHECK(site.gateway.command({"audit", "--limit", "1"}).out == first_line(all) + "\n");
        CHECK(site.gateway.command({"audit", "--since", "soon"}).exit == 1);
    }
    CHECK(site.gateway.log().find("chargers set: done") != std::string::npos);
    CHECK(site.gateway.log().find(site.operator_key) == std::string::npos);
}

TEST_CASE("an authority and a backup that are made without a running gateway are on record") {
    AuditedSite site;
    REQUIRE(site.gateway.terminate() == 0);
    CHECK(site.gateway.command({"ca", "create"}).exit == 0);
    CHECK(site.gateway.command({"ca", "create"}).exit == 1);  // it is there already
    CHECK(site.gateway.command({"backup"}).exit == 0);
    const std::string all = site.gateway.command({"audit"}).out;
    const std::string me = "command line (uid " + std::to_string(::getuid()) + ")  ";
    CHECK(line_with(all, me + "ca create  done") != "");
    CHECK(all.find("ca create") == all.rfind("ca create"));
    CHECK(line_with(all, me + "backup  done") != "");
    site.gateway.restart();
}
