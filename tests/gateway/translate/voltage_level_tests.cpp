#include "gateway/translate/voltage_level.h"

#include <catch2/catch.hpp>

using gateway::VoltageLevel;

TEST_CASE("one voltage that sags or peaks changes nothing, two in a row do") {
    VoltageLevel level;
    for (int i = 0; i < 3; ++i) level.take(241);
    level.take(205);
    level.take(241);
    CHECK(*level == Approx(241));
    level.take(250);
    level.take(241);
    CHECK(*level == Approx(241));
    level.take(230);
    level.take(230);
    CHECK(*level < 241);
    CHECK(*level > 230);
}

TEST_CASE("another way of telling the voltage counts at once") {
    VoltageLevel level;
    CHECK_FALSE(level);
    level.take(230);
    level.take(400);
    CHECK(*level == Approx(400));
    level.reset();
    CHECK_FALSE(level);
}
