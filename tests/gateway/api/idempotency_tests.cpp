#include <catch2/catch.hpp>

#include "tests/gateway/operator/operator_bench.h"

/// A request that is sent again is done once.
using namespace gateway;

namespace {

const std::string kCharge = R"({"action":{"command":"charge"}})", kIdle = R"({"action":{"command":"idle"}})";

struct Repeats : OperatorBench {
    Repeats() {
        arrive();
        begin_session();
        forget_calls();
        path = "/ev-charger/" + device().connector->record.device_id;
    }

    std::shared_ptr<RestAnswer> begin(const std::string& idempotency_key, const std::string& body = kIdle,
                                      std::optional<std::string> key = std::nullopt) {
        return ask("POST", path, body, std::move(key), {{"idempotency-key", idempotency_key}});
    }
    RestAnswer push_once(const std::string& idempotency_key, const std::string& body = kIdle) {
        return *begin(idempotency_key, body);
    }
    std::string total() { return get("/actions").at("data.pagination.total"); }
    std::string counter(const std::string& member) {
        return get("/operator/counters").at("data.idempotency." + member);
    }
    /// A new process on the same data.
    void start_again() {
        api.reset();
        restart();
        api = std::make_unique<Api>(*site, storage, *keys, time);
    }

    std::string path;
};

}  // namespace

TEST_CASE("BI-268 an idempotency key that is none is refused: 300 characters, a line break, none at all, two") {
    Repeats bench;
    for (const std::string& key :
         {std::string(300, 'k'), std::string(256, 'k'), std::string("a\nb"), std::string("a\rb"),
          std::string("caf\xc3\xa9"), std::string("a\0b", 3), std::string()}) {
        const RestAnswer refused = bench.push_once(key);
        CHECK(refused.status == 400);
        CHECK(refused.code() == "INVALID_REQUEST");
    }
    CHECK(bench.ask("POST", bench.path, kIdle, std::nullopt, {{"idempotency-key", "a"}, {"idempotency-key", "a"}})
              ->status == 400);
    CHECK(bench.total() == "0");
    CHECK(bench.push_once(std::string(255, 'k')).status == 202);
}

TEST_CASE("a repetition gets the first answer, byte for byte, and nothing is done again") {
    Repeats bench;
    const RestAnswer first = bench.push_once("once");
    REQUIRE(first.status == 202);
    CHECK(first.header("idempotent-replayed").empty());
    bench.advance(10min);
    const RestAnswer again = bench.push_once("once");
    CHECK(again.status == 202);
    CHECK(again.body == first.body);
    CHECK(again.header("idempotent-replayed") == "true");
    CHECK(bench.total() == "1");
    CHECK(bench.counter("replayed") == "1");
    CHECK(bench.push_once("another").body != first.body);
    CHECK(bench.total() == "2");
}

TEST_CASE("BI-269 an idempotency key that comes with another body is refused") {
    Repeats bench;
    REQUIRE(bench.push_once("once").status == 202);
    const RestAnswer refused = bench.push_once("once", kCharge);
    CHECK(refused.status == 422);
    CHECK(refused.code() == "IDEMPOTENCY_KEY_REUSED");
    CHECK(bench.total() == "1");
    bench.advance(10min);
    bench.hold_storage = true;
    const auto first = bench.begin("twice", kIdle + " "), other = bench.begin("twice", kIdle + "  ");
    CHECK(other->code() == "IDEMPOTENCY_KEY_REUSED");  // while the first is under way
    bench.deliver();
    CHECK(first->status == 202);
    CHECK(bench.counter("reused") == "2");
}

TEST_CASE("an idempotency key belongs to one API key and one path") {
    Repeats bench;
    const std::string action = bench.push_once("once").text("data.id");
    const auto other = bench.begin("once", kIdle, bench.integrator_key);
    CHECK(other->code() == "CONFLICT");  // looked at anew: the first is under way
    CHECK(bench.ask("POST", bench.path + "/settings", kIdle, std::nullopt, {{"idempotency-key", "once"}})->code() !=
          "IDEMPOTENCY_KEY_REUSED");
    CHECK(bench.push_once("once").text("data.id") == action);
    const RestAnswer same_path =
        *bench.ask("POST", "/" + bench.path, kIdle, std::nullopt, {{"idempotency-key", "once"}});
    CHECK(same_path.status == 404);  // the bench does not join slashes; the server does before
}

TEST_CASE("BI-270 fifty requests at once with one idempotency key are one command and fifty equal answers") {
    Repeats bench;
    bench.hold_storage = true;
    std::vector<std::shared_ptr<RestAnswer>> answers;
    for (int i = 0; i < 50; ++i) answers.push_back(bench.begin("once"));
    CHECK(answers.front()->status == 0);
    bench.deliver();
    bench.hold_storage = false;
    bench.settle();
    int replayed = 0;
    for (const auto& answer : answers) {
        CHECK(answer->status == 202);
        CHECK(answer->body == answers.front()->body);
        if (answer->header("idempotent-replayed") == "true") ++replayed;
    }
    CHECK(replayed == 49);
    CHECK(bench.total() == "1");
    CHECK(bench.count("SetChargingProfile") == 1);
}

