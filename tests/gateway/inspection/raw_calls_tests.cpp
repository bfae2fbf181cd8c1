#include <catch2/catch.hpp>

#include "gateway/inspection/raw_calls.h"
#include "tests/support/manual_time.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

/// The calls of an operator to one charger, and what became of them.
struct Line {
    ManualTime time;
    ocpp::QuirkCounters quirks;
    ChargerJournal journal{std::make_shared<FrameBudget>()};
    Confounders confounders;
    std::vector<std::string> sent;
    std::function<void(const ocpp::CallOutcome&, bool)> answer;
    int times_marked_stale = 0, agreements = 0;
    std::vector<RawOutcome> told;
    std::unique_ptr<RawCalls> calls;

    Line() {
        RawCalls::Ports ports;
        ports.send = [this](const RawCall& raw, auto on_outcome) {
            sent.push_back(raw.action);
            answer = std::move(on_outcome);
        };
        ports.strictness = [] { return ocpp::Strictness::lenient; };
        ports.limits_may_be_stale = [this] { ++times_marked_stale; };
        ports.note_sent = [](const RawCall&) {};
        ports.note_ended = [this](const RawCall&, RawOutcome&) { ++agreements; };
        ports.has_vendor_limit = [] { return false; };
        ports.decide_soon = [] {};
        calls = std::make_unique<RawCalls>(time, quirks, journal, confounders, std::move(ports));
    }
    void ask(const std::string& action) {
        calls->ask({action, "{}", 30s, [this](const RawOutcome& outcome) { told.push_back(outcome); }}, "CP1");
    }
};

}  // namespace

TEST_CASE("an operator's calls go out one by one, in their order") {
    Line line;
    CHECK_FALSE(line.calls->send_next(line.time.now()));
    line.ask("ClearCache");
    line.ask("Reset");
    CHECK(line.calls->send_next(line.time.now()));
    CHECK(line.calls->send_next(line.time.now()));
    CHECK(line.sent == std::vector<std::string>{"ClearCache", "Reset"});
}

TEST_CASE("what may change the limit in the charger leaves it in doubt, a mere question does not") {
    Line line;
    line.ask("GetConfiguration");
    line.calls->send_next(line.time.now());
    line.answer(ocpp::TimedOut{}, true);
    CHECK(line.times_marked_stale == 0);
    line.ask("ClearChargingProfile");
    line.calls->send_next(line.time.now());
    line.answer(ocpp::TimedOut{}, true);
    CHECK(line.times_marked_stale == 1);
    REQUIRE(line.told.size() == 2);
    CHECK(line.told[1].status == RawOutcome::Status::timed_out);
    CHECK(line.journal.link.raw_time_outs == 2);
}

TEST_CASE("who asked hears of it though the charger is known no more, and nothing else changes") {
    Line line;
    line.ask("ClearChargingProfile");
    line.calls->send_next(line.time.now());
    line.answer(ocpp::Disconnected{}, false);
    CHECK(line.times_marked_stale == 0);
    CHECK(line.agreements == 0);
    REQUIRE(line.told.size() == 1);
    CHECK(line.told[0].status == RawOutcome::Status::disconnected);
}

TEST_CASE("those that wait when the link goes end with it") {
    Line line;
    line.ask("ClearCache");
    line.calls->link_lost();
    REQUIRE(line.told.size() == 1);
    CHECK_FALSE(line.calls->send_next(line.time.now()));
}
