#include <catch2/catch.hpp>

#include "gateway/inspection/secrets.h"
#include "tests/gateway/operator/operator_bench.h"

/// Chargers, their frames, transactions and counters as the operator reads them.
using namespace gateway;
using Catch::Matchers::Contains;

namespace {

const std::string kOne = "/operator/charge-points/CP1";

SiteOptions asking_for_approval() {
    SiteOptions options;
    options.onboarding = Onboarding::approve;
    return options;
}

UpgradeRequest unknown_charger(const std::string& id) {
    UpgradeRequest request;
    request.identity = id;
    request.remote_address = "192.0.2.7";
    return request;
}

}  // namespace

TEST_CASE("the list of charge points shows what each is, and pages") {
    OperatorBench bench;
    bench.name = "CP2";
    bench.arrive();
    bench.disconnect();
    bench.name = "CP1";
    bench.arrive();
    const RestAnswer all = bench.get("/operator/charge-points");
    CHECK(all.at("data.pagination.total") == "2");
    CHECK(all.text("data.items.0.id") == "CP1");
    CHECK(all.text("data.items.0.link.state") == "online");
    CHECK(all.text("data.items.0.boot.vendor") == "Acme");
    CHECK(all.text("data.items.0.registration") == "accepted");
    CHECK(all.at("data.items.0.securityProfile") == "0");
    CHECK(all.at("data.items.0.alarms") == "0");
    CHECK(all.text("data.items.1.link.state") == "offline");
    const RestAnswer second = bench.get("/operator/charge-points?offset=1&limit=1");
    CHECK(second.text("data.items.0.id") == "CP2");
    CHECK(second.at("data.pagination.hasMore") == "false");
    CHECK(bench.get("/operator/charge-points?limit=201").status == 422);
}

TEST_CASE("a discovered charge point is listed, approved over REST, and then gets in") {
    OperatorBench bench(asking_for_approval());
    CHECK(bench.site->admission().admit(unknown_charger("NEW"), canonical::Environment::live).http_status == 404);
    const RestAnswer listed = bench.get("/operator/charge-points");
    CHECK(listed.text("data.items.0.id") == "NEW");
    CHECK(listed.text("data.items.0.link.state") == "discovered");
    CHECK(listed.text("data.items.0.link.address") == "192.0.2.7");
    CHECK(bench.get("/operator/charge-points/NEW").code() == "CHARGE_POINT_NOT_FOUND");
    CHECK(bench.post("/operator/charge-points/NEW/approve", "").at("data.approved") == "true");
    CHECK(bench.site->admission().admit(unknown_charger("NEW"), canonical::Environment::live).http_status == 101);
    CHECK(bench.post("/operator/charge-points/NWE/approve", "").code() == "CHARGE_POINT_NOT_FOUND");
    CHECK(bench.get("/operator/charge-points").at("data.items.1") == "(nothing)");
    CHECK(bench.post("/operator/charge-points/NWE/approve", R"({"create":1})").code() == "VALIDATION_ERROR");
    CHECK(bench.post("/operator/charge-points/NWE/approve", R"({"create":true})").at("data.approved") == "true");
    CHECK(bench.post("/operator/charge-points/" + std::string(49, 'x') + "/approve", "").status == 422);
}

TEST_CASE("one charge point shows its configuration as last read, its counters and the report of chargers show") {
    OperatorBench bench;
    bench.configuration["HeartbeatInterval"] = "60";
    bench.arrive();
    bench.advance(30s);
    bench.call("StatusNotification", R"({"connectorId":1,"errorCode":"NoError","status":"Available","surplus":1})");
    const RestAnswer shown = bench.get("/operator/charge-points/cp1");
    CHECK(shown.text("data.id") == "CP1");
    CHECK(shown.text("data.configuration.0.key") == "HeartbeatInterval");
    CHECK(shown.text("data.configuration.0.value") == "60");
    CHECK(shown.at("data.counters.connections") == "1");
    CHECK(shown.at("data.counters.quirks.unknownField") == "1");
    CHECK(shown.text("data.report.boot") == "accepted");
    CHECK(shown.text("data.report.connectors.0.observed.status") == "Available");
    CHECK(bench.get("/operator/charge-points/CP9").code() == "CHARGE_POINT_NOT_FOUND");
}

