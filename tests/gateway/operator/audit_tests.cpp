#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

#include "gateway/admin/live_admin.h"
#include "tests/gateway/operator/operator_bench.h"

/// Who changed what, over REST and over the admin socket.
using namespace gateway;
using Catch::Matchers::Contains;

namespace {

struct AuditBench : ArrivedBench {
    AuditBench() { advance(10s); }

    RestAnswer audit(const std::string& query = {}) { return get("/operator/audit" + query); }
    std::string device_id() { return device().connector->record.device_id; }
    /// Action, subject and outcome of the rows, the oldest first.
    std::vector<std::string> rows() {
        std::vector<std::string> lines;
        const auto page = audit("?limit=200");
        for (int i = 0; page.at("data.items." + std::to_string(i)) != "(nothing)"; ++i) {
            const auto row = "data.items." + std::to_string(i) + ".";
            lines.insert(lines.begin(), page.text(row + "action") + " | " + page.text(row + "subject") + " | " +
                                            page.text(row + "outcome"));
        }
        return lines;
    }
    std::string last(const std::string& member) { return audit("?limit=1").at("data.items.0." + member); }
};

using Rows = std::vector<std::string>;

struct AuditedAdmin : AuditBench {
    AdminAnswer run(AdminRequest request) {
        request.who = "admin socket (uid 7)";
        std::optional<AdminAnswer> answer;
        admin.run(request, [&](const AdminAnswer& given) { answer = given; });
        settle();
        REQUIRE(answer);
        return *answer;
    }
    AdminAnswer run(const std::string& command, const std::string& charger, std::vector<std::string> assignments = {}) {
        AdminRequest request;
        request.command = command;
        request.charger_id = charger;
        request.assignments = std::move(assignments);
        return run(request);
    }

    struct Directory {
        Directory() {
            char pattern[] = "/tmp/audit_XXXXXX";
            path = ::mkdtemp(pattern);
        }
        ~Directory() { std::filesystem::remove_all(path); }
        std::string path;
    } directory;
    ChargerPasswords passwords{directory.path};
    LiveAdmin admin{*site, api->key_changes(), passwords, storage, time};
};

}  // namespace

TEST_CASE("a ceiling that a key writes is on record with the key, before, after and the request's id") {
    AuditBench bench;
    const auto path = "/ev-charger/" + bench.device_id() + "/settings";
    bench.post(path, R"({"max_charge_rate":{"value":11,"unit":"kw"}})");
    const auto answer = bench.post(path, R"({"max_charge_rate":{"value":7.5,"unit":"kw"}})");
    REQUIRE(answer.status == 200);
    const auto audit = bench.audit();
    CHECK(audit.text("data.items.0.action") == "POST " + path);
    CHECK(audit.text("data.items.0.subject") == "device");
    CHECK(audit.text("data.items.0.subjectId") == bench.device_id());
    CHECK(audit.text("data.items.0.chargePointId") == "CP1");
    CHECK_THAT(audit.at("data.items.0.before"), Contains(R"({"maxChargeRateKw":11)"));
    CHECK(audit.at("data.items.0.after") == R"({"maxChargeRateKw":7.5})");
    CHECK(audit.text("data.items.0.outcome") == "done");
    CHECK(audit.text("data.items.0.requestId") == answer.text("meta.requestId"));
    CHECK(audit.text("data.items.0.who").rfind("key_", 0) == 0);
    CHECK(audit.at("data.items.1.before") == R"({"maxChargeRateKw":null})");
    CHECK(audit.at("data.items.2") == "(nothing)");
}

TEST_CASE("a day's changes by keys are all on record, each once for what it changed") {
    AuditBench bench;
    const std::string device = "/ev-charger/" + bench.device_id(), charger = "/operator/charge-points/CP1";
    bench.post(device, R"({"action":{"command":"idle"}})");
    bench.advance(120s);
    const auto planned = bench.post(device, R"({"action":{"command":"charge","start":"1h"}})");
    bench.post("/actions/" + planned.text("data.id") + "/cancel", "");
    bench.put("/operator/tags/A", R"({"note":"first"})");
    bench.remove("/operator/tags/A");
    bench.ask("PATCH", charger, R"({"min_current":8})");
    bench.post("/operator/charge-points/CP2/approve", R"({"create":true})");
    const auto key = bench.post("/keys", R"({"role":"integrator","name":"n"})").text("data.id");
    bench.remove("/keys/" + key);
    bench.remove("/operator/charge-points/CP2");
    const Rows rows = bench.rows();
    const auto has = [&](const std::string& row) { return std::count(rows.begin(), rows.end(), row); };
    for (const auto& row : rows) UNSCOPED_INFO(row);
    CHECK(has("POST " + device + " | device | done") >= 1);
    CHECK(has("POST " + device + " | action | done") >= 2);
    CHECK(has("POST /actions/" + planned.text("data.id") + "/cancel | action | done") == 1);
    CHECK(has("PUT /operator/tags/A | tag | done") == 1);
    CHECK(has("DELETE /operator/tags/A | tag | done") == 1);
    CHECK(has("PATCH " + charger + " | charger | done") == 1);
    CHECK(has("POST /operator/charge-points/CP2/approve | charger | done") == 1);
    CHECK(has("POST /keys | key | done") == 1);
    CHECK(has("DELETE /keys/" + key + " | key | done") == 1);
    CHECK(has("DELETE /operator/charge-points/CP2 | charger | done") == 1);
    CHECK(bench.audit("?chargePointId=cp2").at("data.items.2") == "(nothing)");
    CHECK(bench.audit("?chargePointId=cp2").at("data.items.0.before.approved") == "true");
    CHECK(bench.audit("?chargePointId=cp2").at("data.items.0.after") == "null");
}

