#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "tests/gateway/operator/operator_bench.h"

/// Every code of the catalogue (docs/errors.tsv) is reached by a request or by what becomes of an action, with the
/// details that let the caller put it right.
using namespace gateway;

namespace {

struct ErrorRow {
    std::string code, status, when, details, state;
};

std::vector<ErrorRow> error_rows() {
    std::vector<ErrorRow> rows;
    std::ifstream list(ERROR_LIST);
    for (std::string line; std::getline(list, line);) {
        ErrorRow row;
        std::istringstream fields(line);
        for (std::string* field : {&row.code, &row.status, &row.when, &row.details, &row.state})
            std::getline(fields, *field, '\t');
        rows.push_back(row);
    }
    return rows;
}

struct Scene : OperatorBench {
    explicit Scene(const std::string& status = "Preparing") { arrive(status); }
    std::string path(const std::string& behind = {}) {
        return "/ev-charger/" + device().connector->record.device_id + behind;
    }
    RestAnswer push_body(const std::string& body) { return *ask("POST", path(), body, integrator_key); }
    RestAnswer settings(const std::string& body) { return *ask("POST", path("/settings"), body, integrator_key); }
    std::string expired_key() {
        auto key = make_api_key(canonical::Environment::live, "integrator", "over", time.utc());
        key.record.expires_at = time.utc();
        keys->add(key.record);
        return key.secret;
    }
};

using Provoke = std::function<RestAnswer(Scene&)>;

const std::map<std::string, Provoke>& requests() {
    static const std::map<std::string, Provoke> all = {
        {"UNAUTHORIZED", [](Scene& scene) { return *scene.ask("GET", "/ev-charger", "", ""); }},
        {"INVALID_API_KEY",
         [](Scene& scene) { return *scene.ask("GET", "/ev-charger", "", "sk_live_0000000000000000000000000000"); }},
        {"EXPIRED_TOKEN", [](Scene& scene) { return *scene.ask("GET", "/ev-charger", "", scene.expired_key()); }},
        {"INSUFFICIENT_PERMISSIONS",
         [](Scene& scene) { return *scene.ask("GET", "/operator/charge-points", "", scene.integrator_key); }},
        {"FORBIDDEN",
         [](Scene& scene) { return *scene.ask("GET", "/operator/counters", "", scene.sandbox_operator_key); }},
        {"RATE_LIMIT_EXCEEDED",
         [](Scene& scene) {
             RestAnswer answer;
             for (int i = 0; i < 2000 && answer.status != 429; ++i)
                 answer = *scene.ask("GET", "/ev-charger", "", "sk_live_wrong");
             return answer;
         }},
        {"DEVICE_NOT_FOUND",
         [](Scene& scene) { return *scene.ask("GET", "/ev-charger/device_none", "", scene.integrator_key); }},
        {"ACTION_NOT_FOUND", [](Scene& scene) { return scene.get("/actions/act_none"); }},
        {"NOT_FOUND", [](Scene& scene) { return scene.get("/battery"); }},
        {"IDEMPOTENCY_KEY_REUSED",
         [](Scene& scene) {
             const auto push = [&](const std::string& body) {
                 return *scene.ask("POST", scene.path(), body, scene.integrator_key, {{"idempotency-key", "once"}});
             };
             push(R"({"action":{"command":"charge"}})");
             return push(R"({"action":{"command":"idle"}})");
         }},
        {"KEY_NOT_FOUND", [](Scene& scene) { return scene.remove("/keys/key_none"); }},
        {"RESERVATION_NOT_FOUND",
         [](Scene& scene) { return scene.remove("/operator/charge-points/CP1/reservations/7"); }},
        {"RESERVATION_REFUSED",
         [](Scene& scene) {
             scene.advance(10s);
             scene.answers_with("ReserveNow", R"({"status":"Occupied"})");
             return scene.post("/operator/charge-points/CP1/reservations",
                               R"({"idTag":"A","expiresAt":"2026-01-02T00:00:00Z"})");
         }},
        {"PRECONDITION_FAILED",
         [](Scene& scene) {
             return *scene.ask("POST", scene.path("/settings"), R"({"max_charge_rate":{"value":5,"unit":"kw"}})",
                               scene.integrator_key, {{"if-match", "\"1\""}});
         }},
        {"MISDIRECTED_REQUEST",
         [](Scene& scene) {
             scene.api->accept_hosts({{"gateway.example"}, "0.0.0.0"});
             return *scene.ask("GET", "/ev-charger", "", scene.integrator_key, {{"host", "evil.example"}});
         }},
        {"METHOD_NOT_ALLOWED", [](Scene& scene) { return scene.remove("/ev-charger"); }},
        {"UNSUPPORTED_MEDIA_TYPE",
         [](Scene& scene) {
             return *scene.ask("POST", scene.path(), "x=1", scene.integrator_key, {{"content-type", "text/plain"}});
         }},
        {"INVALID_REQUEST", [](Scene& scene) { return scene.push_body("[]"); }},
        {"VALIDATION_ERROR",
         [](Scene& scene) { return scene.push_body(R"({"action":{"command":"charge"},"extra":1})"); }},
        {"UNSUPPORTED_MODE", [](Scene& scene) { return scene.push_body(R"({"action":{"command":"discharge"}})"); }},
        {"UNSUPPORTED_PARAMETER",
         [](Scene& scene) {
             return scene.push_body(
                 R"({"action":{"command":"charge","parameters":{"target":{"value":80,"unit":"percent"}}}})");
         }},
        {"EXECUTION_NOT_SUPPORTED",
         [](Scene& scene) { return scene.push_body(R"({"action":{"command":"idle","start":"1h","end":"2h"}})"); }},
        {"START_IN_PAST",
         [](Scene& scene) {
             return scene.push_body(R"({"action":{"command":"charge","start":"2025-01-01T00:00:00"}})");
         }},
        {"START_OUT_OF_RANGE",
         [](Scene& scene) { return scene.push_body(R"({"action":{"command":"charge","start":"721h"}})"); }},
        {"INVALID_TIME_WINDOW",
         [](Scene& scene) { return scene.push_body(R"({"action":{"command":"charge","end":"1h"}})"); }},
        {"STRATEGY_NOT_SUPPORTED",
         [](Scene& scene) { return scene.push_body(R"({"action":{"command":"charge"},"onConflict":"queue_after"})"); }},
        {"CONFLICT",
         [](Scene& scene) {
             scene.push_body(R"({"action":{"command":"charge","start":"1h"}})");
             return scene.push_body(R"({"action":{"command":"idle"}})");
         }},
        {"ACTION_NOT_CANCELLABLE",
         [](Scene& scene) { return scene.post("/actions/" + scene.charge() + "/cancel", ""); }},
        {"COMMAND_NOT_SUPPORTED",
         [](Scene& scene) {
             scene.site->chargers().change_settings("CP1", {"control=off"}, [](const auto&) {});
             scene.settle();
             return scene.push_body(R"({"action":{"command":"charge"}})");
         }},
        {"SETTING_OUT_OF_RANGE",
         [](Scene& scene) { return scene.settings(R"({"max_charge_rate":{"value":51,"unit":"kw"}})"); }},
        {"UNSUPPORTED_SETTING",
         [](Scene& scene) { return scene.settings(R"({"safety_reserve":{"value":5,"unit":"percent"}})"); }},
        {"READ_ONLY_SETTING",
         [](Scene& scene) { return scene.settings(R"({"maxCurrent":{"value":5,"unit":"amps"}})"); }},
        {"UNSUPPORTED_UNIT",
         [](Scene& scene) { return scene.settings(R"({"max_charge_rate":{"value":5,"unit":"amps"}})"); }},
        {"SERVICE_UNAVAILABLE",
         [](Scene& scene) {
             scene.ask("GET", "/ev-charger", "", scene.integrator_key);  // its first use is stored
             scene.storage.fail_next = true;
             return scene.settings(R"({"max_charge_rate":{"value":5,"unit":"kw"}})");
         }},
        {"OUTCOME_UNKNOWN",
         [](Scene& scene) {
             scene.ask("GET", "/ev-charger", "", scene.integrator_key);
             scene.storage.fail_next = true;
             scene.storage.told_health.outcome_is_unknown = true;
             return scene.settings(R"({"max_charge_rate":{"value":5,"unit":"kw"}})");
         }},
    };
    return all;
}

std::string charge_at(const std::string& status, const std::function<void(Bench&)>& before = nullptr) {
    Bench bench;
    bench.arrive(status);
    if (before) before(bench);
    const auto id = bench.charge();
    bench.advance(15min);
    return bench.action(id).error_code.value_or("");
}

const std::map<std::string, std::function<std::string()>>& failures() {
    static const std::map<std::string, std::function<std::string()>> all = {
        {"DEVICE_OFFLINE", [] { return charge_at("Preparing", [](Bench& bench) { bench.disconnect(); }); }},
        {"VEHICLE_NOT_CONNECTED", [] { return charge_at("Available"); }},
        {"DEVICE_UNAVAILABLE", [] { return charge_at("Faulted"); }},
        {"REPLUG_REQUIRED",
         [] {
             return charge_at("Finishing", [](Bench& bench) {
                 bench.answers_with("RemoteStartTransaction", R"({"status":"Rejected"})");
             });
         }},
        {"COMMAND_REJECTED",
         [] {
             return charge_at("Preparing", [](Bench& bench) {
                 bench.answers_with("RemoteStartTransaction", R"({"status":"Rejected"})");
             });
         }},
        {"TIMEOUT",
         [] { return charge_at("Preparing", [](Bench& bench) { bench.answers_with("RemoteStartTransaction", ""); }); }},
        {"EFFECT_NOT_OBSERVED", [] { return charge_at("Preparing"); }},
        {"CEILING_BELOW_MINIMUM", [] { return charge_at("Preparing", [](Bench& bench) { bench.set_ceiling(1); }); }},
        {"MISSED",
         [] {
             Bench bench;
             bench.arrive("Preparing");
             const auto id = bench.charge_in(10min);
             bench.be_down_for(1h);
             return bench.action(id).error_code.value_or("");
         }},
    };
    return all;
}

/// Codes that the sources of the canonical surface throw, or fail an action with.
std::set<std::string> codes_in_sources() {
    static const std::regex code(R"((?:ApiError(?: \w+)?[({]\d{3}, |Failed\{)\"([A-Z_]+)\")");
    std::set<std::string> found;
    for (const auto* folder :
         {"canonical", "gateway/api", "gateway/keys", "gateway/site", "gateway/charge_point", "gateway/decision",
          "gateway/setup", "gateway/access", "gateway/authorization", "gateway/transactions", "gateway/inspection"}) {
        for (const auto& entry : std::filesystem::directory_iterator(std::string(SOURCE_ROOT) + "/" + folder)) {
            const std::string name = entry.path().filename();
            if (entry.path().extension() != ".cpp" || name.rfind("operator_", 0) == 0) continue;
            std::ifstream file(entry.path());
            const std::string text((std::istreambuf_iterator<char>(file)), {});
            for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at) found.insert((*at)[1]);
        }
    }
    return found;
}

}  // namespace

TEST_CASE("every code of the catalogue of errors is reached, with its status and its details") {
    for (const ErrorRow& row : error_rows()) {
        CAPTURE(row.code);
        if (row.state != "tested") {
            CHECK(row.state.rfind("not applicable: ", 0) == 0);
            continue;
        }
        if (row.status == "action") {
            REQUIRE(failures().count(row.code) == 1);
            CHECK(failures().at(row.code)() == row.code);
            continue;
        }
        REQUIRE(requests().count(row.code) == 1);
        Scene scene;
        const RestAnswer answer = requests().at(row.code)(scene);
        CAPTURE(answer.body);
        CHECK(answer.code() == row.code);
        CHECK(std::to_string(answer.status) == row.status);
        std::istringstream details(row.details);
        for (std::string name; details >> name;) CHECK(answer.at("error.details." + name) != "(nothing)");
    }
}

TEST_CASE("the catalogue of errors has every code that the sources know") {
    std::set<std::string> listed;
    for (const ErrorRow& row : error_rows()) listed.insert(row.code);
    const auto known = codes_in_sources();
    CHECK(known.size() > 30);
    for (const auto& code : known) {
        CAPTURE(code);
        CHECK(listed.count(code) == 1);
    }
}
