#include <stdlib.h>

#include <catch2/catch.hpp>

#include "tests/end_to_end/gateway_process.h"
#include "tests/end_to_end/scripted_charger.h"
#include "tests/gateway/webhooks/receiver.h"

/// Webhooks of a real gateway to a receiver on the loopback.
using namespace end_to_end;
using gateway::testing::Receiver;

namespace {

const std::string accepted = gateway::testing::answer("204 No Content");
const std::string refused = gateway::testing::answer("503 Busy");

std::string header(const std::string& request, const std::string& name) {
    const auto found = request.find(name + ": ");
    if (found == std::string::npos) return "";
    const auto begin = found + name.size() + 2;
    return request.substr(begin, request.find("\r\n", begin) - begin);
}

struct WebhookSite {
    explicit WebhookSite(const std::string& answers) : receiver(stage.io(), answers), gateway(stage, options()) {
        const Answer made = gateway.client().post("/webhooks", R"({"url":")" + receiver.url() + "\"}");
        REQUIRE(made.status == 201);
        endpoint = "/webhooks/" + made.text("data.id");
    }
    static GatewayOptions options() {
        GatewayOptions options;
        options.sections =
            "[webhooks]\nallow = [\"127.0.0.0/8\"]\nretries_ms = [200, 200, 200, 200]\nbetween_probes_ms = 50\n";
        return options;
    }
    void connect() {
        REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
        charger.boot();
        charger.status("Available");
    }
    std::vector<std::string> ids() const {
        std::vector<std::string> found;
        for (const auto& request : receiver.requests) found.push_back(header(request, "svix-id"));
        return found;
    }
    std::size_t left(const std::string& state) {
        return gateway.client().get(endpoint + "/deliveries?state=" + state).at("data.items").size();
    }

    Stage stage;
    Receiver receiver;
    GatewayProcess gateway;
    ScriptedCharger charger{stage, "CP-HOOK"};
    std::string endpoint;
};

}  // namespace

TEST_CASE(
    "FL-007 an event on disk whose delivery a kill -9 cut short is delivered after the restart, under the same id") {
    WebhookSite site("");  // never answers
    site.connect();
    REQUIRE(site.stage.run_until([&] { return site.receiver.requests.size() == 1; }));
    CHECK(header(site.receiver.requests[0], "webhook-event") == "device.connected");
    site.gateway.kill9();
    site.receiver.reply = [](const std::string&) { return accepted; };
    site.charger.drop();
    site.gateway.restart();
    REQUIRE(site.stage.run_until([&] { return site.receiver.requests.size() >= 2; }));
    CHECK(site.ids()[1] == site.ids()[0]);
    CHECK(site.stage.poll_until([&] { return site.left("pending") == 0 && site.left("delivered") > 0; }));
}

TEST_CASE("what was delivered before a kill -9 is not delivered again") {
    WebhookSite site(accepted);
    site.connect();
    REQUIRE(site.stage.poll_until([&] { return site.left("delivered") == 1; }));
    const std::string first = site.ids()[0];
    site.gateway.kill9();
    site.charger.drop();
    site.receiver.requests.clear();
    site.gateway.restart();
    REQUIRE(site.charger.connect(site.gateway.ocpp_port()) == 101);
    site.charger.status("Preparing");
    REQUIRE(site.gateway.client().post(site.endpoint + "/test", "{}").at("data.delivered").is_true());
    for (const std::string& id : site.ids()) CHECK(id != first);
}

TEST_CASE(
    "a delivery that failed goes on with its attempts after a restart, and a gateway with one under way stops at "
    "once") {
    WebhookSite site(refused);
    site.connect();
    REQUIRE(site.stage.run_until([&] { return site.receiver.requests.size() >= 2; }));
    REQUIRE(site.gateway.terminate() == 0);
    site.charger.drop();
    const std::size_t before = site.receiver.requests.size();
    site.receiver.reply = [](const std::string&) { return std::string(); };
    site.gateway.restart();
    REQUIRE(site.stage.run_until([&] { return site.receiver.requests.size() > before; }));
    CHECK(site.ids().back() == site.ids().front());
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST_CASE("a name server that does not answer keeps no gateway from stopping") {
    ::setenv("LD_PRELOAD", HANGING_NAMES, 1);
    WebhookSite site(accepted);
    ::unsetenv("LD_PRELOAD");
    REQUIRE(site.gateway.client().post("/webhooks", R"({"url":"https://hangs.example/"})").status == 201);
    site.connect();
    REQUIRE(site.stage.run_until([&] { return site.receiver.requests.size() == 1; }));
    site.stage.watch_for(200ms);
    CHECK(site.gateway.terminate() == 0);
    CHECK(site.gateway.log().find("gateway.stopping") != std::string::npos);
    CHECK(site.gateway.log().find("torn down") == std::string::npos);
}
#endif

TEST_CASE("webhooks are managed from the command line, with a gateway and without one") {
    WebhookSite site(accepted);
    const Finished added = site.gateway.command(
        {"webhooks", "add", site.receiver.url(), "--environment", "live", "--event", "push.failed"});
    REQUIRE(added.exit == 0);
    const std::string id = added.out.substr(0, added.out.find('\n'));
    const Finished refusal = site.gateway.command({"webhooks", "add", "http://10.0.0.1/", "--environment", "live"});
    CHECK(refusal.exit == 1);
    CHECK(refusal.err.find("private network") != std::string::npos);
    CHECK(site.gateway.command({"webhooks", "test", "ep_9"}).err == "no webhook ep_9 is known\n");
    REQUIRE(site.gateway.terminate() == 0);
    CHECK(site.gateway.command({"webhooks", "list"})
              .out.find(id + "  live  enabled  " + site.receiver.url() + "  push.failed\n") != std::string::npos);
    CHECK(site.gateway.command({"webhooks", "test", id}).exit == 1);
    CHECK(site.gateway.command({"webhooks", "remove", id}).out == "removed " + id + ", with what waited for it\n");
    CHECK(site.gateway.command({"webhooks", "list"}).out.find(id) == std::string::npos);
}