TEST_CASE("settings are assigned over REST as on the command line, all or none") {
    OperatorBench bench;
    bench.arrive();
    const RestAnswer changed =
        *bench.ask("PATCH", kOne, R"({"max_phases":1,"rated_kw":7.2,"control":"on","stack_level":2})");
    CHECK(changed.status == 200);
    CHECK(changed.at("data.report.settings.maxPhases") == "1");
    CHECK(changed.at("data.report.traits") == R"({"stackLevel":2})");
    CHECK(bench.storage.rows().charge_points().at("CP1").rated_kw == 7.2);
    CHECK(bench.ask("PATCH", kOne, R"({"ratedKw":null})")->at("data.report.settings.ratedKw") == "null");
    const RestAnswer refused = *bench.ask("PATCH", kOne, R"({"max_phases":3,"rated_kw":"much"})");
    CHECK(refused.status == 422);
    CHECK_THAT(refused.text("error.details.reason"), Contains("rated_kw"));
    CHECK(bench.ask("PATCH", kOne, "{}")->status == 422);
    CHECK(bench.ask("PATCH", kOne, "[]")->status == 400);
    CHECK(bench.storage.rows().charge_points().at("CP1").max_phases == 1);
}

TEST_CASE("a charge point that is removed over REST is gone, with its socket") {
    OperatorBench bench;
    bench.arrive();
    const RestAnswer removed = bench.remove(kOne);
    CHECK(removed.status == 200);
    CHECK(removed.at("data.profilesRemain") == "false");
    CHECK_FALSE(bench.link->open);
    CHECK(bench.get(kOne).status == 404);
    CHECK(bench.remove(kOne).code() == "CHARGE_POINT_NOT_FOUND");
}

TEST_CASE("the last frames of both directions are kept, with their times, and the oldest make room") {
    SiteOptions options = Bench::automatic();
    options.frames.frames = 4;
    options.frames.frame_bytes = 100;
    OperatorBench bench(options);
    bench.arrive();
    bench.advance(30s);
    bench.call("Heartbeat", "{}");
    bench.call("DataTransfer", R"({"vendorId":"v","data":")" + std::string(200, 'x') + "\"}");
    const RestAnswer frames = bench.get(kOne + "/frames");
    CHECK(frames.text("data.items.0.direction") == "received");
    CHECK_THAT(frames.text("data.items.0.text"), Contains("Heartbeat"));
    CHECK(frames.text("data.items.1.direction") == "sent");
    CHECK_THAT(frames.text("data.items.1.text"), Contains("currentTime"));
    CHECK(frames.at("data.items.2.cut") == "true");
    CHECK(frames.text("data.items.3.at") == canonical::to_text(bench.time.utc()));
    CHECK(frames.at("data.items.4") == "(nothing)");
    CHECK(bench.get(kOne + "/frames?limit=1").text("data.items.0.direction") == "sent");
    CHECK(bench.get(kOne + "/frames?limit=0").status == 422);
    CHECK_FALSE(bench.get("/operator/counters").at("data.frames.cut") == "0");
}

TEST_CASE("frame logs of many chargers share one budget") {
    const auto shared = std::make_shared<FrameBudget>();
    FrameBudget& budget = *shared;
    budget.bytes = 50000;
    budget.site_bytes = 100000;
    FrameLog first(shared);
    CHECK(budget.bytes_for_each() == 50000);
    for (int i = 0; i < 100; ++i) first.add(FrameLog::Direction::sent, std::string(1000, 'x'), {});
    CHECK(first.frames().size() == 50);
    std::vector<std::unique_ptr<FrameLog>> others;
    for (int i = 0; i < 9; ++i) others.push_back(std::make_unique<FrameLog>(shared));
    first.add(FrameLog::Direction::sent, "x", {});
    CHECK(first.frames().size() == 10);
    CHECK(budget.dropped == 91);
}

