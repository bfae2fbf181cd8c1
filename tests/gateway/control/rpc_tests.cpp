#include <catch2/catch.hpp>
#include <set>

#include "frame_play.h"
#include "json/parse.h"
#include "ocpp/answer_cache.h"

/// The RPC layer through the whole engine (reliability-security b.1, CF-027 to CF-053).
using namespace gateway;

namespace {

const std::string kTime = "2026-01-01T00:00:00Z";

std::string start_payload(int meter_start) {
    return R"({"connectorId":1,"idTag":"TAG","meterStart":)" + std::to_string(meter_start) + R"(,"timestamp":")" +
           kTime + R"("})";
}

std::string call_with_id(const std::string& id, const std::string& action, const std::string& payload) {
    return "[2,\"" + id + "\",\"" + action + "\"," + payload + "]";
}

/// A second charger at the same site, booted.
std::shared_ptr<FakeLink> second_charger(Bench& bench) {
    auto link = std::make_shared<FakeLink>("CP2", 50);
    UpgradeRequest request;
    request.identity = "CP2";
    bench.site->admit(request, canonical::Environment::live);
    bench.site->link_opened(link);
    bench.site->received(
        *link, call_with_id("1", "BootNotification", R"({"chargePointVendor":"Acme","chargePointModel":"One"})"));
    bench.settle();
    return link;
}

std::size_t calls_in(const std::vector<std::string>& frames) {
    return static_cast<std::size_t>(std::count_if(
        frames.begin(), frames.end(), [](const std::string& frame) { return frame.rfind("[2,", 0) == 0; }));
}

std::uint64_t unmatched(Bench& bench) {
    return bench.device().charge_point->quirks().of(ocpp::Quirk::unmatched_answer);
}

}  // namespace

TEST_CASE("CF-027 a CALL is answered once, with its id byte for byte") {
    for (const std::string id : {"1", " 1", "a-b_c.D:e/f", "7f3a2b10-0000-4000-8000-00000000000a"}) {
        check_taken(call_with_id(id, "Heartbeat", "{}"), "\"" + id + "\"");
    }
}

TEST_CASE("CF-028 a thousand CALLs in a row have a thousand answers") {
    Bench bench;
    bench.arrive();
    std::set<std::string> answered;
    for (int i = 0; i < 1000; ++i) {
        const std::string id = "n" + std::to_string(i);
        const auto answers = answers_to(bench, call_with_id(id, i % 2 ? "Heartbeat" : "Authorize", R"({"idTag":"A"})"));
        REQUIRE(answers.size() == 1);
        REQUIRE(answers[0].rfind("[3,\"" + id + "\",", 0) == 0);
        answered.insert(id);
    }
    CHECK(answered.size() == 1000);
}

TEST_CASE("CF-029 an id of 36 characters is taken") {
    const std::string id = "7f3a2b10-0000-4000-8000-00000000000a";
    REQUIRE(id.size() == 36);
    check_taken(call_with_id(id, "Heartbeat", "{}"), "\"" + id + "\"");
}

TEST_CASE("CF-030 an id of 37 characters is refused under that id") {
    const std::string id(37, 'x');
    check_refused(call_with_id(id, "Heartbeat", "{}"), "FormationViolation", "\"" + id + "\"");
}

TEST_CASE("CF-031 strictly, a second CALL under an id that is being handled is refused, and the first is answered") {
    Bench bench;
    bench.arrive("Preparing");
    auto record = bench.device().charge_point->record();
    record.strict = true;
    bench.storage.write({storage::PutChargePoint{record}}, [](const auto&) {});
    bench.restart();
    bench.connect();
    bench.boot();
    bench.hold_storage = true;
    CHECK(answers_to(bench, call_with_id("5", "StartTransaction", start_payload(100))).empty());
    const auto second = answers_to(bench, call_with_id("5", "Heartbeat", "{}"));
    REQUIRE(second.size() == 1);
    CHECK(second[0].rfind(R"([4,"5","ProtocolError",)", 0) == 0);
    const std::size_t before = bench.link->sent.size();
    bench.deliver();
    REQUIRE(bench.link->sent.size() > before);
    CHECK(bench.link->sent[before].rfind(R"([3,"5",{"idTagInfo")", 0) == 0);
    bench.hold_storage = false;
    CHECK(answers_to(bench, call_with_id("5", "Heartbeat", "{}")).at(0).rfind(R"([3,"5",)", 0) == 0);
}

