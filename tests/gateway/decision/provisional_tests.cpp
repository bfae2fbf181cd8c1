#include "gateway/decision/provisional.h"

#include <catch2/catch.hpp>

using gateway::Provisional;

TEST_CASE("a change that is durable stays, and one that is not goes back to what was") {
    Provisional<int> value(1);
    CHECK(value.ended(value.begin(), 2, true) == 2);
    CHECK(value.ended(value.begin(), 3, false) == 2);
}

TEST_CASE("an older change that ends does not take a newer one back, and what was stored last is the way back") {
    Provisional<int> value(1);
    const int older = value.begin();
    const int newer = value.begin();
    CHECK_FALSE(value.ended(older, 2, true));
    SECTION("the newer is stored, too") { CHECK(value.ended(newer, 3, true) == 3); }
    SECTION("the newer is not") { CHECK(value.ended(newer, 3, false) == 2); }
}