TEST_CASE("a refusal is not kept, so that the request can be sent again when it has become possible") {
    Repeats bench;
    bench.hold_storage = true;
    bench.push_once("first");
    bench.deliver();
    const auto conflict = bench.begin("second", kCharge);
    bench.deliver();
    CHECK(conflict->code() == "CONFLICT");
    bench.hold_storage = false;
    bench.deliver();
    bench.advance(10min);
    CHECK(bench.push_once("second", kCharge).status == 202);
    CHECK(bench.push_once("broken", "{").status == 400);
    CHECK(bench.push_once("broken", kIdle).status != 422);
}

TEST_CASE("what could not be stored is not answered as done, to nobody, and is done when it is asked again") {
    Repeats bench;
    bench.get("/ev-charger");  // stores the key's first use
    bench.storage.fail_next = true;
    CHECK(bench.push_once("once").status == 503);
    CHECK(bench.push_once("once").status == 202);
    CHECK(bench.total() == "1");
}

TEST_CASE("where the answers cannot be read nothing is done") {
    Repeats bench;
    bench.storage.fail_reads = true;
    CHECK(bench.push_once("once").status == 503);
    bench.storage.fail_reads = false;
    CHECK(bench.total() == "0");
    CHECK(bench.push_once("once").status == 202);
}

TEST_CASE(
    "a push, a setting and a cancel are stored in one batch with their answers, so that a kill leaves both or "
    "neither") {
    Repeats bench;
    const std::string later = R"({"action":{"command":"charge","start":"1h"}})",
                      ceiling = R"({"max_charge_rate":{"value":7.4,"unit":"kw"}})";
    bench.get("/ev-charger");
    const auto both_or_neither = [&](const std::string& target, const std::string& body, int status) {
        INFO(target);
        const auto begin_once = [&] {
            return bench.ask("POST", target, body, std::nullopt, {{"idempotency-key", target}});
        };
        bench.storage.fail_next = true;
        CHECK(begin_once()->status == 503);
        bench.hold_storage = true;
        begin_once();
        const auto before = bench.storage.writes;
        bench.storage.deliver();
        const auto writes = bench.storage.writes;
        CHECK(writes == before + 1);
        bench.start_again();
        bench.hold_storage = false;
        const auto again = begin_once();
        CHECK(again->status == status);
        CHECK(again->header("idempotent-replayed") == "true");
        CHECK(bench.storage.writes == writes);
        return *again;
    };
    const std::string action = both_or_neither(bench.path, later, 202).text("data.id");
    CHECK(bench.total() == "1");
    CHECK(bench.get("/actions/" + action).text("data.state") == "scheduled");
    CHECK(both_or_neither("/actions/" + action + "/cancel", "", 200).text("data.state") == "cancelled");
    CHECK(bench.get("/actions/" + action).text("data.state") == "cancelled");
    both_or_neither(bench.path + "/settings", ceiling, 200);
    CHECK(bench.get(bench.path).at("data.settings.max_charge_rate.value") == "7.4");
}

TEST_CASE("a repetition after a restart gets the first answer") {
    Repeats bench;
    const RestAnswer first = bench.push_once("once");
    bench.start_again();
    CHECK(bench.push_once("once").body == first.body);
    CHECK(bench.total() == "1");
}

TEST_CASE("an answer is given again for a day, and then the key is a new one") {
    Repeats bench;
    const RestAnswer first = bench.push_once("once");
    bench.advance(24h);
    CHECK(bench.push_once("once").body == first.body);
    bench.advance(1ms);
    CHECK(bench.push_once("once").body != first.body);
}

TEST_CASE("a call to a charger that was asked for twice is made once, also when it is not answered") {
    Repeats bench;
    bench.answers_with("UnlockConnector", "");
    const auto unlock = [&] {
        return bench.ask("POST", "/operator/charge-points/CP1/calls",
                         R"({"action":"UnlockConnector","payload":{"connectorId":1},"timeoutMs":500})", std::nullopt,
                         {{"idempotency-key", "unlock"}});
    };
    const auto first = unlock(), second = unlock();
    bench.advance(500ms);
    bench.calls.back().answered = true;  // the gateway goes on without it
    CHECK(first->code() == "CALL_TIMEOUT");
    CHECK(second->body == first->body);
    CHECK(unlock()->body == first->body);
    CHECK(bench.count("UnlockConnector") == 1);
}

TEST_CASE("an answer that holds a secret is kept nowhere, so its route takes no idempotency key") {
    Repeats bench;
    const RestAnswer refused =
        *bench.ask("POST", "/keys", R"({"name":"a"})", std::nullopt, {{"idempotency-key", "once"}});
    CHECK(refused.status == 400);
    CHECK(bench.get("/keys").body.find("\"name\":\"a\"") == std::string::npos);
}

TEST_CASE("a read with an idempotency key is a read") {
    Repeats bench;
    CHECK(bench.ask("GET", bench.path, {}, std::nullopt, {{"idempotency-key", std::string(300, 'k')}})->status == 200);
}

TEST_CASE("an answer is as old as a clock says that can be believed") {
    Repeats bench;
    std::string doubt;
    bench.api->clock_doubt = [&] { return doubt; };
    const RestAnswer first = bench.push_once("once");
    REQUIRE(first.status == 202);
    bench.advance(10min);
    bench.time.jump_wall_clock(30h);
    doubt = "the clock has moved by more than an hour";
    CHECK(bench.push_once("once").body == first.body);
    CHECK(bench.total() == "1");
    doubt.clear();
    CHECK(bench.push_once("once").body != first.body);
    CHECK(bench.total() == "2");
}
