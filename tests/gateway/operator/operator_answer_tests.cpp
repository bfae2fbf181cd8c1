#include <catch2/catch.hpp>

#include "gateway/access/reconnect_limits.h"
#include "gateway/charge_point/operator_settings.h"
#include "gateway/reports/charger_list.h"
#include "gateway/reports/member_names.h"
#include "tests/gateway/operator/operator_bench.h"

/// What the operator is answered: one spelling, one largest page, no times that never were.
using namespace gateway;
using Catch::Matchers::Contains;

namespace {

const std::string kCharger = "/operator/charge-points/CP1";

/// Names of members with an underscore, at any depth.
std::string snake_members(json::Value value) {
    std::string found;
    if (value.is_array()) {
        for (const json::Value each : value.elements()) found += snake_members(each);
    } else if (value.is_object()) {
        for (const auto& member : value.members()) {
            if (member.key.find('_') != std::string_view::npos) found += std::string(member.key) + " ";
            found += snake_members(member.value);
        }
    }
    return found;
}

std::string start_of(const OperatorBench& bench, const std::string& tag) {
    return R"({"connectorId":1,"idTag":")" + tag + R"(","meterStart":1,"timestamp":")" + bench.utc_text() + "\"}";
}

}  // namespace

TEST_CASE("every member of what the operator reads is spelt in camelCase, however much is known of a charger") {
    ArrivedBench bench;
    bench.advance(10s);
    bench.set_ceiling(7.4);
    bench.begin_session();
    bench.meter_for(60s, 5);
    bench.call("Heartbeat", R"({"odd":1})");
    CHECK(bench.ask("PATCH", kCharger, R"({"stackLevel":2,"maxPhases":1})")->status == 200);
    for (const auto* path : {"", "/frames", "/reservations"}) {
        const auto shown = bench.get(kCharger + path);
        REQUIRE(shown.status == 200);
        CHECK(snake_members(json::parse(shown.body).root()) == "");
    }
    for (const auto* list :
         {"charge-points", "calls", "transactions", "security-events", "tags", "counters", "audit"}) {
        const auto shown = bench.get(std::string("/operator/") + list);
        REQUIRE(shown.status == 200);
        CHECK(snake_members(json::parse(shown.body).root()) == "");
    }
    CHECK(bench.get(kCharger).at("data.report.connectors.0.requested.maxChargeRateKw") == "7.4");
}

TEST_CASE("every setting of the command line has one name in REST, and errors use the name that was sent") {
    for (const auto name : setting_names()) CHECK(snake_case(camel_case(name)) == name);
    ArrivedBench bench;
    const auto refused = bench.ask("PATCH", kCharger, R"({"control":"on","maxPhases":9})");
    CHECK(refused->status == 422);
    CHECK_THAT(refused->body, Contains("maxPhases must be") && !Contains("max_phases"));
    CHECK_THAT(bench.ask("PATCH", kCharger, R"({"max_phases":9})")->body, Contains("max_phases must be"));
    CHECK(bench.ask("PATCH", kCharger, R"({"max_phases":2})")->at("data.report.settings.maxPhases") == "2");
    CHECK(bench.ask("PATCH", kCharger, R"({"maxPhases":1})")->at("data.report.settings.maxPhases") == "1");
}

TEST_CASE("every list of the operator's takes pages of up to 200 and no more") {
    ArrivedBench bench;
    for (const auto& list :
         {std::string("/operator/charge-points"), std::string("/operator/calls"), std::string("/operator/transactions"),
          std::string("/operator/security-events"), std::string("/operator/audit"), std::string("/operator/tags"),
          kCharger + "/frames", kCharger + "/reservations"}) {
        INFO(list);
        CHECK(bench.get(list + "?limit=200").status == 200);
        CHECK(bench.get(list + "?limit=201").status == 422);
        CHECK(bench.get(list + "?limit=0").status == 422);
    }
}

