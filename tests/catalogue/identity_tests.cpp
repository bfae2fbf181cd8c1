#include <catch2/catch.hpp>

#include "tests/catalogue/scene.h"

using namespace catalogue;

/// Group B: identity and authentication.
namespace {

constexpr std::uint32_t usual = INADDR_LOOPBACK + 8;

/// Only chargers that the operator has approved are let in, so an identity that names nobody shows as 404.
SceneOptions approving(const std::string& ocpp = "") { return options_with(ocpp, "approve"); }

void expect_nobody(const std::vector<std::string>& targets) {
    Scene scene(approving());
    for (const std::string& target : targets) {
        INFO(target.substr(0, 100));
        CHECK(scene.answer(upgrade(target)) == 404);
    }
}

/// CP1 has a key and was last seen at its usual address.
struct GuardedCharger {
    GuardedCharger() {
        REQUIRE(scene.answer(upgrade("/ocpp/CP1"), usual) == 101);
        key = scene.set_password("CP1");
        REQUIRE(log_in(key, usual) == 101);
    }
    int log_in(const std::string& password, std::uint32_t from) {
        return scene.answer(upgrade("/ocpp/CP1", basic("CP1", password)), from);
    }
    int answer(const std::string& authorization) {
        return scene.answer(upgrade("/ocpp/CP1", {{"Authorization", authorization}}));
    }

    Scene scene;
    std::string key;
};

}  // namespace

TEST_CASE("BI-037 an empty identity behind a path is 404") { expect_nobody({"/ocpp/"}); }

TEST_CASE("BI-038 a path without an identity is 404") { expect_nobody({"/ocpp", "/"}); }

TEST_CASE("BI-039 an identity of 48 characters is looked up, longer ones are 404 unseen") {
    Scene scene(approving());
    const std::string longest(48, 'x');
    CHECK(scene.answer(upgrade("/ocpp/" + longest)) == 404);
    CHECK_FALSE(scene.listed(longest).empty());
    for (const std::size_t length : {49u, 8000u})
        CHECK(scene.answer(upgrade("/ocpp/" + std::string(length, 'y'))) == 404);
    CHECK(scene.listed("y").empty());
    scene.approve(longest);
    CHECK(scene.answer(upgrade("/ocpp/" + longest)) == 101);
}

TEST_CASE("BI-040 an identity with a NUL is 404") { expect_nobody({"/ocpp/%00", "/ocpp/HEALTHY%00X"}); }

TEST_CASE("BI-041 an identity that climbs in paths is 404") {
    expect_nobody({"/ocpp/..", "/ocpp/%2e%2e", "/ocpp/%2e%2e%2f", "/ocpp/..%2fadmin", "/ocpp/../admin"});
}

TEST_CASE("BI-042 an identity with a slash is 404, encoded or not") { expect_nobody({"/ocpp/CP%2F1", "/ocpp/CP/1"}); }

TEST_CASE("BI-043 an identity is decoded once only") {
    Scene scene(approving());
    scene.approve("CP1");
    CHECK(scene.answer(upgrade("/ocpp/CP%2531")) == 404);
    CHECK_FALSE(scene.listed("CP%31").empty());
    CHECK(scene.answer(upgrade("/ocpp/CP%31")) == 101);
}

TEST_CASE("BI-044 a broken percent code is 404") { expect_nobody({"/ocpp/%zz", "/ocpp/%4", "/ocpp/HEALTHY%"}); }

TEST_CASE("BI-045 an identity with control or bidi characters is 404 and not in the log") {
    Scene scene(approving());
    for (const std::string name : {"A%0dB", "A%0aB", "A%1b[31mB", "A%e2%80%aeB", "A%00B"}) {
        CHECK(scene.answer(upgrade("/ocpp/" + name)) == 404);
    }
    CHECK(scene.log_lines("\xE2\x80\xAE") == 0);
}

