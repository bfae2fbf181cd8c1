#include "gateway/api/readiness.h"

#include <catch2/catch.hpp>

using namespace gateway;
using canonical::ApiError;

namespace {

std::string header_of(const std::vector<std::pair<std::string, std::string>>& headers, const std::string& name) {
    for (const auto& [key, value] : headers) {
        if (key == name) return value;
    }
    return {};
}

}  // namespace

TEST_CASE("readiness says why requests would fail, and when to ask again") {
    storage::StorageHealth health;
    CHECK(readiness(health).status == 200);
    health.is_checking = true;
    CHECK(readiness(health).status == 200);
    CHECK(readiness(health).body == R"({"status":"ready","checking":"the pages of the database"})");
    health.is_checking = false;
    CHECK(readiness(health, {"it has moved", "it is old"}).status == 200);
    CHECK(readiness(health, {"it has moved", "it is old"}).body ==
          R"({"status":"ready","clock":"it has moved","backup":"it is old"})");
    health.trouble = "disk full";
    CHECK(readiness(health).status == 503);
    CHECK(readiness(health).body == R"({"status":"unavailable","reason":"disk full"})");
    CHECK(header_of(readiness(health).headers, "Retry-After") == "5");
    health.damage = "page 7";
    CHECK(readiness(health).body == R"({"status":"unavailable","reason":"the database is damaged: page 7"})");
}

TEST_CASE("a write whose outcome nobody knows is not denied") {
    storage::StorageHealth health;
    const ApiError denied(503, "SERVICE_UNAVAILABLE", "the change could not be stored");
    CHECK(with_outcome(denied, "PUT", health).code == "SERVICE_UNAVAILABLE");
    CHECK(header_of(with_outcome(denied, "PUT", health).headers, "Retry-After") == "5");
    health.outcome_is_unknown = true;
    CHECK(with_outcome(denied, "PUT", health).code == "OUTCOME_UNKNOWN");
    CHECK(with_outcome(denied, "GET", health).code == "SERVICE_UNAVAILABLE");
    CHECK(with_outcome(ApiError(422, "VALIDATION_ERROR", "x"), "PUT", health).code == "VALIDATION_ERROR");
}