TEST_CASE("secrets are masked in whole frames, in cut ones and in text that is no JSON") {
    CHECK(frame_without_secrets(R"([2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"abc"}])") ==
          R"([2,"1","ChangeConfiguration",{"key":"AuthorizationKey","value":"***"}])");
    CHECK(frame_without_secrets(
              R"([3,"1",{"configurationKey":[{"key":"apnPassword","readonly":false,"value":"abc"}]}])") ==
          R"([3,"1",{"configurationKey":[{"key":"apnPassword","readonly":false,"value":"***"}]}])");
    CHECK(frame_without_secrets(R"([2,"1","X",{"key":"AuthorizationKey","val)") == R"([2,"1","X",{"key":"***)");
    CHECK(frame_without_secrets(R"([2,"1","GetLog",{"log":{"remoteLocation":"sftp://u:p@ss@h:22/d"}}])") ==
          R"([2,"1","GetLog",{"log":{"remoteLocation":"sftp://u:***@h:22/d"}}])");
    CHECK(frame_without_secrets(R"([2,"1","DataTransfer",{"vendorId":"v","data":"password=abc"}])") ==
          R"([2,"1","DataTransfer",{"vendorId":"v","data":"***"}])");
    CHECK(frame_without_secrets(R"([2,"1","GetConfiguration",{"key":["AuthorizationKey"]}])") ==
          R"([2,"1","GetConfiguration",{"key":["AuthorizationKey"]}])");
    CHECK(frame_without_secrets(R"([2,"1","Authorize",{"idTag":"04AB"}])") ==
          R"([2,"1","Authorize",{"idTag":"04AB"}])");
}

TEST_CASE("transactions are listed by filters and pages, and one is shown with its values and its stop") {
    OperatorBench bench;
    bench.arrive();
    const auto first = bench.begin_session();
    bench.meter(11, 3, 1, first);
    bench.stop_transaction(first);
    bench.status("Available");
    bench.advance(1min);
    const auto second = bench.begin_session();
    const std::string list = "/operator/transactions";
    const RestAnswer all = bench.get(list + "?chargePointId=CP1&connectorId=1&idTag=TAG");
    CHECK(all.at("data.items.0.id") == std::to_string(second));
    CHECK(all.text("data.items.0.state") == "open");
    CHECK(all.at("data.items.0.stop") == "null");
    CHECK(all.at("data.items.1.id") == std::to_string(first));
    CHECK(all.text("data.items.1.stop.reason") == "Local");
    CHECK(bench.get(list + "?open=true").at("data.items.1") == "(nothing)");
    CHECK(bench.get(list + "?open=false").at("data.items.0.id") == std::to_string(first));
    CHECK(bench.get(list + "?idTag=OTHER").at("data.items") == "[]");
    CHECK(bench.get(list + "?to=2001-01-01T00:00:00Z").at("data.items") == "[]");
    const RestAnswer page = bench.get(list + "?limit=1");
    CHECK(page.at("data.more") == "true");
    CHECK(bench.get(list + "?limit=1&before=" + page.at("data.nextBefore")).at("data.items.0.id") ==
          std::to_string(first));

    const RestAnswer shown = bench.get(list + "/" + std::to_string(first));
    CHECK(shown.at("data.meterValues.0.message.transactionId") == std::to_string(first));
    CHECK(shown.at("data.stopMessage.meterStop") == "100");
    CHECK(shown.text("data.start.timestamp").size() == 20);
    for (const auto* id : {"1", "x", "", "99999999999999999999"}) {
        if (*id != 0) CHECK(bench.get(list + "/" + id).code() == "TRANSACTION_NOT_FOUND");
    }
    for (const auto* filter : {"connectorId=x", "open=maybe", "from=yesterday", "before=-1", "limit=201"}) {
        INFO(filter);
        CHECK(bench.get(list + "?" + filter).status == 422);
    }
}

TEST_CASE("counters of the whole gateway are read in one place") {
    OperatorBench bench;
    bench.arrive();
    bench.ask("GET", "/operator/counters", {}, "wrong");
    const RestAnswer counters = bench.get("/operator/counters");
    CHECK(counters.at("data.chargePoints") == R"({"known":1,"online":1,"discovered":0})");
    CHECK(counters.at("data.apiKeys.refused") == "1");
    CHECK_FALSE(counters.at("data.storage.batches") == "(nothing)");
    CHECK(counters.at("data.logins") ==
          R"({"failed":0,"blocks":0,"refused":0,"forgotten":0,"reconnectsRefused":0,"reconnectsRunShort":0})");
    CHECK(counters.at("data.securityEvents") == R"({"reported":0,"noticed":0,"overRate":0})");
}

TEST_CASE("tags are written, read, listed and removed over REST") {
    OperatorBench bench;
    const std::string one = "/operator/tags/04AB";
    const std::string body = R"({"blocked":true,"expiresAt":"2030-01-01T00:00:00Z","parentIdTag":"FAM","note":"card"})";
    CHECK(bench.put(one, body).status == 200);
    const RestAnswer read = bench.get("/operator/tags/04ab");
    CHECK(read.text("data.idTag") == "04AB");
    CHECK(read.at("data.blocked") == "true");
    CHECK(read.text("data.expiresAt").substr(0, 19) == "2030-01-01T00:00:00");
    CHECK(read.text("data.parentIdTag") == "FAM");
    CHECK(bench.get("/operator/tags").at("data.pagination.total") == "1");
    CHECK(bench.put(one, "{}").at("data.blocked") == "false");
    for (const auto* bad : {R"({"blocked":1})", R"({"expiresAt":"soon"})", R"({"note":5})", R"({"colour":"red"})"}) {
        INFO(bad);
        CHECK(bench.put(one, bad).status == 422);
    }
    CHECK(bench.put(one, "[]").status == 400);
    CHECK(bench.put("/operator/tags/" + std::string(21, 'x'), "{}").status == 422);
    CHECK(bench.remove(one).status == 200);
    CHECK(bench.remove(one).code() == "TAG_NOT_FOUND");
    CHECK(bench.get(one).code() == "TAG_NOT_FOUND");
}
