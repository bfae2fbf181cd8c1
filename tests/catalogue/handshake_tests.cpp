#include <catch2/catch.hpp>

#include "tests/catalogue/scene.h"

using namespace catalogue;

/// CF-001 to CF-026, connection and handshake; credentials and profiles are with the tests of the listeners.
namespace {

const std::string boot = R"([2,"boot","BootNotification",{"chargePointVendor":"Raw","chargePointModel":"Peer"}])";
const std::string readings =
    R"([2,"m","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":"1"}]}]}])";

std::map<std::string, std::string> offering(const std::string& subprotocols) {
    return {{"Sec-WebSocket-Protocol", subprotocols}};
}

/// Upgraded with ocpp1.6, and it works.
void expect_chosen(Scene& scene, const std::string& request) {
    Peer peer = scene.connect();
    CHECK(peer.request(request) == 101);
    CHECK(peer.answer_has("\r\nSec-WebSocket-Protocol: ocpp1.6\r\n"));
    expect_answers(peer);
}

/// Upgraded without a subprotocol and closed at once; the charger does not count as connected.
void expect_no_common_subprotocol(Scene& scene, const std::string& id,
                                  const std::map<std::string, std::string>& headers) {
    Peer peer = scene.connect();
    CHECK(peer.request(upgrade("/ocpp/" + id, headers)) == 101);
    CHECK_FALSE(peer.answer_has("Sec-WebSocket-Protocol"));
    peer.write(text(boot));
    CHECK(peer.close_code() == 1002);
    CHECK(peer.answers().empty());
    CHECK(scene.log_lines("charger.connected\",\"text\":\"" + id) == 0);
}

bool says(const std::optional<std::string>& answer, const std::string& part) {
    return answer && answer->find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("CF-001 the identity is the last segment of the path, decoded once") {
    Scene scene;
    Peer peer = scene.connect();
    CHECK(peer.request(upgrade("/ocpp/RDAM%20123")) == 101);
    expect_answers(peer);
    CHECK_FALSE(scene.listed("RDAM 123 ").empty());
}

TEST_CASE("CF-002 the path before the identity may have any depth") {
    Scene scene(options_with("", "approve"));
    scene.approve("CP1");
    for (const std::string target : {"/CP1", "/a/b/c/CP1", "/ocpp/16//CP1/"})
        CHECK(scene.answer(upgrade(target)) == 101);
}

TEST_CASE("CF-003 ocpp1.6 is chosen from the client's list") {
    Scene scene;
    expect_chosen(scene, upgrade("/CP1", offering("ocpp1.6")));
}

TEST_CASE("CF-004 several offers, in one header line or in two, give ocpp1.6") {
    Scene scene;
    expect_chosen(scene, upgrade("/CP1", offering("ocpp1.6, ocpp1.5")));
    expect_chosen(scene, upgrade("/CP1", offering("ocpp1.5"), "Sec-WebSocket-Protocol: ocpp1.6\r\n"));
}

TEST_CASE("CF-005 a client that prefers 2.0.1 gets ocpp1.6") {
    Scene scene;
    expect_chosen(scene, upgrade("/CP1", offering("ocpp2.0.1, ocpp1.6")));
}

TEST_CASE("CF-006 without a common subprotocol the upgrade names none and the socket is closed") {
    Scene scene;
    expect_no_common_subprotocol(scene, "CP1", offering("ocpp2.0.1"));
}

TEST_CASE("CF-007 without any subprotocol a charger is taken as 1.6, in strict mode it is closed") {
    {
        Scene lenient;
        Peer peer = lenient.connect();
        CHECK(peer.request(upgrade("/CP1", offering(""))) == 101);
        CHECK_FALSE(peer.answer_has("Sec-WebSocket-Protocol"));
        expect_answers(peer);
    }
    Scene strict(options_with("strict_subprotocol = true"));
    expect_no_common_subprotocol(strict, "CP1", offering(""));
}

TEST_CASE("CF-008 OCPP1.6 in capitals is chosen as offered, in strict mode it is closed") {
    {
        Scene lenient;
        Peer peer = lenient.connect();
        CHECK(peer.request(upgrade("/CP1", offering("OCPP1.6"))) == 101);
        CHECK(peer.answer_has("Sec-WebSocket-Protocol: OCPP1.6\r\n"));
        expect_answers(peer);
    }
    Scene strict(options_with("strict_subprotocol = true"));
    expect_no_common_subprotocol(strict, "CP1", offering("OCPP1.6"));
}

TEST_CASE("CF-009 an unknown identity is 404 and listed for the operator, where all refusals look alike 401") {
    {
        Scene scene(options_with("", "approve"));
        Peer peer = scene.connect();
        CHECK(peer.request(upgrade("/ocpp/NOPE")) == 404);
        CHECK(peer.ends());
        CHECK(scene.listed("NOPE").find(" discovered ") != std::string::npos);
        scene.approve("NOPE");
        CHECK(scene.answer(upgrade("/ocpp/NOPE")) == 101);
    }
    {
        Scene scene(options_with("", "closed"));
        CHECK(scene.answer(upgrade("/ocpp/NOPE")) == 404);
        CHECK(scene.listed("NOPE").empty());
    }
    Scene scene(options_with("uniform_reject = true", "approve"));
    Peer peer = scene.connect();
    CHECK(peer.request(upgrade("/ocpp/NOPE")) == 401);
    CHECK(peer.answer_has("WWW-Authenticate: Basic realm="));
}

TEST_CASE("where all refusals look alike, a wrong key cannot be told from an unknown identity") {
    Scene scene(options_with("uniform_reject = true", "approve"));
    scene.approve("CP1");
    scene.set_password("CP1");
    Peer known = scene.connect(), unknown = scene.connect();
    CHECK(known.request(upgrade("/ocpp/CP1", basic("CP1", "wrong"))) == 401);
    CHECK(unknown.request(upgrade("/ocpp/NOPE", basic("NOPE", "wrong"))) == 401);
    CHECK(known.ends());
    CHECK(unknown.ends());
    CHECK(known.received() == unknown.received());
}

TEST_CASE("CF-019 a charger that reconnects without a boot is answered and counts as accepted") {
    Scene scene;
    scene.booted().reset();
    Peer again = scene.charger();
    expect_answers(again);
    // An accepted charger may be asked at once; one that is not would be asked to boot first.
    CHECK(again.until([&] { return again.answer_has(R"(,"GetConfiguration",)"); }));
    CHECK_FALSE(again.answer_has(R"("requestedMessage":"BootNotification")"));
}

TEST_CASE("CF-020 after a restart of the gateway a charger goes on without a boot") {
    Stage stage;
    GatewayOptions options;
    options.windows = Windows::as_shipped;  // an unknown charger is asked to boot after 5 s
    GatewayProcess gateway(stage, options);
    ScriptedCharger charger(stage, "CP1");
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    charger.boot();
    gateway.kill9();
    gateway.restart();
    REQUIRE(charger.connect(gateway.ocpp_port()) == 101);
    const std::size_t before = charger.calls().size();
    CHECK(
        charger.call(
            "MeterValues",
            R"({"connectorId":1,"meterValue":[{"timestamp":"2026-01-01T00:00:00Z","sampledValue":[{"value":"1"}]}]})") !=
        nullptr);
    CHECK(charger.wait_for_call("GetConfiguration", before));
    for (std::size_t i = before; i < charger.calls().size(); ++i) {
        const auto wanted = charger.calls()[i].payload().find("requestedMessage");
        CHECK_FALSE((wanted && wanted->text() == "BootNotification"));
    }
    charger.drop();
}

TEST_CASE("CF-021 a second login from elsewhere is closed with 1008 while the first answers pings") {
    Scene scene;
    Peer first = scene.booted("CP1");
    Peer second = scene.connect(elsewhere);
    REQUIRE(second.request(upgrade("/ocpp/CP1")) == 101);
    REQUIRE(first.until([&] { return first.got(9, ""); }, 2s));
    first.write(masked(0x8A, ""));
    CHECK(second.close_code() == 1008);
    CHECK(second.answer_has("duplicate"));
    CHECK(scene.stage().run_until([&] { return scene.log_lines("CP1 from 127.0.0.10") == 1; }));
    expect_answers(first);
}

TEST_CASE("CF-022 a second login from elsewhere replaces a first that is dead, within 5 s") {
    Scene scene;
    Peer dead = scene.booted("CP1");
    const auto began = Clock::now();
    Peer second = scene.connect(elsewhere);
    REQUIRE(second.request(upgrade("/ocpp/CP1")) == 101);
    CHECK(says(second.ask(readings), R"([3,"m",{}])"));
    CHECK(Clock::now() - began < 5s);
    CHECK(dead.ends());
}

TEST_CASE("CF-023 a charger's close is echoed, TCP ends within 2 s and the charger is offline") {
    Scene scene;
    Peer peer = scene.booted("CP1");
    CHECK(scene.is_online("CP1"));
    peer.write(close_frame(1000));
    CHECK(peer.close_code(2s) == 1000);
    CHECK(scene.stage().poll_until([&] { return !scene.is_online("CP1"); }, 2s));
}

TEST_CASE("CF-024 a ping of 125 bytes is answered with the same bytes within 1 s") {
    Scene scene;
    Peer peer = scene.charger();
    const std::string payload(125, 'p');
    peer.write(masked(0x89, payload));
    CHECK(peer.until([&] { return peer.got(10, payload); }, 1s));
}

TEST_CASE("CF-025 a charger that vanishes without a word is offline after two pings without an answer") {
    Scene scene(options_with("ping_interval_ms = 300"));
    Peer peer = scene.booted("CP1");
    CHECK(peer.until([&] { return peer.got(9, ""); }));
    peer.write(masked(0x8A, ""));  // it does answer pings, until it does not
    CHECK(scene.is_online("CP1"));
    CHECK(scene.stage().poll_until([&] { return !scene.is_online("CP1"); }, 5s));
    CHECK(peer.ends());
}

TEST_CASE("CF-026 compression is not negotiated and the connection works") {
    Scene scene;
    Peer peer = scene.connect();
    CHECK(peer.request(upgrade("/CP1", {{"Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits"}})) ==
          101);
    CHECK_FALSE(peer.answer_has("Sec-WebSocket-Extensions"));
    expect_answers(peer);
}
