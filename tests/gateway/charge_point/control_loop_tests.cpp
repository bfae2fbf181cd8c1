#include "gateway/charge_point/control_loop.h"

#include <catch2/catch.hpp>

#include "tests/support/manual_time.h"
#include "tests/support/stepped_storage.h"

using namespace gateway;
using namespace std::chrono_literals;
using Told = std::vector<std::string>;

namespace {

std::string step_name(const Step& step) {
    if (const auto* limit = std::get_if<SendLimit>(&step))
        return "limit " + std::to_string(static_cast<int>(limit->kilowatts));
    if (std::holds_alternative<ClearOwnLimit>(step)) return "clear";
    if (std::holds_alternative<SendRemoteStart>(step)) return "start";
    return std::holds_alternative<SendRemoteStop>(step) ? "stop" : "";
}

/// The loop of a charger with one connector that is there and may be called, and what it had sent, in order.
struct Loop {
    ManualTime time;
    support::SteppedStorage storage;
    storage::ChargePointRecord record;
    ControlTimings timings;
    ocpp::QuirkCounters quirks;
    ConnectorMap connectors;
    Capabilities known;
    std::shared_ptr<int> here = std::make_shared<int>(0);
    bool is_connected = true, is_paused = false, knows_triggers = true, has_setup_step = false;
    Told sent;
    int looks = 0, lessons = 0;
    std::optional<SteadyTime> others_wake;
    std::function<void(bool)> cleared;
    ocpp::CallQueue calls{{}, "m", [](const std::string&) {}};
    BootGate gate{timings};
    IdentityWatch identity;
    Reservations reservations{time, "CP-1", {}};
    ChargerJournal journal{std::make_shared<FrameBudget>()};
    Confounders confounders;
    RawCalls raw_calls{time, quirks, journal, confounders, raw_call_ports()};
    ChargerWrites writes{{record, storage, time, timings, connectors}, {[this] { return here; }, [] {}}};
    DeviceEvents events{time, record, [this](storage::Batch batch, const std::function<void()>&) {
                            writes.write(std::move(batch), nullptr);
                        }};
    ControlLoop loop{
        {record, time, timings, connectors, writes, calls, gate, identity, reservations, raw_calls, events}, ports()};

    Loop() {
        storage.immediate = true;
        record.id = "CP-1";
        record.registration = storage::Registration::accepted;
        storage.write({storage::PutChargePoint{record}}, [](const auto&) {});
        storage::ConnectorRecord row;
        row.device_id = "device_1";
        row.charge_point_id = record.id;
        row.connector_id = 1;
        connectors[1] = std::make_unique<Connector>(row, record, timings);
        connector().on_connected(time.now());
        gate.link_opened(time.now(), true);
        gate.boot_accepted(time.now());
        status(ocpp::ChargePointStatus::Available);
        wait(timings.settle_after_boot);
        sent.clear();
    }
    Connector& connector() { return *connectors.at(1); }
    RawCalls::Ports raw_call_ports() {
        RawCalls::Ports ports;
        ports.send = [this](const RawCall& raw, const auto&) { sent.push_back("raw " + raw.action); };
        ports.strictness = [] { return ocpp::Strictness::lenient; };
        ports.limits_may_be_stale = ports.decide_soon = [] {};
        ports.note_sent = [](const RawCall&) {};
        ports.note_ended = [](const RawCall&, RawOutcome&) {};
        ports.has_vendor_limit = [] { return false; };
        return ports;
    }
    ControlLoop::Ports ports() {
        using WakeTime = ControlLoop::Ports::WakeTime;
        ControlLoop::Ports ports;
        ports.still_here = [this] { return here; };
        ports.looked_at = [this] { ++looks; };
        ports.is_connected = [this] { return is_connected; };
        ports.is_reading_paused = [this] { return is_paused; };
        ports.reconnect_if_unanswered = [](SteadyTime) {};
        ports.pause_reading_if_congested = [this] { is_paused = storage.congested; };
        ports.meter_interval = [] { return 30s; };
        ports.knows_triggers = [this] { return knows_triggers; };
        ports.capabilities = [this]() -> Capabilities& { return known; };
        ports.capabilities_changed = [this](const auto&, const auto&, const auto&) { ++lessons; };
        ports.learn_from_what_flows = [this](SteadyTime, WakeTime& wake) {
            if (others_wake) keep_earlier(wake, *others_wake);
        };
        ports.send = [this](Connector&, const Step& step) {
            const std::string name = step_name(step);
            if (!name.empty()) sent.push_back(name);
            return !name.empty();
        };
        ports.take_setup_step = [this](SteadyTime, WakeTime&) {
            if (has_setup_step) sent.emplace_back("setup");
            return has_setup_step;
        };
        ports.ask_for_state = [this](SteadyTime, WakeTime&) { return sent.emplace_back("state"), true; };
        ports.ask_for_boot = [this] { sent.emplace_back("boot"); };
        ports.clear_all_limits = [this](auto done) { cleared = std::move(done); };
        ports.count_what_did_not_come = ports.finish_overdue_readers = [](SteadyTime, WakeTime&) {};
        return ports;
    }
    void status(ocpp::ChargePointStatus told) {
        ocpp::StatusNotification::Request request;
        request.connectorId = 1;
        request.status = told;
        connector().on_status(request, time.now());
    }
    void want(double kilowatts) {
        const int write = connector().desired_state.write_ceiling(kilowatts);
        connector().desired_state.ceiling_written(write, kilowatts, true);
    }
    void wait(std::chrono::milliseconds duration) {
        const SteadyTime end = time.now() + duration;
        while (time.ring_next(end)) time.run_posted();
    }
    void decide() {
        sent.clear();
        loop.decide();
    }
    void ask_raw(const std::string& action) {
        raw_calls.ask({action, "{}", 30s, [](const RawOutcome&) {}}, "CP-1");
    }
    canonical::Action open(canonical::Command command, std::optional<UtcTime> start, std::optional<UtcTime> end) {
        canonical::Action action;
        action.id = "act_1";
        action.device_id = "device_1";
        action.command = command;
        action.created_at = action.updated_at = time.utc();
        action.state = start ? canonical::ActionState::scheduled : canonical::ActionState::acknowledged;
        action.start = start;
        action.end = end;
        connector().desired_state.open(action, time.now());
        if (!start) connector().desired_state.begin(time.now());
        return action;
    }
    const canonical::Action& stored_action() { return storage.rows().actions().back(); }
};

}  // namespace

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
