#include <catch2/catch.hpp>
#include <regex>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/json_shape.h"
#include "tests/end_to_end/scripted_charger.h"

using namespace end_to_end;

namespace {

/// The page's own exchanges, made up ids and values replaced. `commands` is missing in its second read; it is always
/// sent.
const std::string kPageRead = R"({
  "success": true,
  "data": {
    "id": "d", "vendor": "v",
    "sync": { "available": true, "lastPulledAt": "2026-05-08T11:30:00.000Z" },
    "metadata": { "model": "m", "source": "projection" },
    "state": { "status": "charging", "isConnected": true, "isCharging": true, "currentPower": 11, "maxCurrent": 48,
               "powerRateLimit": 7.4 },
    "conflictStrategies": ["cancel_and_replace"],
    "commands": {
      "charge": { "parameters": {}, "execution": ["immediate", "scheduled", "windowed"] },
      "idle":   { "parameters": {}, "execution": ["immediate", "scheduled"] }
    },
    "settings": { "max_charge_rate": { "value": 11, "unit": "kw", "min": 0, "max": 50 } },
    "lastAction": null,
    "currentSchedule": null
  },
  "meta": { "requestId": "r", "environment": "sandbox", "timestamp": "t", "latencyMs": 33 }
})";
const std::string kPageSettings = R"({
  "success": true,
  "data": { "deviceId": "d", "updated": ["max_charge_rate"] },
  "meta": { "requestId": "r", "environment": "sandbox", "timestamp": "t", "latencyMs": 71 }
})";
const std::string kPagePush = R"({
  "success": true,
  "data": { "id": "a", "deviceId": "d", "deviceType": "ev_charger", "command": "charge", "parameters": null,
            "state": "acknowledged", "createdAt": "t", "links": { "self": "/actions/a" } },
  "meta": { "requestId": "r", "environment": "sandbox", "timestamp": "t", "latencyMs": 92 }
})";
const std::string kFailure = R"({
  "success": false,
  "error": { "code": "c", "message": "m", "details": {} },
  "meta": { "requestId": "r", "timestamp": "t", "path": "/p", "latencyMs": 1 }
})";

bool is_timestamp(const std::string& text) {
    static const std::regex form(R"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z)");
    return std::regex_match(text, form);
}

void check_meta(const Answer& answer) {
    static const std::regex request_id("req_[0-9A-Za-z]{8}");
    CHECK(std::regex_match(answer.text("meta.requestId"), request_id));
    CHECK(is_timestamp(answer.text("meta.timestamp")));
    CHECK(answer.at("meta.latencyMs").is_plain_integer());
}

Shape page_read_shape() {
    Shape shape = without(shape_of(kPageRead), "data.lastAction");
    shape.insert({"data.metadata.chargePointId string", "data.metadata.connectorId number",
                  "data.metadata.powerSource string", "data.metadata.limitSource string"});
    return shape;
}

void check_last_action(const Answer& read) {
    const json::Value last = read.at("data.lastAction");
    if (last.is_null()) return;
    const Shape failed_or_not = shape_of(last);
    Shape shape = without(without(failed_or_not, "errorCode"), "errorMessage");
    CHECK(shape == Shape{" object", "id string", "command string", "state string", "createdAt string",
                         "updatedAt string", "links object", "links.self string"});
}

void check_read(const Answer& read, double kilowatts) {
    REQUIRE(read.status == 200);
    CHECK(read.headers.at("content-type").find("application/json") == 0);
    CHECK(without(without(shape_of(read.root()), "data.lastAction"), "data.metadata.sessionEnergyWh") ==
          page_read_shape());
    check_meta(read);
    check_last_action(read);
    CHECK(read.text("meta.environment") == "sandbox");
    CHECK(is_timestamp(read.text("data.sync.lastPulledAt")));
    CHECK(read.at("data.sync.available").is_true());
    CHECK(read.text("data.vendor") == "example_vendor_a");
    CHECK(read.text("data.metadata.model") == "7kW AC Charger");
    CHECK(read.text("data.metadata.source") == "projection");
    CHECK(read.at("data.conflictStrategies").to_json() == R"(["cancel_and_replace"])");
    CHECK(read.at("data.commands.charge.execution").to_json() == R"(["immediate","scheduled","windowed"])");
    CHECK(read.at("data.commands.idle.execution").to_json() == R"(["immediate","scheduled"])");
    CHECK(read.at("data.settings.max_charge_rate").to_json() ==
          R"({"value":)" + decimal(kilowatts) + R"(,"unit":"kw","min":0,"max":50})");
}