TEST_CASE("BI-046 an identity of SQL is 404 and no more than a name") {
    Scene scene(approving());
    CHECK(scene.answer(upgrade("/ocpp/'%20OR%201=1--")) == 404);
    CHECK_FALSE(scene.listed("' OR 1=1--").empty());
}

TEST_CASE("BI-047 an identity of markup is 404 and listed as text") {
    Scene scene(approving());
    CHECK(scene.answer(upgrade("/ocpp/%3Cscript%3Ealert(1)")) == 404);
    CHECK(scene.answer(upgrade("/ocpp/%3Cscript%3Ealert(1)%3C%2Fscript%3E")) == 404);
    CHECK_FALSE(scene.listed("<script>alert(1) ").empty());
}

TEST_CASE("BI-048 the letter case of an identity does not matter") {
    Scene scene(approving());
    scene.approve("Cp1");
    CHECK(scene.answer(upgrade("/ocpp/cP1")) == 101);
    CHECK(scene.stage().poll_until([&] { return !scene.listed("Cp1").empty(); }));
    CHECK(scene.listed("cP1").empty());
}

TEST_CASE("BI-049 an identity in overlong UTF-8 is 404") { expect_nobody({"/ocpp/%c0%ae", "/ocpp/%c0%ae%c0%ae"}); }

TEST_CASE("BI-050 query and fragment are no part of the identity") {
    Scene scene(approving());
    scene.approve("CP1");
    Peer peer = scene.connect();
    CHECK(peer.request(upgrade("/CP1?x=1#y")) == 101);
    expect_answers(peer);
    CHECK(scene.is_online("CP1"));
}

TEST_CASE("BI-051 an address that asks for a thousand unknown chargers has to wait, its own charger does not") {
    Scene scene(approving());
    scene.approve("NEIGHBOUR");
    REQUIRE(scene.answer(upgrade("/ocpp/NEIGHBOUR"), elsewhere) == 101);
    const auto began = Clock::now();
    int refused = 0;
    for (int i = 0; i < 1000; ++i)
        refused += scene.answer(upgrade("/ocpp/X" + std::to_string(i)), elsewhere) == 404 ? 1 : 0;
    CHECK(refused == 1000);
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - began).count();
    CHECK(scene.answer(upgrade("/ocpp/X"), elsewhere) == 429);
    CHECK(scene.answer(upgrade("/ocpp/HEALTHY"), elsewhere) == 429);
    CHECK(scene.answer(upgrade("/ocpp/NEIGHBOUR"), elsewhere) == 101);
    CHECK(scene.answer(upgrade("/ocpp/X"), usual) == 404);
    CHECK(scene.log_lines("charger.discovered") <= static_cast<std::size_t>(seconds) + 2);
    CHECK(scene.log_lines("charger.attempts_blocked") == 1);
}

TEST_CASE("BI-052 after ten wrong keys an address has to wait, the charger at its usual address does not") {
    GuardedCharger guarded;
    std::vector<int> statuses;
    for (int i = 0; i < 20; ++i) statuses.push_back(guarded.log_in("guess" + std::to_string(i), elsewhere));
    CHECK(std::count(statuses.begin(), statuses.begin() + 10, 401) == 10);
    CHECK(std::count(statuses.begin() + 10, statuses.end(), 429) == 10);
    CHECK(guarded.log_in(guarded.key, elsewhere) == 429);
    CHECK(guarded.log_in(guarded.key, usual) == 101);
}

TEST_CASE("BI-053 wrong keys from a thousand addresses are stopped per charger, which still gets in") {
    GuardedCharger guarded;
    int judged = 0, stopped = 0;
    for (std::uint32_t i = 0; i < 1000; ++i) {
        const int status = guarded.log_in("guess", INADDR_LOOPBACK + 256 + i);
        ++(status == 401 ? judged : stopped);
    }
    CHECK(judged == 60);
    CHECK(stopped == 940);
    CHECK(guarded.log_in(guarded.key, usual) == 101);
}

