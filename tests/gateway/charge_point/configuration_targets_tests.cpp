#include <catch2/catch.hpp>

#include "setup_play.h"

using namespace gateway;

namespace {

using Lines = std::vector<std::string>;

/// A charger with all its keys at values that nobody wants.
void far_off(Bench& bench) {
    bench.configuration = {{"NumberOfConnectors", "1"},
                           {"MeterValueSampleInterval", "300"},
                           {"MeterValuesSampledData", "Voltage"},
                           {"WebSocketPingInterval", "0"},
                           {"HeartbeatInterval", "86400"},
                           {"AuthorizeRemoteTxRequests", "true"},
                           {"StopTransactionOnEVSideDisconnect", "false"},
                           {"StopTransactionOnInvalidId", "true"},
                           {"MinimumStatusDuration", "10"},
                           {"ConnectionTimeOut", "30"},
                           {"ClockAlignedDataInterval", "7"},
                           {"ResetRetries", "99"}};
}

constexpr const char* kAllMeasurands =
    "MeterValuesSampledData=Power.Active.Import,Energy.Active.Import.Register,Current.Import,Voltage,"
    "Current.Offered,Power.Offered,SoC";

bool has(const Lines& lines, const std::string& line) {
    return std::find(lines.begin(), lines.end(), line) != lines.end();
}

}  // namespace

TEST_CASE("quirk 120: what is worth writing, the most valuable first") {
    Bench bench;
    far_off(bench);
    bench.arrive();
    bench.advance(10s);
    CHECK(writes(bench) == Lines{"MeterValueSampleInterval=10", kAllMeasurands, "WebSocketPingInterval=30",
                                 "HeartbeatInterval=60", "AuthorizeRemoteTxRequests=false",
                                 "StopTransactionOnEVSideDisconnect=true", "StopTransactionOnInvalidId=false",
                                 "MinimumStatusDuration=0", "ConnectionTimeOut=120"});
    CHECK(bench.view().capabilities.connection_timeout_s == 120);
}

TEST_CASE("quirk 120: a charger that supports no key at all is controlled all the same") {
    Bench bench;
    far_off(bench);
    bench.answers_with("ChangeConfiguration", R"({"status":"NotSupported"})");
    bench.arrive();
    bench.advance(10s);
    CHECK(dialogue_calls(bench) <= 15);
    CHECK(has_finding(bench, "HeartbeatInterval=60: NotSupported"));
    bench.set_ceiling(11);
    CHECK(bench.read().power_rate_limit_kw == 11);
}

TEST_CASE("quirk 119: RebootRequired to every write is noted, and nothing is reset") {
    Bench bench;
    far_off(bench);
    bench.answers_with("ChangeConfiguration", R"({"status":"RebootRequired"})");
    bench.arrive();
    bench.advance(20min);
    CHECK(writes(bench).size() == 9);
    CHECK(bench.count("Reset") == 0);
    CHECK(charger(bench).setup().restart_needed());
    CHECK(charger(bench).setup().meter_interval() == 300s);  // what it wrote does not count yet
    bench.boot();
    CHECK_FALSE(charger(bench).setup().restart_needed());
}

TEST_CASE("quirk 116: any spelling of names and values is read, and written back as the charger spells it") {
    Bench bench;
    bench.configuration = {{"supportedfeatureprofiles", "[Core, SmartCharging ,'RemoteTrigger']"},
                           {"METERVALUESAMPLEINTERVAL", "[300]"},
                           {"metervaluessampleddata", "Energy.Active.Import.Register,Power.Active.Im"}};
    bench.arrive();
    bench.advance(5s);
    CHECK_FALSE(has_finding(bench, "SmartCharging"));
    const auto written = writes(bench);
    REQUIRE(written.size() == 2);
    CHECK(written[0] == "METERVALUESAMPLEINTERVAL=10");
    // The cut-off name of the power counts for nothing.
    CHECK(written[1].rfind("metervaluessampleddata=Power.Active.Import,", 0) == 0);
}

TEST_CASE("quirk 117: a charger that does not claim SmartCharging gets its ceiling") {
    Bench bench;
    bench.configuration = {{"SupportedFeatureProfiles", "Core"}};
    bench.arrive();
    bench.advance(5s);
    CHECK(has_finding(bench, "SmartCharging is not among the feature profiles"));
    bench.set_ceiling(11);
    REQUIRE(bench.last_profile());
    CHECK(bench.read().power_rate_limit_kw == 11);
}

TEST_CASE("quirk 118: a list is refused for its SoC, and the third write of the key would make the charger boot") {
    Bench bench;
    bench.configuration = {{"MeterValuesSampledData", "Energy.Active.Import.Register"}};
    int written = 0;
    bench.answers["ChangeConfiguration"] = [&](const GatewayCall& call) {
        if (call.payload.find("MeterValuesSampledData") == std::string::npos)
            return std::string(R"({"status":"Accepted"})");
        if (++written >= 3) return bench.disconnect(), std::string();
        const bool has_soc = call.payload.find("SoC") != std::string::npos;
        if (!has_soc) bench.configuration["MeterValuesSampledData"] = writes(bench).back().substr(23);
        return std::string(has_soc ? R"({"status":"Rejected"})" : R"({"status":"Accepted"})");
    };
    bench.arrive();
    bench.advance(2min);
    CHECK(written == 2);

    SECTION("a charger that keeps the list needs no further write") { bench.advance(11min); }
    SECTION("one that forgot it gets the one that worked") {
        bench.configuration["MeterValuesSampledData"] = "Voltage";
        written = 0;
        bench.advance(11min);
    }
    const bool forgot = written == 0;
    bench.boot();
    bench.advance(10s);
    CHECK(written == (forgot ? 1 : 2));
}

