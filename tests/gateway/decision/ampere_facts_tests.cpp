#include <catch2/catch.hpp>

#include "json/parse.h"
#include "ocpp/codec.h"
#include "tests/gateway/decision/view_factory.h"

/// What an ampere comes to, where currents and voltages of a net are told in ways of their own: never more than the
/// ceiling.
using namespace gateway;

namespace {

std::string told_as(const std::string& measurand, double value, const std::string& phase) {
    return R"({"value":")" + std::to_string(value) + R"(","measurand":")" + measurand + "\"" +
           (phase.empty() ? std::string() : R"(,"phase":")" + phase + "\"") + "}";
}

std::string ampere_of(double value, const std::string& phase) { return told_as("Current.Import", value, phase); }
std::string volt_of(double value, const std::string& phase) { return told_as("Voltage", value, phase); }

struct ConfiguredBox {
    ConnectorView view = quiet_view();

    ConfiguredBox(int phases, double volts) {
        view.max_phases = phases;
        view.nominal_voltage = volts;
        open_transaction(view);
    }
    void tells(const std::string& samples, std::chrono::milliseconds ago) {
        const auto document =
            json::parse(R"({"connectorId":1,"meterValue":[{"timestamp":"x","sampledValue":[)" + samples + "]}]}");
        ocpp::QuirkCounters quirks;
        view.observed.meter.ingest(
            ocpp::read<ocpp::MeterValues::Request>(document.root(), ocpp::Strictness::lenient, quirks).meterValue,
            kNow - ago, true);
    }
    double watts_per_ampere() const { return view.facts().voltage * view.facts().phases; }
    double base_watts_per_ampere() const { return view.base_facts().voltage * view.base_facts().phases; }
};

}  // namespace

TEST_CASE("two legs of one box: the current is told in both, and an ampere comes to the voltage across them") {
    ConfiguredBox box(1, 240);
    const std::string legs = ampere_of(30, "L1") + "," + ampere_of(30, "L2") + ",";
    const auto voltages = GENERATE_COPY(volt_of(240.2, "L1-L2"), volt_of(120, "L1-N") + "," + volt_of(120, "L2-N"));
    for (int i = 0; i < 12; ++i) {
        box.tells(legs + voltages, 120s - i * 10s);
        CHECK(box.watts_per_ampere() == Approx(240).epsilon(0.01));
        CHECK(box.base_watts_per_ampere() == Approx(240).epsilon(0.01));
    }
}

TEST_CASE("a voltage that is far from the configured one counts once samples have proven what an ampere comes to") {
    ConfiguredBox box(1, 230);
    const std::string sample = volt_of(120, "L1-N") + "," + ampere_of(16, "L1");
    const bool with_power = GENERATE(true, false);
    for (int i = 0; i < 5; ++i) {
        CHECK(box.watts_per_ampere() == Approx(230));
        box.tells(sample + (with_power ? "," + told_as("Power.Active.Import", 1920, "") : std::string()), 60s - i * 7s);
    }
    CHECK(box.watts_per_ampere() == Approx(with_power ? 120 : 230));
}

TEST_CASE("three phases on a box that is configured for one: the first sample that tells so counts") {
    ConfiguredBox box(1, 230);
    CHECK(box.base_watts_per_ampere() == Approx(230));
    box.tells(volt_of(230, "L1-N") + "," + ampere_of(16, "L1") + "," + told_as("Power.Active.Import", 11040, ""), 10s);
    CHECK(box.base_watts_per_ampere() == Approx(690));
}
