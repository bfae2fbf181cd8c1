#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "tests/gateway/operator/webhook_bench.h"

/// The table of who may do what (docs/authorisation.tsv), walked with real requests.
using namespace gateway;

namespace {

struct AuthorisationRow {
    std::string method, path, scope, roles, environments;

    /// "/a/{id}/b" with something in place of the variables.
    std::string path_with(const std::string& filling) const {
        std::string filled;
        for (std::size_t at = 0; at < path.size();) {
            const auto open = std::min(path.find('{', at), path.size());
            filled += path.substr(at, open - at) + (open < path.size() ? filling : "");
            at = open < path.size() ? path.find('}', open) + 1 : open;
        }
        return filled;
    }
    bool is_for(const std::string& list, const std::string& word) const {
        return (" " + list + " ").find(" " + word + " ") != std::string::npos;
    }
};

std::vector<AuthorisationRow> authorisation_rows() {
    std::vector<AuthorisationRow> rows;
    std::ifstream list(AUTHORISATION_LIST);
    for (std::string line; std::getline(list, line);) {
        AuthorisationRow row;
        std::istringstream fields(line);
        for (std::string* field : {&row.method, &row.path, &row.scope, &row.roles, &row.environments})
            std::getline(fields, *field, '\t');
        rows.push_back(row);
    }
    return rows;
}

std::string pattern_of(const Route& route) {
    std::string path;
    for (const auto& part : route.pattern) path += "/" + part;
    return route.method + " " + path;
}

struct Matrix : WebhookBench {
    RestAnswer ask_as(const std::string& secret, const AuthorisationRow& row) {
        advance(10s);  // what is refused is limited
        const bool has_body = row.method != "GET" && row.method != "DELETE";
        return *ask(row.method, row.path_with("none"), has_body ? "{}" : "", secret);
    }
    std::string key_with(const Scopes& scopes, canonical::Environment environment = canonical::Environment::live) {
        auto key = make_api_key(environment, "operator", "matrix", time.utc());
        key.record.scopes = scopes.text();
        keys->add(key.record);
        return key.secret;
    }
    std::string key_without(Scope scope) {
        Scopes scopes = scopes_of_role("operator");
        scopes.remove(scope);
        return key_with(scopes);
    }
    std::string key_of(const std::string& role, canonical::Environment environment) {
        const auto key = make_api_key(environment, role, "matrix", time.utc());
        keys->add(key.record);
        return key.secret;
    }
    /// 403 for want of the scope, or whatever else than 401 and 403.
    void check_opens(bool opens, const std::string& secret, const AuthorisationRow& row) {
        const RestAnswer answer = ask_as(secret, row);
        if (opens) {
            CHECK(answer.status != 401);
            CHECK(answer.status != 403);
        } else {
            CHECK(answer.status == 403);
            CHECK(answer.code() == "INSUFFICIENT_PERMISSIONS");
            CHECK(answer.text("error.details.requiredScope") == row.scope);
        }
    }
};

}  // namespace

TEST_CASE(
    "every route has one row in the table of authorisation, with its scope and environments, and every row a route") {
    Matrix bench;
    std::map<std::string, std::string> of_routes, of_rows;
    for (const Route& route : bench.api->routes().all()) {
        const std::string access =
            std::string(word_of(route.access.scope)) + (route.access.is_live_only ? " live" : " live sandbox");
        CHECK(of_routes.emplace(pattern_of(route), access).second);
    }
    for (const AuthorisationRow& row : authorisation_rows())
        CHECK(of_rows.emplace(row.method + " " + row.path_with("{}"), row.scope + " " + row.environments).second);
    CHECK(of_rows == of_routes);
}

TEST_CASE("BI-241 each route opens to the roles of its row and to keys with its scope, and to no other key") {
    Matrix bench;
    bench.arrive();
    const auto live = canonical::Environment::live, sandbox = canonical::Environment::sandbox;
    const std::string integrator = bench.key_of("integrator", live), of_operator = bench.key_of("operator", live);
    const std::string of_sandbox = bench.key_of("operator", sandbox);
    for (const AuthorisationRow& row : authorisation_rows()) {
        INFO(row.method << " " << row.path);
        const auto scope = scope_from(row.scope);
        REQUIRE(scope);
        Scopes alone;
        alone.add(*scope);
        CHECK(bench.ask_as("", row).code() == "UNAUTHORIZED");
        CHECK(bench.ask_as("sk_live_wrong", row).code() == "INVALID_API_KEY");
        bench.check_opens(row.is_for(row.roles, "integrator"), integrator, row);
        bench.check_opens(row.is_for(row.roles, "operator"), of_operator, row);
        bench.check_opens(false, bench.key_without(*scope), row);
        bench.check_opens(true, bench.key_with(alone), row);
        if (row.is_for(row.environments, "sandbox")) bench.check_opens(true, of_sandbox, row);
        else CHECK(bench.ask_as(of_sandbox, row).code() == "FORBIDDEN");
    }
    CHECK(authorisation_rows().size() >= 25);
}

TEST_CASE("a key whose scopes nobody here knows may do nothing") {
    Matrix bench;
    auto key = make_api_key(canonical::Environment::live, "operator", "newer", bench.time.utc());
    key.record.scopes = "devices:read teleport";
    bench.keys->add(key.record);
    CHECK(bench.ask("GET", "/ev-charger", {}, key.secret)->status == 403);
}