TEST_CASE("CF-032 a StartTransaction that comes again under its id gets the same answer and is one session") {
    Bench bench;
    bench.arrive("Preparing");
    const auto frame = call_with_id("5", "StartTransaction", start_payload(100));
    const auto first = answers_to(bench, frame);
    REQUIRE(first.size() == 1);
    REQUIRE(first[0].find("transactionId") != std::string::npos);
    CHECK(answers_to(bench, frame) == first);
    CHECK(bench.storage.state().transactions.size() == 1);
}

TEST_CASE("CF-033 an id that comes again with another payload is a new message") {
    Bench bench;
    bench.arrive("Preparing");
    const auto boot = R"({"chargePointVendor":"Acme","chargePointModel":"One"})";
    answers_to(bench, call_with_id("1", "Authorize", R"({"idTag":"A"})"));
    CHECK(answers_to(bench, call_with_id("1", "BootNotification", boot)).at(0).find("interval") != std::string::npos);
    const auto first = answers_to(bench, call_with_id("2", "StartTransaction", start_payload(100)));
    const auto second = answers_to(bench, call_with_id("2", "StartTransaction", start_payload(200)));
    CHECK(first != second);
    CHECK(bench.storage.state().transactions.size() == 2);
}

TEST_CASE("CF-034 unknown message types are passed over") {
    for (const auto* frame : {R"([5,"1","x",{}])", R"([0,"1","x",{}])", R"([99,"1","x",{}])", R"([1,"1","x",{}])"}) {
        check_ignored(frame);
        check_ignored_strictly(frame);
    }
}

TEST_CASE("CF-035 a payload of null stands for an empty one") {
    CHECK(check_taken(R"([2,"7","Heartbeat",null])").find("currentTime") != std::string::npos);
}

TEST_CASE("CF-036 the payloads of all frames that we send are objects") {
    Bench bench;
    bench.arrive("Preparing");
    bench.set_ceiling(11);
    bench.charge();
    const auto id = bench.begin_session();
    bench.meter_for(60s, 7.0, 3, id);
    bench.idle();
    bench.stop_transaction(id);
    bench.advance(5min);
    REQUIRE(bench.link->sent.size() > 20);
    for (const auto& frame : bench.link->sent) {
        INFO(frame);
        const auto document = json::parse(frame);
        std::vector<json::Value> parts;
        for (const auto part : document.root().elements()) parts.push_back(part);
        CHECK(parts.back().is_object());
    }
}

TEST_CASE("CF-037 an unknown action is not implemented") { check_refused(call_text("Foo", "{}"), "NotImplemented"); }

TEST_CASE("CF-038 an action in the wrong letter case is unknown") {
    for (const auto* action : {"heartbeat", "HEARTBEAT", "bootNotification"}) {
        check_refused(call_text(action, "{}"), "NotImplemented");
    }
}

TEST_CASE("CF-039 an action that only the central system sends is not supported") {
    for (const auto* action : {"Reset", "SetChargingProfile", "GetLog", "CertificateSigned"}) {
        check_refused(call_text(action, R"({"type":"Soft"})"), "NotSupported");
    }
}

