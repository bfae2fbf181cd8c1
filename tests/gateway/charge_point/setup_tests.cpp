#include <catch2/catch.hpp>

#include "gateway/decision/boot_gate.h"
#include "gateway/decision/capability_text.h"
#include "gateway/setup/setup.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

constexpr SteadyTime kBegun{std::chrono::hours(10)};

ocpp::GetConfiguration::Response response(const std::vector<std::pair<std::string, std::string>>& keys,
                                          bool readonly = false) {
    ocpp::GetConfiguration::Response result;
    result.configurationKey.emplace();
    for (const auto& [key, value] : keys) {
        ocpp::KeyValue entry;
        entry.key = key;
        entry.value = ocpp::Text<500>(value);
        entry.readonly = readonly;
        result.configurationKey->push_back(entry);
    }
    return result;
}

/// The writes that a configuration leads to, as "Key=value".
std::vector<std::string> writes_after(Setup& setup) {
    std::vector<std::string> writes;
    Capabilities capabilities;
    while (const auto step = setup.next()) {
        const auto& write = std::get<WriteKey>(*step);
        writes.push_back(write.key + "=" + write.value);
        setup.key_written(write, ocpp::ConfigurationStatus::Accepted, capabilities);
    }
    return writes;
}

std::vector<std::string> keys_asked(const Setup& setup) {
    return std::get<AskConfiguration>(setup.next().value()).keys;
}

struct UnitsRow {
    std::string value;
    bool amperes, watts;
};

}  // namespace

TEST_CASE("quirk 75: the allowed units in all their spellings") {
    const auto row = GENERATE(values<UnitsRow>({{"Current", true, false},
                                                {"Power", false, true},
                                                {"Current,Power", true, true},
                                                {"Current;Power", true, true},
                                                {"Amp; W", true, true},
                                                {"A", true, false},
                                                {"W", false, true},
                                                {"amps", true, false},
                                                {"kW", false, true},
                                                {"['Current']", true, false},
                                                {" watts ", false, true},
                                                {"furlongs", true, true}}));
    Capabilities capabilities;
    read_allowed_units(row.value, capabilities);
    INFO(row.value);
    CHECK(capabilities.amperes_allowed == row.amperes);
    CHECK(capabilities.watts_allowed == row.watts);
}

TEST_CASE("quirk 116: keys are found in any case, numbers behind any ornament") {
    const ControlTimings timings;
    Setup setup(timings);
    setup.begin(kBegun);
    Capabilities capabilities;
    setup.configuration_received(response({{"chargeprofilemaxstacklevel", "[8]"},
                                           {"NUMBEROFCONNECTORS", "'2'"},
                                           {"ConnectionTimeout", " 90 "},
                                           {"metervaluesampleinterval", "\"60\""}}),
                                 capabilities);
    CHECK(capabilities.max_stack_level == 8);
    CHECK(setup.connectors() == 2);
    CHECK(capabilities.connection_timeout_s == 90);
    CHECK(setup.meter_interval() == 60s);
}

TEST_CASE("quirk 123: a missing or unreasonable number of connectors is one") {
    const ControlTimings timings;
    Setup setup(timings);
    setup.begin(kBegun);
    Capabilities capabilities;
    setup.configuration_received(response({{"NumberOfConnectors", GENERATE("0", "-1", "", "100000", "many")}}),
                                 capabilities);
    CHECK(setup.connectors() == 1);
}

TEST_CASE("quirk 119: only differences are written, in the charger's spelling, never to read-only keys") {
    const ControlTimings timings;
    Setup setup(timings);
    setup.begin(kBegun);
    Capabilities capabilities;
    REQUIRE(std::holds_alternative<AskConfiguration>(setup.next().value()));
    SECTION("all as wanted, whatever case and blanks") {
        setup.configuration_received(response({{"MeterValueSampleInterval", " 10"},
                                               {"AuthorizeRemoteTxRequests", "FALSE"},
                                               {"MeterValuesSampledData", "Voltage, power.active.import"}}),
                                     capabilities);
        CHECK(writes_after(setup).empty());
    }
    SECTION("differences") {
        setup.configuration_received(response({{"metervaluesampleinterval", "60"}, {"HeartbeatInterval", "86400"}}),
                                     capabilities);
        CHECK(writes_after(setup) == std::vector<std::string>{"metervaluesampleinterval=10", "HeartbeatInterval=60"});
        CHECK(setup.meter_interval() == 10s);
    }
    SECTION("read-only") {
        setup.configuration_received(response({{"MeterValueSampleInterval", "60"}}, true), capabilities);
        CHECK(writes_after(setup).empty());
        CHECK(setup.meter_interval() == 60s);
    }
    SECTION("unknown keys") {
        setup.configuration_received(response({}), capabilities);
        CHECK(writes_after(setup).empty());
    }
}