TEST_CASE("a raw call is on record with its key and payload when it is asked for, and then with its outcome") {
    AuditBench bench;
    bench.answers_with("Reset", "");
    const auto id = bench.call_charger("Reset", R"({"type":"Soft"})", R"("wait":false)").text("data.id");
    CHECK(bench.rows() == Rows{"call Reset | charger | waiting"});
    CHECK(bench.last("callId") == "\"" + id + "\"");
    CHECK(bench.last("after") == R"({"type":"Soft"})");
    CHECK_THAT(bench.last("who"), Contains("key_"));
    bench.answer(bench.calls_of("Reset").back(), R"({"status":"Rejected"})");
    bench.settle();
    CHECK(bench.rows() == Rows{"call Reset | charger | Rejected"});
    bench.answers_with("ChangeConfiguration", "!NotSupported");
    bench.call_charger("ChangeConfiguration", R"({"key":"AuthorizationKey","value":"0011223344"})", R"("force":true)");
    CHECK(bench.rows().back() == "call ChangeConfiguration | charger | refused NotSupported");
    CHECK_THAT(bench.last("after"), !Contains("0011223344"));
}

TEST_CASE("what a charger refuses is on record as refused, and what was refused at once is on none") {
    AuditBench bench;
    bench.post("/operator/charge-points/CP1/reservations", R"({"connectorId":1})");
    bench.put("/operator/tags/A", R"({"colour":"red"})");
    bench.ask("DELETE", "/operator/tags/none");
    CHECK(bench.rows().empty());
    bench.answers_with("ReserveNow", R"({"status":"Occupied"})");
    const std::string path = "/operator/charge-points/CP1/reservations";
    bench.post(path, R"({"connectorId":1,"idTag":"A","expiresAt":"2026-01-01T02:00:00Z"})");
    for (const auto& row : bench.rows()) CHECK(row == "POST " + path + " | reservation | RESERVATION_REFUSED");
    CHECK(bench.audit().text("data.items.0.after.state") == "cancelled");
    bench.answers_with("SendLocalList", R"({"status":"NotSupported"})");
    bench.post("/operator/charge-points/CP1/local-list", "");
    CHECK_THAT(bench.last("outcome"), Contains("LOCAL_LIST_NOT_SENT"));
}

TEST_CASE("a reservation that is cancelled and a list that is sent are their key's, though a charger answers between") {
    AuditBench bench;
    const std::string path = "/operator/charge-points/CP1/reservations";
    bench.post(path, R"({"connectorId":1,"idTag":"A","expiresAt":"2026-01-01T02:00:00Z"})");
    bench.remove(path + "/1");
    CHECK(bench.rows().back() == "DELETE " + path + "/1 | reservation | done");
    CHECK(bench.last("before") == R"({"state":"open"})");
    CHECK(bench.last("after") == R"({"state":"cancelled"})");
    bench.post("/operator/charge-points/CP1/local-list", "");
    CHECK(bench.rows().back() == "POST /operator/charge-points/CP1/local-list | localList | done");
    CHECK(bench.last("after") == R"({"version":1})");
}

TEST_CASE("a new key of a charger is on record without the key") {
    AuditBench bench;
    bench.site->chargers().new_key = [] { return ChargerDesk::NewKey{"00112233", {"salt", "hashofit"}}; };
    bench.post("/operator/charge-points/CP1/rotate-key", "");
    const auto body = bench.audit().body;
    CHECK_THAT(body, Contains(R"("nextPassword":"set )") && Contains(R"("password":"set )"));
    CHECK_THAT(body, !Contains("00112233") && !Contains("hashofit"));
}

TEST_CASE("a change that could not be stored is on no record, nor is what the gateway does on its own") {
    AuditBench bench;
    bench.get("/operator/tags");  // the key's first use is stored, too
    bench.storage.fail_next = true;
    CHECK(bench.put("/operator/tags/A", "{}").status == 503);
    bench.status("Preparing");
    bench.begin_session();
    bench.get("/ev-charger");
    CHECK(bench.rows().empty());
}