TEST_CASE("CF-040 error codes are spelled as OCPP 1.6 prints them") {
    check_refused(call_text("BootNotification", "{}"), "OccurenceConstraintViolation");
    check_refused(call_text("BootNotification", "[]"), "FormationViolation");
    check_refused(call_text("Authorize", R"({"idTag":{}})"), "TypeConstraintViolation");
    check_refused(call_text("Authorize", R"({"idTag":")" + std::string(300, 'x') + "\"}"), "PropertyConstraintViolation");
    check_refused(call_text("authorize", "{}"), "NotImplemented");
    check_refused(call_text("Reset", "{}"), "NotSupported");
    const std::set<std::string_view> printed = {
        "NotImplemented", "NotSupported", "InternalError", "ProtocolError", "SecurityError", "FormationViolation",
        "PropertyConstraintViolation", "OccurenceConstraintViolation", "TypeConstraintViolation", "GenericError"};
    for (int code = 0; code <= static_cast<int>(ocpp::ErrorCode::GenericError); ++code) {
        CHECK(printed.count(ocpp::wire_name(static_cast<ocpp::ErrorCode>(code))) == 1);
    }
}

TEST_CASE("CF-044 a charger that is silent keeps no other one waiting") {
    OpenCall silent;
    const auto other = second_charger(silent.bench);
    silent.bench.advance(1050ms);
    CHECK(calls_in(other->sent) == 1);
    silent.check_waits();
}

TEST_CASE("CF-045 a CALL of the charger that crosses ours is answered, and so is ours") {
    OpenCall crossing;
    const auto answers = crossing.receive(status_text(R"("connectorId":1)"));
    REQUIRE(answers.size() == 1);
    CHECK(answers[0] == R"([3,"7",{}])");
    crossing.check_waits();
}

TEST_CASE("CF-046 a start, values and a stop in one go are answered and stored in that order") {
    Bench bench;
    bench.arrive("Preparing");
    const std::size_t before = bench.link->sent.size();
    const std::string values = R"({"connectorId":1,"meterValue":[{"timestamp":")" + kTime +
                               R"(","sampledValue":[{"value":"150"}]}]})";
    bench.site->received(*bench.link, call_with_id("a", "StartTransaction", start_payload(100)));
    bench.site->received(*bench.link, call_with_id("b", "MeterValues", values));
    bench.site->received(*bench.link, call_with_id("c", "StopTransaction",
                                                   R"({"transactionId":-1,"meterStop":200,"timestamp":")" + kTime + "\"}"));
    bench.settle();
    REQUIRE(bench.link->sent.size() == before + 3);
    CHECK(bench.link->sent[before].rfind(R"([3,"a",)", 0) == 0);
    CHECK(bench.link->sent[before + 1] == R"([3,"b",{}])");
    CHECK(bench.link->sent[before + 2].rfind(R"([3,"c",)", 0) == 0);
    CHECK_FALSE(bench.view().observed.transaction);
}

TEST_CASE("CF-047 a CALL that is never answered ends after its time, and the next one goes out") {
    OpenCall call;
    call.bench.advance(59s);
    CHECK(call.bench.count("SetChargingProfile") == 1);
    call.bench.answers_as_usual("SetChargingProfile");
    call.bench.advance(15s);
    CHECK(call.bench.count("SetChargingProfile") == 2);
    CHECK(call.bench.read().power_rate_limit_kw == 6.9);
}

TEST_CASE("CF-048 an answer that comes after our time-out is dropped and counted") {
    OpenCall call;
    call.bench.advance(60s);
    CHECK(call.receive("[3,\"" + call.id + R"(",{"status":"Accepted"}])").empty());
    CHECK(unmatched(call.bench) == 1);
    CHECK(call.bench.read().power_rate_limit_kw != 6.9);
}

TEST_CASE("CF-049 an answer with an unknown id is dropped and counted") {
    OpenCall call;
    CHECK(call.receive(R"([3,"nope",{}])").empty());
    CHECK(call.receive(R"([4,"nope","GenericError","",{}])").empty());
    CHECK(unmatched(call.bench) == 2);
    call.check_waits();
}

