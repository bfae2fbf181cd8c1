#include <catch2/catch.hpp>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"

using namespace end_to_end;

namespace {

/// Kills a stock RapidJSON (CVE-2024-38517).
const std::string kCrashNumber = "0.11111111111111111111111e-2147483639";

std::string ceiling(const std::string& value) {
    return R"({"max_charge_rate":{"value":)" + value + R"(,"unit":"kw"}})";
}

/// A gateway with one live charger on the wire and one sandbox device.
struct RestSite {
    explicit RestSite(GatewayOptions options = {})
        : gateway(stage, with_sandbox(std::move(options))), charger(stage, "CP-LIVE") {
        REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
        charger.begin_session();
        live.emplace(gateway.client("live"));
        sandbox.emplace(gateway.client("sandbox"));
        live_device = live->device_of("CP-LIVE");
        sandbox_device = sandbox->device_of("sandbox-1");
    }

    static GatewayOptions with_sandbox(GatewayOptions options) {
        options.sandbox = 1;
        return options;
    }

    Stage stage;
    GatewayProcess gateway;
    ScriptedCharger charger;
    std::optional<RestClient> live, sandbox;
    std::string live_device, sandbox_device;
};

}  // namespace

TEST_CASE("a key opens the surface in both header forms and nothing else does") {
    Stage stage;
    GatewayProcess gateway(stage);
    const std::string key = gateway.key("live");
    const RestClient client(stage, gateway.api_port());
    const auto get = [&](const RestClient::Headers& headers) { return client.request("GET", "/ev-charger", headers); };
    CHECK(get({{"x-api-key", key}}).status == 200);
    CHECK(get({{"Authorization", "Bearer " + key}}).status == 200);
    CHECK(get({{"authorization", "bearer " + key}}).status == 200);

    for (const RestClient::Headers& headers : {RestClient::Headers{},
                                               {{"x-api-key", ""}},
                                               {{"authorization", "Basic " + key}},
                                               {{"authorization", key}},
                                               {{"cookie", key}}}) {
        const Answer refused = get(headers);
        CHECK(refused.status == 401);
        CHECK(refused.error_code() == "UNAUTHORIZED");
        CHECK(refused.headers.count("www-authenticate") == 1);
    }
    std::string other = key;
    other.back() = other.back() == 'a' ? 'b' : 'a';
    for (const std::string& wrong :
         {std::string("sk_live_0"), other, key + "0", std::string("x"), std::string(5000, 'k')}) {
        CHECK(get({{"x-api-key", wrong}}).error_code() == "INVALID_API_KEY");
        const Answer bearer = get({{"authorization", "Bearer " + wrong}});
        CHECK(bearer.status == 401);
        CHECK(bearer.error_code() == "INVALID_API_KEY");
    }
    CHECK(client.get("/ev-charger/none").status == 401);  // before the path is looked at
    CHECK(client.get("/nothing").status == 401);
}

TEST_CASE("healthz and readyz need no key") {
    Stage stage;
    GatewayProcess gateway(stage);
    const RestClient client(stage, gateway.api_port());
    CHECK(client.get("/healthz").status == 200);
    CHECK(client.get("/readyz").status == 200);
}

TEST_CASE("live and sandbox keys see disjoint devices and actions") {
    RestSite site;
    CHECK(site.live->get("/ev-charger").number("data.pagination.total") == 1);
    CHECK(site.sandbox->get("/ev-charger").number("data.pagination.total") == 1);
    CHECK(site.live->get("/ev-charger").text("meta.environment") == "live");
    CHECK(site.live->read_device(site.live_device).text("data.metadata.source") == "live");
    for (const auto& [client, foreign] :
         {std::pair(*site.live, site.sandbox_device), std::pair(*site.sandbox, site.live_device)}) {
        CHECK(client.read_device(foreign).error_code() == "DEVICE_NOT_FOUND");
        CHECK(client.write_ceiling(foreign, 5).error_code() == "DEVICE_NOT_FOUND");
        CHECK(client.push(foreign, "idle").error_code() == "DEVICE_NOT_FOUND");
    }
    const std::string live_action = site.live->push(site.live_device, "charge").text("data.id");
    const std::string sandbox_action = site.sandbox->push(site.sandbox_device, "charge").text("data.id");
    CHECK(site.live->get("/actions/" + live_action).status == 200);
    CHECK(site.live->get("/actions/" + sandbox_action).error_code() == "ACTION_NOT_FOUND");
    CHECK(site.sandbox->get("/actions/" + live_action).error_code() == "ACTION_NOT_FOUND");
    CHECK(site.live->get("/actions").number("data.pagination.total") == 1);
    CHECK(site.live->get("/actions?deviceId=" + site.sandbox_device).number("data.pagination.total") == 0);
}

