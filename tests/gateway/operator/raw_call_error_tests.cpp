#include <catch2/catch.hpp>

#include "tests/gateway/operator/operator_bench.h"

/// What may go wrong with an operator's call, and how it is told.
using namespace gateway;
using Catch::Matchers::Contains;

namespace {

struct FailingCallBench : ArrivedBench {
    using ArrivedBench::ArrivedBench;
    RestAnswer call_with(const std::string& body) { return post("/operator/charge-points/CP1/calls", body); }
    void forget_open_call() { calls.back().answered = true; }
};

}  // namespace

TEST_CASE("a CALLERROR is the charger's reply, with its code and words") {
    FailingCallBench bench;
    bench.answers_with("ClearCache", "!NotSupported");
    const RestAnswer answer = bench.call_charger("ClearCache");
    CHECK(answer.status == 200);
    CHECK(answer.text("data.status") == "refused");
    CHECK(answer.text("data.code") == "NotSupported");
    CHECK(answer.text("data.description") == "no");
}

TEST_CASE("an answer that does not fit its message is unusable, with the reason and the text as it came") {
    FailingCallBench bench;
    bench.answers_with("Reset", R"({"state":"Accepted"})");
    const RestAnswer answer = bench.call_charger("Reset", R"({"type":"Soft"})");
    CHECK(answer.status == 200);
    CHECK(answer.text("data.status") == "unusable");
    CHECK_THAT(answer.text("data.reason"), Contains("status is missing"));
    CHECK_THAT(answer.text("data.received"), Contains(R"({"state":"Accepted"})"));
}

TEST_CASE("a call that is not answered within its own time ends as CALL_TIMEOUT, and its late answer changes nothing") {
    FailingCallBench bench;
    bench.answers_with("ClearCache", "");
    const auto patient = bench.begin_call("ClearCache");
    bench.advance(29s);
    CHECK(patient->status == 0);
    bench.advance(1s);
    CHECK(patient->status == 504);
    CHECK(patient->code() == "CALL_TIMEOUT");
    bench.answer(bench.calls.back(), R"({"status":"Accepted"})");
    CHECK(bench.get("/operator/calls/" + patient->text("error.details.id")).text("data.status") == "timed_out");
    const auto hasty = bench.begin_call("ClearCache", "{}", R"("timeoutMs":500)");
    bench.advance(500ms);
    CHECK(hasty->code() == "CALL_TIMEOUT");
}

TEST_CASE("hasty calls that time out do not make the gateway close the charger's connection") {
    FailingCallBench bench;
    bench.answers_with("ClearCache", "");
    for (int i = 0; i < 5; ++i) {
        bench.begin_call("ClearCache", "{}", R"("timeoutMs":500)");
        bench.advance(500ms);
        bench.forget_open_call();
    }
    CHECK(bench.link->open);
}

TEST_CASE("a charger that is not there is DEVICE_OFFLINE, also when it leaves during the call") {
    FailingCallBench bench;
    bench.answers_with("ClearCache", "");
    const auto open = bench.begin_call("ClearCache");
    const auto waiting = bench.begin_call("GetLocalListVersion");
    bench.disconnect();
    CHECK(open->status == 409);
    CHECK(open->code() == "DEVICE_OFFLINE");
    CHECK(waiting->code() == "DEVICE_OFFLINE");
    CHECK(bench.call_charger("ClearCache").code() == "DEVICE_OFFLINE");
}

TEST_CASE("who waits for a charger that is removed meanwhile is told that it is gone") {
    FailingCallBench bench;
    bench.answers_with("ClearCache", "");
    const auto open = bench.begin_call("ClearCache");
    CHECK(bench.remove("/operator/charge-points/CP1").status == 200);
    CHECK(open->code() == "DEVICE_OFFLINE");
}

TEST_CASE("BI-239 of two hundred calls for a charger that is away none waits, and for a mute one sixteen do") {
    FailingCallBench mute;
    mute.answers_with("ClearCache", "");
    int waiting = 0, refused = 0;
    for (int i = 0; i < 200; ++i) {
        const auto asked = mute.begin_call("ClearCache");
        if (asked->status == 0) ++waiting;
        else if (asked->code() == "CALL_QUEUE_FULL") ++refused;
    }
    CHECK(waiting == 17);  // and the one that is open
    CHECK(refused == 183);
    mute.disconnect();
    for (int i = 0; i < 200; ++i) CHECK(mute.call_charger("ClearCache").code() == "DEVICE_OFFLINE");
}