TEST_CASE("quirk 118: a key whose write makes the charger boot is left alone from then on, also after a restart") {
    Bench bench;
    bench.configuration = {{"MeterValuesSampledData", "Voltage"}, {"HeartbeatInterval", "3600"}};
    bench.answers["ChangeConfiguration"] = [&](const GatewayCall& call) {
        if (call.payload.find("MeterValuesSampledData") == std::string::npos)
            return std::string(R"({"status":"Accepted"})");
        return bench.disconnect(), std::string();
    };
    bench.arrive();
    live(bench, 60s, true);
    const bool new_process = GENERATE(true, false);
    if (new_process) bench.restart();
    else bench.disconnect();
    bench.advance(11min);
    bench.arrive();
    live(bench, 60s, true);
    int touched = 0;
    for (const auto& line : writes(bench)) touched += line.rfind("MeterValuesSampledData", 0) == 0 ? 1 : 0;
    CHECK(touched == 1);
    CHECK(has(writes(bench), "HeartbeatInterval=60"));
}

TEST_CASE("quirk 118: a key that cost the link is written once more after a day, last, and then never again") {
    Bench bench;
    bench.configuration = {{"MeterValueSampleInterval", "300"}, {"HeartbeatInterval", "3600"}};
    bool crashes = true;
    bench.answers["ChangeConfiguration"] = [&](const GatewayCall& call) {
        if (!crashes || call.payload.find("MeterValueSampleInterval") == std::string::npos)
            return std::string(R"({"status":"Accepted"})");
        return bench.disconnect(), std::string();
    };
    const auto writes_of_a_day = [&] {
        bench.advance(24h);
        bench.forget_calls();
        bench.boot();
        live(bench, 2min, true);
        return writes(bench);
    };
    bench.arrive();
    live(bench, 2min, true);
    const bool is_innocent = GENERATE(false, true);
    crashes = !is_innocent;  // a power cut
    const Lines both{"HeartbeatInterval=60", "MeterValueSampleInterval=10"};
    CHECK(writes_of_a_day() == both);
    CHECK(has(writes_of_a_day(), "MeterValueSampleInterval=10") == is_innocent);
}

TEST_CASE("a connection that the operator's reset cost is no key's fault") {
    Bench bench;
    bench.configuration = {{"MeterValueSampleInterval", "300"}};
    bench.arrive();
    bench.advance(5s);
    REQUIRE(has(writes(bench), "MeterValueSampleInterval=10"));
    const bool is_ordered = GENERATE(true, false);
    if (is_ordered)
        bench.site->charge_points().at("cp1")->call_raw({"Reset", R"({"type":"Hard"})", 30s, [](const RawOutcome&) {}});
    bench.advance(5s);
    bench.disconnect();
    bench.advance(5s);
    CHECK(charger(bench).facts().lessons().own().lessons().empty() == is_ordered);
}

TEST_CASE("quirk 118: the longest list that the charger takes, and what it must not tell") {
    SECTION("one measurand") {
        Bench bench;
        bench.configuration = {{"MeterValuesSampledData", "Voltage"}, {"MeterValuesSampledDataMaxLength", "1"}};
        bench.arrive();
        bench.advance(5s);
        CHECK(writes(bench) == Lines{"MeterValuesSampledData=Power.Active.Import"});
    }
    SECTION("measurands that do harm go, though all that is needed is there") {
        Bench bench(with_traits(R"({"unwanted_measurands":["Current.Offered","Power.Offered","SoC"]})"));
        bench.configuration = {{"MeterValuesSampledData", "Power.Active.Import,Current.Offered"}};
        bench.arrive();
        bench.advance(5s);
        CHECK(writes(bench) == Lines{"MeterValuesSampledData=Power.Active.Import,Energy.Active.Import.Register,"
                                     "Current.Import,Voltage"});
    }
    SECTION("a list that holds the power is not touched") {
        Bench bench;
        bench.configuration = {{"MeterValuesSampledData", "Power.Active.Import.L1, Voltage"}};
        bench.arrive();
        bench.advance(5s);
        CHECK(writes(bench).empty());
    }
}

TEST_CASE("quirk 119: a kind of charger has wishes of its own, and keys that nobody touches") {
    Bench bench(with_traits(R"({"keys_to_write":{"MeterValueSampleInterval":"60","FreeMode":"off"},
                                "keys_not_to_touch":["heartbeatinterval"]})"));
    bench.configuration = {{"MeterValueSampleInterval", "10"}, {"HeartbeatInterval", "3600"}};
    bench.arrive();
    bench.advance(5s);
    CHECK(writes(bench) == Lines{"MeterValueSampleInterval=60", "FreeMode=off"});
}

TEST_CASE("quirk 122: a charger that ignores the interval of its boot is told by the key") {
    Bench bench;
    bench.configuration = {{"HeartbeatInterval", "86400"}};
    bench.arrive();
    bench.advance(5s);
    CHECK(writes(bench) == Lines{"HeartbeatInterval=60"});
}
