#include <algorithm>

#include <catch2/catch.hpp>

#include "tests/gateway/operator/operator_bench.h"

/// The operator's calls go out as they were written.
using namespace gateway;

TEST_CASE("what goes to the charger are the operator's own bytes: order, blanks, milliseconds and digits stay") {
    ArrivedBench bench;
    const std::string payload = GENERATE(
        R"({ "reservationId":4711, "idTag":"A",  "expiryDate":"2026-01-01T01:00:00.250Z", "connectorId":1 })",
        R"({"idTag":"\u0041","connectorId":1,"expiryDate":"2026-01-01T02:00:00.000+01:00","reservationId":4711})");
    CHECK(bench.call_charger("ReserveNow", payload).status == 200);
    const auto is_sent = [&](const std::string& frame) {
        return frame.find("\"ReserveNow\"," + payload + "]") != std::string::npos;
    };
    CHECK(std::any_of(bench.link->sent.begin(), bench.link->sent.end(), is_sent));
}

TEST_CASE("a call without a payload is sent with an empty one") {
    ArrivedBench bench;
    CHECK(bench.post("/operator/charge-points/CP1/calls", R"({"action":"ClearCache"})").status == 200);
    CHECK(bench.last_payload("ClearCache") == "{}");
}
