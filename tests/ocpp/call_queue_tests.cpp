#include "ocpp/call_queue.h"

#include <catch2/catch.hpp>

#include "ocpp/all_messages.h"
#include "ocpp/answer_cache.h"

using namespace ocpp;
using namespace std::chrono_literals;

namespace {

struct Peer {
    std::vector<std::string> sent;
    std::vector<std::string> outcomes;
    SteadyTime now{};
    CallQueue queue{{2, 60s}, "9-", [this](const std::string& frame) { sent.push_back(frame); }};

    void push(const std::string& action, const std::string& replaces = {}) {
        queue.push(
            action, "{}",
            [this, action](const CallOutcome& outcome) { outcomes.push_back(action + describe(outcome)); }, now,
            replaces);
    }
    void push_limit(const std::string& content) {
        queue.push("L", "{}",
                   [this, content](const CallOutcome& outcome) { outcomes.push_back(content + describe(outcome)); },
                   now, {}, std::nullopt, {"limit", content});
    }
    void wait(std::chrono::seconds time) {
        now += time;
        queue.on_time(now);
    }
    bool answer(const std::string& id) {
        QuirkCounters quirks;
        const Frame frame = read_frame("[3,\"" + id + "\",{}]", Strictness::strict, quirks);
        return queue.on_result(frame, std::get<CallResult>(frame.content), now);
    }
    static std::string describe(const CallOutcome& outcome) {
        constexpr const char* kNames[] = {" answered",     " refused",    " unusable", " timed out",
                                          " disconnected", " superseded", " full"};
        return kNames[outcome.index()];
    }
};

using Strings = std::vector<std::string>;

}  // namespace

TEST_CASE("CF-043 one call is open at a time and the next goes out with the answer") {
    Peer peer;
    peer.push("A");
    peer.push("B");
    CHECK(peer.sent == Strings{R"([2,"9-1","A",{}])"});
    CHECK(peer.answer("9-1"));
    CHECK(peer.sent.back() == R"([2,"9-2","B",{}])");
    CHECK(peer.outcomes == Strings{"A answered"});
}

TEST_CASE("a late answer is matched to no call") {
    Peer peer;
    peer.push("A");
    peer.now += 60s;
    peer.queue.on_time(peer.now);
    peer.push("B");
    CHECK_FALSE(peer.answer("9-1"));
    CHECK_FALSE(peer.answer("nope"));
    CHECK(peer.answer("9-2"));
    CHECK_FALSE(peer.answer("9-2"));
    CHECK(peer.outcomes == Strings{"A timed out", "B answered"});
}

TEST_CASE("a late answer counts where that was asked for, for ten minutes") {
    Peer peer;
    peer.push_limit("16 A");
    peer.wait(80s);
    CHECK(peer.answer("9-1"));
    CHECK_FALSE(peer.answer("9-1"));
    CHECK(peer.outcomes == Strings{"16 A timed out", "16 A answered"});
    peer.push_limit("10 A");
    peer.wait(600s);
    CHECK_FALSE(peer.answer("9-2"));
    CHECK(peer.queue.late_answers() == 1);
}

TEST_CASE("a late answer counts no more once another value of its kind was sent, but does beside a repeat") {
    Peer peer;
    peer.push_limit("16 A");
    peer.wait(60s);
    peer.push_limit("16 A");
    CHECK(peer.answer("9-1"));
    peer.wait(180s);
    peer.push_limit("10 A");
    CHECK_FALSE(peer.answer("9-2"));
    CHECK(peer.outcomes == Strings{"16 A timed out", "16 A answered", "16 A timed out"});
}

TEST_CASE("how late a peer answers is learnt, also for the call that is open, up to three minutes") {
    Peer peer;
    peer.push("A");
    peer.wait(60s);
    peer.push("B");
    peer.wait(20s);
    peer.answer("9-1");
    CHECK(peer.queue.timeouts_in_a_row() == 0);
    CHECK(peer.queue.deadline() == peer.now + 100s);
    peer.wait(100s);
    peer.wait(50s);
    peer.answer("9-2");
    peer.push("C");
    CHECK(peer.queue.deadline() == peer.now + 180s);
}

TEST_CASE("a lost link ends what might have been answered late") {
    Peer peer;
    peer.push_limit("16 A");
    peer.wait(60s);
    peer.queue.on_disconnected();
    CHECK_FALSE(peer.answer("9-1"));
}

TEST_CASE("time-outs in a row are counted until the peer answers again") {
    Peer peer;
    for (int i = 0; i < 3; ++i) {
        peer.push("A");
        CHECK(peer.queue.deadline() == peer.now + 60s);
        peer.now += 60s;
        peer.queue.on_time(peer.now);
    }
    CHECK(peer.queue.timeouts_in_a_row() == 3);
    peer.push("B");
    peer.answer("9-4");
    CHECK(peer.queue.timeouts_in_a_row() == 0);
    CHECK_FALSE(peer.queue.deadline());
}

TEST_CASE("a newer value takes the place of one that still waits, in its turn") {
    Peer peer;
    peer.push("A", "limit");
    peer.push("B", "limit");
    peer.push("C", "limit");
    CHECK(peer.outcomes == Strings{"B superseded"});
    peer.answer("9-1");
    CHECK(peer.sent.back() == R"([2,"9-2","C",{}])");
}

TEST_CASE("a full queue says so") {
    Peer peer;
    for (const auto* action : {"A", "B", "C", "D"}) peer.push(action);
    CHECK(peer.outcomes == Strings{"D full"});
}

TEST_CASE("quirk 12 a lost link ends the open and the waiting calls at once") {
    Peer peer;
    peer.push("A");
    peer.push("B");
    peer.queue.on_disconnected();
    CHECK(peer.outcomes == Strings{"A disconnected", "B disconnected"});
    CHECK(peer.queue.is_idle());
}

TEST_CASE("a typed call reads its response and calls an unreadable one unusable") {
    std::vector<std::string> sent;
    CallQueue queue({16, 60s}, "1-", [&](const std::string& frame) { sent.push_back(frame); });
    QuirkCounters quirks;
    std::vector<std::string> seen;
    const auto note = [&](const Outcome<RemoteStopTransaction>& outcome) {
        if (const auto* response = std::get_if<RemoteStopTransaction::Response>(&outcome))
            seen.push_back(response->status.text());
        if (std::holds_alternative<Unusable>(outcome)) seen.push_back("unusable");
    };
    for (int i = 0; i < 2; ++i) queue.push<RemoteStopTransaction>({17}, note, Strictness::lenient, quirks, {});
    CHECK(sent.at(0) == R"([2,"1-1","RemoteStopTransaction",{"transactionId":17}])");
    for (const auto* text : {R"([3,"1-1",{"status":"Rejected"}])", R"([3,"1-2",[]])"}) {
        const Frame frame = read_frame(text, Strictness::lenient, quirks);
        queue.on_result(frame, std::get<CallResult>(frame.content), {});
    }
    CHECK(seen == Strings{"Rejected", "unusable"});
}

TEST_CASE("quirk 41 a literal repeat gets the same answer, the same id with another content does not") {
    AnswerCache cache;
    const auto first = AnswerCache::fingerprint(R"([2,"5","MeterValues",{"connectorId":1}])");
    cache.remember(first, "answer");
    CHECK(cache.find(first) == "answer");
    CHECK_FALSE(cache.find(AnswerCache::fingerprint(R"([2,"5","MeterValues",{"connectorId":2}])")));
    for (std::size_t i = 0; i < AnswerCache::kRemembered; ++i) cache.remember(1000 + i, "x");
    CHECK_FALSE(cache.find(first));
}
