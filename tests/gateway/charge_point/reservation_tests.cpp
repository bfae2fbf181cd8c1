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
    bench.site->charge_point("CP1")->reservations().reserve({connector, tag, "FAMILY", bench.time.utc() + span},
                                                            [&](const ReservationResult& told) {
                                                                result = {told.error, told.record.reservation_id};
                                                            });
    bench.settle();
    return result;
}

/// Of the newest row of that number.
ReservationState state(Bench& bench, std::int64_t id, const std::string& charger = "CP1") {
    std::optional<ReservationState> found;
    for (const auto& row : bench.storage.rows().reservations()) {
        if (row.reservation_id == id && row.charge_point_id == charger) found = row.state;
    }
    return found.value();
}

void ask_raw(Bench& bench, const std::string& charger, const std::string& action, const std::string& payload) {
    bench.site->charge_point(charger)->call_raw({action, payload, 30s, [](const RawOutcome&) {}});
    bench.settle();
}

void reserve_raw(Bench& bench, std::int64_t number, const std::string& tag, const std::string& charger = "CP1") {
    ask_raw(bench, charger, "ReserveNow",
            R"({"connectorId":1,"expiryDate":"2026-01-01T05:00:00Z","idTag":")" + tag + R"(","reservationId":)" +
                std::to_string(number) + "}");
}

std::string start_with(Bench& bench, const std::string& more, int connector = 1) {
    return bench.call("StartTransaction", R"({"connectorId":)" + std::to_string(connector) +
                                              R"(,"meterStart":0,"timestamp":")" + bench.utc_text() + "\"," + more +
                                              "}");
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
    reserve_raw(bench, 4711, "A");
    CHECK(state(bench, 4711) == ReservationState::open);
    ask_raw(bench, "CP1", "CancelReservation", R"({"reservationId":4711})");
    CHECK(state(bench, 4711) == ReservationState::cancelled);
    CHECK(bench.site->charge_point("CP1")->reservations().open().empty());
}

TEST_CASE("two chargers' reservations of one number are two, also over a restart") {
    Bench bench;
    bench.arrive();
    reserve_raw(bench, 1, "A");
    bench.disconnect();
    bench.name = "CP2";
    bench.arrive();
    reserve_raw(bench, 1, "B", "CP2");
    bench.restart();
    REQUIRE(bench.site->charge_point("CP1")->reservations().open().size() == 1);
    REQUIRE(bench.site->charge_point("CP2")->reservations().open().size() == 1);
    CHECK(bench.site->charge_point("CP1")->reservations().open()[0].id_tag == "A");
    bench.arrive();
    start_with(bench, R"("idTag":"B","reservationId":1)");
    CHECK(state(bench, 1, "CP2") == ReservationState::used);
    CHECK(state(bench, 1, "CP1") == ReservationState::open);
}

TEST_CASE("a start that names another tag's reservation uses up its own tag's, if any") {
    Bench bench;
    bench.configuration["NumberOfConnectors"] = "2";
    bench.arrive();
    bench.advance(1s);
    reserve_raw(bench, 7, "A");
    SECTION("which was reserved for one tag alone") { start_with(bench, R"("idTag":"B","reservationId":7)"); }
    SECTION("which was reserved for a group that this tag is not of") {
        const auto family = reserve(bench, 2, "A", 60min);
        bench.site->tags().put({"B", false, {}, "OTHERS", ""}, [](const auto&) {});
        bench.settle();
        start_with(bench, R"("idTag":"B","reservationId":)" + std::to_string(family.id), 2);
        CHECK(state(bench, family.id) == ReservationState::open);
    }
    SECTION("while its own is open, too") {
        const auto own = reserve(bench, 2, "B", 60min);
        start_with(bench, R"("idTag":"B","reservationId":7)", 2);
        CHECK(state(bench, own.id) == ReservationState::used);
    }
    CHECK(state(bench, 7) == ReservationState::open);
}

TEST_CASE("a card of the reservation's group uses it up") {
    Bench bench;
    bench.arrive();
    const auto reserved = reserve(bench, 1, "A", 60min);
    bench.site->tags().put({"B", false, {}, "FAMILY", ""}, [](const auto&) {});
    bench.settle();
    start_with(bench, R"("idTag":"B")");
    CHECK(state(bench, reserved.id) == ReservationState::used);
}

TEST_CASE("a number that is given again makes a reservation of its own, and the one before stays in the records") {
    Bench bench;
    bench.arrive();
    reserve_raw(bench, 5, "A");
    bench.advance(1s);
    reserve_raw(bench, 5, "B");
    REQUIRE(bench.storage.rows().reservations().size() == 2);
    CHECK(bench.storage.rows().reservations()[0].state == ReservationState::cancelled);
    CHECK(bench.storage.rows().reservations()[1].state == ReservationState::open);
    CHECK(bench.storage.rows().reservations()[1].id_tag == "B");
}

TEST_CASE("a reservation of ours never takes a number that the operator's own holds at that charger") {
    Bench bench;
    bench.arrive();
    reserve_raw(bench, 1, "A");
    const auto ours = reserve(bench, 1, "B", 60min);
    CHECK(ours.id == 2);
    CHECK(bench.site->charge_point("CP1")->reservations().open().size() == 2);
}
