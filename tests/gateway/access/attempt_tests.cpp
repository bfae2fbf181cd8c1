#include <catch2/catch.hpp>

#include "gateway/access/attempt_limits.h"
#include "gateway/access/reconnect_limits.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

const SteadyTime kFirstTry = SteadyTime{} + 1h;

AttemptLimits::Attempt attempt(const std::string& address, const std::string& identity, bool usual = false) {
    return {address, identity, usual};
}

/// Fails as often as it may; how often that was.
int failures(AttemptLimits& limits, const AttemptLimits::Attempt& who, SteadyTime now, int most = 5000) {
    int failed = 0;
    while (failed < most && limits.may_try(who, now)) {
        limits.failed(who, now);
        ++failed;
    }
    return failed;
}

}  // namespace

TEST_CASE("ten wrong keys for one charger from one address are borne, then it waits a minute") {
    AttemptLimits limits({});
    const auto guesser = attempt("10.0.0.1", "cp1");
    CHECK(failures(limits, guesser, kFirstTry) == 10);
    CHECK_FALSE(limits.may_try(guesser, kFirstTry + 59s));
    CHECK(limits.may_try(guesser, kFirstTry + 60s));
    CHECK(limits.may_try(attempt("10.0.0.1", "cp2"), kFirstTry));
    CHECK(limits.may_try(attempt("10.0.0.2", "cp1"), kFirstTry));
    CHECK(limits.counters().failures == 10);
    CHECK(limits.counters().blocks == 1);
    CHECK(limits.counters().refused == 2);
}

TEST_CASE("each failure after a block doubles it, up to an hour") {
    AttemptLimits limits({});
    const auto guesser = attempt("10.0.0.1", "cp1");
    failures(limits, guesser, kFirstTry);
    SteadyTime now = kFirstTry;
    for (const auto block : {60s, 120s, 240s, 480s, 960s, 1920s, 3600s, 3600s}) {
        CHECK_FALSE(limits.may_try(guesser, now + block - 1s));
        now += block;
        CHECK(failures(limits, guesser, now) == 1);
    }
}

TEST_CASE("failures that are spread over more than the window do not add up") {
    AttemptLimits limits({});
    const auto careless = attempt("10.0.0.1", "cp1");
    for (int i = 0; i < 50; ++i) {
        CHECK(limits.may_try(careless, kFirstTry + i * 61s));
        limits.failed(careless, kFirstTry + i * 61s);
    }
    CHECK(limits.counters().blocks == 0);
}

TEST_CASE("a window without a failure after the block begins anew") {
    AttemptLimits limits({});
    const auto guesser = attempt("10.0.0.1", "cp1");
    failures(limits, guesser, kFirstTry);
    CHECK(failures(limits, guesser, kFirstTry + 60s + 5min) == 10);
}

TEST_CASE("a login that works forgets the failures of that address") {
    AttemptLimits limits({});
    const auto charger = attempt("10.0.0.1", "cp1");
    CHECK(failures(limits, charger, kFirstTry, 9) == 9);
    limits.succeeded(charger);
    CHECK(failures(limits, charger, kFirstTry) == 10);
}

TEST_CASE("sixty wrong keys from anywhere make everybody wait but the charger at its usual address") {
    AttemptLimits limits({});
    for (int i = 0; i < 60; ++i)
        CHECK(failures(limits, attempt("10.0.1." + std::to_string(i), "cp1"), kFirstTry, 1) == 1);
    CHECK_FALSE(limits.may_try(attempt("10.0.2.1", "cp1"), kFirstTry));
    CHECK(limits.may_try(attempt("10.0.2.1", "cp1", true), kFirstTry));
    CHECK(limits.may_try(attempt("10.0.2.1", "cp2"), kFirstTry));
}

TEST_CASE("an address that asked for a thousand unknown chargers waits, its known ones do not") {
    AttemptLimits limits({});
    CHECK(failures(limits, attempt("10.0.0.1", ""), kFirstTry) == 1000);
    CHECK_FALSE(limits.may_try(attempt("10.0.0.1", "cp1"), kFirstTry));
    CHECK(limits.may_try(attempt("10.0.0.1", "cp1", true), kFirstTry));
    CHECK(limits.may_try(attempt("10.0.0.2", ""), kFirstTry));
}

