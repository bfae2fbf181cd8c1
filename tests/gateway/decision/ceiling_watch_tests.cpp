#include "gateway/decision/ceiling_watch.h"

#include <catch2/catch.hpp>

using namespace gateway;
using namespace std::chrono_literals;

TEST_CASE("a minimum that is not offered any more is no new cause of an excess, and was allowed until then") {
    constexpr SteadyTime kBegin{1h};
    ConnectorView view;
    note_allowed(view, 4.1, 3.7, kBegin);
    note_allowed(view, 3.7, 3.7, kBegin + 60s);
    CHECK(view.evidence.allowed_since == kBegin);
    CHECK(allowed_then(view.evidence, kBegin + 30s) == 4.1);
    CHECK(allowed_then(view.evidence, kBegin + 60s) == 3.7);
}

TEST_CASE("a lower ceiling is a new cause of an excess, a higher one is none") {
    constexpr SteadyTime kBegin{1h};
    ConnectorView view;
    note_allowed(view, 7, 7, kBegin);
    note_allowed(view, 11, 11, kBegin + 10s);
    CHECK(view.evidence.allowed_since == kBegin);
    note_allowed(view, 3.7, 3.7, kBegin + 20s);
    CHECK(view.evidence.allowed_since == kBegin + 20s);
    CHECK(allowed_then(view.evidence, kBegin) == 3.7);
}

TEST_CASE("windows that overlap prove what they prove in turn") {
    constexpr SteadyTime kBegin{1h};
    LimitEvidence evidence;
    std::chrono::milliseconds in_all{0};
    // A window of 60 s every 5 s, of which 35 s are proven each time.
    for (auto end = kBegin + 60s; end <= kBegin + 180s; end += 5s) {
        PowerReading reading;
        reading.since = end - 60s;
        reading.at = end;
        const auto before = in_all;
        in_all = excess_in_all(evidence, reading, 35s);
        CHECK(in_all >= before);
        CHECK(in_all == 35s * ((end - kBegin) / 60s));
        evidence.over_ceiling_since = end - in_all;
    }
    CHECK(in_all == 105s);
    evidence.over_ceiling_since.reset();
    PowerReading later;
    later.since = kBegin + 300s;
    later.at = kBegin + 310s;
    CHECK(excess_in_all(evidence, later, 10s) == 10s);
}