TEST_CASE("the AuthorizationKey is not written past the gateway, which would go on asking for the old one") {
    FailingCallBench bench;
    bench.forget_calls();
    const RestAnswer refused =
        bench.call_charger("ChangeConfiguration", R"({"key":"authorizationKEY","value":"00112233445566778899"})");
    CHECK(refused.status == 409);
    CHECK(refused.code() == "CONFLICT");
    CHECK(bench.calls.empty());
}

TEST_CASE("no more than 16 calls wait for one charger") {
    FailingCallBench bench;
    bench.answers_with("ClearCache", "");
    std::vector<std::shared_ptr<RestAnswer>> asked;
    for (int i = 0; i < 18; ++i) asked.push_back(bench.begin_call("ClearCache"));
    CHECK(asked[16]->status == 0);
    CHECK(asked[17]->status == 503);
    CHECK(asked[17]->code() == "CALL_QUEUE_FULL");
    CHECK(asked[17]->header("Retry-After") == "5");
}

TEST_CASE("a limit that is due goes before the operator's calls") {
    FailingCallBench bench;
    bench.answers_with("ClearCache", "");
    bench.begin_call("ClearCache", "{}", R"("timeoutMs":5000)");
    bench.begin_call("GetLocalListVersion");
    bench.set_ceiling(7.4);
    bench.forget_calls();
    bench.advance(30s);
    REQUIRE(bench.calls.size() >= 2);
    CHECK(bench.calls[0].action == "SetChargingProfile");
    CHECK(bench.count("GetLocalListVersion") == 1);
}

TEST_CASE("a call waits for a charger that has only just booted") {
    OperatorBench bench;
    bench.connect();
    bench.boot();
    const auto answer = bench.begin_call("ClearCache");
    CHECK(answer->status == 0);
    bench.advance(2s);
    CHECK(answer->status == 200);
}

TEST_CASE("a charger that is not controlled still gets the operator's calls, and nothing else") {
    FailingCallBench bench;
    CHECK(bench.ask("PATCH", "/operator/charge-points/CP1", R"({"control":"off"})")->status == 200);
    bench.set_ceiling(7.4);
    bench.forget_calls();
    CHECK(bench.call_charger("ClearCache").status == 200);
    bench.advance(5min);
    CHECK(bench.calls.size() == 1);
}

TEST_CASE("a body that is no call is refused with the path of what is wrong") {
    FailingCallBench bench;
    struct Row {
        const char *body, *path;
    };
    for (const Row& row :
         {Row{R"({})", "action"}, Row{R"({"action":5})", "action"}, Row{R"({"action":"Dance"})", "action"},
          Row{R"({"action":"Heartbeat"})", "action"}, Row{R"({"action":"StartTransaction","payload":{}})", "action"},
          Row{R"({"action":"Reset"})", "payload.type"},
          Row{R"({"action":"Reset","payload":{"type":"Warm"}})", "payload.type"},
          Row{R"({"action":"Reset","payload":{"type":"Soft","x":1}})", "payload.x"},
          Row{R"({"action":"Reset","payload":[]})", "payload"}, Row{R"({"action":"ClearCache","wait":1})", "wait"},
          Row{R"({"action":"ClearCache","force":"yes"})", "force"},
          Row{R"({"action":"ClearCache","timeoutMs":99})", "timeoutMs"},
          Row{R"({"action":"ClearCache","timeoutMs":600001})", "timeoutMs"},
          Row{R"({"action":"ClearCache","timeoutMs":"1000"})", "timeoutMs"},
          Row{R"({"action":"ClearCache","speed":1})", "speed"}}) {
        INFO(row.body);
        const RestAnswer answer = bench.call_with(row.body);
        CHECK(answer.status == 422);
        CHECK(answer.code() == "VALIDATION_ERROR");
        CHECK(answer.text("error.details.path") == row.path);
        CHECK_FALSE(answer.text("error.details.reason").empty());
    }
    CHECK(bench.call_with("[]").status == 400);
    CHECK(bench.call_with("{").status == 400);
    CHECK(bench.count("ClearCache") == 0);
}

