#include <catch2/catch.hpp>

#include "tests/catalogue/scene.h"

using namespace catalogue;

/// Rows of groups D, F and G that need a socket: what the frame carries, and how much of it comes at once.
namespace {

const std::string start =
    R"("StartTransaction",{"connectorId":1,"idTag":"T","meterStart":0,"timestamp":"2026-01-02T03:04:05Z"}])";

std::string numbered(const std::string& rest, int number) { return "[2,\"n" + std::to_string(number) + "\"," + rest; }

std::string utf16(const std::string& ascii) {
    std::string bytes;
    for (const char c : ascii) bytes += {c, '\0'};
    return bytes;
}

/// So many CALLs in one go, whose answers all come, in order.
void expect_all_answered(Peer& peer, const std::string& rest, int count) {
    const std::size_t before = peer.answers().size();
    std::string burst;
    for (int i = 0; i < count; ++i) burst += text(numbered(rest, i));
    peer.write(burst);
    REQUIRE(peer.until([&] { return peer.answers().size() >= before + static_cast<std::size_t>(count); }, 60s));
    const auto answers = peer.answers();
    for (int i = 0; i < count; ++i) {
        const std::string accepted = "[3,\"n" + std::to_string(i) + "\",";
        CHECK(answers[before + static_cast<std::size_t>(i)].compare(0, accepted.size(), accepted) == 0);
    }
}

/// Faster than any charger talks, so that a test of a thousand messages is over soon.
SceneOptions fast() {
    SceneOptions options;
    options.ocpp = "messages_per_second = 400\nmessage_burst = 200";
    return options;
}

}  // namespace

TEST_CASE("BI-121 bytes that are no UTF-8 inside a string are closed with 1007") {
    Scene scene;
    for (const std::string bytes : {"\xFF", "\xC0\xAF", "\xED\xA0\x80"}) {
        Peer peer = scene.charger();
        peer.write(text(R"([2,"1","DataTransfer",{"vendorId":"v","data":")" + bytes + "\"}]"));
        CHECK(peer.close_code() == 1007);
    }
}

TEST_CASE("BI-124 text in UTF-16 is closed with 1007 where it is no UTF-8, else ignored") {
    Scene scene;
    Peer marked = scene.charger();
    marked.write(text("\xFF\xFE" + utf16(R"([2,"1","Heartbeat",{}])")));
    CHECK(marked.close_code() == 1007);
    Peer bare = scene.charger();
    expect_ignored(bare, utf16(R"([2,"1","Heartbeat",{}])"));
}

TEST_CASE("BI-157 a CALL behind the peer's close is not answered, and nothing of it is stored") {
    Scene scene;
    const RestClient operators = scene.operators();
    Peer peer = scene.booted();
    peer.write(close_frame(1000) + text(numbered(start, 1)));
    CHECK(peer.close_code() == 1000);
    CHECK(peer.answers().size() == 1);  // the boot's
    const Answer stored = operators.get("/operator/transactions?chargePointId=CP1");
    REQUIRE(stored.status == 200);
    CHECK(stored.at("data.items").size() == 0);
}

TEST_CASE("BI-166 a hundred boots in one go are all accepted, and the charger works") {
    Scene scene;
    Peer peer = scene.charger();
    expect_all_answered(peer, R"("BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}])", 100);
    expect_answers(peer);
    CHECK(scene.is_online("CP1"));
}

TEST_CASE("BI-199 a value of a megabyte is no number, and its message is answered") {
    Scene scene;
    Peer peer = scene.booted();
    peer.write(text(R"([2,"1","MeterValues",{"connectorId":1,"meterValue":[{"timestamp":"2026-01-02T03:04:05Z",)"
                    R"("sampledValue":[{"format":"SignedData","value":")" +
                    std::string(1 << 20, 'A') + "\"}]}]}]"));
    CHECK(peer.until([&] { return !peer.answers().empty() && peer.answers().back().rfind("[3,\"1\"", 0) == 0; }, 60s));
}

TEST_CASE("BI-215 a thousand security events in one go are all answered, and a burst of them is kept") {
    Scene scene(fast());
    const RestClient operators = scene.operators();
    Peer peer = scene.booted();
    constexpr std::size_t events = 1000, kept_of_a_burst = 60;
    const std::size_t before = peer.answers().size();
    std::string burst;
    for (std::size_t i = 0; i < events; ++i) {
        burst += text(numbered(R"("SecurityEventNotification",{"type":"Flood","timestamp":"2026-01-02T03:04:05Z"}])",
                               static_cast<int>(i)));
    }
    peer.write(burst);
    CHECK(peer.until([&] { return peer.answers().size() == before + events; }, 60s));
    for (const std::string& answer : peer.answers()) CHECK(answer.compare(0, 3, "[3,") == 0);
    const Answer kept = operators.get("/operator/security-events?chargePointId=CP1&limit=100");
    REQUIRE(kept.status == 200);
    CHECK(kept.at("data.items").size() >= kept_of_a_burst);
    CHECK(kept.at("data.items").size() < 2 * kept_of_a_burst);
}

TEST_CASE("BI-218 a thousand heartbeats in one go are all answered, and others are served meanwhile") {
    Scene scene(fast());
    Peer peer = scene.booted();
    expect_all_answered(peer, R"("Heartbeat",{}])", 1000);
}

TEST_CASE("BI-231 an answer of more than a message's limit ends the call and the socket, not the gateway") {
    Scene scene;
    const RestClient operators = scene.operators();
    ScriptedCharger talker(scene.stage(), "TALKER");
    REQUIRE(talker.connect(scene.gateway().ocpp_port()) == 101);
    talker.boot();
    talker.answer("GetConfiguration", R"({"unknownKey":[")" + std::string(17 << 20, 'k') + "\"]}");
    const Answer ended = operators.request("POST", "/operator/charge-points/TALKER/calls",
                                           {{"x-api-key", operators.key()}, {"content-type", "application/json"}},
                                           R"({"action":"GetConfiguration","payload":{}})");
    CHECK(ended.status == 409);
    CHECK(ended.error_code() == "DEVICE_OFFLINE");
    CHECK(scene.stage().poll_until([&] { return scene.log_lines("1009") + scene.log_lines("too big") > 0; }));
}

TEST_CASE("BI-237 a charger that drops its connection after each CALL is told to wait") {
    SceneOptions options;
    options.ocpp = "reconnects_per_hour = 5";
    Scene scene(options);
    int let_in = 0, code = 0;
    for (; let_in < 10 && code == 0; ++let_in) {
        Peer peer = scene.charger();
        const auto answer = peer.ask(R"([2,"1","Heartbeat",{}])", 2s);
        if (!answer) code = peer.close_code();
        else peer.reset();
    }
    CHECK(code == 1013);
    CHECK(let_in <= 7);
}

TEST_CASE("BI-238 of fifty sockets of one charger with the right key one is in service") {
    Scene scene;
    const std::string key = (scene.charger(), scene.set_password("CP1"));
    std::vector<Peer> peers;
    for (int i = 0; i < 50; ++i) {
        peers.push_back(scene.connect());
        CHECK(peers.back().request(upgrade("/ocpp/CP1", basic("CP1", key))) == 101);
    }
    const auto open = [&] {
        std::size_t count = 0;
        for (Peer& peer : peers) {
            peer.read();
            count += peer.has_ended() ? 0 : 1;
        }
        return count;
    };
    CHECK(scene.stage().poll_until([&] { return open() == 1; }));
    expect_answers(peers.back());
}