TEST_CASE("BI-054 Basic credentials that cannot be read are 401") {
    GuardedCharger guarded;
    for (const std::string& header : {std::string("Basic"), std::string("Basic !!!!"),
                                      "Basic " + std::string(8000, 'A'), std::string("Basic Q1Ax")}) {
        CHECK(guarded.answer(header) == 401);
    }
}

TEST_CASE("BI-055 other schemes than Basic are 401") {
    GuardedCharger guarded;
    CHECK(guarded.answer("Bearer x") == 401);
    CHECK(guarded.answer("Digest username=\"CP1\"") == 401);
}

TEST_CASE("BI-056 two Authorization headers are 400") {
    GuardedCharger guarded;
    const std::string right = basic("CP1", guarded.key).at("Authorization");
    CHECK(guarded.scene.answer(upgrade("/ocpp/CP1", {{"Authorization", right}}, "Authorization: " + right + "\r\n")) ==
          400);
}

TEST_CASE("BI-057 the right key with a NUL or a newline behind it is 401") {
    GuardedCharger guarded;
    CHECK(guarded.log_in(guarded.key + std::string(1, '\0'), usual) == 401);
    CHECK(guarded.log_in(guarded.key + "\n", usual) == 401);
}

TEST_CASE("BI-058 all but the last character of the right key is 401") {
    GuardedCharger guarded;
    CHECK(guarded.log_in(guarded.key.substr(0, guarded.key.size() - 1), usual) == 401);
    CHECK(guarded.log_in(guarded.key.substr(0, 1), usual) == 401);
}

TEST_CASE("BI-059 an identity with a colon is looked up by the target, the key is what follows it") {
    Scene scene;
    REQUIRE(scene.answer(upgrade("/ocpp/A:B")) == 101);
    const std::string key = scene.set_password("A:B");
    CHECK(scene.answer(upgrade("/ocpp/A:B", basic("A:B", key))) == 101);
    CHECK(scene.answer(upgrade("/ocpp/A:B", basic("A", "B" + key))) == 401);
}

TEST_CASE("BI-060 an empty password is let in only as long as the charger has no key") {
    Scene scene(approving());
    scene.approve("CP1");
    CHECK(scene.answer(upgrade("/ocpp/CP1", basic("CP1", ""))) == 101);
    scene.set_password("CP1");
    CHECK(scene.answer(upgrade("/ocpp/CP1", basic("CP1", ""))) == 401);
}

TEST_CASE("BI-061 a second login from elsewhere during a transaction is closed with 1008, the first goes on") {
    Scene scene;
    Peer first = scene.booted("CP1", usual);
    CHECK(first.ask(
        R"([2,"s","StartTransaction",{"connectorId":1,"idTag":"A","meterStart":0,"timestamp":"2026-01-01T00:00:00Z"}])"));
    Peer second = scene.connect(elsewhere);
    REQUIRE(second.request(upgrade("/ocpp/CP1")) == 101);
    REQUIRE(first.until([&] { return first.got(9, ""); }));
    first.write(masked(0x8A, ""));
    CHECK(second.close_code() == 1008);
    CHECK(scene.stage().run_until([&] { return scene.log_lines("charger.duplicate") == 1; }));
    expect_answers(first);
}

TEST_CASE("BI-062 a charger that connects more than sixty times an hour is told to wait with 1013") {
    Scene scene;
    for (int i = 0; i < 60; ++i) scene.charger();
    for (int i = 0; i < 5; ++i) {
        Peer peer = scene.charger();
        peer.write(text(R"([2,"h","Heartbeat",{}])"));
        CHECK(peer.until([&] { return peer.was_told_to_close(); }));
        CHECK(peer.got(8, "\x03\xF5too many reconnects"));
        CHECK(peer.answers().empty());
    }
    CHECK(scene.log_lines("charger.flapping") >= 1);
}
