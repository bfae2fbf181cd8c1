#include <catch2/catch.hpp>

#include "tests/gateway/operator/event_listener.h"

/// The life of a key: made, used, given a new secret, expired, revoked.
using namespace gateway;
using Catch::Matchers::Contains;

namespace {

struct Keys : OperatorBench {
    Keys() { arrive(); }

    RestAnswer make(const std::string& members, std::optional<std::string> maker = std::nullopt) {
        return *ask("POST", "/keys", "{" + members + "}", std::move(maker));
    }
    int status_of(const std::string& secret) { return ask("GET", "/ev-charger", {}, secret)->status; }
    std::string code_of(const std::string& secret) { return ask("GET", "/ev-charger", {}, secret)->code(); }
    std::string id_of(const std::string& secret) {
        return keys->authenticate(request_with(secret), time.now(), time.utc()).id;
    }
    storage::ApiKeyRecord stored(const std::string& id) {
        for (const auto& record : storage.load().api_keys) {
            if (record.id == id) return record;
        }
        return {};
    }
    static HttpRequest request_with(const std::string& secret) {
        HttpRequest request;
        request.headers = {{"x-api-key", secret}};
        return request;
    }
};

}  // namespace

TEST_CASE("a key made over REST is shown once, stored as a hash, and opens what it was made for") {
    Keys bench;
    const RestAnswer made = bench.make(R"("name":"reader","scopes":["devices:read"],"expiresIn":"1h")");
    CHECK(made.status == 201);
    const std::string secret = made.text("data.key"), id = made.text("data.id");
    CHECK_THAT(secret, Catch::Matchers::StartsWith("sk_live_"));
    CHECK(made.at("data.scopes") == R"(["devices:read"])");
    CHECK(made.text("data.role") == "integrator");
    CHECK(bench.status_of(secret) == 200);
    CHECK(bench.ask("GET", "/actions", {}, secret)->text("error.details.requiredScope") == "actions:read");
    CHECK(bench.stored(id).hash == hash_of(secret));
    const RestAnswer list = bench.get("/keys");
    CHECK(list.status == 200);
    CHECK_THAT(list.body, Contains(id));
    CHECK(list.body.find(secret) == std::string::npos);
    CHECK(list.body.find(bench.stored(id).hash) == std::string::npos);
    CHECK(bench.ask("GET", "/keys", {}, bench.sandbox_operator_key)->body.find(id) == std::string::npos);
}

TEST_CASE("a key may be spelt as the hosted API spells it") {
    Keys bench;
    CHECK(bench.status_of("amps_" + bench.integrator_key) == 200);
    CHECK(bench.status_of("amps_amps_" + bench.integrator_key) == 401);
    CHECK(bench.status_of("amps_sk_live_wrong") == 401);
}

TEST_CASE("an expired key is told so, at the moment of its end") {
    Keys bench;
    const std::string secret = bench.make(R"("name":"short","expiresIn":"90s")").text("data.key");
    bench.advance(89s);
    CHECK(bench.status_of(secret) == 200);
    bench.advance(1s);
    CHECK(bench.status_of(secret) == 401);
    CHECK(bench.code_of(secret) == "EXPIRED_TOKEN");
}

TEST_CASE("a rotated key has two good secrets for the overlap, and the new one alone after it") {
    Keys bench;
    const RestAnswer made = bench.make(R"("name":"turning")");
    const std::string first = made.text("data.key"), path = "/keys/" + made.text("data.id") + "/rotate";
    const RestAnswer turned = bench.post(path, R"({"overlap":"10m"})");
    REQUIRE(turned.status == 200);
    const std::string second = turned.text("data.key");
    CHECK(turned.text("data.id") == made.text("data.id"));
    CHECK(bench.status_of(first) == 200);
    CHECK(bench.status_of(second) == 200);
    bench.advance(10min);
    CHECK(bench.code_of(first) == "INVALID_API_KEY");
    CHECK(bench.status_of(second) == 200);
    const std::string third = bench.post(path, R"({"overlap":"0s"})").text("data.key");
    CHECK(bench.status_of(second) == 401);
    CHECK(bench.status_of(third) == 200);
    bench.post(path, "");
    bench.post(path, "");
    CHECK(bench.status_of(third) == 401);  // only the last secret before overlaps
}

TEST_CASE("a revoked key is refused from the next request on, with both of its secrets") {
    Keys bench;
    const RestAnswer made = bench.make(R"("name":"gone")");
    const std::string path = "/keys/" + made.text("data.id");
    const std::string second = bench.post(path + "/rotate", "").text("data.key");
    const RestAnswer gone = bench.remove(path);
    CHECK(gone.status == 200);
    CHECK(gone.text("data.revokedAt") != "null");
    CHECK(gone.at("data.key") == "(nothing)");
    CHECK(bench.status_of(made.text("data.key")) == 401);
    CHECK(bench.code_of(second) == "INVALID_API_KEY");
    CHECK(bench.stored(made.text("data.id")).revoked_at);
    CHECK(bench.remove(path).status == 200);
    CHECK(bench.post(path + "/rotate", "").status == 404);
}

