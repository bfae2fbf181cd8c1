#include "gateway/translate/register_power.h"
#include "meter.h"

/// When the bounds that a register gives make a figure to be shown.
using namespace gateway;

TEST_CASE("bounds so wide that anything may flow within them are no figure") {
    RegisterPower power;
    auto at = kStart;
    for (int i = 1; i <= 30; ++i, at += 30s) power.ingest(100.0 * i, at);
    power.forget_session();
    for (int i = 1; i <= 3; ++i, at += 30s) power.ingest(3000, at);
    const auto wide = power.power_since(kStart, kStart);
    REQUIRE(wide);
    CHECK(wide->most_kw > 5);
    CHECK_FALSE(power.power(kStart));
}
