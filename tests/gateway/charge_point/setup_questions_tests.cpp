#include <catch2/catch.hpp>

#include "setup_play.h"

using namespace gateway;

TEST_CASE("quirk 115: a charger that is mute without keys and hangs up on more than four is asked four at once") {
    Bench bench;
    bench.configuration = {{"ChargingScheduleAllowedChargingRateUnit", "Power"},
                           {"NumberOfConnectors", "2"},
                           {"MeterValueSampleInterval", "60"}};
    int hung_up = 0;
    bench.answers["GetConfiguration"] = [&](const GatewayCall& call) {
        const auto keys = keys_asked(call);
        if (keys.size() > 4) ++hung_up, bench.disconnect();
        return keys.empty() || keys.size() > 4 ? std::string() : configuration_for(bench, keys);
    };
    bench.arrive();
    live(bench, 2min);
    CHECK(hung_up == 0);
    CHECK_FALSE(bench.view(1).capabilities.amperes_allowed);
    CHECK(bench.device(2));
    CHECK(writes(bench) == std::vector<std::string>{"MeterValueSampleInterval=10"});
    CHECK(has_finding(bench, "GetConfiguration was not answered"));

    SECTION("and at once so at the next boot") {
        bench.advance(11min);
        bench.forget_calls();
        bench.boot();
        bench.advance(2s);
    }
    SECTION("also by another process") {
        bench.restart();
        bench.forget_calls();
        bench.arrive();
    }
    REQUIRE(bench.count("GetConfiguration") > 0);
    CHECK(keys_asked(bench.calls_of("GetConfiguration")[0]).size() == 4);
}

TEST_CASE("quirk 115: after the whole list no key is asked for again") {
    Bench bench;
    bench.configuration = {{"NumberOfConnectors", "1"}, {"MeterValuesSampledData", "Voltage"}};
    bench.answers["GetConfiguration"] = [&](const GatewayCall& call) {
        if (asks_by_name(call, "MeterValuesSampledData")) bench.disconnect();
        return bench.link ? configuration_for(bench, keys_asked(call)) : std::string();
    };
    bench.arrive();
    live(bench, 20min, true);
    REQUIRE(bench.count("GetConfiguration") == 1);
    CHECK(keys_asked(bench.calls_of("GetConfiguration")[0]).empty());
}

TEST_CASE("quirk 115: a charger that refuses a list for one unknown key is asked for each alone") {
    Bench bench;
    bench.configuration = {{"ChargingScheduleAllowedChargingRateUnit", "Power"}, {"NumberOfConnectors", "2"}};
    bench.answers["GetConfiguration"] = [&](const GatewayCall& call) {
        const auto keys = keys_asked(call);
        for (const auto& key : keys) {
            if (bench.configuration.count(key) == 0) return std::string("!InternalError");
        }
        return keys.empty() ? std::string("!InternalError") : configuration_for(bench, keys);
    };
    bench.arrive();
    bench.advance(10s);
    CHECK_FALSE(bench.view().capabilities.amperes_allowed);
    CHECK(bench.device(2));
}

TEST_CASE("quirk 115: a key that breaks the link twice is not asked for again, by this charger") {
    Bench bench;
    const std::string poison = "ChargeProfileMaxStackLevel";
    bench.configuration = {{poison, "3"}, {"NumberOfConnectors", "2"}};
    int broken = 0;
    bench.answers["GetConfiguration"] = [&](const GatewayCall& call) {
        const auto keys = keys_asked(call);
        if (keys.empty()) return std::string("!NotSupported");
        if (!asks_by_name(call, poison)) return configuration_for(bench, keys);
        ++broken;
        bench.disconnect();
        return std::string();
    };
    bench.arrive();
    live(bench, 3min, true);
    CHECK(broken == 3);  // in its list, and twice alone
    CHECK(bench.device(2));
    CHECK(charger(bench).facts().capabilities().setup.untouchable_keys.count("chargeprofilemaxstacklevel") == 1);

    bench.restart();
    bench.arrive();
    live(bench, 3min, true);
    CHECK(broken == 3);
    SECTION("another firmware is another charger") {
        bench.boot("2.0");
        live(bench, 3min);
        CHECK(broken > 3);
    }
    SECTION("another charger finds out by itself, a third is told") {
        bench.disconnect();
        bench.name = "CP2";
        bench.arrive();
        live(bench, 3min, true);
        CHECK(broken == 6);
        bench.disconnect();
        bench.name = "CP3";
        bench.arrive();
        live(bench, 3min, true);
        CHECK(broken == 6);
    }
}

