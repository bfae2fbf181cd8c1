#include <catch2/catch.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "gateway/admin/charger_passwords.h"
#include "gateway/random.h"
#include "tests/gateway/charge_point/bench.h"
#include "tests/gateway/door.h"
#include "tests/tls/certificates.h"

using namespace gateway;

namespace {

const std::string kOldKey = "old key of 16 letters", kNewKey = "1112131415161718191a1b1c1d1e1f2021222324";

/// A charger with a password, in a session, whose answer to a new AuthorizationKey is told.
class Rotation {
  public:
    explicit Rotation(const std::string& answer) {
        bench.arrive();
        know_passwords();
        // Not by the operator's command, which would end the session.
        bench.site->charge_point("CP1")->operator_changes().change_password({"salt", kOldKey}, [](bool) {});
        bench.settle();
        bench.answers["ChangeConfiguration"] = [answer](const GatewayCall& call) {
            return call.payload.find("AuthorizationKey") == std::string::npos ? R"({"status":"Accepted"})" : answer;
        };
    }
    void rotate(const std::string& key = kNewKey) {
        verdict.reset();
        bench.site->charge_point("CP1")->security().rotate_key(key, {"salt", key},
                                                               [this](const auto& result) { verdict = result; });
        bench.settle();
    }
    void know_passwords() {
        bench.site->admission().verify_password = [](const auto& sent, const auto&, const auto& kept) {
            return sent == kept;
        };
    }
    void restart() {
        bench.restart();
        know_passwords();
    }
    int login(const std::string& key) {
        UpgradeRequest request;
        request.identity = "CP1";
        request.credentials = BasicCredentials{"CP1", key};
        const int status = bench.site->admission().admit(request, canonical::Environment::live).http_status;
        bench.settle();
        return status;
    }

    Bench bench;
    std::optional<ChargerSecurity::Rotation> verdict;
};

std::string contents(const std::filesystem::path& directory) {
    std::ostringstream all;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
        if (entry.is_regular_file()) all << std::ifstream(entry.path(), std::ios::binary).rdbuf();
    }
    return all.str();
}

}  // namespace

TEST_CASE("CF-130 a new key that was accepted opens the door, and the old one no longer does") {
    Rotation play(R"({"status":"Accepted"})");
    play.rotate();
    REQUIRE(play.verdict);
    CHECK(play.verdict->accepted);
    const auto sent = play.bench.calls_of("ChangeConfiguration").back();
    CHECK(sent.payload == R"({"key":"AuthorizationKey","value":")" + kNewKey + R"("})");
    CHECK(play.login(kOldKey) == 401);
    CHECK(play.login(kNewKey) == 101);
    play.restart();
    CHECK(play.login(kOldKey) == 401);
    CHECK(play.login(kNewKey) == 101);
}

TEST_CASE("CF-131 a new key that was refused is forgotten, and the old one stays") {
    const std::string answer =
        GENERATE(as<std::string>{}, R"({"status":"Rejected"})", R"({"status":"NotSupported"})", "!NotSupported");
    Rotation play(answer);
    play.rotate();
    REQUIRE(play.verdict);
    INFO(answer << ": " << play.verdict->text);
    CHECK_FALSE(play.verdict->accepted);
    CHECK(play.login(kNewKey) == 401);
    CHECK(play.login(kOldKey) == 101);
    play.restart();
    CHECK(play.login(kNewKey) == 401);
    CHECK(play.login(kOldKey) == 101);
}

TEST_CASE("CF-132 a new key in doubt opens the door beside the old one until it was used, restarts or not") {
    Rotation play("");
    SECTION("time-out") {
        play.rotate();
        CHECK_FALSE(play.verdict);
        play.bench.advance(61s);
        REQUIRE(play.verdict);
        CHECK_FALSE(play.verdict->accepted);
    }
    SECTION("the link is lost") {
        play.rotate();
        play.bench.disconnect();
        CHECK(play.verdict);
    }
    SECTION("kill -9 after it was sent") {
        play.rotate();
        REQUIRE(play.bench.calls_of("ChangeConfiguration").back().payload.find(kNewKey) != std::string::npos);
        play.restart();
    }
    CHECK(play.login(kOldKey) == 101);
    CHECK(play.login(kOldKey) == 101);
    play.restart();
    CHECK(play.login(kOldKey) == 101);
    CHECK(play.login(kNewKey) == 101);
    CHECK(play.login(kOldKey) == 401);
    play.restart();
    CHECK(play.login(kOldKey) == 401);
    CHECK(play.login(kNewKey) == 101);
}

