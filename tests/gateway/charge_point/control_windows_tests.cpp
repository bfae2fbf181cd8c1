#include <catch2/catch.hpp>

#include "control_loop_play.h"

using namespace gateway;

TEST_CASE("a scheduled action begins when the wall clock says so, once that is on disk") {
    Loop play;
    play.open(canonical::Command::idle, play.time.utc() + 90s, std::nullopt);
    play.decide();
    play.wait(89s);
    CHECK(play.connector().desired_state.is_scheduled());
    play.storage.immediate = false;
    play.wait(1s);
    CHECK_FALSE(play.connector().desired_state.command);
    play.storage.deliver();
    REQUIRE(play.connector().desired_state.command);
    CHECK(play.connector().desired_state.command->began_by_clock);
}

TEST_CASE("a start that could not be stored is tried again") {
    Loop play;
    play.open(canonical::Command::idle, play.time.utc() + 90s, std::nullopt);
    play.decide();
    play.storage.fail_next = true;
    play.wait(90s);
    CHECK(play.connector().desired_state.is_scheduled());
    play.wait(play.timings.retry_after_timeout);
    CHECK_FALSE(play.connector().desired_state.is_scheduled());
}

TEST_CASE("an action whose time was over before the gateway knew of it has missed it") {
    Loop play;
    play.open(canonical::Command::charge, play.time.utc() - 1h, play.time.utc() - 30min);
    play.decide();
    CHECK_FALSE(play.connector().desired_state.open_action);
    REQUIRE(play.storage.rows().actions().size() == 1);
    CHECK(play.stored_action().error_code == "MISSED");
}
