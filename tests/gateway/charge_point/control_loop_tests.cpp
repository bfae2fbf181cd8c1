#include <catch2/catch.hpp>

#include "control_loop_play.h"

using namespace gateway;
using Told = std::vector<std::string>;

TEST_CASE("the loop sends the limit that is wanted, before all else and as the only call of its turn") {
    Loop play;
    play.has_setup_step = true;
    play.ask_raw("ClearCache");
    play.want(7);
    play.decide();
    CHECK(play.sent == Told{"limit 7"});
}

TEST_CASE("with no limit due the operator's call comes before the dialogue of Setup, and that before what is asked") {
    Loop play;
    play.has_setup_step = true;
    play.ask_raw("ClearCache");
    play.decide();
    CHECK(play.sent == Told{"raw ClearCache"});
    play.decide();
    CHECK(play.sent == Told{"setup"});
    play.has_setup_step = false;
    play.decide();
    CHECK(play.sent == Told{"state"});
}

TEST_CASE("nothing is sent") {
    Loop play;
    play.want(7);
    SECTION("without a link") { play.is_connected = false; }
    SECTION("before the boot is accepted") { play.gate.hold(); }
    SECTION("while a call of ours is open") {
        play.calls.push(
            "Reset", "{}", [](const auto&) {}, play.time.now());
    }
    play.decide();
    CHECK(play.sent.empty());
}

TEST_CASE("a charger that is not controlled hears what its operator asks, and nothing else") {
    Loop play;
    play.record.control = false;
    play.want(7);
    play.decide();
    CHECK(play.sent.empty());
    play.ask_raw("ClearCache");
    play.decide();
    CHECK(play.sent == Told{"raw ClearCache"});
}

TEST_CASE("a pending charger hears what its operator asks, and nothing else") {
    Loop play;
    play.record.registration = storage::Registration::pending;
    play.gate.hold();
    play.want(7);
    play.ask_raw("ClearCache");
    play.decide();
    CHECK(play.sent == Told{"raw ClearCache"});
}

TEST_CASE("many changes are looked at once, and by a charger that is still known") {
    Loop play;
    play.looks = 0;
    for (int i = 0; i < 3; ++i) play.loop.decide_soon();
    play.time.run_posted();
    CHECK(play.looks == 1);
    play.loop.decide_soon();
    play.here.reset();
    play.time.run_posted();
    CHECK(play.looks == 1);
}

TEST_CASE("the loop looks again when the first of its parts asks for it, and not before") {
    Loop play;
    play.decide();
    play.others_wake = play.time.now() + 20s;
    play.decide();
    play.others_wake.reset();
    play.looks = 0;
    play.wait(19s);
    CHECK(play.looks == 0);
    play.wait(1s);
    CHECK(play.looks == 1);
}

TEST_CASE("while the storage is congested the loop asks every second whether it still is") {
    Loop play;
    play.storage.congested = true;
    play.decide();
    CHECK(play.is_paused);
    play.looks = 0;
    play.wait(3s);
    CHECK(play.looks == 3);
    play.storage.congested = false;
    play.wait(1s);
    CHECK_FALSE(play.is_paused);
}

TEST_CASE("an action whose charger stays away ends, on disk, in the turn in which its time is over") {
    Loop play;
    play.open(canonical::Command::charge, std::nullopt, std::nullopt);
    play.is_connected = false;
    play.connector().on_disconnected(play.time.now());
    play.decide();
    play.wait(play.timings.offline_grace - 1s);
    CHECK(play.connector().desired_state.open_action);
    play.wait(1s);
    CHECK_FALSE(play.connector().desired_state.open_action);
    REQUIRE(play.storage.rows().actions().size() == 1);
    CHECK(play.stored_action().error_code == "DEVICE_OFFLINE");
}

TEST_CASE("who goes out of service clears its limits and sends nothing more of its own accord") {
    Loop play;
    std::optional<bool> told;
    play.want(7);
    SECTION("with no session") {
        play.loop.retire([&](bool cleared) { told = cleared; });
        REQUIRE(play.cleared);
        CHECK_FALSE(told);
        play.cleared(true);
        CHECK(told == true);
        play.decide();
        CHECK(play.sent.empty());
        play.loop.stay_in_service();
        play.time.run_posted();
        CHECK(play.sent == Told{"limit 7"});
    }
    SECTION("not in a session") { play.connector().on_transaction_opened({7, play.time.now(), 7, {}}); }
    SECTION("not without a link") { play.is_connected = false; }
    if (told) return;
    play.loop.retire([&](bool cleared) { told = cleared; });
    CHECK(told == false);
    CHECK_FALSE(play.cleared);
}

TEST_CASE("a charger that says nothing after it came back is asked for its boot, if it knows triggers") {
    Loop play;
    play.gate.link_closed();
    play.gate.link_opened(play.time.now(), true);
    SECTION("it does") {
        play.decide();
        play.wait(play.timings.ask_for_boot_after);
        CHECK(std::count(play.sent.begin(), play.sent.end(), "boot") == 1);
    }
    SECTION("it does not") {
        play.knows_triggers = false;
        play.decide();
        play.wait(play.timings.ask_for_boot_after);
        CHECK(std::count(play.sent.begin(), play.sent.end(), "boot") == 0);
    }
}

TEST_CASE("each decision is made on what the other parts know now") {
    Loop play;
    play.reservations.restore({1, "CP-1", 1, "CARD", {}, play.time.utc() + 1h, play.time.utc()});
    play.decide();
    CHECK(play.connector().view.meter_interval == 30s);
    CHECK(play.connector().view.reservation_is_open);
    CHECK(play.connector().view.twins.empty());
}
