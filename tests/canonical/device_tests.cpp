#include "canonical/device.h"

#include <catch2/catch.hpp>
#include <set>

#include "json/parse.h"

using namespace canonical;
using std::chrono::milliseconds;

namespace {

Device charging_device() {
    Device device;
    device.id = "device_9";
    device.vendor = "simulated";
    device.model = "AC 7";
    device.charge_point_id = "CP-1";
    device.connector_id = 2;
    device.sync_available = true;
    device.last_pulled_at = UtcTime{milliseconds{1778239800000}};
    device.source = Source::projection;
    device.status = DeviceStatus::charging;
    device.is_connected = true;
    device.is_charging = true;
    device.current_power_kw = 7.4;
    device.max_current_a = 32;
    device.power_rate_limit_kw = 7.4;
    device.max_charge_rate_kw = 7.4;
    return device;
}

std::string text_of(const Device& device) {
    json::Writer out;
    write_device(out, device);
    return out.take();
}

/// The walk-through's device: its names, nesting and types, with values of our own.
constexpr auto kWalkThroughShape = R"({
  "id": "x", "vendor": "x",
  "sync": { "available": true, "lastPulledAt": "x" },
  "metadata": { "model": "x", "source": "x" },
  "state": { "status": "x", "isConnected": true, "isCharging": true,
             "currentPower": 1, "maxCurrent": 1, "powerRateLimit": 1.5 },
  "conflictStrategies": ["x"],
  "commands": {
    "charge": { "parameters": {}, "execution": ["x", "x", "x"] },
    "idle": { "parameters": {}, "execution": ["x", "x"] }
  },
  "settings": { "max_charge_rate": { "value": 1, "unit": "x", "min": 0, "max": 1 } },
  "lastAction": null, "currentSchedule": null
})";

/// Collects "path: kind" for every member and element.
void collect(const std::string& path, json::Value value, std::set<std::string>& shape) {
    shape.insert(path + ": " + std::to_string(static_cast<int>(value.kind())));
    for (const auto& [key, member] : value.members()) collect(path + "." + std::string(key), member, shape);
    int index = 0;
    for (const json::Value element : value.elements())
        collect(path + "[" + std::to_string(index++) + "]", element, shape);
}

std::set<std::string> shape_of(const std::string& text) {
    const json::Document document = json::parse(text);
    std::set<std::string> shape;
    collect("data", document.root(), shape);
    return shape;
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a device read has every name and type of the walk-through, and beyond it only where the charger is") {
    std::set<std::string> expected = shape_of(kWalkThroughShape);
    expected.insert("data.metadata.chargePointId: " + std::to_string(static_cast<int>(json::Kind::string)));
    expected.insert("data.metadata.connectorId: " + std::to_string(static_cast<int>(json::Kind::number)));
    for (const char* name : {"powerSource", "limitSource"})
        expected.insert("data.metadata." + std::string(name) + ": " +
                        std::to_string(static_cast<int>(json::Kind::string)));
    CHECK(shape_of(text_of(charging_device())) == expected);
}

TEST_CASE("a device read carries the device's values") {
    const std::string text = text_of(charging_device());
    CHECK(contains(text, R"("id":"device_9","vendor":"simulated")"));
    CHECK(contains(text, R"("sync":{"available":true,"lastPulledAt":"2026-05-08T11:30:00.000Z"})"));
    CHECK(contains(
        text,
        R"("model":"AC 7","source":"projection","chargePointId":"CP-1","connectorId":2,"powerSource":"unknown","limitSource":"assumed")"));
    CHECK(contains(text, R"("state":{"status":"charging","isConnected":true,"isCharging":true,)"
                         R"("currentPower":7.4,"maxCurrent":32,"powerRateLimit":7.4})"));
    CHECK(contains(text, R"("settings":{"max_charge_rate":{"value":7.4,"unit":"kw","min":0,"max":50}})"));
}