TEST_CASE("a boot is not asked for again once it was accepted, unless it is forced") {
    FailingCallBench bench;
    const std::string trigger = R"({"requestedMessage":"BootNotification"})";
    for (const auto* action : {"TriggerMessage", "ExtendedTriggerMessage"}) {
        CHECK(bench.call_charger(action, trigger).code() == "CONFLICT");
        CHECK(bench.count(action) == 0);
        CHECK(bench.call_charger(action, trigger, R"("force":true)").status == 200);
    }
}

TEST_CASE("a call that nobody waits for is answered with its id, and its outcome is read later") {
    FailingCallBench bench;
    bench.answers_with("ClearCache", "");
    const RestAnswer begun = bench.call_charger("ClearCache", "{}", R"("wait":false)");
    CHECK(begun.status == 202);
    CHECK(begun.text("data.status") == "waiting");
    const std::string path = "/operator/calls/" + begun.text("data.id");
    bench.advance(1s);
    bench.answer(bench.calls.back(), R"({"status":"Rejected"})");
    const RestAnswer ended = bench.get(path);
    CHECK(ended.text("data.status") == "answered");
    CHECK(ended.text("data.response.status") == "Rejected");
    CHECK(ended.text("data.chargePointId") == "CP1");
    CHECK_FALSE(ended.text("data.endedAt") == "(nothing)");
    CHECK(bench.get("/operator/calls/call_unknown").code() == "CALL_NOT_FOUND");
    CHECK(bench.ask("GET", path, {}, bench.sandbox_operator_key)->code() == "CALL_NOT_FOUND");
}

TEST_CASE("the newest calls are kept, and the oldest make room") {
    OperatorLimits limits;
    limits.calls_kept = 3;
    FailingCallBench bench(limits);
    std::vector<std::string> paths;
    for (int i = 0; i < 4; ++i) paths.push_back("/operator/calls/" + bench.call_charger("ClearCache").text("data.id"));
    CHECK(bench.get(paths[0]).status == 404);
    CHECK(bench.get(paths[1]).status == 200);
    CHECK(bench.get(paths[3]).status == 200);
    CHECK(bench.get("/operator/counters").at("data.calls") ==
          R"({"asked":4,"forgotten":1,"startsInVain":0,"disruptionsRefused":0})");
}

TEST_CASE("after a raw call that may change the limit the limit is told again") {
    FailingCallBench bench;
    bench.set_ceiling(7.4);
    bench.begin_session();
    bench.advance(30s);
    const std::map<std::string, std::string> calls = {{"Reset", R"({"type":"Soft"})"},
                                                      {"RemoteStartTransaction", R"({"idTag":"T"})"},
                                                      {"RemoteStopTransaction", R"({"transactionId":1})"}};
    for (const auto& [action, payload] : calls) {
        INFO(action);
        bench.forget_calls();
        CHECK(bench.call_charger(action, payload).status == 200);
        bench.advance(10s);
        CHECK(bench.last_profile().has_value());
    }
    bench.forget_calls();
    CHECK(bench.call_charger("GetLocalListVersion").status == 200);
    bench.advance(10s);
    CHECK_FALSE(bench.last_profile().has_value());
}

TEST_CASE("profiles that an operator cleared come back where there is a ceiling") {
    FailingCallBench bench;
    bench.set_ceiling(7.4);
    bench.advance(10s);
    REQUIRE(bench.last_profile());
    bench.forget_calls();
    CHECK(bench.call_charger("ClearChargingProfile").status == 200);
    bench.advance(10s);
    REQUIRE(bench.last_profile());
    CHECK(bench.last_profile()->limit == Approx(10.7));
}

TEST_CASE("a charger that is only pending gets every call but remote starts and stops, and a rejected one gets none") {
    FailingCallBench bench;
    CHECK(bench.ask("PATCH", "/operator/charge-points/CP1", R"({"registration":"pending"})")->status == 200);
    bench.boot();
    bench.advance(2s);
    CHECK(bench.call_charger("GetConfiguration").status == 200);
    CHECK(bench.call_charger("RemoteStartTransaction", R"({"idTag":"T"})").code() == "CONFLICT");
    CHECK(bench.call_charger("RemoteStopTransaction", R"({"transactionId":1})").code() == "CONFLICT");
    CHECK(bench.call_charger("TriggerMessage", R"({"requestedMessage":"BootNotification"})").status == 200);
    CHECK(bench.ask("PATCH", "/operator/charge-points/CP1", R"({"registration":"rejected"})")->status == 200);
    CHECK(bench.call_charger("GetConfiguration").code() == "CONFLICT");
}
