#include "tests/gateway/door.h"

#include <catch2/catch.hpp>

#include "tests/end_to_end/child_process.h"

using namespace gateway;
using namespace gateway::testing;

TEST_CASE("quirk 2: the charger is the first name in the target that is registered") {
    DoorBench door(only_approved());
    const std::string whole_url = "/ws://10.0.0.2:9000/CP1/SER9";
    CHECK(door.ask(whole_url) == 404);
    SECTION("the last segment") {
        door.approve("SER9");
        door.approve("CP1");
        RawCharger charger = door.connect();
        CHECK(door.request(charger, upgrade(whole_url)) == 101);
        CHECK(door.is_connected("ser9"));
        CHECK_FALSE(door.bench.site->charge_points().at("cp1")->is_connected());
    }
    SECTION("an earlier segment") {
        door.approve("CP1");
        RawCharger charger = door.connect();
        CHECK(door.request(charger, upgrade(whole_url)) == 101);
        CHECK(door.is_connected("cp1"));
    }
    SECTION("a value of the query") {
        door.approve("CP1");
        RawCharger charger = door.connect();
        CHECK(door.request(charger, upgrade("/ws/webSocket?=CP1")) == 101);
        CHECK(door.is_connected("cp1"));
    }
}

TEST_CASE("quirk 3: an identity with a blank is one charger in every spelling, its username too") {
    DoorBench door(only_approved());
    door.approve("RDAM 123");
    door.bench.site->admission().verify_password = [](const auto& password, const auto&, const auto& hash) {
        return password == hash;
    };
    door.bench.site->chargers().set_password("RDAM 123", "salt", "sixteen letters!", [](bool) {});
    door.bench.settle();
    const std::string credentials = basic("RDAM 123", "sixteen letters!");
    for (const std::string target : {"/RDAM%20123", "/rdam%20123"}) {
        RawCharger charger = door.connect();
        CHECK(door.request(charger, upgrade(target, {{"Authorization", credentials}})) == 101);
        CHECK(door.is_connected("rdam 123"));
    }
    CHECK(door.ask("/RDAM%20123", {{"Authorization", basic("RDAM%20123", "sixteen letters!")}}) == 401);
    CHECK(door.bench.site->charge_points().size() == 1);
}

TEST_CASE("quirk 9: a stop in three fragments with control bytes in its tag is acknowledged") {
    DoorBench door;
    RawCharger charger = door.connect();
    REQUIRE(door.request(charger, upgrade("/CP1")) == 101);
    const std::string stop = std::string(R"([2,"7","StopTransaction",{"transactionId":5,"idTag":"ABCD)") + "\x10\x0E" +
                             R"(","meterStop":1,"timestamp":"2026-01-01T00:00:00Z"}])";
    const std::string first = stop.substr(0, 30), second = stop.substr(30, 40), third = stop.substr(70);
    charger.write_some(masked(0x01, first));
    charger.write_some(masked(0x00, second));
    charger.write_some(masked(0x80, third));
    CHECK(door.answer(charger, R"([3,"7",)") == R"([3,"7",{"idTagInfo":{"status":"Accepted"}}])");
}

TEST_CASE("quirk 10: a charger that dials again while its old socket hangs is served at once, the old socket ends") {
    DoorBench door;
    RawCharger old = door.connect();
    REQUIRE(door.request(old, upgrade("/CP1")) == 101);
    old.write_some(text(kBoot));
    REQUIRE_FALSE(door.answer(old, "[3,").empty());  // and from here on it neither reads nor says anything
    RawCharger young = door.connect();
    young.write_some(upgrade("/CP1") + text(kBoot));
    REQUIRE_FALSE(door.answer(young, R"([3,"1",)").empty());
    CHECK(door.until([&] {
        old.read();
        return old.ended;
    }));
    for (const Frame& frame : old.frames()) CHECK(frame.opcode != 9);  // it was not waited for
    CHECK(door.is_connected("cp1"));
}

TEST_CASE("quirk 16: a charger's ping is answered while two hundred of its messages wait for the disk") {
    DoorBench door;
    RawCharger charger = door.connect();
    REQUIRE(door.request(charger, upgrade("/CP1")) == 101);
    charger.write_some(text(kBoot));
    REQUIRE_FALSE(door.answer(charger, "[3,").empty());
    door.bench.hold_storage = true;
    std::string backlog;
    for (int i = 0; i < 200; ++i) {
        backlog += text("[2,\"m" + std::to_string(i) +
                        R"(","MeterValues",{"connectorId":1,"transactionId":5,"meterValue":[]}])");
    }
    backlog += masked(0x89, "are you there");
    while (!backlog.empty()) {
        backlog.erase(0, charger.write_some(backlog));
        door.until([] { return false; }, 2ms);
    }
    CHECK(door.until([&] {
        charger.read();
        return charger.got(10, "are you there");
    }));
    CHECK(charger.frames().size() == 2);  // the boot's answer and the pong: nothing else is on disk
}

TEST_CASE("quirk 29: a key is taken as its text, in any case, and as the bytes behind it") {
    const end_to_end::TemporaryDirectory directory;
    const ChargerPasswords passwords(directory.path());
    const auto bytes_of = [](const std::string& hex) {
        std::string bytes;
        for (std::size_t i = 0; i < hex.size(); i += 2)
            bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
        return bytes;
    };
    const auto is_awkward = [&](const std::string& hex) {
        const std::string bytes = bytes_of(hex);
        return bytes.find('\0') != std::string::npos && bytes.find(':') != std::string::npos;
    };
    NewPassword key = passwords.generate();
    while (!is_awkward(key.text)) key = passwords.generate();

    DoorBench door(only_approved());
    door.approve("CP1");
    door.bench.site->admission().verify_password = [&](const auto& sent, const auto& salt, const auto& hash) {
        return passwords.verify(sent, salt, hash);
    };
    door.bench.site->chargers().set_password("CP1", key.salt, key.hash, [](bool) {});
    door.bench.settle();
    CHECK(door.ask("/CP1", {{"Authorization", basic("CP1", bytes_of(key.text))}}) == 101);
    CHECK(door.ask("/CP1", {{"Authorization", basic("cp1", key.text)}}) == 101);
    CHECK(door.ask("/CP1", {{"Authorization", basic("CP1", passwords.generate().text)}}) == 401);
    CHECK(door.ask("/CP1") == 401);
}

TEST_CASE("a socket that is replaced by a newer one of its charger is told so with 1001 before it ends") {
    DoorBench door;
    RawCharger old = door.connect();
    REQUIRE(door.request(old, upgrade("/CP1")) == 101);
    RawCharger newer = door.connect();
    REQUIRE(door.request(newer, upgrade("/CP1")) == 101);
    REQUIRE(door.until([&] {
        old.read();
        return old.ended || old.close_code() != 0;
    }));
    CHECK(old.close_code() == 1001);
    CHECK_FALSE(old.was_reset);
    old.write_some(close_frame(1001));
    CHECK(door.until([&] {
        old.read();
        return old.ended;
    }));
    CHECK_FALSE(newer.ended);
}
