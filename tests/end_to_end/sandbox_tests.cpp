#include <catch2/catch.hpp>

#include "tests/end_to_end/gateway_process.h"

/// What a client of the sandbox orders happens to its command, over OCPP.
using namespace end_to_end;

namespace {

/// A pause without effect is judged by proof of several values.
constexpr std::chrono::seconds kUntilJudged{90};

struct Sandbox {
    explicit Sandbox()
        : gateway(stage, options()), client(gateway.client("sandbox")), device(client.device_of("sandbox-1")) {
        wait_until_charging();
    }

    static GatewayOptions options() {
        GatewayOptions options;
        options.sandbox = 1;
        options.control = {{"call_timeout_ms", 1500}};
        return options;
    }

    void wait_until_charging() {
        const Answer read = client.wait_for_device(device, [](const Answer& now) {
            return now.text("data.state.status") == "charging" && now.at("data.sync.available").is_true();
        });
        REQUIRE(read.text("data.state.status") == "charging");
    }
    Answer push(const std::string& command, const std::string& sandbox) const {
        return client.post("/ev-charger/" + device,
                           R"({"action":{"command":")" + command + R"("},"sandbox":)" + sandbox + "}");
    }
    /// The state of the action in the end, with its error.
    std::string outcome(const std::string& command, const std::string& sandbox) const {
        const Answer pushed = push(command, sandbox);
        INFO(pushed.body);
        REQUIRE(pushed.status == 202);
        const Answer action = client.finished_action(pushed.text("data.id"), kUntilJudged);
        INFO(action.body);
        const bool has_failed = action.text("data.state") == "failed";
        return action.text("data.state") + (has_failed ? " " + action.text("data.errorCode") : "");
    }

    Stage stage;
    GatewayProcess gateway;
    RestClient client;
    std::string device;
};

}  // namespace

TEST_CASE("an ordered refusal fails the command, and the next command is an ordinary one") {
    Sandbox sandbox;
    CHECK(sandbox.outcome("idle", R"({"outcome":"reject"})") == "failed COMMAND_REJECTED");
    CHECK(sandbox.outcome("idle", "{}") == "completed");
    CHECK(sandbox.outcome("charge", R"({"outcome":"accept","delayMs":300})") == "completed");
}

TEST_CASE("an ordered silence ends in TIMEOUT, and the next command is an ordinary one") {
    Sandbox sandbox;
    CHECK(sandbox.outcome("idle", R"({"outcome":"timeout"})") == "failed TIMEOUT");
    CHECK(sandbox.outcome("idle", "{}") == "completed");
}

TEST_CASE("an ordered lack of effect ends in EFFECT_NOT_OBSERVED") {
    Sandbox sandbox;
    CHECK(sandbox.outcome("idle", R"({"outcome":"no_effect"})") == "failed EFFECT_NOT_OBSERVED");
}

TEST_CASE("an ordered absence ends in DEVICE_OFFLINE") {
    Sandbox sandbox;
    CHECK(sandbox.outcome("idle", R"({"outcome":"offline"})") == "failed DEVICE_OFFLINE");
    const Answer read = sandbox.client.read_device(sandbox.device);
    CHECK_FALSE(read.at("data.sync.available").is_true());
    CHECK(read.text("data.metadata.source") == "projection");
}

TEST_CASE("sandbox objects without sense are refused and change nothing; a command in conflict orders nothing") {
    Sandbox sandbox;
    for (const std::string wrong : {R"({"outcome":"explode"})", R"({"delayMs":60001})", R"({"colour":1})", "7"}) {
        const Answer refused = sandbox.push("idle", wrong);
        CHECK(refused.status == 422);
        CHECK(refused.error_code() == "VALIDATION_ERROR");
    }
    CHECK(sandbox.client.get("/actions").number("data.pagination.total") == 0);
    const Answer slow = sandbox.push("idle", R"({"delayMs":500})");
    REQUIRE(slow.status == 202);
    CHECK(sandbox.push("idle", R"({"outcome":"reject"})").error_code() == "CONFLICT");
    CHECK(sandbox.client.finished_action(slow.text("data.id")).text("data.state") == "completed");
}
