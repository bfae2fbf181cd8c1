#include "simulators/persona.h"

#include <algorithm>
#include <catch2/catch.hpp>

#include "scene.h"

using namespace simulators;
using namespace simulators::test;

namespace {

ocpp::ChargerKind kind_of(const std::string& persona) {
    ocpp::ChargerKind kind;
    kind.name = "some-kind";
    kind.persona = persona;
    return kind;
}

std::string refusal_of(const std::string& persona) {
    try {
        persona_options(kind_of(persona));
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "no refusal";
}

std::string failure_to_find(const std::string& name) {
    try {
        find_persona(ocpp::ChargerKinds::built_in(), name);
    } catch (const std::invalid_argument& error) {
        return error.what();
    }
    return "found";
}

}  // namespace

TEST_CASE("every built-in persona boots and is the kind it says it is") {
    const auto kinds = ocpp::ChargerKinds::built_in();
    int personas = 0;
    for (const ocpp::ChargerKind& kind : kinds.all()) {
        if (!has_persona(kind)) continue;
        INFO(kind.name);
        ++personas;
        ChargePointOptions options;
        REQUIRE_NOTHROW(options = persona_options(kind));
        Scene scene(options);
        scene.connect();
        CHECK(scene.point().is_registered());
        const auto boot = read_sent<ocpp::BootNotification>(scene.take("BootNotification").at(0));
        CHECK(boot.chargePointVendor.value == options.vendor);
        CHECK(boot.chargePointModel.value == options.model);
        if (kind.has_pattern()) {
            const ocpp::ChargerKind* matched =
                kinds.match(boot.chargePointVendor.value, boot.chargePointModel.value, boot.firmwareVersion->value);
            REQUIRE(matched);
            CHECK(matched->name == kind.name);
        }
        scene.run_for(minutes(10));
        CHECK(scene.count("StatusNotification") >= 2);
    }
    CHECK(personas >= 21);
}

TEST_CASE("a persona sets what it names and leaves the rest") {
    const ChargePointOptions options = persona_options(kind_of(
        R"({"vendor":"V","model":"M","firmware":"F","connectors":2,"phases":1,"max_current_a":20,"clock_lag_s":45,
            "behaviour":{"only_watts":true,"ampere_steps":[6,8]},"configuration":{"HeartbeatInterval":"3600","A":null}})"));
    CHECK(options.vendor == "V");
    CHECK(options.model == "M");
    CHECK(options.firmware == "F");
    CHECK(options.connectors == 2);
    CHECK(options.phases == 1);
    CHECK(options.vehicle.phases == 1);
    CHECK(options.max_current_a == 20);
    CHECK(options.clock_lag == seconds(45));
    CHECK(options.behaviour.only_watts);
    CHECK(options.behaviour.ampere_steps.size() == 2);
    REQUIRE(options.configuration.size() == 2);
    CHECK(options.configuration[0].value == "3600");
    CHECK_FALSE(options.configuration[1].value);
    CHECK(persona_options(kind_of("{}")).vendor == ChargePointOptions().vendor);
}

TEST_CASE("what is no persona is refused by the names of row and member") {
    CHECK(refusal_of(R"({"colour":"red"})") == "some-kind: colour: a persona has no such member");
    CHECK(refusal_of(R"({"vendor":7})") == "some-kind: vendor: a text is wanted");
    CHECK(refusal_of(R"({"connectors":0})") == "some-kind: connectors: a whole number from 1 to 16 is wanted");
    CHECK(refusal_of(R"({"phases":4})") == "some-kind: phases: a whole number from 1 to 3 is wanted");
    CHECK(refusal_of(R"({"max_current_a":1})") == "some-kind: max_current_a: amperes per phase are wanted");
    CHECK(refusal_of(R"({"behaviour":{"flies":true}})") == "some-kind: behaviour: flies: there is no such behaviour");
    CHECK(refusal_of(R"({"behaviour":[]})") == "some-kind: behaviour: an object is wanted");
    CHECK(refusal_of(R"({"configuration":{"A":1}})") == "some-kind: configuration: A: a text or null is wanted");
    CHECK(refusal_of("[]") == "some-kind: a persona is an object");
    CHECK(refusal_of("{") != "no refusal");
}

TEST_CASE("a persona that is not there is told with those that are like it") {
    CHECK(failure_to_find("huawei-scharger") == "found");
    CHECK(failure_to_find("huawai").find("like it: huawei-scharger") != std::string::npos);
    CHECK(failure_to_find("scharger").find("huawei-scharger") != std::string::npos);
    CHECK(failure_to_find("xyzxyzxyzxyz") == "there is no persona 'xyzxyzxyzxyz'; 'personas' lists them all");
    CHECK(failure_to_find("").find("like it") == std::string::npos);
}

TEST_CASE("the list has a line for each persona, with its name first") {
    const auto kinds = ocpp::ChargerKinds::built_in();
    const auto lines = list_personas(kinds);
    CHECK(static_cast<std::ptrdiff_t>(lines.size()) ==
          std::count_if(kinds.all().begin(), kinds.all().end(), has_persona));
    const ocpp::ChargerKind& huawei = *kinds.find("huawei-scharger");
    const auto line = std::find_if(lines.begin(), lines.end(), [&](const std::string& each) {
        return each.rfind(huawei.name + " ", 0) == 0 && each.find(huawei.title + ": " + huawei.note) != each.npos;
    });
    CHECK(line != lines.end());
    for (const std::string& each : lines) CHECK(each.find('\n') == std::string::npos);
}
