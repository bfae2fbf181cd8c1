#include <catch2/catch.hpp>

#include "bench.h"

/// For whom a connector is kept free.
using namespace gateway;
using Catch::Matchers::Contains;
using storage::ReservationState;

namespace {

struct Reserved {
    std::string error = "no answer";
    std::int64_t id = 0;
};

Reserved reserve(Bench& bench, int connector, const std::string& tag, std::chrono::minutes span) {
    Reserved result;
    bench.site->charge_point("CP1")->reservations().reserve(
        {connector, tag, "FAMILY", bench.time.utc() + span},
        [&](const ReservationResult& told) { result = {told.error, told.reservation_id}; });
    bench.settle();
    return result;
}

ReservationState state(Bench& bench, std::int64_t id) { return bench.storage.rows().reservations().at(id).state; }

std::string start_with(Bench& bench, const std::string& more, int connector = 1) {
    return bench.call("StartTransaction", R"({"connectorId":)" + std::to_string(connector) + R"(,"meterStart":0,"timestamp":")" +
                                              bench.utc_text() + "\"," + more + "}");
}

}  // namespace

TEST_CASE("CF-097 a start that names its reservation uses it up, durably") {
    Bench bench;
    bench.arrive();
    const auto reserved = reserve(bench, 1, "A", 60min);
    CHECK(reserved.error.empty());
    REQUIRE(bench.count("ReserveNow") == 1);
    CHECK_THAT(bench.calls_of("ReserveNow")[0].payload,
               Contains(R"("reservationId":)" + std::to_string(reserved.id)) && Contains(R"("idTag":"A")") &&
                   Contains(R"("parentIdTag":"FAMILY")") && Contains("2026-01-01T01:00:"));
    CHECK(state(bench, reserved.id) == ReservationState::open);
    bench.restart();
    bench.arrive();
    REQUIRE_THAT(start_with(bench, R"("idTag":"B","reservationId":)" + std::to_string(reserved.id)),
                 Contains("Accepted"));
    CHECK(state(bench, reserved.id) == ReservationState::used);
    CHECK(bench.site->charge_point("CP1")->reservations().open().empty());
    CHECK(bench.storage.rows().transactions().begin()->second.start.reservation_id == reserved.id);
}

TEST_CASE("a charger that leaves out the reservation's number uses it up by its tag, on its connector only") {
    Bench bench;
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive();
    bench.advance(1s);
    const auto one = reserve(bench, 2, "A", 60min);
    start_with(bench, R"("idTag":"a")", 1);
    CHECK(state(bench, one.id) == ReservationState::open);
    const auto any = reserve(bench, 0, "B", 60min);
    start_with(bench, R"("idTag":"B")", 1);
    CHECK(state(bench, any.id) == ReservationState::used);
    start_with(bench, R"("idTag":"a")", 2);
    CHECK(state(bench, one.id) == ReservationState::used);
}

TEST_CASE("a reservation that the charger refuses is none, and its words are told") {
    Bench bench;
    bench.arrive();
    const std::string status = GENERATE("Faulted", "Occupied", "Rejected", "Unavailable");
    bench.answers_with("ReserveNow", "{\"status\":\"" + status + "\"}");
    const auto reserved = reserve(bench, 1, "A", 60min);
    CHECK(reserved.error == status);
    CHECK(state(bench, reserved.id) == ReservationState::cancelled);
}

TEST_CASE("a reservation ends by the clock, also over a restart") {
    Bench bench;
    bench.arrive();
    const auto first = reserve(bench, 1, "A", 10min);
    const auto second = reserve(bench, 1, "A", 300min);
    CHECK(second.id > first.id);
    bench.advance(9min);
    CHECK(state(bench, first.id) == ReservationState::open);
    bench.restart();
    bench.advance(2min);
    CHECK(state(bench, first.id) == ReservationState::expired);
    CHECK(state(bench, second.id) == ReservationState::open);
    bench.advance(5h);
    CHECK(state(bench, second.id) == ReservationState::expired);
}

TEST_CASE("a reservation is cancelled when the charger agrees") {
    Bench bench;
    bench.arrive();
    const auto reserved = reserve(bench, 1, "A", 60min);
    std::string error = "no answer";
    const auto cancel = [&] {
        bench.site->charge_point("CP1")->reservations().cancel(
            reserved.id, [&](const ReservationResult& told) { error = told.error; });
        bench.settle();
    };
    bench.answers_with("CancelReservation", R"({"status":"Rejected"})");
    cancel();
    CHECK(error == "Rejected");
    CHECK(state(bench, reserved.id) == ReservationState::open);
    bench.answers_as_usual("CancelReservation");
    cancel();
    CHECK(error.empty());
    CHECK(state(bench, reserved.id) == ReservationState::cancelled);
}

TEST_CASE("a reservation that cannot be is refused before the charger hears of it") {
    Bench bench;
    bench.arrive();
    CHECK_THAT(reserve(bench, 65, "A", 60min).error, Contains("no charger has such a connector"));
    CHECK_THAT(reserve(bench, 1, "A", 0min).error, Contains("in the future"));
    bench.storage.fail_next = true;
    CHECK_THAT(reserve(bench, 1, "A", 60min).error, Contains("could not be stored"));
    bench.disconnect();
    CHECK_THAT(reserve(bench, 1, "A", 60min).error, Contains("not connected"));
    CHECK(bench.count("ReserveNow") == 0);
}

TEST_CASE("the operator's own calls of reservation are kept like ours") {
    Bench bench;
    bench.arrive();
    const auto charge_point = bench.site->charge_point("CP1");
    const auto raw = [&](const std::string& action, const std::string& payload) {
        charge_point->call_raw({action, payload, 30s, [](const RawOutcome&) {}});
        bench.settle();
    };
    raw("ReserveNow", R"({"connectorId":1,"expiryDate":"2026-01-01T01:00:00Z","idTag":"A","reservationId":4711})");
    CHECK(state(bench, 4711) == ReservationState::open);
    raw("CancelReservation", R"({"reservationId":4711})");
    CHECK(state(bench, 4711) == ReservationState::cancelled);
    CHECK(charge_point->reservations().open().empty());
}
