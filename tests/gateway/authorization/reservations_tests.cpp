#include "gateway/authorization/reservations.h"

#include <catch2/catch.hpp>

#include "tests/support/manual_time.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

/// The reservations of one charger, what they asked of it and wrote.
struct Reserving {
    using Reserved = std::function<void(const ocpp::Outcome<ocpp::ReserveNow>&)>;

    ManualTime time;
    std::string why_not;
    std::int64_t last_id = 0;
    bool is_durable = true;
    std::vector<storage::ReservationRecord> stored;
    std::vector<std::int64_t> asked;
    std::vector<std::string> errors;
    ocpp::Outcome<ocpp::ReserveNow> answer = ocpp::ReserveNow::Response{ocpp::ReservationStatus::Accepted};
    Reservations reservations{time, "CP-1", ports()};

    Reservations::Ports ports() {
        Reservations::Ports ports;
        ports.why_not_now = [this] { return why_not; };
        ports.next_id = [this] { return ++last_id; };
        ports.store = [this](const storage::ReservationRecord& record, auto done) {
            stored.push_back(record);
            done(is_durable);
        };
        ports.reserve = [this](const ocpp::ReserveNow::Request& request, const Reserved& done) {
            asked.push_back(request.reservationId);
            done(answer);
        };
        ports.cancel = [](std::int64_t, const auto& done) {
            done(ocpp::CancelReservation::Response{ocpp::CancelReservationStatus::Accepted});
        };
        return ports;
    }
    void reserve(std::chrono::seconds time_left = 10min) {
        reservations.reserve({1, "CARD", "", time.utc() + time_left},
                             [this](const ReservationResult& result) { errors.push_back(result.error); });
    }
};

}  // namespace

TEST_CASE("the number of a reservation is on disk before the charger is asked") {
    Reserving desk;
    desk.is_durable = false;
    desk.reserve();
    CHECK(desk.stored.size() == 1);
    CHECK(desk.asked.empty());
    CHECK_FALSE(desk.errors[0].empty());
    desk.is_durable = true;
    desk.reserve();
    CHECK(desk.asked == std::vector<std::int64_t>{2});
    CHECK(desk.errors[1].empty());
    CHECK(desk.reservations.is_open(2));
}

TEST_CASE("a reservation that the charger refuses, or that has expired, is not open") {
    Reserving desk;
    SECTION("refused") {
        desk.answer = ocpp::ReserveNow::Response{ocpp::ReservationStatus::Occupied};
        desk.reserve();
        CHECK_FALSE(desk.errors[0].empty());
        CHECK(desk.reservations.open().empty());
    }
    SECTION("expired") {
        desk.reserve(1min);
        CHECK(desk.reservations.is_open_for(1));
        while (desk.time.ring_next(desk.time.now() + 2min)) {
        }
        CHECK(desk.reservations.open().empty());
        CHECK(desk.stored.back().state == storage::ReservationState::expired);
    }
    SECTION("cancelled") {
        desk.reserve();
        desk.reservations.cancel(1, [](const ReservationResult& result) { CHECK(result.error.empty()); });
        CHECK(desk.stored.back().state == storage::ReservationState::cancelled);
        CHECK(desk.reservations.open().empty());
    }
}

TEST_CASE("nothing is reserved at a charger that cannot be called, nor in the past") {
    Reserving desk;
    desk.reserve(0s);
    desk.why_not = "the charger is not connected";
    desk.reserve();
    CHECK(desk.errors ==
          std::vector<std::string>{"a reservation has to end in the future", "the charger is not connected"});
    CHECK(desk.stored.empty());
}
