#include "gateway/charge_point/outgoing_calls.h"

#include <catch2/catch.hpp>

#include "ocpp/messages/core.h"
#include "tests/support/manual_time.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

/// The calls to a charger, and what became of each.
struct Outbox {
    ManualTime time;
    ocpp::QuirkCounters quirks;
    ocpp::Strictness strictness = ocpp::Strictness::lenient;
    std::shared_ptr<int> here = std::make_shared<int>(0);
    std::vector<std::string> frames, outcomes;
    int decisions = 0;
    OutgoingCalls calls{time,
                        quirks,
                        "p",
                        30s,
                        {[this](const std::string& frame) { frames.push_back(frame); }, [this] { return here; },
                         [this] { return strictness; }, [this] { ++decisions; }}};

    void ask(const std::string& key) {
        ocpp::GetConfiguration::Request request;
        request.key.emplace().push_back(ocpp::Text<50>(key));
        calls.call<ocpp::GetConfiguration>(request, [this, key](const auto& outcome) {
            if (std::holds_alternative<ocpp::GetConfiguration::Response>(outcome))
                outcomes.push_back(key + " answered");
            else if (std::holds_alternative<ocpp::TimedOut>(outcome)) outcomes.push_back(key + " timed out");
            else if (std::holds_alternative<ocpp::Unusable>(outcome)) outcomes.push_back(key + " unusable");
            else if (std::holds_alternative<ocpp::QueueFull>(outcome)) outcomes.push_back(key + " full");
            else if (std::holds_alternative<ocpp::Disconnected>(outcome)) outcomes.push_back(key + " disconnected");
        });
    }
    void answer(const std::string& frame) {
        ocpp::Frame read = ocpp::read_frame(frame, strictness, quirks);
        calls.queue().on_result(read, std::get<ocpp::CallResult>(read.content), time.now());
    }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("calls go out one at a time, and each answer is told and looked at") {
    Outbox outbox;
    outbox.ask("A");
    outbox.ask("B");
    CHECK(outbox.frames == Texts{R"([2,"p1","GetConfiguration",{"key":["A"]}])"});
    outbox.answer(R"([3,"p1",{}])");
    CHECK(outbox.outcomes == Texts{"A answered"});
    CHECK(outbox.decisions == 1);
    CHECK(outbox.frames.size() == 2);
}

TEST_CASE("a call ends in time, when the link goes, or when too many wait") {
    Outbox outbox;
    outbox.ask("A");
    SECTION("in time") {
        outbox.time.ring_next(outbox.time.now() + 30s);
        outbox.calls.queue().on_time(outbox.time.now());
        CHECK(outbox.outcomes == Texts{"A timed out"});
    }
    SECTION("the link") {
        outbox.calls.queue().on_disconnected();
        CHECK(outbox.outcomes == Texts{"A disconnected"});
    }
    SECTION("too many") {
        for (std::size_t i = 0; i < OutgoingCalls::kMostWaiting; ++i) outbox.ask("B");
        CHECK(outbox.outcomes.empty());
        outbox.ask("C");
        CHECK(outbox.outcomes == Texts{"C full"});
    }
    CHECK(outbox.decisions == 1);
}

TEST_CASE("who asked for a charger that is known no more hears nothing") {
    Outbox outbox;
    outbox.ask("A");
    outbox.here.reset();
    outbox.answer(R"([3,"p1",{}])");
    CHECK(outbox.outcomes.empty());
    CHECK(outbox.decisions == 0);
}

TEST_CASE("answers are read as strictly as the charger is") {
    Outbox outbox;
    const bool is_strict = GENERATE(false, true);
    if (is_strict) outbox.strictness = ocpp::Strictness::strict;
    outbox.ask("A");
    outbox.answer(R"([3,"p1",{"configurationKey":[{"key":"A","readonly":"true"}]}])");
    CHECK(outbox.outcomes == Texts{is_strict ? "A unusable" : "A answered"});
}