TEST_CASE("what a key listens to ends with any of its secrets, and not with another key") {
    Keys bench;
    const RestAnswer made = bench.make(R"("name":"ears")"), soon = bench.make(R"("name":"short","expiresIn":"60s")");
    EventListener ears(bench, {}, made.text("data.key")), until(bench, {}, soon.text("data.key")), others(bench);
    REQUIRE(ears.is_open());
    bench.post("/keys/" + made.text("data.id") + "/rotate", "");
    CHECK_FALSE(ears.is_open());
    EventListener again(bench, {}, made.text("data.key"));  // within the overlap
    REQUIRE(again.is_open());
    bench.remove("/keys/" + made.text("data.id"));
    CHECK_FALSE(again.is_open());
    bench.advance(59s);
    CHECK(until.is_open());
    bench.advance(1s);
    CHECK_FALSE(until.is_open());
    CHECK(others.is_open());
}

TEST_CASE("what was opened with a secret that was replaced ends with the overlap") {
    Keys bench;
    const RestAnswer made = bench.make(R"("name":"ears")");
    bench.post("/keys/" + made.text("data.id") + "/rotate", R"({"overlap":"10m"})");
    const EventListener old(bench, {}, made.text("data.key"));
    bench.advance(9min);
    CHECK(old.is_open());
    bench.advance(1min);
    CHECK_FALSE(old.is_open());
}

TEST_CASE("a key that ends shows nobody the secret of one that lasts") {
    Keys bench;
    const RestAnswer lasting = bench.make(R"("name":"lasting","role":"operator")");
    const RestAnswer brief = bench.make(R"("name":"brief","role":"operator","expiresIn":"1h")");
    const std::string path = "/keys/" + lasting.text("data.id") + "/rotate";
    const auto refused = bench.ask("POST", path, "{}", brief.text("data.key"));
    CHECK(refused->status == 403);
    CHECK(refused->code() == "FORBIDDEN");
    CHECK(bench.status_of(lasting.text("data.key")) == 200);
}

TEST_CASE("a change of a key counts when it is on disk, and not before") {
    Keys bench;
    bench.hold_storage = true;
    const auto asked = bench.ask("DELETE", "/keys/" + bench.id_of(bench.integrator_key));
    CHECK(asked->status == 0);
    CHECK(bench.status_of(bench.integrator_key) == 200);
    CHECK(bench.ask("POST", "/keys/" + bench.id_of(bench.integrator_key) + "/rotate")->code() == "CONFLICT");
    bench.deliver();
    CHECK(asked->status == 200);
    CHECK(bench.status_of(bench.integrator_key) == 401);
}

TEST_CASE("a key gives no more than it has, and does not outlive its maker") {
    Keys bench;
    const std::string maker =
        bench.make(R"("name":"maker","role":"operator","scopes":["keys:manage","devices:read"],"expiresIn":"1h")")
            .text("data.key");
    const RestAnswer refused = bench.make(R"("name":"more")", maker);
    CHECK(refused.status == 403);
    CHECK(refused.code() == "INSUFFICIENT_PERMISSIONS");
    CHECK(bench.make(R"("name":"more","role":"operator")", maker).status == 403);
    const RestAnswer given = bench.make(R"("name":"reader","scopes":["devices:read"])", maker);
    CHECK(given.status == 201);
    CHECK(given.text("data.expiresAt") != "null");
    CHECK(bench.make(R"("name":"longer","scopes":["devices:read"],"expiresIn":"2h")", maker).status == 422);
    const std::string strong = bench.id_of(bench.operator_key);
    CHECK(bench.ask("POST", "/keys/" + strong + "/rotate", "", maker)->status == 403);  // its secret would be shown
    CHECK(bench.ask("DELETE", "/keys/" + strong, "", maker)->status == 403);
    CHECK(bench.status_of(bench.operator_key) == 200);
}

TEST_CASE("the last key that manages keys is not revoked over REST") {
    Keys bench;
    const std::string own = "/keys/" + bench.id_of(bench.operator_key);
    const RestAnswer refused = bench.remove(own);
    CHECK(refused.status == 409);
    CHECK_THAT(refused.text("error.message"), Contains("last key that manages keys"));
    const std::string expiring = bench.make(R"("name":"soon","role":"operator","expiresIn":"60s")").text("data.key");
    CHECK(bench.make(R"("name":"other","role":"operator","scopes":["operator"])").status == 201);
    bench.advance(60s);
    CHECK(bench.remove(own).status == 409);
    CHECK(bench.make(R"("name":"second","role":"operator")").status == 201);
    CHECK(bench.remove(own).status == 200);
    CHECK(bench.status_of(bench.operator_key) == 401);
}