TEST_CASE("the operator's new key forgets the old failures of that charger only") {
    AttemptLimits limits({});
    failures(limits, attempt("10.0.0.1", "cp1"), kFirstTry);
    failures(limits, attempt("10.0.0.1", "cp10"), kFirstTry);
    limits.forget("cp1");
    CHECK(limits.may_try(attempt("10.0.0.1", "cp1"), kFirstTry));
    CHECK_FALSE(limits.may_try(attempt("10.0.0.1", "cp10"), kFirstTry));
}

TEST_CASE("what is remembered of failures is bounded, and the oldest makes room") {
    AttemptRules rules;
    rules.most_remembered = 100;
    rules.per_pair = 2;
    AttemptLimits limits(rules);
    failures(limits, attempt("10.0.0.1", "cp1"), kFirstTry);
    for (int i = 0; i < 99; ++i) limits.failed(attempt("10.1.0." + std::to_string(i), "cp2"), kFirstTry + 1s);
    CHECK_FALSE(limits.may_try(attempt("10.0.0.1", "cp1"), kFirstTry + 1s));
    limits.failed(attempt("10.2.0.1", "cp2"), kFirstTry + 1s);
    CHECK(limits.may_try(attempt("10.0.0.1", "cp1"), kFirstTry + 1s));
    CHECK(limits.counters().forgotten == 2);  // the pair and the address
}

TEST_CASE("a charger may connect sixty times, then once a minute") {
    ReconnectLimits limits(60);
    for (int i = 0; i < 60; ++i) CHECK(limits.may_connect("cp1", "10.0.0.1", kFirstTry));
    CHECK_FALSE(limits.may_connect("cp1", "10.0.0.1", kFirstTry));
    CHECK_FALSE(limits.may_connect("cp1", "10.0.0.1", kFirstTry + 59s));
    CHECK(limits.may_connect("cp1", "10.0.0.1", kFirstTry + 61s));
    CHECK_FALSE(limits.may_connect("cp1", "10.0.0.1", kFirstTry + 62s));
    CHECK(limits.may_connect("cp2", "10.0.0.1", kFirstTry));
    CHECK(limits.refused() == 3);
    limits.forget("cp1");
    CHECK(limits.may_connect("cp1", "10.0.0.1", kFirstTry + 62s));
}

TEST_CASE("no limit of reconnects is none") {
    ReconnectLimits limits(0);
    for (int i = 0; i < 1000; ++i) CHECK(limits.may_connect("cp1", "10.0.0.1", kFirstTry));
}

TEST_CASE("who connects under a charger's name from elsewhere uses up an allowance of its own") {
    ReconnectLimits limits(60);
    for (int address = 0; address < 20; ++address) {
        for (int i = 0; i < 60; ++i) limits.may_connect("cp1", "10.0.0." + std::to_string(address), kFirstTry);
    }
    CHECK_FALSE(limits.may_connect("cp1", "10.0.0.0", kFirstTry));
    CHECK_FALSE(limits.may_connect("cp1", "10.0.0.99", kFirstTry));  // of those beyond the eighth

    ReconnectLimits others(60);
    REQUIRE(others.may_connect("cp1", "10.0.0.1", kFirstTry));
    while (others.may_connect("cp1", "10.0.0.66", kFirstTry)) {
    }
    CHECK(others.may_connect("cp1", "10.0.0.1", kFirstTry));
}

TEST_CASE("a charger that shows its key, or is where it was, has its allowance whatever others use up by its name") {
    ReconnectLimits limits(60);
    for (int address = 0; address < 20; ++address) {
        while (limits.may_connect("cp1", "10.0.0." + std::to_string(address), kFirstTry)) {
        }
    }
    for (int i = 0; i < 60; ++i) CHECK(limits.may_connect("cp1", "10.0.1." + std::to_string(i), kFirstTry, true));
    CHECK_FALSE(limits.may_connect("cp1", "10.0.1.0", kFirstTry, true));
}

TEST_CASE("addresses that a charger has left long ago make room for its new ones") {
    ReconnectLimits limits(60);
    SteadyTime now = kFirstTry;
    for (int address = 0; address < 30; ++address, now += 10min) {
        const std::string name = "10.0.0." + std::to_string(address);
        for (int i = 0; i < 20; ++i) CHECK(limits.may_connect("cp1", name, now));
        CHECK(limits.left("cp1", now).value_or(0) == 40);
    }
}
