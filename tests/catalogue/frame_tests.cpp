#include <catch2/catch.hpp>

#include "tests/catalogue/scene.h"

using namespace catalogue;

/// Group C: websocket frames.
namespace {

/// The second connection of a charger is closed with 1013, which leaves the closing handshake to the peer.
SceneOptions flapping() {
    SceneOptions options;
    options.ocpp = "reconnects_per_hour = 1";
    return options;
}

/// Every faulty frame on a socket of its own, all over one gateway.
void expect_each_closes(const std::vector<std::string>& faults, int code) {
    Scene scene;
    for (const std::string& bytes : faults) {
        Peer peer = scene.charger();
        peer.write(bytes);
        CHECK(peer.close_code() == code);
    }
}

std::string announced(unsigned b0, std::uint64_t length) {
    std::string bytes{static_cast<char>(b0), '\xFF'};
    for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>((length >> shift) & 0xFF);
    return bytes + "\x11\x22\x33\x44";
}

constexpr std::size_t message_limit = 16 << 20;
const std::string heartbeat = R"([2,"h","Heartbeat",{}])";

/// A Heartbeat of exactly that many bytes.
std::string padded(std::size_t bytes) {
    std::string message = heartbeat;
    return message.insert(message.size() - 1, std::string(bytes - message.size(), ' '));
}

}  // namespace

TEST_CASE("BI-063 an unmasked text frame is closed with 1002") { expect_close("\x81\x02hi", 1002); }

TEST_CASE("BI-064 each reserved bit is closed with 1002") {
    expect_each_closes({masked(0xC1, "x"), masked(0xA1, "x"), masked(0x91, "x")}, 1002);
}

TEST_CASE("BI-065 each reserved opcode is closed with 1002") {
    std::vector<std::string> frames;
    for (const unsigned opcode : {3u, 4u, 5u, 6u, 7u, 11u, 12u, 13u, 14u, 15u})
        frames.push_back(masked(0x80 | opcode, "x"));
    expect_each_closes(frames, 1002);
}

TEST_CASE("BI-066 lenient: a binary frame with a valid CALL is answered, one that is no text is closed with 1003") {
    Scene scene;
    Peer peer = scene.charger();
    peer.write(masked(0x82, heartbeat));
    CHECK(peer.until([&] { return peer.answers().size() == 1; }));
    expect_answers(peer);
    peer.write(masked(0x82, "\xFF\xFE"));
    CHECK(peer.close_code() == 1003);
}

TEST_CASE("BI-067 a text that is not UTF-8 is closed with 1007") { expect_close(text("[2,\"1\",\"\xFF\",{}]"), 1007); }

TEST_CASE("BI-068 invalid UTF-8 that begins in one fragment and ends in the next is closed with 1007") {
    expect_close(masked(0x01, "\xE2\x82") + masked(0x80, "\x28"), 1007);
}

TEST_CASE("BI-069 a surrogate, an overlong form and a code point too high are closed with 1007") {
    expect_each_closes({text("\xED\xA0\x80"), text("\xC0\xAF"), text("\xF4\x90\x80\x80"), text("\xF5\x80\x80\x80")},
                       1007);
}

TEST_CASE("BI-070 a ping of 126 bytes is closed with 1002") { expect_close(masked(0x89, std::string(126, 'x')), 1002); }

TEST_CASE("BI-071 a ping in pieces is closed with 1002") { expect_close(masked(0x09, "x"), 1002); }

TEST_CASE("BI-072 a continuation without a beginning is closed with 1002") { expect_close(masked(0x80, "x"), 1002); }

TEST_CASE("BI-073 a new text inside a message in pieces is closed with 1002") {
    expect_close(masked(0x01, "x") + text("y"), 1002);
}

TEST_CASE("BI-074 close codes that must not be sent are closed with 1002") {
    expect_each_closes({close_frame(999), close_frame(1005), close_frame(1006), close_frame(5000)}, 1002);
}

TEST_CASE("BI-075 a close frame with half a code is closed with 1002") { expect_close(masked(0x88, "x"), 1002); }

TEST_CASE("BI-076 a close reason that is not UTF-8 is closed with 1002") {
    expect_close(close_frame(1000, "\xFF\xFE"), 1002);
}

TEST_CASE("BI-077 a length in more bytes than it needs is closed with 1002") {
    expect_each_closes({std::string("\x81\xFE\x00\x05\x11\x22\x33\x44", 8), announced(0x81, 5)}, 1002);
}

TEST_CASE("BI-078 a length beyond all memory is closed with 1009 and nothing is allocated") {
    Scene scene;
    const std::size_t before = scene.memory_kb();
    for (const std::uint64_t length : {1ull << 62, (1ull << 63) - 1}) {
        Peer peer = scene.charger();
        peer.write(announced(0x81, length));
        CHECK(peer.close_code() == 1009);
    }
    CHECK(scene.memory_kb() < before + 4096);
}

TEST_CASE("BI-079 a message of one byte over the limit is closed with 1009 at its beginning, and the log says whose") {
    Scene scene;
    Peer peer = scene.charger("CP79");
    peer.write(announced(0x81, message_limit + 1) + "x");
    CHECK(peer.close_code() == 1009);
    CHECK(scene.stage().run_until([&] { return scene.log_lines("CP79: message too big") == 1; }, patience));
}

TEST_CASE("BI-080 a message of exactly the limit is answered") {
    Scene scene;
    Peer peer = scene.charger();
    const auto answer = peer.ask(padded(message_limit));
    REQUIRE(answer);
    CHECK(answer->compare(0, 6, R"([3,"h")") == 0);
}