TEST_CASE("the record is the site's: for operators of the live environment only") {
    AuditBench bench;
    CHECK(bench.ask("GET", "/operator/audit", {}, bench.integrator_key)->code() == "INSUFFICIENT_PERMISSIONS");
    CHECK(bench.ask("GET", "/operator/audit", {}, bench.sandbox_operator_key)->code() == "FORBIDDEN");
    CHECK(bench.audit("?since=yesterday").code() == "VALIDATION_ERROR");
    CHECK(bench.audit("?limit=201").code() == "VALIDATION_ERROR");
    bench.put("/operator/tags/A", "{}");
    bench.put("/operator/tags/B", "{}");
    const auto who = bench.audit().text("data.items.0.who");
    CHECK(
        bench.audit("?key=" + who + "&since=2026-01-01T00:00:00Z&until=2026-01-02T00:00:00Z&limit=1").at("data.more") ==
        "true");
    const auto next = bench.audit("?limit=1").at("data.nextBefore");
    CHECK(bench.audit("?before=" + next).text("data.items.0.subjectId") == "A");
    CHECK(bench.audit("?key=key_other").at("data.items.0") == "(nothing)");
    CHECK(bench.audit("?since=2026-01-02T00:00:00Z").at("data.items.0") == "(nothing)");
}

TEST_CASE("commands of the admin socket are on record with the user who opened it") {
    AuditedAdmin bench;
    CHECK(bench.run("chargers set", "CP1", {"max_phases=1"}).ok);
    CHECK(bench.run("chargers set-password", "CP1").ok);
    CHECK(bench.run("chargers forget", "CP1").ok);
    CHECK(bench.run("chargers list", "").ok);
    CHECK_FALSE(bench.run("chargers set", "CP1", {"max_phases=9"}).ok);
    const auto rows = bench.rows();
    REQUIRE(rows.size() >= 3);
    CHECK(rows[0] == "chargers set | charger | done");
    CHECK(rows[1] == "chargers set-password | charger | done");
    for (std::size_t i = 2; i < rows.size(); ++i) CHECK_THAT(rows[i], Contains("chargers forget"));
    CHECK(bench.last("who") == "\"admin socket (uid 7)\"");
    AdminRequest request;
    request.command = "audit";
    request.charger_id = "CP1";
    request.since = "2026-01-01T00:00:00Z";
    const auto lines = bench.run(request).output;
    CHECK_THAT(lines, Contains("admin socket (uid 7)  chargers set  done  charger CP1"));
    CHECK_THAT(lines, Contains(R"({"maxPhases":3} -> {"maxPhases":1})"));
    request.as_json = true;
    request.limit = "1";
    CHECK_THAT(bench.run(request).output, Contains(R"x("who":"admin socket (uid 7)")x"));
    request.limit = "0";
    CHECK(bench.run(request).output == "--limit is a whole number from 1 to 1000");
    request.limit = "1";
    request.until = "tomorrow";
    CHECK(bench.run(request).output == "--until is a time such as 2026-01-31T12:00:00Z");
}

TEST_CASE("a command whose outcome nobody knows says so and to look again; one that was refused says why") {
    AuditedAdmin bench;
    AdminRequest create;
    create.command = "keys create";
    create.environment = "live";
    create.role = "operator";
    AdminRequest approve;
    approve.command = "chargers approve";
    approve.charger_id = "CP2";
    approve.creates = true;
    AdminRequest set, password;
    set.command = "chargers set";
    password.command = "chargers set-password";
    set.charger_id = password.charger_id = "CP1";
    set.assignments = {"max_phases=1"};
    for (const auto& request : {create, approve, set, password}) {
        INFO(request.command);
        bench.storage.told_health.outcome_is_unknown = true;
        bench.storage.fail_next = true;
        const AdminAnswer unknown = bench.run(request);
        CHECK_FALSE(unknown.ok);
        CHECK(unknown.is_unknown);
        CHECK_THAT(unknown.output, Contains("may or may not have been made; look again"));
        CHECK_FALSE(bench.run("chargers set", "CP9", {"max_phases=1"}).is_unknown);
        bench.storage.told_health.outcome_is_unknown = false;
        bench.storage.fail_next = true;
        const AdminAnswer failed = bench.run(request);
        CHECK_FALSE(failed.ok);
        CHECK_FALSE(failed.is_unknown);
    }
}

TEST_CASE("more of the record than goes into one answer comes in several, and nothing of it is lost") {
    AuditedAdmin bench;
    const std::string note(200, 'n');
    for (int i = 0; i < 130; ++i)
        bench.put("/operator/tags/T" + std::to_string(i), R"({"note":")" + note + std::to_string(i) + "\"}");
    AdminRequest request;
    request.command = "audit";
    request.as_json = GENERATE(true, false);
    request.limit = "125";
    std::string all;
    int answers = 0;
    do {
        const AdminAnswer answer = bench.run(request);
        REQUIRE(answer.ok);
        all += answer.output;
        request.page = answer.next;
    } while (!request.page.empty() && ++answers < 10);
    CHECK(answers == 1);
    CHECK(std::count(all.begin(), all.end(), '\n') == 125);
    for (int i = 5; i < 130; ++i) CHECK_THAT(all, Contains(note + std::to_string(i) + "\""));
}