void check_failure(const Answer& answer, int status, const std::string& code, const std::string& path) {
    CHECK(answer.status == status);
    CHECK(answer.error_code() == code);
    Shape shape = without(shape_of(answer.root()), "error.details");
    CHECK(shape == without(shape_of(kFailure), "error.details"));
    CHECK(answer.text("meta.path") == path);
    check_meta(answer);
}

/// 202 with the page's shape; returns the action's id.
std::string check_push(const Answer& push, const std::string& device, const std::string& command) {
    REQUIRE(push.status == 202);
    // The page leaves `start` out, the reference of the same generation sends null.
    CHECK(without(shape_of(push.root()), "data.start") == shape_of(kPagePush));
    CHECK(push.at("data.start").is_null());
    check_meta(push);
    CHECK(push.text("data.deviceId") == device);
    CHECK(push.text("data.deviceType") == "ev_charger");
    CHECK(push.text("data.command") == command);
    CHECK(push.text("data.state") == "acknowledged");
    CHECK(is_timestamp(push.text("data.createdAt")));
    CHECK(push.text("data.links.self") == "/actions/" + push.text("data.id"));
    return push.text("data.id");
}

bool draws(const Answer& read, double least, double most) {
    const double power = read.number("data.state.currentPower");
    return power >= least && power <= most;
}

}  // namespace

TEST_CASE("the walk-through is replayed against a sandbox device") {
    Stage stage;
    GatewayOptions options;
    options.sandbox = 1;
    options.windows = Windows::as_shipped;
    GatewayProcess gateway(stage, options);
    const RestClient client = gateway.client("sandbox");
    const std::string device = client.device_of("sandbox-1");
    const std::string path = "/ev-charger/" + device;

    // Step 1: it draws 11 kW and nothing limits it but its rating.
    const Answer first = client.wait_for_device(device, [](const Answer& read) { return draws(read, 10.9, 11); });
    check_read(first, 50);
    CHECK(first.text("data.id") == device);
    CHECK(first.text("data.metadata.chargePointId") == "sandbox-1");
    CHECK(first.number("data.metadata.connectorId") == 1);
    CHECK(first.text("data.state.status") == "charging");
    CHECK(first.at("data.state.isConnected").is_true());
    CHECK(first.at("data.state.isCharging").is_true());
    CHECK(first.number("data.state.currentPower") == Approx(11).margin(0.1));
    CHECK(first.number("data.state.powerRateLimit") == 11);
    CHECK(first.number("data.state.maxCurrent") == 47);
    CHECK(first.text("data.metadata.limitSource") == "assumed");
    CHECK(first.text("data.metadata.powerSource") == "measured");
    CHECK(first.at("data.lastAction").is_null());

    // Step 2: cap the power.
    const Answer capped = client.write_ceiling(device, 7.4);
    REQUIRE(capped.status == 200);
    CHECK(shape_of(capped.root()) == shape_of(kPageSettings));
    check_meta(capped);
    CHECK(capped.at("data").to_json() == R"({"deviceId":")" + device + R"(","updated":["max_charge_rate"]})");

    // Step 3: the new ceiling shows at once, the power settles to it.
    CHECK(client.read_device(device).number("data.settings.max_charge_rate.value") == 7.4);
    const Answer settled = client.wait_for_device(device, [](const Answer& read) { return draws(read, 6.7, 7.4); });
    check_read(settled, 7.4);
    CHECK(settled.text("data.state.status") == "charging");
    CHECK(settled.number("data.state.currentPower") <= 7.4);
    CHECK(settled.number("data.state.currentPower") > 6.66);
    CHECK(settled.number("data.state.maxCurrent") == 32);
    CHECK(settled.number("data.state.powerRateLimit") == 7.4);
    CHECK(settled.at("data.lastAction").is_null());  // a settings write is no action

    // Start and stop a session.
    const std::string charge = check_push(client.push(device, "charge"), device, "charge");
    CHECK(client.finished_action(charge).text("data.state") == "completed");
    const std::string idle = check_push(client.push(device, "idle"), device, "idle");
    CHECK(client.finished_action(idle).text("data.state") == "completed");
    const Answer paused = client.wait_for_device(device, [](const Answer& read) { return draws(read, 0, 0.1); });
    check_read(paused, 7.4);
    CHECK(paused.text("data.state.status") == "paused");
    CHECK(paused.at("data.state.isConnected").is_true());
    CHECK_FALSE(paused.at("data.state.isCharging").is_true());
    CHECK(paused.number("data.state.powerRateLimit") == 0);  // what is in force; the ceiling stands in the settings
    CHECK(paused.text("data.lastAction.id") == idle);
    CHECK(paused.text("data.lastAction.state") == "completed");

    // What is refused.
    const Answer queued = client.push(device, "charge", "queue_after");
    check_failure(queued, 422, "STRATEGY_NOT_SUPPORTED", path);
    for (const double outside : {50.1, -0.1, 51.0, 1e9}) {
        const Answer refused = client.write_ceiling(device, outside);
        check_failure(refused, 422, "SETTING_OUT_OF_RANGE", path + "/settings");
        CHECK(refused.number("error.details.min") == 0);
        CHECK(refused.number("error.details.max") == 50);
        CHECK(refused.text("error.details.unit") == "kw");
    }
    check_failure(client.post(path + "/settings", R"({"max_volume":{"value":11,"unit":"kw"}})"), 422,
                  "UNSUPPORTED_SETTING", path + "/settings");
    check_failure(client.post(path + "/settings", R"({"powerRateLimit":{"value":11,"unit":"kw"}})"), 422,
                  "READ_ONLY_SETTING", path + "/settings");
    CHECK(client.read_device(device).number("data.settings.max_charge_rate.value") == 7.4);

    // The cap survives both commands.
    const std::string resume = check_push(client.push(device, "charge"), device, "charge");
    CHECK(client.finished_action(resume).text("data.state") == "completed");
    const Answer resumed = client.wait_for_device(device, [](const Answer& read) { return draws(read, 6.7, 11); });
    CHECK(resumed.number("data.state.currentPower") <= 7.4);
}

