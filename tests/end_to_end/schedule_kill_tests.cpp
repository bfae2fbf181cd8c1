#include <catch2/catch.hpp>
#include <random>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"

/// A slot of a device's plan against SIGKILL around the moment at which it is due.
using namespace end_to_end;

namespace {

constexpr int kSlots = 8;
constexpr Milliseconds kAhead{2000};
constexpr int kEarliestKill_ms = 1700, kLatestKill_ms = 2300;

std::string in_utc(std::chrono::system_clock::time_point time) {
    const auto whole = std::chrono::floor<std::chrono::seconds>(time);
    const std::time_t seconds = std::chrono::system_clock::to_time_t(whole);
    const auto milliseconds = std::chrono::duration_cast<Milliseconds>(time - whole).count();
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", utc.tm_year + 1900, utc.tm_mon + 1,
                  utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, static_cast<int>(milliseconds));
    return text;
}

Answer put_slot(const RestClient& client, const std::string& device) {
    auto headers = client.key_header();
    headers.emplace_back("content-type", "application/json");
    const std::string at = in_utc(std::chrono::system_clock::now() + kAhead);
    return client.request("PUT", "/ev-charger/" + device + "/schedule", headers,
                          R"({"slots":[{"at":")" + at + R"(","command":"idle"}]})");
}

int actions_of(const RestClient& client, const std::string& schedule_id) {
    const Answer actions = client.get("/actions?limit=50");
    int count = 0;
    for (const json::Value action : actions.at("data.items").elements()) {
        const auto made_by = action.find("scheduleId");
        if (made_by && made_by->text() == schedule_id) ++count;
    }
    return count;
}

}  // namespace

TEST_CASE("a slot makes exactly one action, whenever around its moment the gateway is killed") {
    Stage stage;
    GatewayProcess gateway(stage);
    std::string device;
    {
        ScriptedCharger charger(stage, "CP-SLOTS");
        REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
        charger.boot();
        charger.status("Available");
        device = gateway.client().device_of("CP-SLOTS");
    }
    std::mt19937 chance(20261123);
    for (int round = 0; round < kSlots; ++round) {
        const Answer written = put_slot(gateway.client(), device);
        INFO(written.body);
        REQUIRE(written.status == 200);
        const std::string id = written.text("data.id");
        const Milliseconds until_kill(std::uniform_int_distribution<int>(kEarliestKill_ms, kLatestKill_ms)(chance));
        stage.watch_for(until_kill);
        gateway.kill9();
        gateway.restart();
        const RestClient client = gateway.client();
        const bool is_over =
            stage.poll_until([&] { return client.get("/schedules/" + id).text("data.state") == "completed"; });
        INFO("killed after " << until_kill.count() << " ms; " << client.get("/schedules/" + id).body);
        CHECK(is_over);
        CHECK(actions_of(client, id) == 1);
    }
}
