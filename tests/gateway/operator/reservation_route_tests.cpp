#include <catch2/catch.hpp>

#include "tests/gateway/operator/operator_bench.h"

/// Connectors kept free over REST, and what became of it.
using namespace gateway;
using Catch::Matchers::Contains;

namespace {

const std::string kReservations = "/operator/charge-points/CP1/reservations";

struct ReservingBench : ArrivedBench {
    ReservingBench() { advance(10s); }
    RestAnswer reserve(const std::string& tag, const std::string& more = {}) {
        return post(kReservations,
                    R"({"connectorId":1,"idTag":")" + tag + R"(","expiresAt":"2026-01-01T02:00:00Z")" + more + "}");
    }
};

}  // namespace

TEST_CASE("a connector is reserved, shown, used and stays in the list") {
    ReservingBench bench;
    const RestAnswer made = bench.reserve("A", R"(,"parentIdTag":"FAMILY")");
    CHECK(made.status == 201);
    CHECK(made.at("data.reservationId") == "1");
    CHECK(made.text("data.state") == "open");
    CHECK(made.text("data.expiresAt") == "2026-01-01T02:00:00.000Z");
    CHECK_THAT(bench.last_payload("ReserveNow"), Contains(R"("idTag":"A")") && Contains(R"("parentIdTag":"FAMILY")"));
    CHECK(bench.get("/operator/charge-points/CP1").text("data.reservations.0.idTag") == "A");
    bench.call("StartTransaction", R"({"connectorId":1,"idTag":"A","meterStart":0,"reservationId":1,"timestamp":")" +
                                       bench.utc_text() + "\"}");
    CHECK(bench.reserve("B").at("data.reservationId") == "2");
    const RestAnswer listed = bench.get(kReservations);
    CHECK(listed.at("data.items.0.reservationId") == "2");
    CHECK(listed.text("data.items.1.state") == "used");
    CHECK(listed.at("data.more") == "false");
    CHECK(bench.get(kReservations + "?state=open").at("data.items.1") == "(nothing)");
    const RestAnswer first = bench.get(kReservations + "?limit=1");
    CHECK(first.at("data.more") == "true");
    CHECK(bench.get(kReservations + "?before=" + first.at("data.nextBefore")).at("data.items.0.reservationId") == "1");
}

TEST_CASE("a reservation is cancelled over REST when the charger agrees") {
    ReservingBench bench;
    bench.reserve("A");
    bench.answers_with("CancelReservation", R"({"status":"Rejected"})");
    const RestAnswer refused = bench.remove(kReservations + "/1");
    CHECK(refused.code() == "RESERVATION_REFUSED");
    CHECK(refused.text("error.message") == "Rejected");
    CHECK(bench.get(kReservations).text("data.items.0.state") == "open");
    bench.answers_as_usual("CancelReservation");
    CHECK(bench.remove(kReservations + "/1").text("data.state") == "cancelled");
    CHECK(bench.remove(kReservations + "/1").code() == "RESERVATION_NOT_FOUND");
    CHECK(bench.remove(kReservations + "/one").code() == "RESERVATION_NOT_FOUND");
}

TEST_CASE("a reservation that cannot be is refused with what is wrong, and nothing is sent") {
    ReservingBench bench;
    const auto path_of = [&](const std::string& body) {
        const RestAnswer answer = bench.post(kReservations, body);
        CHECK(answer.code() == "VALIDATION_ERROR");
        return answer.text("error.details.path");
    };
    CHECK(path_of(R"({"idTag":"A"})") == "expiresAt");
    CHECK(path_of(R"({"idTag":"A","expiresAt":"2025-12-31T00:00:00Z"})") == "expiresAt");
    CHECK(path_of(R"({"idTag":"A","expiresAt":"soon"})") == "expiresAt");
    CHECK(path_of(R"({"expiresAt":"2026-01-02T00:00:00Z"})") == "idTag");
    CHECK(path_of(R"({"idTag":"123456789012345678901","expiresAt":"2026-01-02T00:00:00Z"})") == "idTag");
    CHECK(path_of(R"({"idTag":"A","connectorId":65,"expiresAt":"2026-01-02T00:00:00Z"})") == "connectorId");
    CHECK(path_of(R"({"idTag":"A","until":1})") == "until");
    CHECK(bench.get(kReservations + "?state=lost").code() == "VALIDATION_ERROR");
    CHECK(bench.get("/operator/charge-points/CP9/reservations").code() == "CHARGE_POINT_NOT_FOUND");
    bench.storage.fail_next = true;
    CHECK(bench.reserve("A").code() == "SERVICE_UNAVAILABLE");
    bench.disconnect();
    CHECK(bench.reserve("A").code() == "DEVICE_OFFLINE");
    CHECK(bench.count("ReserveNow") == 0);
}

TEST_CASE("a page of reservations that cannot be read is not an empty one") {
    ReservingBench bench;
    bench.storage.fail_reads = true;
    CHECK(bench.get(kReservations).code() == "SERVICE_UNAVAILABLE");
}