TEST_CASE("what is not there is 404 and the wrong method is 405 with Allow") {
    RestSite site;
    const RestClient& client = *site.live;
    const Answer device = client.read_device("device_none");
    CHECK(device.status == 404);
    CHECK(device.error_code() == "DEVICE_NOT_FOUND");
    const Answer action = client.get("/actions/act_none");
    CHECK(action.status == 404);
    CHECK(action.error_code() == "ACTION_NOT_FOUND");
    CHECK(client.get("/nothing").error_code() == "NOT_FOUND");
    CHECK(client.get("/ev-charger/a/b/c").status == 404);

    const auto method = [&](const std::string& name, const std::string& path) {
        return client.request(name, path, client.key_header());
    };
    const Answer wrong = method("DELETE", "/ev-charger/" + site.live_device);
    CHECK(wrong.status == 405);
    CHECK(wrong.error_code() == "METHOD_NOT_ALLOWED");
    REQUIRE(wrong.headers.count("allow") == 1);
    CHECK(wrong.headers.at("allow").find("GET") != std::string::npos);
    CHECK(wrong.headers.at("allow").find("POST") != std::string::npos);
    CHECK(method("GET", "/ev-charger/" + site.live_device + "/settings").status == 405);
    CHECK(method("PUT", "/actions").status == 405);
}

TEST_CASE("bodies that are too large or of another type are refused") {
    GatewayOptions options;
    options.sections = "[api]\nbody_bytes = 4096\n";
    RestSite site(options);
    const std::string path = "/ev-charger/" + site.live_device + "/settings";
    const RestClient& client = *site.live;
    const Answer large = client.post(path, ceiling("5" + std::string(5000, ' ')));
    CHECK(large.status == 413);
    CHECK(large.error_code() == "PAYLOAD_TOO_LARGE");
    auto headers = client.key_header();
    CHECK(client.request("POST", path, headers, ceiling("5")).status == 415);
    headers.emplace_back("content-type", "text/plain");
    CHECK(client.request("POST", path, headers, ceiling("5")).error_code() == "UNSUPPORTED_MEDIA_TYPE");
    headers.back().second = "application/json; charset=utf-8";
    CHECK(client.request("POST", path, headers, ceiling("5")).status == 200);
}

TEST_CASE("broken JSON is 400 and a body without sense is 422") {
    RestSite site;
    const RestClient& client = *site.live;
    const std::string push = "/ev-charger/" + site.live_device, settings = push + "/settings";
    for (const std::string& body :
         {std::string("{"), std::string("nonsense"), std::string("[]"), std::string("7"), std::string("{}{}"),
          std::string("{\"action\":{\"command\":\"idle\"},}"), std::string("{\"a\":\"\xff\"}"),
          std::string("{\"a\":1,\"a\":2}"), std::string(40, '[') + std::string(40, ']'), std::string("\0", 1)}) {
        INFO(body);
        for (const std::string& path : {push, settings}) {
            const Answer refused = client.post(path, body);
            CHECK(refused.status == 400);
            CHECK(refused.error_code() == "INVALID_REQUEST");
        }
    }
    CHECK(client.post(push, "").status == 400);
    CHECK(client.post("/ev-charger/none", "{").status == 400);  // syntax is judged before the device
    for (const std::string body :
         {R"({})", R"({"action":{}})", R"({"action":"idle"})", R"({"action":{"command":7}})",
          R"({"action":{"command":"idle"},"extra":1})", R"({"action":{"command":"idle"},"onConflict":"maybe"})"}) {
        const Answer refused = client.post(push, body);
        CHECK(refused.status == 422);
        CHECK(refused.error_code() == "VALIDATION_ERROR");
        CHECK(refused.has("error.details.path"));
        CHECK(refused.has("error.details.reason"));
    }
    const Answer command = client.push(site.live_device, "discharge");
    CHECK(command.error_code() == "UNSUPPORTED_MODE");
    CHECK(command.at("error.details.deviceCapabilities.supportedModes").to_json() == R"(["charge","idle"])");
    CHECK(client.post(settings, "{}").error_code() == "VALIDATION_ERROR");
    CHECK(client.post(settings, ceiling("\"7\"")).error_code() == "VALIDATION_ERROR");
    CHECK(client.post(settings, ceiling("null")).error_code() == "VALIDATION_ERROR");
    CHECK(client.post(settings, R"({"max_charge_rate":{"value":7,"unit":"amps"}})").error_code() == "UNSUPPORTED_UNIT");
    CHECK(client.post(settings, R"({"max_charge_rate":{"value":7,"unit":"kw"},"colour":{"value":1,"unit":"kw"}})")
              .error_code() == "UNSUPPORTED_SETTING");
    // All keys or none.
    CHECK(client.read_device(site.live_device).number("data.settings.max_charge_rate.value") == 50);
    CHECK(site.charger.profiles().empty());
}