TEST_CASE("BI-081 ten messages of 31 MB that are announced and never sent cost nothing") {
    Scene scene;
    const std::size_t before = scene.memory_kb();
    for (int i = 0; i < 10; ++i) {
        Peer peer = scene.charger();
        peer.write(announced(0x81, 31000000) + "begin");
        CHECK(peer.close_code() == 1009);
    }
    CHECK(scene.memory_kb() < before + 4096);
}

TEST_CASE("BI-082 a million empty continuations end with 1008 after 1,024 of them") {
    Scene scene;
    Peer patient = scene.charger("CP2");
    std::string some = masked(0x01, heartbeat);
    for (int i = 0; i < 1023; ++i) some += masked(0x00, "");
    patient.write(some + masked(0x80, ""));
    CHECK(patient.until([&] { return patient.answers().size() == 1; }));
    const std::size_t before = scene.memory_kb();
    Peer peer = scene.charger();
    std::string many;
    for (int i = 0; i < 10000; ++i) many += masked(0x00, "");
    peer.write(masked(0x01, "["));
    for (int i = 0; i < 100 && !peer.has_ended(); ++i) peer.write(many);
    CHECK(peer.close_code() == 1008);
    CHECK(scene.memory_kb() < before + 4096);
}

TEST_CASE("BI-083 a message of 200 kB in fragments of one byte is answered") {
    Scene scene;
    Peer peer = scene.charger();
    const std::string message = padded(200000);
    std::string frames;
    for (std::size_t i = 0; i < message.size(); ++i) {
        const unsigned b0 = (i == 0 ? 0x01u : 0x00u) | (i + 1 == message.size() ? 0x80u : 0x00u);
        frames += masked(b0, message.substr(i, 1));
    }
    peer.write(frames);
    CHECK(peer.until([&] { return peer.answers().size() == 1; }));
    expect_answers(peer);
}

TEST_CASE("BI-084 a flood of pings whose pongs nobody reads is closed with 1008") {
    Scene scene;
    const std::size_t before = scene.memory_kb();
    Peer peer = scene.charger();
    std::string flood;
    for (int i = 0; i < 3000; ++i) flood += masked(0x89, std::string(100, 'x'));
    for (int i = 0; i < 100 && !peer.has_ended(); ++i) peer.write(flood);
    CHECK(peer.ends());
    CHECK(scene.stage().run_until([&] { return scene.log_lines("CP1: too many pings") == 1; }, patience));
    CHECK(scene.memory_kb() < before + 4096);
}

TEST_CASE("BI-085 ten thousand pongs that nobody asked for are ignored") {
    Scene scene;
    Peer peer = scene.charger();
    std::string pongs;
    for (int i = 0; i < 10000; ++i) pongs += masked(0x8A, "x");
    peer.write(pongs);
    expect_answers(peer);
}

TEST_CASE("BI-086 what follows our close frame is ignored, and the socket ends within 5 s") {
    Scene scene(flapping());
    scene.charger();
    Peer peer = scene.charger();
    CHECK(peer.until([&] { return peer.was_told_to_close(); }));
    peer.write(text(heartbeat) + text(heartbeat));
    CHECK(peer.ends(5s));
    CHECK(peer.answers().empty());
}

TEST_CASE("BI-087 a peer that never answers our close frame is dropped within 5 s") {
    Scene scene(flapping());
    scene.charger();
    Peer peer = scene.charger();
    CHECK(peer.close_code(5s) == 1013);
}

TEST_CASE("BI-088 a peer that stops reading is dropped at the limit of its send queue") {
    SceneOptions options;
    options.ocpp = "send_queue_bytes = 65536\nmessages_per_second = 0";
    Scene scene(options);
    Peer deaf = scene.connect(INADDR_LOOPBACK, 2048);
    REQUIRE(deaf.request(upgrade("/ocpp/DEAF")) == 101);
    const std::string unknown = text(R"([2,")" + std::string(36, 'x') + R"(","Unknown",{}])");
    std::string questions;
    bool dropped = false;
    for (int i = 0; i < 2000 && !dropped; ++i) {
        while (questions.size() < 100000) questions += unknown;
        questions.erase(0, deaf.write_some(questions));
        dropped = scene.stage().run_until([&] { return scene.log_lines("DEAF: send queue full") == 1; }, 5ms);
    }
    CHECK(dropped);
}

TEST_CASE("BI-089 half a frame header and then silence ends by the pings") {
    SceneOptions options;
    options.ocpp = "ping_interval_ms = 200\nsilence_limit_ms = 600";
    Scene scene(options);
    Peer peer = scene.charger();
    peer.write(masked(0x8A, "") + "\x81");
    CHECK(peer.ends(5s));
}

TEST_CASE("BI-090 an empty text message is ignored") {
    Scene scene;
    Peer peer = scene.charger();
    expect_ignored(peer, "");
}

TEST_CASE(
    "BI-091 messages beyond the rate wait and are all answered, ten times the rate for long is closed with 1008") {
    SceneOptions options;
    options.ocpp = "messages_per_second = 100\nmessage_burst = 50\nflood_after_ms = 1500";
    Scene scene(options);
    Peer backlog = scene.charger("BACKLOG");
    std::string many;
    for (int i = 0; i < 150; ++i) many += text(heartbeat);
    const auto began = Clock::now();
    backlog.write(many);
    scene.expect_healthy();
    CHECK(backlog.until([&] { return backlog.answers().size() == 150; }));
    CHECK(Clock::now() - began >= 500ms);
    Peer flood = scene.charger("FLOOD");
    const auto blast = [&] {
        flood.write_some(many);
        return flood.has_ended();
    };
    CHECK(flood.until(blast));
    CHECK(scene.stage().run_until([&] { return scene.log_lines("FLOOD: too many messages") == 1; }, patience));
    expect_answers(backlog);
}