TEST_CASE("keys of the other environment are not there") {
    Keys bench;
    const std::string path = "/keys/" + bench.id_of(bench.integrator_key);
    CHECK(bench.ask("DELETE", path, {}, bench.sandbox_operator_key)->code() == "KEY_NOT_FOUND");
    CHECK(bench.ask("POST", path + "/rotate", {}, bench.sandbox_operator_key)->status == 404);
    CHECK_THAT(bench.make(R"("name":"s")", bench.sandbox_operator_key).text("data.key"),
               Catch::Matchers::StartsWith("sk_test_"));
}

TEST_CASE("wishes for a key that make no sense are refused by their names") {
    Keys bench;
    struct Wish {
        const char *members, *path;
    };
    for (const Wish& wish :
         {Wish{R"("role":"operator")", "name"}, Wish{R"("name":7)", "name"}, Wish{R"("name":"a","role":"god")", "role"},
          Wish{R"("name":"a","scopes":["fly"])", "scopes"}, Wish{R"("name":"a","scopes":[])", "scopes"},
          Wish{R"("name":"a","scopes":"devices:read")", "scopes"},
          Wish{R"("name":"a","scopes":["keys:manage"])", "scopes"},
          Wish{R"("name":"a","expiresIn":"soon")", "expiresIn"}, Wish{R"("name":"a","expiresIn":"0s")", "expiresIn"},
          Wish{R"("name":"a","expiresIn":"4000d")", "expiresIn"}, Wish{R"("name":"a","expiresIn":"-5d")", "expiresIn"},
          Wish{R"("name":"a","colour":1)", "colour"}}) {
        INFO(wish.members);
        const RestAnswer refused = bench.make(wish.members);
        CHECK(refused.status == 422);
        CHECK(refused.text("error.details.path") == wish.path);
    }
    CHECK(bench.make("\"name\":\"" + std::string(101, 'n') + "\"").status == 422);
    const std::string rotate = "/keys/" + bench.id_of(bench.integrator_key) + "/rotate";
    CHECK(bench.post(rotate, R"({"overlap":"31d"})").text("error.details.path") == "overlap");
    CHECK(bench.post(rotate, R"({"overlap":5})").status == 422);
}

TEST_CASE("the last use of a key is stored every five minutes at most, and is not lost by a rotation") {
    Keys bench;
    const std::string id = bench.id_of(bench.integrator_key);
    bench.status_of(bench.integrator_key);
    bench.settle();
    const auto first = bench.stored(id).last_used_at;
    REQUIRE(first);
    bench.advance(4min);
    bench.status_of(bench.integrator_key);
    bench.settle();
    CHECK(bench.stored(id).last_used_at == first);
    bench.advance(1min);
    bench.status_of(bench.integrator_key);
    bench.settle();
    CHECK(bench.stored(id).last_used_at == *first + 5min);
    CHECK_THAT(bench.get("/keys").body, Contains("\"lastUsedAt\":\"" + canonical::to_text(*first + 5min)));
    bench.post("/keys/" + id + "/rotate", "");
    CHECK(bench.stored(id).last_used_at == *first + 5min);
}

TEST_CASE("no more keys than the bound are kept, and revoked ones do not count") {
    Keys bench;
    std::string last;
    for (std::size_t i = bench.storage.load().api_keys.size(); i < KeyChanges::kMostKeys; ++i) {
        const auto key = make_api_key(canonical::Environment::live, "integrator", "many", bench.time.utc());
        bench.keys->add(key.record);
        last = key.record.id;
    }
    const RestAnswer refused = bench.make(R"("name":"one more")");
    CHECK(refused.status == 409);
    CHECK_THAT(refused.text("error.message"), Contains("1000 keys"));
    for (int i = 0; i < 4; ++i)
        CHECK(bench.remove("/keys/" + bench.keys->of_environment(canonical::Environment::live).at(4 + i)->id).status ==
              200);
    CHECK(bench.make(R"("name":"one more")").status == 201);
}

TEST_CASE("an address that goes on without a good key is slowed down, and good keys from it are not") {
    Keys bench;
    for (int i = 0; i < 100; ++i) CHECK(bench.status_of("sk_live_wrong") == 401);
    const RestAnswer limited = *bench.ask("GET", "/ev-charger", {}, "sk_live_wrong");
    CHECK(limited.status == 429);
    CHECK(limited.code() == "RATE_LIMIT_EXCEEDED");
    CHECK(limited.header("Retry-After") == "1");
    CHECK(bench.status_of("") == 429);
    CHECK(bench.status_of(bench.operator_key) == 200);
    CHECK(bench.get("/operator/counters").at("data.apiKeys.addressesLimited") == "2");
    bench.advance(1s);
    CHECK(bench.status_of("sk_live_wrong") == 401);
    CHECK(bench.status_of("sk_live_wrong") == 429);
}

TEST_CASE("addresses without a good key are watched in a bounded list") {
    FailedLogins logins(RateLimit{1, 1});
    const SteadyTime now{};
    for (std::size_t i = 0; i < 3 * FailedLogins::kAddresses; ++i) logins.charge(std::to_string(i), now + 1h);
    CHECK(logins.watched() == FailedLogins::kAddresses);
}