TEST_CASE("a second command conflicts while one is in flight and cancel_and_replace drops it") {
    Stage stage;
    GatewayOptions options;
    options.control["call_timeout_ms"] = 60000;
    GatewayProcess gateway(stage, options);
    ScriptedCharger charger(stage, "CP-MUTE");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.begin_session();
    const RestClient client = gateway.client();
    const std::string device = client.device_of("CP-MUTE");
    const std::string path = "/ev-charger/" + device;
    charger.stay_mute("SetChargingProfile");

    const std::string first = client.push(device, "idle").text("data.id");
    REQUIRE(charger.wait_for_call("SetChargingProfile"));
    const Answer conflict = client.push(device, "charge");
    check_failure(conflict, 409, "CONFLICT", path);
    CHECK(conflict.at("error.details").to_json() == R"({"reason":"no_strategy_supplied","conflictingActionIds":[")" +
                                                        first + R"("],"strategies":["cancel_and_replace"]})");
    CHECK(client.push(device, "idle").error_code() == "CONFLICT");  // the same command conflicts too
    CHECK(client.push(device, "charge", "queue_after").error_code() == "STRATEGY_NOT_SUPPORTED");
    CHECK(client.get("/actions/" + first).text("data.state") == "acknowledged");
    CHECK(client.write_ceiling(device, 7.4).status == 200);  // settings never conflict

    const Answer replacing = client.push(device, "idle", "cancel_and_replace");
    REQUIRE(replacing.status == 202);
    const Answer replaced = client.get("/actions/" + first);
    CHECK(replaced.text("data.state") == "cancelled");
    CHECK(is_timestamp(replaced.text("data.completedAt")));
    CHECK(replaced.at("data.errorCode").is_null());
    CHECK(client.read_device(device).text("data.lastAction.id") == replacing.text("data.id"));
    REQUIRE(client.push(device, "charge", "cancel_and_replace").status == 202);  // itself replaceable
    CHECK(client.get("/actions/" + replacing.text("data.id")).text("data.state") == "cancelled");

    const Answer list = client.get("/actions?deviceId=" + device);
    CHECK(list.number("data.pagination.total") == 3);
    CHECK(list.at("data.items").size() == 3);
}