TEST_CASE("a charger that never came was never seen, in every answer and in both texts") {
    OperatorBench bench;
    const auto made = bench.post("/operator/charge-points", R"({"id":"CP9"})");
    CHECK(made.status == 201);
    CHECK(made.text("data.id") == "CP9");
    CHECK(made.at("data.lastSeen") == "null");
    CHECK(made.at("data.report.lastSeen") == "null");
    const auto all = bench.get("/operator/charge-points");
    CHECK(all.at("data.items.0.lastSeen") == "null");
    CHECK_THAT(made.body + all.body, !Contains("1970"));
    storage::ChargePointRecord record;
    record.id = "CP9";
    CHECK_THAT(charger_list({{record, "offline"}}), Contains("never") && !Contains("1970"));
}

TEST_CASE("a charger is registered before it comes, and gets in when it does") {
    SiteOptions options = Bench::automatic();
    options.onboarding = Onboarding::closed;
    OperatorBench bench(options);
    CHECK(bench.post("/operator/charge-points", R"({"id":"CP1"})").status == 201);
    CHECK(bench.post("/operator/charge-points", R"({"id":"cp1"})").code() == "CONFLICT");
    bench.arrive();
    CHECK(bench.site->charge_point("CP1")->is_connected());
}

TEST_CASE("a setting without a name is refused") {
    ArrivedBench bench;
    for (const auto* body : {R"({"":1})", R"({"":null})"})
        CHECK(bench.ask("PATCH", "/operator/charge-points/CP1", body)->code() == "VALIDATION_ERROR");
}

TEST_CASE("what is no identity is not registered") {
    OperatorBench bench;
    for (const auto* body : {R"({})", R"({"id":""})", R"({"id":7})", R"({"id":"A","more":1})"})
        CHECK(bench.post("/operator/charge-points", body).code() == "VALIDATION_ERROR");
    CHECK(bench.post("/operator/charge-points", R"({"id":")" + std::string(49, 'x') + "\"}").code() ==
          "VALIDATION_ERROR");
    CHECK(bench.post("/operator/charge-points", "[]").code() == "INVALID_REQUEST");
    CHECK(bench.ask("POST", "/operator/charge-points", R"({"id":"A"})", bench.sandbox_operator_key)->code() ==
          "FORBIDDEN");
}

TEST_CASE("a call shows when it was sent, and all that are kept are listed") {
    ArrivedBench bench;
    bench.advance(10s);
    bench.answers_with("Reset", "");
    bench.call_charger("Reset", R"({"type":"Soft"})", R"("wait":false)");
    const auto behind = bench.call_charger("ClearCache", "{}", R"("wait":false)");
    CHECK(behind.at("data.sentAt") == "null");
    CHECK(behind.at("data.endedAt") == "null");
    bench.advance(3s);
    const auto sent_at = canonical::to_text(bench.time.utc());
    bench.answer(bench.calls_of("Reset").back(), R"({"status":"Accepted"})");
    bench.settle();
    const auto listed = bench.get("/operator/calls");
    CHECK(listed.text("data.items.0.action") == "ClearCache");
    CHECK(listed.text("data.items.0.sentAt") == sent_at);
    CHECK(listed.text("data.items.1.action") == "Reset");
    CHECK(listed.text("data.items.1.status") == "answered");
    CHECK(listed.at("data.items.2") == "(nothing)");
    CHECK(bench.get("/operator/calls?status=waiting").at("data.items") == "[]");
    CHECK(bench.get("/operator/calls?chargePointId=cp1&status=answered").at("data.items.1.status") == "\"answered\"");
    CHECK(bench.get("/operator/calls?chargePointId=CP2").at("data.items") == "[]");
    CHECK(bench.get("/operator/calls?status=lost").code() == "VALIDATION_ERROR");
    const auto first = bench.get("/operator/calls?limit=1");
    CHECK(first.at("data.more") == "true");
    const auto next = bench.get("/operator/calls?limit=1&before=" + first.at("data.nextBefore"));
    CHECK(next.text("data.items.0.action") == "Reset");
    CHECK(next.at("data.more") == "false");
    CHECK(bench.ask("GET", "/operator/calls", {}, bench.sandbox_operator_key)->at("data.items") == "[]");
}