TEST_CASE("quirk 118: a refused list of measurands is shortened from its end, six writes at most, then left for good") {
    const ControlTimings timings;
    Setup setup(timings);
    setup.begin(kBegun);
    Capabilities capabilities;
    const auto configuration = response({{"MeterValuesSampledData", "Current.Import"}});
    setup.configuration_received(configuration, capabilities);
    std::vector<std::string> tried;
    while (const auto step = setup.next()) {
        tried.push_back(std::get<WriteKey>(*step).value);
        setup.key_written(std::get<WriteKey>(*step), ocpp::ConfigurationStatus::Rejected, capabilities);
    }
    const std::string energy = "Energy.Active.Import.Register", two = "Power.Active.Import," + energy;
    const std::string four = two + ",Current.Import,Voltage", six = four + ",Current.Offered,Power.Offered";
    CHECK(tried == std::vector<std::string>{six + ",SoC", six, four, two + ",Current.Import", two, energy});
    setup.begin(kBegun + 11min);
    setup.configuration_received(configuration, capabilities);
    CHECK(writes_after(setup).empty());
}

TEST_CASE("quirk 118: a key whose write made the charger fall over is not touched again") {
    const ControlTimings timings;
    Setup setup(timings);
    Capabilities capabilities;
    const auto configuration = response({{"HeartbeatInterval", "86400"}});
    setup.begin(kBegun);
    setup.configuration_received(configuration, capabilities);
    const auto write = std::get<WriteKey>(setup.next().value());
    setup.key_sent(write, kBegun);
    const bool soon = GENERATE(true, false);
    setup.charger_fell_over(kBegun + (soon ? 30s : 61s));
    setup.key_failed(write);
    setup.begin(kBegun + 11min);
    setup.configuration_received(configuration, capabilities);
    CHECK(writes_after(setup).size() == (soon ? 0 : 1));
}

TEST_CASE("every key that was written within a minute of a lost link is suspect, not the last alone") {
    const ControlTimings timings;
    Setup setup(timings);
    Capabilities capabilities;
    setup.begin(kBegun);
    setup.configuration_received(response({{"HeartbeatInterval", "86400"}, {"MeterValueSampleInterval", "900"}}),
                                 capabilities);
    setup.key_sent({"Old", "1"}, kBegun - 30s);
    for (int i = 0; i < 2; ++i) {
        const auto write = std::get<WriteKey>(setup.next().value());
        setup.key_sent(write, kBegun + 20s * (i + 1));
        setup.key_written(write, ocpp::ConfigurationStatus::Accepted, capabilities);
    }
    SECTION("a loss") {
        const auto losses = setup.charger_fell_over(kBegun + 50s);
        REQUIRE(losses.size() == 2);
        CHECK(losses[0].seconds_after == 30);
        CHECK(losses[1].seconds_after == 10);
        CHECK(losses[0].key != losses[1].key);
        CHECK(setup.charger_fell_over(kBegun + 51s).empty());
    }
    SECTION("none") {
        CHECK(setup.written_without_harm(kBegun + 79s).size() == 1);
        CHECK(setup.written_without_harm(kBegun + 81s).size() == 1);
        CHECK(setup.written_without_harm(kBegun + 100s).size() == 1);
        CHECK(setup.charger_fell_over(kBegun + 101s).empty());
    }
}

TEST_CASE("an answer to a write that a new dialogue has overtaken does no harm") {
    const ControlTimings timings;
    Setup setup(timings);
    Capabilities capabilities;
    setup.begin(kBegun);
    setup.configuration_received(response({{"HeartbeatInterval", "86400"}}), capabilities);
    const auto write = std::get<WriteKey>(setup.next().value());
    setup.begin(kBegun + 11min);
    setup.key_written(write, ocpp::ConfigurationStatus::Accepted, capabilities);
    CHECK(std::holds_alternative<AskConfiguration>(setup.next().value()));
}

