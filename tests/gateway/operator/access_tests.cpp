#include <catch2/catch.hpp>

#include "tests/gateway/operator/operator_bench.h"

/// Who may use which route.
using namespace gateway;

namespace {

std::string path_of(const Route& route) {
    std::string path;
    for (const auto& part : route.pattern) path += "/" + (part == "{}" ? "CP1" : part);
    return path;
}

bool is_of_operator(const Route& route) {
    return route.pattern.front() == "operator" || route.pattern.front() == "keys";
}

}  // namespace

TEST_CASE("every route below /operator and of keys needs an operator's key, and no other route does") {
    OperatorBench bench;
    bench.arrive();
    int of_operator = 0;
    for (const Route& route : bench.api->routes().all()) {
        INFO(route.method << " " << path_of(route));
        CHECK((route.access.scope == Scope::operate || route.access.scope == Scope::keys_manage) ==
              is_of_operator(route));
        CHECK(bench.ask(route.method, path_of(route), {}, "")->status == 401);
        const RestAnswer refused = *bench.ask(route.method, path_of(route), {}, bench.integrator_key);
        CHECK((refused.status == 403) == is_of_operator(route));
        if (!is_of_operator(route)) continue;
        CHECK(refused.code() == "INSUFFICIENT_PERMISSIONS");
        ++of_operator;
    }
    CHECK(of_operator >= 12);
    CHECK(bench.site->charge_point("CP1"));
}

TEST_CASE("an operator's key opens the canonical routes of its environment") {
    OperatorBench bench;
    bench.arrive();
    CHECK(bench.get("/ev-charger").at("data.pagination.total") == "1");
    CHECK(bench.ask("GET", "/ev-charger", {}, bench.sandbox_operator_key)->at("data.pagination.total") == "0");
}

TEST_CASE("an operator of the sandbox does not find a live charger on any route, nor what is the whole site's") {
    OperatorBench bench;
    bench.arrive();
    bench.begin_session();
    for (const Route& route : bench.api->routes().all()) {
        if (route.pattern.front() != "operator" || route.pattern.size() < 2) continue;
        INFO(route.method << " " << path_of(route));
        const bool needs_body = route.method == "POST" || route.method == "PATCH" || route.method == "PUT";
        const RestAnswer answer =
            *bench.ask(route.method, path_of(route), needs_body ? "{}" : "", bench.sandbox_operator_key);
        if (route.access.is_live_only) CHECK(answer.status == 403);
        else if (answer.status == 200) CHECK(answer.body.find("CP1") == std::string::npos);
        else CHECK(answer.status == 404);
    }
    CHECK(bench.site->charge_point("CP1"));
}