TEST_CASE("frames are read page by page, from the newest back") {
    ArrivedBench bench;
    for (int i = 0; i < 5; ++i) bench.call("Heartbeat", "{}");
    const auto newest = bench.get(kCharger + "/frames?limit=3");
    CHECK(newest.at("data.more") == "true");
    const auto older = bench.get(kCharger + "/frames?limit=3&before=" + newest.at("data.nextBefore"));
    CHECK(std::stoi(older.at("data.items.2.id")) == std::stoi(newest.at("data.items.0.id")) - 1);
    CHECK(bench.get(kCharger + "/frames?before=1").at("data.items") == "[]");
    CHECK(bench.get(kCharger + "/frames").at("data.more") == "false");
}

TEST_CASE("a start that the operator asked for is one of ours, though it comes before the answer or beside another") {
    ArrivedBench bench;
    bench.advance(10s);
    bench.answers_with("RemoteStartTransaction", "");
    bench.call_charger("RemoteStartTransaction", R"({"connectorId":1,"idTag":"CARD7"})", R"("wait":false)");
    bench.call("StartTransaction", start_of(bench, "CARD7"));
    CHECK(bench.get("/operator/transactions").at("data.items.0.startedByUs") == "true");
    bench.answer(bench.calls_of("RemoteStartTransaction").back(), R"({"status":"Accepted"})");
    bench.settle();
    bench.answers_as_usual("RemoteStartTransaction");
    bench.call_charger("RemoteStartTransaction", R"({"connectorId":1,"idTag":"CARD8"})");
    bench.call_charger("RemoteStartTransaction", R"({"connectorId":2,"idTag":"CARD9"})");
    bench.advance(5s);
    bench.call("StartTransaction", start_of(bench, "CARD8"));
    CHECK(bench.get("/operator/transactions").at("data.items.0.startedByUs") == "true");
    const auto refusal = GENERATE(std::string(R"({"status":"Rejected"})"), std::string("!NotSupported"));
    bench.answers_with("RemoteStartTransaction", refusal);
    bench.call_charger("RemoteStartTransaction", R"({"connectorId":1,"idTag":"CARD5"})");
    bench.advance(5s);
    bench.call("StartTransaction", start_of(bench, "CARD5"));
    CHECK(bench.get("/operator/transactions").at("data.items.0.startedByUs") == "false");
}

TEST_CASE("a local list that the operator sends, or asks after, shows its version, and the next one is whole") {
    ArrivedBench bench;
    bench.advance(10s);
    const auto version = [&] { return bench.get(kCharger).at("data.localListVersion"); };
    bench.post(kCharger + "/local-list", "");
    CHECK(version() == "1");
    bench.call_charger("SendLocalList", R"({"listVersion":40,"updateType":"Full"})");
    CHECK(version() == "40");
    bench.answers_with("SendLocalList", R"({"status":"VersionMismatch"})");
    bench.call_charger("SendLocalList", R"({"listVersion":30,"updateType":"Differential"})");
    CHECK(version() == "40");
    bench.answers_as_usual("SendLocalList");
    bench.answers_with("GetLocalListVersion", R"({"listVersion":55})");
    bench.call_charger("GetLocalListVersion");
    CHECK(version() == "55");
    bench.answers_with("GetLocalListVersion", R"({"listVersion":-1})");
    bench.call_charger("GetLocalListVersion");
    CHECK(version() == "55");
    bench.post(kCharger + "/local-list", "");
    CHECK(version() == "56");
    CHECK_THAT(bench.last_payload("SendLocalList"), Contains(R"("updateType":"Full")"));
}

TEST_CASE("the operator is told before a charger has used up its reconnects, and how many are left") {
    SiteOptions options = Bench::automatic();
    options.reconnects_per_hour = 10;
    OperatorBench bench(options);
    const auto left = [&] { return bench.get(kCharger).at("data.reconnectsLeft"); };
    const auto warnings = [&] { return bench.get("/operator/counters").at("data.logins.reconnectsRunShort"); };
    bench.connect();
    CHECK(left() == "9");
    for (int i = 0; i < 7; ++i) bench.connect();
    CHECK(left() == "2");
    CHECK(warnings() == "0");
    bench.connect();
    CHECK(left() == "1");
    CHECK(warnings() == "1");
    bench.advance(1h);
    CHECK(left() == "10");
    CHECK_FALSE(ReconnectLimits(0).left("any", {}));
}
