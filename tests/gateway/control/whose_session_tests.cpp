#include <catch2/catch.hpp>

#include "gateway/control/flow_witness.h"
#include "gateway/control/whose_session.h"

using namespace gateway;
using namespace std::chrono_literals;

namespace {

const UtcTime kNoon{std::chrono::seconds(1767268800)};

RunningSession running(std::int64_t id, const std::string& tag, std::int64_t meter, std::chrono::minutes ago = 60min) {
    return {id, tag, {meter, kNoon - ago, kNoon - ago}};
}

Claim claim(std::optional<std::string> tag, std::int64_t meter, std::chrono::minutes ago = 0min) {
    return {std::move(tag), {meter, kNoon - ago, kNoon}, 22};
}

}  // namespace

TEST_CASE("a stop with an id that is nobody's is of the one session that it fits") {
    const std::vector<RunningSession> two = {running(1, "A", 1000), running(2, "B", 70000)};
    CHECK(the_one_that_fits(two, claim("A", 2600)) == 1);
    CHECK(the_one_that_fits(two, claim("b", 71000)) == 2);
    CHECK(the_one_that_fits(two, claim(std::nullopt, 2600)) == 1);
    CHECK_FALSE(the_one_that_fits(two, claim(std::nullopt, 0)));
    CHECK_FALSE(the_one_that_fits(two, claim("A", 500)));
    CHECK_FALSE(the_one_that_fits(two, claim("C", 2600)));
    CHECK_FALSE(the_one_that_fits(two, claim("A", 2600, 90min)));
    CHECK_FALSE(the_one_that_fits({running(1, "A", 1000), running(2, "A", 1200)}, claim("A", 2600)));
}

TEST_CASE("where one session runs, another card of its owner may stop it under a wrong id") {
    CHECK(the_one_that_fits({running(1, "A", 1000)}, claim("C", 2600)) == 1);
    CHECK_FALSE(the_one_that_fits({running(1, "A", 1000)}, claim("C", 900000)));
    CHECK_FALSE(the_one_that_fits({}, claim("A", 1)));
}

TEST_CASE("a wrong connector on the values is corrected after three times, and taken back by a right one") {
    ConnectorLabels labels;
    CHECK(labels.note(1, 2));
    CHECK(labels.note(1, 2));
    CHECK(labels.corrected(1) == 1);
    CHECK(labels.note(1, 2));
    CHECK(labels.corrected(1) == 2);
    CHECK(labels.corrected(2) == 2);
    CHECK_FALSE(labels.note(1, 1));
    CHECK(labels.corrected(1) == 1);
}

TEST_CASE("flow is proven by a register that rises or a power that varies, ten seconds apart") {
    const SteadyTime begin{};
    FlowWitness witness;
    SECTION("a register") {
        witness.take({1000.0, std::nullopt}, begin);
        witness.take({1010.0, std::nullopt}, begin + 5s);
        CHECK_FALSE(witness.flowed_at());
        witness.take({1020.0, std::nullopt}, begin + 10s);
        CHECK(witness.flowed_at() == begin + 10s);
        witness.take({1020.0, std::nullopt}, begin + 20s);
        witness.take({1020.0, std::nullopt}, begin + 30s);
        CHECK(witness.flowed_at() == begin + 10s);
    }
    SECTION("a power that varies") {
        witness.take({std::nullopt, 7200.0}, begin);
        witness.take({std::nullopt, 7210.0}, begin + 10s);
        CHECK(witness.flowed_at());
    }
    SECTION("a frozen meter proves nothing, and neither does rest") {
        for (int i = 0; i < 9; ++i) witness.take({1000.0, 7200.0}, begin + 10s * i);
        CHECK_FALSE(witness.flowed_at());
        CHECK(witness.is_frozen(begin + 80s));
        for (int i = 9; i < 12; ++i) witness.take({1000.0, 10.0 + i}, begin + 10s * i);
        CHECK_FALSE(witness.flowed_at());
        CHECK_FALSE(witness.is_frozen(begin + 120s));
    }
    SECTION("a burst out of a memory proves nothing") {
        for (int i = 0; i < 100; ++i) witness.take({1000.0 + i, std::nullopt}, begin + 1ms * i);
        CHECK_FALSE(witness.flowed_at());
    }
}