TEST_CASE("quirk 115: a kind that is known to take two keys at once is never asked for all") {
    Bench bench(with_traits(R"({"keys_at_once":2,"keys_not_to_touch":["NumberOfConnectors"]})"));
    bench.answers["GetConfiguration"] = [&](const GatewayCall& call) {
        return configuration_for(bench, keys_asked(call));
    };
    bench.arrive();
    bench.advance(10s);
    REQUIRE(bench.count("GetConfiguration") > 1);
    for (const auto& call : bench.calls_of("GetConfiguration")) {
        CHECK(keys_asked(call).size() == 2);
        CHECK_FALSE(asks_by_name(call, "NumberOfConnectors"));
    }
}

TEST_CASE("quirk 115: the charger's own GetConfigurationMaxKeys counts") {
    Bench bench;
    bench.configuration = {{"GetConfigurationMaxKeys", "3"}};
    bench.answers["GetConfiguration"] = [&](const GatewayCall& call) {
        const auto keys = keys_asked(call);
        return keys.empty() ? "!NotSupported" : configuration_for(bench, keys);
    };
    bench.arrive();
    bench.advance(10s);
    const auto questions = bench.calls_of("GetConfiguration");
    REQUIRE(questions.size() > 3);
    CHECK(keys_asked(questions[1]).size() == 4);
    for (std::size_t i = 2; i < questions.size(); ++i) CHECK(keys_asked(questions[i]).size() <= 3);
}

TEST_CASE("quirk 115: a kind that needs a rest before the question gets it, the ceiling does not wait") {
    Bench bench(with_traits(R"({"configuration_delay_ms":3000})"));
    bench.connect();
    bench.boot();
    bench.status("Available");
    bench.set_ceiling(11);
    bench.advance(3999ms);
    CHECK(bench.count("GetConfiguration") == 0);
    CHECK(bench.count("SetChargingProfile") == 1);
    bench.advance(1ms);
    CHECK(bench.count("GetConfiguration") == 1);
}

TEST_CASE("quirk 123: a second connector that no key told of appears with its status") {
    Bench bench;
    bench.configuration.clear();
    bench.arrive();
    bench.advance(5s);
    CHECK(bench.site->devices().ids(canonical::Environment::live).size() == 1);
    bench.status("Preparing", 2);
    CHECK(bench.site->devices().ids(canonical::Environment::live).size() == 2);
    bench.set_ceiling(7, 2);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->connector == 2);
}

TEST_CASE("quirk 57: a kind that wants its own tag is started with it") {
    Bench bench(with_traits(R"({"id_tag_key":"PlugAndChargeIdentifier"})"));
    const auto [value, is_taken] = GENERATE(table<std::string, bool>(
        {{"0A1B2C3D", true}, {" '0A1B2C3D' ", true}, {"", false}, {"MORE-THAN-TWENTY-CHARACTERS", false}}));
    bench.configuration["PlugAndChargeIdentifier"] = value;
    bench.arrive("Preparing");
    bench.advance(2s);
    bench.charge();
    REQUIRE(bench.count("RemoteStartTransaction") == 1);
    const auto payload = bench.calls_of("RemoteStartTransaction")[0].payload;
    CHECK((payload.find(R"("idTag":"0A1B2C3D")") != std::string::npos) == is_taken);
}