TEST_CASE("a command with a start waits for it, and is cancelled meanwhile") {
    RestSite site;
    const Answer pushed = site.live->post("/ev-charger/" + site.live_device,
                                          R"({"action":{"command":"charge","start":"30m","end":"2h"}})");
    CHECK(pushed.status == 202);
    CHECK(pushed.text("data.state") == "scheduled");
    const std::string action = "/actions/" + pushed.text("data.id");
    CHECK(site.live->get(action).at("data.acknowledgedAt").is_null());
    CHECK(site.live->get(action).text("data.end") == pushed.text("data.end"));
    CHECK(site.live->post(action + "/cancel", "").text("data.state") == "cancelled");
    CHECK(site.live->post(action + "/cancel", "").error_code() == "ACTION_NOT_CANCELLABLE");
    CHECK(site.live->post("/actions/act_none/cancel", "").error_code() == "ACTION_NOT_FOUND");
}

TEST_CASE("lists are paged and out-of-range pages refused") {
    RestSite site;
    for (const auto query : {"limit=0", "limit=51", "limit=x", "offset=-1"}) {
        CHECK(site.live->get(std::string("/ev-charger?") + query).status == 422);
        CHECK(site.live->get(std::string("/actions?") + query).status == 422);
    }
    CHECK(site.live->get("/actions?state=running").status == 422);
    CHECK(site.live->get("/ev-charger?offset=1").at("data").to_json() ==
          R"({"items":[],"pagination":{"limit":10,"offset":1,"total":1,"hasMore":false}})");
}

TEST_CASE("BI-262 the number that kills RapidJSON does nothing through REST") {
    RestSite site;
    const std::string path = "/ev-charger/" + site.live_device;
    for (const std::string& number : {kCrashNumber, "-" + kCrashNumber}) {
        const Answer setting = site.live->post(path + "/settings", ceiling(number));
        CHECK(setting.status == 200);  // a very small number, that is all
        CHECK(site.live->read_device(site.live_device).number("data.settings.max_charge_rate.value") == 0);
        CHECK(site.live->post(path, R"({"action":{"command":"idle"},"extra":)" + number + "}").status >= 400);
    }
    CHECK(site.live->get("/ev-charger").status == 200);
    CHECK(site.gateway.is_running());
}

TEST_CASE("the number that kills RapidJSON does nothing through a charger's call or its answer to us") {
    RestSite site;
    site.charger.send("[2,\"crash-1\",\"Heartbeat\",{\"x\":" + kCrashNumber + "}]");
    CHECK(site.charger.wait_for_answer("crash-1"));
    site.charger.send("[2,\"crash-2\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"T\",\"meterStart\":" +
                      kCrashNumber + ",\"timestamp\":\"" + ScriptedCharger::now() + "\"}]");
    CHECK(site.charger.wait_for_answer("crash-2"));
    site.charger.send("[" + kCrashNumber + "]");
    site.charger.answer("SetChargingProfile", R"({"status":"Accepted","x":)" + kCrashNumber + "}");
    REQUIRE(site.live->write_ceiling(site.live_device, 7.4).status == 200);
    REQUIRE(site.charger.wait_for_profile(0));
    const Answer read = site.live->wait_for_device(
        site.live_device, [](const Answer& now) { return now.number("data.state.powerRateLimit") == 7.4; });
    CHECK(read.number("data.state.powerRateLimit") == 7.4);
    CHECK(site.charger.is_connected());
    CHECK(site.gateway.is_running());
}

TEST_CASE("frames without sense leave the charger connected and the gateway alive") {
    RestSite site;
    for (const std::string& frame :
         {std::string("nonsense"), std::string("[]"), std::string("{}"), std::string("[2]"),
          std::string("[9,\"x\",{}]"), std::string("[3,\"never-asked\",{}]"),
          std::string("[4,\"never-asked\",\"GenericError\",\"\",{}]"), std::string("[2,\"\",\"Heartbeat\",{}]"),
          std::string(200, '['), std::string("[2,7,\"Heartbeat\",{}]")}) {
        site.charger.send(frame);
    }
    site.charger.call("Heartbeat", "{}");
    site.charger.send(R"([2,"unknown-1","MakeCoffee",{}])");
    const auto unknown = site.charger.wait_for_answer("unknown-1");
    REQUIRE(unknown);
    CHECK(unknown->root().to_json().find("\"NotImplemented\"") != std::string::npos);
    CHECK(site.gateway.is_running());
}
