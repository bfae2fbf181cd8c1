#include "gateway/charge_point/state_requests.h"

#include <catch2/catch.hpp>

#include "tests/support/manual_time.h"

using namespace gateway;
using namespace std::chrono_literals;
using ocpp::MessageTrigger;

namespace {

using Asked = std::vector<std::string>;

/// What a charger with one connector was asked to tell, and how often a reader was told.
struct Requests {
    ManualTime time;
    storage::ChargePointRecord record;
    ControlTimings timings;
    ConnectorMap connectors;
    Setup setup{timings};
    BootGate gate{timings};
    ClockLag clock_lag;
    bool knows_triggers = true, may_ask = true;
    int lessons = 0, decisions = 0, told = 0;
    Asked asked;
    std::vector<StateRequests::Answer> answers;
    StateRequests requests{{time, timings, connectors, setup, gate, clock_lag}, ports()};

    Requests() {
        storage::ConnectorRecord row;
        row.connector_id = 1;
        connectors[1] = std::make_unique<Connector>(row, record, timings);
        connector().on_connected(time.now());
        setup.know({}, {});
        setup.begin(time.now());
    }
    Connector& connector() { return *connectors.at(1); }
    StateRequests::Ports ports() {
        StateRequests::Ports ports;
        ports.trigger = [this](const auto& request, auto answer) {
            asked.push_back(request.requestedMessage.text() + (request.connectorId ? " of one" : ""));
            answers.push_back(std::move(answer));
        };
        ports.knows_triggers = [this] { return knows_triggers; };
        ports.may_ask = [this] { return may_ask; };
        ports.note_lessons = [this] { ++lessons; };
        ports.decide_soon = [this] { ++decisions; };
        return ports;
    }
    void status(ocpp::ChargePointStatus status) {
        ocpp::StatusNotification::Request request;
        request.connectorId = 1;
        request.status = status;
        connector().on_status(request, time.now());
    }
    void wait(std::chrono::milliseconds duration) { time.ring_next(time.now() + duration); }
    /// When the next question is due; empty: never.
    std::optional<SteadyTime> ask() {
        std::optional<SteadyTime> wake;
        requests.ask_for_state(time.now(), wake);
        return wake;
    }
    void answer_last(ocpp::TriggerMessageStatus status) {
        ocpp::TriggerMessage::Response response;
        response.status = status;
        answers.back()(response);
    }
    void read() {
        requests.refresh(connector(), [this] { ++told; });
    }
    void finish_overdue() {
        std::optional<SteadyTime> wake;
        requests.finish_overdue(time.now(), wake);
    }
};

}  // namespace

TEST_CASE("a status that does not come is asked for after a while, and one that came is not") {
    Requests play;
    CHECK(play.ask() == play.time.now() + play.timings.ask_for_status_after);
    CHECK(play.asked.empty());
    play.wait(play.timings.ask_for_status_after);
    SECTION("it is missing") {
        play.ask();
        CHECK(play.asked == Asked{"StatusNotification of one"});
    }
    SECTION("it is there") {
        play.status(ocpp::ChargePointStatus::Available);
        CHECK_FALSE(play.ask());
        CHECK(play.asked.empty());
    }
    SECTION("the charger knows no triggers") {
        play.knows_triggers = false;
        CHECK_FALSE(play.ask());
        CHECK(play.asked.empty());
    }
}

TEST_CASE("a refused trigger is tried without the connector, and what that taught is kept") {
    Requests play;
    play.wait(play.timings.ask_for_status_after);
    play.ask();
    play.answer_last(ocpp::TriggerMessageStatus::Rejected);
    CHECK(play.lessons == 1);
    play.ask();
    CHECK(play.asked == Asked{"StatusNotification of one", "StatusNotification"});
}

TEST_CASE("a trigger that the link cut off counts against nobody") {
    Requests play;
    play.wait(play.timings.ask_for_status_after);
    play.ask();
    play.answers.back()(ocpp::Disconnected{});
    CHECK(play.lessons == 0);
    play.ask();
    CHECK(play.asked.back() == "StatusNotification of one");
}

TEST_CASE("a charger that refuses to boot again holds itself for accepted") {
    Requests play;
    play.gate.link_opened(play.time.now(), true);
    play.requests.ask_for_boot();
    CHECK(play.asked == Asked{"BootNotification"});
    play.answer_last(ocpp::TriggerMessageStatus::Rejected);
    play.wait(play.timings.settle_after_boot);
    CHECK(play.gate.is_open(play.time.now()));
}

TEST_CASE("a reader is told with the first message, once") {
    Requests play;
    play.read();
    CHECK(play.asked == Asked{"StatusNotification of one", "MeterValues of one"});
    CHECK(play.decisions == 1);
    CHECK(play.told == 0);
    play.requests.refreshed(2);
    CHECK(play.told == 0);
    play.requests.refreshed(1);
    play.requests.refreshed(1);
    CHECK(play.told == 1);
}

TEST_CASE("readers who come together share one question") {
    Requests play;
    play.read();
    play.read();
    CHECK(play.asked.size() == 2);
    play.requests.refreshed(1);
    CHECK(play.told == 2);
}

TEST_CASE("a reader waits no longer than the patience") {
    Requests play;
    play.read();
    play.wait(play.timings.refresh_patience - 1ms);
    play.finish_overdue();
    CHECK(play.told == 0);
    play.wait(1ms);
    play.finish_overdue();
    CHECK(play.told == 1);
}

TEST_CASE("a reader is told at once where asking is of no use") {
    Requests play;
    SECTION("no call may go out") { play.may_ask = false; }
    SECTION("the charger knows no triggers") { play.knows_triggers = false; }
    SECTION("it was asked just now") {
        play.read();
        play.requests.refreshed(1);
        play.told = 0;
        play.asked.clear();
        play.wait(play.timings.between_refreshes - 1ms);
    }
    play.read();
    CHECK(play.told == 1);
    CHECK(play.asked.empty());
}

TEST_CASE("at the end of the site nobody waits any more") {
    Requests play;
    play.read();
    play.requests.forget_readers();
    play.requests.refreshed(1);
    CHECK(play.told == 0);
}
