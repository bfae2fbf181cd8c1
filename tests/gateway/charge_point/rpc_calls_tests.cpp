#include <algorithm>
#include <catch2/catch.hpp>
#include <set>

#include "frame_play.h"

/// The RPC layer through the whole engine: CALLs of ours, and what crosses them.
using namespace gateway;

namespace {

/// A second charger at the same site, booted.
std::shared_ptr<FakeLink> second_charger(Bench& bench) {
    auto link = std::make_shared<FakeLink>("CP2", 50);
    UpgradeRequest request;
    request.identity = "CP2";
    bench.site->admission().admit(request, canonical::Environment::live);
    bench.site->admission().link_opened(link);
    bench.site->admission().received(
        *link, call_with_id("1", "BootNotification", R"({"chargePointVendor":"Acme","chargePointModel":"One"})"));
    bench.settle();
    return link;
}

std::size_t calls_in(const std::vector<std::string>& frames) {
    return static_cast<std::size_t>(std::count_if(frames.begin(), frames.end(),
                                                  [](const std::string& frame) { return frame.rfind("[2,", 0) == 0; }));
}

std::uint64_t unmatched(Bench& bench) {
    return bench.device().charge_point->quirks().of(ocpp::Quirk::unmatched_answer);
}

}  // namespace

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
    const std::string values = R"({"connectorId":1,"transactionId":-1,"meterValue":[{"timestamp":")" + kTime +
                               R"(","sampledValue":[{"value":"150"}]}]})";
    const std::string stop = R"({"transactionId":-1,"meterStop":200,"timestamp":")" + kTime + "\"}";
    bench.site->admission().received(*bench.link, call_with_id("a", "StartTransaction", start_payload(100)));
    bench.site->admission().received(*bench.link, call_with_id("b", "MeterValues", values));
    bench.site->admission().received(*bench.link, call_with_id("c", "StopTransaction", stop));
    bench.settle();
    std::vector<std::string> answers;
    for (std::size_t i = before; i < bench.link->sent.size(); ++i) {
        if (bench.link->sent[i].rfind("[3,", 0) == 0) answers.push_back(bench.link->sent[i].substr(0, 6));
    }
    CHECK(answers == std::vector<std::string>{R"([3,"a")", R"([3,"b")", R"([3,"c")"});
    CHECK(bench.storage.rows().transactions().size() == 1);
    CHECK(bench.storage.rows().meter_values().size() + bench.storage.rows().orphan_values().size() == 1);
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

TEST_CASE("CF-048 an answer that comes after our time-out is counted, and counts while it is the newest of its kind") {
    OpenCall call;
    call.bench.advance(60s);
    CHECK(call.receive("[3,\"" + call.id + R"(",{"status":"Accepted"}])").empty());
    CHECK(unmatched(call.bench) == 0);
    CHECK(call.bench.device().charge_point->quirks().of(ocpp::Quirk::late_answer) == 1);
    CHECK(call.bench.read().power_rate_limit_kw == 6.9);
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
    CHECK(bench.action(action).error_message.value().find(code) != std::string::npos);
    CHECK(bench.count("RemoteStartTransaction") == 1);
}

TEST_CASE("CF-051 our ids never repeat, over restarts too, and have at most 36 characters") {
    std::set<std::string> ids;
    std::size_t calls = 0;
    Bench bench;
    for (int life = 0; life < 5; ++life) {
        bench.arrive();
        for (int i = 0; i < 20; ++i) {
            bench.set_ceiling(6.0 + 0.1 * i);
            bench.advance(30s);
        }
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
        queue.push(
            "Heartbeat", "{}", [](const auto&) {}, now);
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
    CHECK(bench.action(action).error_message.value().find(info) != std::string::npos);
}

TEST_CASE("CF-053 500 transaction messages of an outage are all answered, and stored in their order") {
    Bench bench;
    bench.arrive("Preparing");
    const auto transaction = std::to_string(bench.begin_session());
    bench.disconnect();
    bench.connect();
    const std::size_t before = bench.link->sent.size();
    const auto outage = [&](int i) {
        return R"({"connectorId":1,"transactionId":)" + transaction + R"(,"meterValue":[{"timestamp":")" +
               ocpp::to_text(bench.time.utc() - std::chrono::minutes(600 - i)) + R"(","sampledValue":[{"value":")" +
               std::to_string(i) + "\"}]}]}";
    };
    for (int i = 0; i < 500; ++i) {
        bench.site->admission().received(*bench.link, call_with_id("q" + std::to_string(i), "MeterValues", outage(i)));
    }
    bench.settle();
    REQUIRE(bench.link->sent.size() == before + 500);
    REQUIRE(bench.storage.rows().meter_values().size() == 500);
    for (std::size_t i = 0; i < 500; ++i) {
        CHECK(bench.link->sent[before + i] == "[3,\"q" + std::to_string(i) + "\",{}]");
        CHECK(bench.storage.rows().meter_values()[i].payload == outage(static_cast<int>(i)));
    }
}