TEST_CASE("a device read offers charge in three forms, idle in two and one conflict strategy") {
    const std::string text = text_of(charging_device());
    CHECK(contains(text, R"("conflictStrategies":["cancel_and_replace"])"));
    CHECK(contains(text, R"("charge":{"parameters":{},"execution":["immediate","scheduled","windowed"]})"));
    CHECK(contains(text, R"("idle":{"parameters":{},"execution":["immediate","scheduled"]})"));
}

TEST_CASE("a device never heard of reads as unknown, without a time, and with zero power") {
    const std::string text = text_of(Device{});
    CHECK(contains(text, R"("sync":{"available":false,"lastPulledAt":null})"));
    CHECK(contains(text, R"("source":"fallback")"));
    CHECK(contains(text, R"("status":"unknown","isConnected":false,"isCharging":false,"currentPower":0)"));
}

TEST_CASE("narrower bounds of a device are shown") {
    Device device = charging_device();
    device.bounds.max_charge_rate_kw = {0, 22};
    CHECK(contains(text_of(device), R"("min":0,"max":22)"));
}

TEST_CASE("the last action is shown as a summary") {
    Device device = charging_device();
    device.last_action = Action{};
    device.last_action->id = "act_7";
    const std::string text = text_of(device);
    CHECK(contains(text, R"("lastAction":{"id":"act_7","command":"charge","state":"acknowledged")"));
    CHECK_FALSE(contains(text, R"("result")"));
}

TEST_CASE("alarms are part of the metadata, and of a device without any there is no trace of them") {
    Device device = charging_device();
    CHECK_FALSE(contains(text_of(device), "alarms"));
    device.alerts = {{"LIMIT_REFUSED", "it said \"no\""}, {"LIMIT_NOT_FOLLOWED", "more power"}};
    const std::string text = text_of(device);
    CHECK(contains(text, R"("limitSource":"assumed","alarms":[{"code":"LIMIT_REFUSED","message":"it said \"no\""},)"
                         R"({"code":"LIMIT_NOT_FOLLOWED","message":"more power"}]},"state")"));
}

TEST_CASE("text of a charger cannot break out of its string") {
    Device device = charging_device();
    device.model = "a\"},\n\xff";
    const json::Document document = json::parse(text_of(device));
    const auto model = document.root().find("metadata")->find("model");
    REQUIRE(model);
    CHECK(model->text() == "a\"},\n\xEF\xBF\xBD");
}

TEST_CASE("statuses and sources have the decided names") {
    const std::pair<DeviceStatus, std::string_view> statuses[] = {
        {DeviceStatus::available, "available"},     {DeviceStatus::connected, "connected"},
        {DeviceStatus::charging, "charging"},       {DeviceStatus::paused, "paused"},
        {DeviceStatus::finishing, "finishing"},     {DeviceStatus::reserved, "reserved"},
        {DeviceStatus::unavailable, "unavailable"}, {DeviceStatus::faulted, "faulted"},
        {DeviceStatus::unknown, "unknown"}};
    for (const auto& [status, name] : statuses) CHECK(to_text(status) == name);
    CHECK(to_text(Source::cache) == "cache");
    CHECK(to_text(Source::live) == "live");
    CHECK(to_text(Source::fallback) == "fallback");
    CHECK(to_text(Source::projection) == "projection");
}

TEST_CASE("a vendor becomes one lower-case word with single underscores") {
    CHECK(lower_snake("ABB Terra-AC") == "abb_terra_ac");
    CHECK(lower_snake("  Wall -- Box  ") == "wall_box");
    CHECK(lower_snake("EVBox2") == "evbox2");
    CHECK(lower_snake("_x_") == "x");
    CHECK(lower_snake("M\xC3\xBCller") == "m_ller");
    CHECK(lower_snake("") == "unknown");
    CHECK(lower_snake("---") == "unknown");
}

TEST_CASE("a device read tells the energy of the session that runs, if there is one") {
    Device device = charging_device();
    CHECK_FALSE(contains(text_of(device), "sessionEnergyWh"));
    device.session_energy_wh = 1234;
    CHECK(contains(text_of(device), R"("connectorId":2,"sessionEnergyWh":1234)"));
}
