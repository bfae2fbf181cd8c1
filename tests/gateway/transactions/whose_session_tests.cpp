#include <catch2/catch.hpp>

#include "gateway/transactions/whose_session.h"

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

TEST_CASE("a stop below what a session's register has told is not its") {
    auto passed = running(1, "A", 12000), other = running(2, "A", 12000);
    passed.register_wh = 17013;
    other.register_wh = 12000;
    CHECK(the_one_that_fits({passed, other}, claim(std::nullopt, 12000)) == 2);
    CHECK(the_one_that_fits({passed, other}, claim("A", 12000)) == 2);
}

TEST_CASE("of two sessions that fit it is the one whose register stands right below the stop") {
    auto near = running(1, "A", 12000), far = running(2, "A", 12000);
    near.register_wh = 20500;
    far.register_wh = 12000;
    CHECK(the_one_that_fits({near, far}, claim(std::nullopt, 20600)) == 1);
    CHECK(the_one_that_fits({near, far}, claim("A", 20600)) == 1);
    far.register_wh = 20400;
    CHECK_FALSE(the_one_that_fits({near, far}, claim(std::nullopt, 20600)));
    far.register_wh.reset();
    CHECK_FALSE(the_one_that_fits({near, far}, claim(std::nullopt, 20600)));
}

TEST_CASE("a stop of after the next session's start is not that of the session before it") {
    auto before = running(1, "A", 12000);
    before.next_began_at = kNoon - 10min;
    CHECK_FALSE(the_one_that_fits({before}, claim("A", 12400)));
    CHECK(the_one_that_fits({before}, claim("A", 12400, 15min)) == 1);
}

TEST_CASE("where one session runs, another card of its owner may stop it under a wrong id") {
    CHECK(the_one_that_fits({running(1, "A", 1000)}, claim("C", 2600)) == 1);
    CHECK_FALSE(the_one_that_fits({running(1, "A", 1000)}, claim("C", 900000)));
    CHECK_FALSE(the_one_that_fits({}, claim("A", 1)));
}

TEST_CASE("a start that told a meter of 0 says nothing of the register at the stop") {
    CHECK(the_one_that_fits({running(1, "A", 0, 1min)}, claim("A", 12004)) == 1);
    CHECK(the_one_that_fits({running(1, "A", 0, 1min), running(2, "B", 70000)}, claim(std::nullopt, 12004)) == 1);
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
