#include <optional>

#include <catch2/catch.hpp>

#include "gateway/link/accept_gate.h"
#include "gateway/link/flood_watch.h"
#include "gateway/link/liveness.h"
#include "gateway/link/reading_hold.h"
#include "gateway/net/token_bucket.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;
using Verdict = Liveness::Verdict;
const Clock::time_point start{1000h};

/// Asks whenever the liveness wants to be asked, until `end`; the time of death, or nothing.
std::optional<Clock::duration> death(Liveness& life, Clock::time_point end) {
    for (auto now = life.next_check(); now <= end; now = life.next_check()) {
        if (life.check(now) == Verdict::dead) return now - start;
    }
    return std::nullopt;
}

}  // namespace

TEST_CASE("a ping goes out every interval") {
    Liveness life(30s, 300s, start);
    CHECK(life.check(start + 29s) == Verdict::nothing);
    CHECK(life.check(start + 30s) == Verdict::ping);
    CHECK(life.check(start + 31s) == Verdict::nothing);
    CHECK(life.check(start + 60s) == Verdict::ping);
}

TEST_CASE("a peer that answers pings is given up after two missed ones, at most 70 s later") {
    Liveness life(30s, 300s, start);
    life.ponged(start);
    CHECK(death(life, start + 1h) == 70s);
}

TEST_CASE("a peer that never answered a ping gets the long silence") {
    Liveness life(30s, 300s, start);
    CHECK(death(life, start + 1h) == 300s);
}

TEST_CASE("any frame keeps a peer alive that has stopped answering pings") {
    Liveness life(30s, 300s, start);
    life.ponged(start);
    for (auto now = start; now < start + 1h; now += 45s) {
        life.heard(now);
        CHECK_FALSE(death(life, now + 45s));
    }
}

TEST_CASE("a peer is silent after twice the ping interval") {
    Liveness life(30s, 300s, start);
    CHECK_FALSE(life.is_silent(start + 60s));
    CHECK(life.is_silent(start + 61s));
    life.heard(start + 61s);
    CHECK_FALSE(life.is_silent(start + 61s));
}

TEST_CASE("news of the past does not make a peer younger or older") {
    Liveness life(30s, 300s, start);
    life.heard(start + 10s);
    life.heard(start + 5s);
    CHECK(life.heard_at() == start + 10s);
}

TEST_CASE("the bucket allows its burst at once and its rate in the long run") {
    TokenBucket bucket(50, 200, start);
    for (int i = 0; i < 200; ++i) CHECK(bucket.take(start));
    CHECK_FALSE(bucket.take(start));
    CHECK(bucket.ready_at() == start + 40ms);
    CHECK(bucket.take(start + 40ms));
    CHECK_FALSE(bucket.take(start + 41ms));
}

TEST_CASE("a debt is paid off by waiting longer") {
    TokenBucket bucket(50, 1, start);
    for (int i = 0; i < 51; ++i) bucket.take(start);
    CHECK(bucket.ready_at() == start + 1020ms);
}

TEST_CASE("a bucket never holds more than its burst") {
    TokenBucket bucket(50, 3, start);
    for (int i = 0; i < 3; ++i) CHECK(bucket.take(start + 1h));
    CHECK_FALSE(bucket.take(start + 1h));
}

TEST_CASE("a rate of nothing is no limit") {
    TokenBucket bucket(0, 0, start);
    for (int i = 0; i < 1000; ++i) CHECK(bucket.take(start));
}

TEST_CASE("reading is stopped only from inside a read and started only from outside") {
    using Step = ReadingHold::Step;
    ReadingHold hold;
    CHECK(hold.hold(ReadingHold::by_owner) == Step::nothing);  // a read is under way: wait for it
    CHECK(hold.enter() == Step::stop);
    CHECK(hold.release(ReadingHold::by_owner) == Step::start_later);
    hold.leave();
    CHECK(hold.start_if_wanted() == Step::start);
    CHECK(hold.start_if_wanted() == Step::nothing);
}

TEST_CASE("a hold that ends before the next read was never there") {
    using Step = ReadingHold::Step;
    ReadingHold hold;
    CHECK(hold.hold(ReadingHold::by_owner) == Step::nothing);
    CHECK(hold.release(ReadingHold::by_owner) == Step::nothing);
    CHECK(hold.enter() == Step::nothing);
}

TEST_CASE("reading goes on when the last of two causes ends") {
    using Step = ReadingHold::Step;
    ReadingHold hold;
    CHECK(hold.enter() == Step::nothing);
    CHECK(hold.hold(ReadingHold::by_rate) == Step::stop);
    CHECK(hold.hold(ReadingHold::by_owner) == Step::nothing);
    hold.leave();
    CHECK(hold.release(ReadingHold::by_rate) == Step::nothing);
    CHECK(hold.release(ReadingHold::by_owner) == Step::start);
}

TEST_CASE("the accept gate counts per address and in all") {
    const auto a = boost::asio::ip::make_address("10.0.0.1");
    const auto b = boost::asio::ip::make_address("10.0.0.2");
    AcceptGate gate(2, 3);
    CHECK(gate.enter(a));
    CHECK(gate.enter(a));
    CHECK_FALSE(gate.enter(a));
    CHECK_FALSE(gate.is_full());
    CHECK(gate.enter(b));
    CHECK(gate.is_full());
    gate.leave(a);
    CHECK_FALSE(gate.is_full());
    CHECK(gate.enter(a));
    gate.leave(boost::asio::ip::make_address("10.0.0.9"));
    CHECK(gate.waiting() == 3);
}

TEST_CASE("a flood is what never lets the kernel's queue run empty for long") {
    FloodWatch watch(60s, 16384);
    CHECK_FALSE(watch.look(start, 20000));
    CHECK_FALSE(watch.look(start + 30s, 20000));
    CHECK_FALSE(watch.look(start + 59s, 20000));
    CHECK(watch.look(start + 60s, 20000));
}

TEST_CASE("a backlog that runs low once is no flood") {
    FloodWatch watch(60s, 16384);
    CHECK_FALSE(watch.look(start, 20000));
    CHECK_FALSE(watch.look(start + 50s, 16383));
    CHECK_FALSE(watch.look(start + 100s, 20000));
    CHECK_FALSE(watch.look(start + 159s, 20000));
    CHECK(watch.look(start + 160s, 20000));
}

TEST_CASE("two bursts with a long rest between them are no flood") {
    FloodWatch watch(60s, 16384);
    CHECK_FALSE(watch.look(start, 20000));
    CHECK_FALSE(watch.look(start + 61s, 20000));
    CHECK_FALSE(FloodWatch(0s, 0).look(start, 1));
}