TEST_CASE("CF-050 an error of the charger ends the command with that code, and nothing is repeated") {
    const std::string code = GENERATE(
        "NotImplemented", "NotSupported", "InternalError", "ProtocolError", "SecurityError", "FormationViolation",
        "PropertyConstraintViolation", "OccurenceConstraintViolation", "TypeConstraintViolation", "GenericError",
        "FormatViolation", "OccurrenceConstraintViolation", "RpcFrameworkError", "SomethingOfTheirOwn");
    Bench bench;
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive("Preparing");
    bench.status("Available", 2);
    bench.answers_with("RemoteStartTransaction", "!" + code);
    const auto action = bench.charge();
    bench.advance(5min);
    CHECK(bench.outcome(action) == "failed COMMAND_REJECTED");
    CHECK(bench.action(action).error_message.find(code) != std::string::npos);
    CHECK(bench.count("RemoteStartTransaction") == 1);
}

TEST_CASE("CF-051 our ids never repeat, over restarts too, and have at most 36 characters") {
    std::set<std::string> ids;
    std::size_t calls = 0;
    Bench bench;
    for (int life = 0; life < 5; ++life) {
        bench.arrive();
        for (int i = 0; i < 50; ++i) bench.set_ceiling(6.0 + 0.1 * (i % 20));
        for (const auto& call : bench.calls) {
            CHECK(call.id.size() <= 36);
            ids.insert(call.id);
        }
        calls += bench.calls.size();
        bench.forget_calls();
        bench.restart();
    }
    REQUIRE(calls > 100);
    CHECK(ids.size() == calls);
    ocpp::SteadyTime now{};
    ocpp::CallQueue queue({20000, 60s}, "1234567890-", [&](const std::string& frame) { ids.insert(frame); });
    for (int i = 0; i < 10000; ++i) {
        queue.push("Heartbeat", "{}", [](const auto&) {}, now);
        queue.on_time(now += 60s);
    }
    CHECK(ids.size() == calls + 10000);
}

TEST_CASE("CF-052 text beyond ASCII is kept and shown as it came") {
    const std::string info = "Sch\xC3\xBCtz klebt \xE2\x9A\xA1 \xE5\x85\x85\xE7\x94\xB5";
    Bench bench;
    bench.arrive();
    CHECK(bench.call("StatusNotification", R"({"connectorId":1,"errorCode":"OtherError","status":"Faulted","info":")" +
                                               info + "\"}") == "{}");
    const auto action = bench.charge();
    bench.advance(1s);
    CHECK(bench.action(action).error_message.find(info) != std::string::npos);
}

TEST_CASE("CF-053 500 transaction messages of an outage are all answered, and stored in their order") {
    Bench bench;
    bench.arrive("Preparing");
    bench.disconnect();
    bench.connect();
    const std::size_t stored_before = bench.storage.meter_values().size() + bench.storage.orphan_values().size();
    const std::size_t before = bench.link->sent.size();
    for (int i = 0; i < 500; ++i) {
        bench.site->received(*bench.link,
                             call_with_id("q" + std::to_string(i), "MeterValues",
                                          R"({"connectorId":1,"meterValue":[{"timestamp":")" +
                                              ocpp::to_text(bench.time.utc() - std::chrono::minutes(600 - i)) +
                                              R"(","sampledValue":[{"value":")" + std::to_string(i) + "\"}]}]}"));
    }
    bench.settle();
    REQUIRE(bench.link->sent.size() == before + 500);
    for (std::size_t i = 0; i < 500; ++i) {
        CHECK(bench.link->sent[before + i] == "[3,\"q" + std::to_string(i) + "\",{}]");
    }
    auto stored = bench.storage.meter_values();
    const auto& orphans = bench.storage.orphan_values();
    stored.insert(stored.end(), orphans.begin(), orphans.end());
    REQUIRE(stored.size() == stored_before + 500);
    for (std::size_t i = 0; i < 500; ++i) {
        CHECK(stored[stored_before + i].payload.find("\"value\":\"" + std::to_string(i) + "\"") != std::string::npos);
    }
}