TEST_CASE("a new key is on disk before it is sent, and is not sent where it cannot be stored") {
    Rotation play(R"({"status":"Accepted"})");
    const std::size_t before = play.bench.count("ChangeConfiguration");
    play.bench.hold_storage = true;
    play.rotate();
    CHECK(play.bench.count("ChangeConfiguration") == before);
    play.bench.hold_storage = false;
    play.bench.deliver();
    CHECK(play.bench.count("ChangeConfiguration") == before + 1);
}

TEST_CASE("no third key is sent while it is open which of two the charger has") {
    Rotation play("");
    play.rotate();
    play.rotate("another key that would be the third");
    REQUIRE(play.verdict);
    CHECK(play.verdict->text.find("on its way") != std::string::npos);
    play.bench.advance(61s);
    play.rotate("another key that would be the third");
    CHECK(play.verdict->text.find("logs in again") != std::string::npos);
    play.bench.disconnect();
    CHECK(play.login(kOldKey) == 101);  // so it has not taken the new one
}

TEST_CASE("a key that needs a reboot leaves both valid until the new one was used") {
    Rotation play(R"({"status":"RebootRequired"})");
    play.rotate();
    CHECK(play.verdict->accepted);
    CHECK(play.login(kOldKey) == 101);
    CHECK(play.login(kNewKey) == 101);
    CHECK(play.login(kOldKey) == 401);
}

TEST_CASE("a charger without a password gets its first one by rotation") {
    Bench bench;
    bench.arrive();
    bench.site->admission().verify_password = [](const auto& sent, const auto&, const auto& kept) {
        return sent == kept;
    };
    bench.site->charge_point("CP1")->security().rotate_key(kNewKey, {"salt", kNewKey}, [](const auto&) {});
    bench.settle();
    UpgradeRequest request;
    request.identity = "CP1";
    CHECK(bench.site->admission().admit(request, canonical::Environment::live).http_status == 401);
    request.credentials = BasicCredentials{"CP1", kNewKey};
    CHECK(bench.site->admission().admit(request, canonical::Environment::live).http_status == 101);
}

TEST_CASE("CF-014 a key of twenty raw bytes opens the door, as in the specification's example") {
    const tls::Files files;
    const ChargerPasswords passwords(files.path());
    const std::string pepper = contents(files.path());
    const std::string key = "0001020304050607ffffffffffffffffffffffff";
    DoorBench door;
    door.approve("AL1000");
    door.bench.site->admission().verify_password = [&](const auto& sent, const auto& salt, const auto& hash) {
        return passwords.verify(sent, salt, hash);
    };
    door.bench.site->chargers().set_password("AL1000", "salt", hmac_sha256(pepper, "salt" + key), [](bool) {});
    door.bench.settle();
    CHECK(door.ask("/AL1000", {{"Authorization", "Basic QUwxMDAwOgABAgMEBQYH////////////////"}}) == 101);
    CHECK(door.ask("/AL1000", {{"Authorization", "Basic QUwxMDAwOgABAgMEBQYH//////////////8="}}) == 401);
}

TEST_CASE("CF-015 the same key as forty hex characters opens the door, too") {
    const tls::Files files;
    const ChargerPasswords passwords(files.path());
    const NewPassword key = passwords.generate();
    DoorBench door;
    door.approve("AL1000");
    door.bench.site->admission().verify_password = [&](const auto& sent, const auto& salt, const auto& hash) {
        return passwords.verify(sent, salt, hash);
    };
    door.bench.site->chargers().set_password("AL1000", key.salt, key.hash, [](bool) {});
    door.bench.settle();
    CHECK(door.ask("/AL1000", {{"Authorization", basic("AL1000", key.text)}}) == 101);
    CHECK(door.ask("/AL1000", {{"Authorization", basic("AL1000", key.text.substr(0, 39))}}) == 401);
}