TEST_CASE("quirk 115: a charger that loses its link over GetConfiguration is asked once more, then for a few keys") {
    const ControlTimings timings;
    Setup setup(timings);
    setup.begin(kBegun);
    setup.configuration_failed(NoConfiguration::link_lost);
    CHECK(keys_asked(setup).empty());
    setup.configuration_failed(NoConfiguration::link_lost);
    CHECK(keys_asked(setup).size() == 4);
    SECTION("a boot in a loop does not begin anew") {
        setup.begin(kBegun + 9min);
        CHECK(keys_asked(setup).size() == 4);
    }
    SECTION("a later one does") {
        setup.begin(kBegun + 10min);
        CHECK(keys_asked(setup).empty());
    }
}

TEST_CASE("quirk 20: the gate of an unknown charger opens a second after its boot and not by other CALLs") {
    const ControlTimings timings;
    BootGate gate(timings);
    CHECK_FALSE(gate.is_open(kBegun));
    gate.link_opened(kBegun, false);
    gate.call_heard(kBegun + 1s);
    CHECK_FALSE(gate.is_open(kBegun + 4s));
    CHECK(gate.boot_accepted(kBegun + 4s));
    CHECK_FALSE(gate.is_open(kBegun + 4999ms));
    CHECK(gate.is_open(kBegun + 5s));
    CHECK_FALSE(gate.next_change(kBegun + 5s));
}

TEST_CASE("quirk 19: the gate of a charger accepted before opens a second after its first CALL") {
    const ControlTimings timings;
    BootGate gate(timings);
    gate.link_opened(kBegun, true);
    CHECK(gate.next_change(kBegun) == kBegun + 5s);
    gate.call_heard(kBegun + 2s);
    gate.call_heard(kBegun + 2900ms);
    CHECK(gate.next_change(kBegun + 2s) == kBegun + 3s);
    CHECK(gate.is_open(kBegun + 3s));
    SECTION("a boot all the same shuts it again for a second") {
        CHECK(gate.boot_accepted(kBegun + 10s));
        CHECK_FALSE(gate.is_open(kBegun + 10s));
        CHECK(gate.is_open(kBegun + 11s));
    }
    SECTION("it shuts with the link") {
        gate.link_closed();
        CHECK_FALSE(gate.is_open(kBegun + 1h));
        CHECK_FALSE(gate.next_change(kBegun + 1h));
    }
}

TEST_CASE("quirk 19: silence is broken by one trigger, and by going on without a boot") {
    const ControlTimings timings;
    BootGate gate(timings);
    gate.link_opened(kBegun, false);
    CHECK_FALSE(gate.wants_boot(kBegun + 4999ms));
    CHECK(gate.wants_boot(kBegun + 5s));
    CHECK(gate.next_change(kBegun + 5s) == kBegun + 60s);
    gate.boot_was_asked_for();
    CHECK_FALSE(gate.wants_boot(kBegun + 6s));
    SECTION("answered: no reboot") { CHECK_FALSE(gate.boot_accepted(kBegun + 7s)); }
    SECTION("it is not tried again where it brought no boot, quirk 21") {
        gate.link_closed();
        gate.link_opened(kBegun + 8s, true);
        CHECK_FALSE(gate.wants_boot(kBegun + 20s));
        CHECK(gate.next_change(kBegun + 8s) == kBegun + 68s);
    }
    SECTION("it is where it did") {
        gate.boot_accepted(kBegun + 6s);
        gate.link_closed();
        gate.link_opened(kBegun + 8s, true);
        CHECK(gate.wants_boot(kBegun + 13s));
    }
    SECTION("not answered") {
        CHECK_FALSE(gate.is_open(kBegun + 59s));
        CHECK(gate.is_open(kBegun + 60s));
        CHECK(gate.boot_accepted(kBegun + 1h));
    }
}

TEST_CASE("capabilities survive as text, and any text can be read") {
    Capabilities capabilities;
    capabilities.amperes_allowed = false;
    capabilities.max_stack_level = 7;
    capabilities.strategy = 3;
    capabilities.needs_tx_profile = capabilities.zero_ends_transaction = capabilities.zero_ignored = true;
    capabilities.connection_timeout_s = 120;
    CHECK(capabilities_from(to_text(capabilities)) == capabilities);
    for (const auto text : {"", "nonsense", "[]", "7", "{}", R"({"later":1,"rung":"x"})"}) {
        CHECK(capabilities_from(text) == Capabilities{});
    }
    CHECK(capabilities_from(R"({"rung":-1})").strategy == 0);
}
