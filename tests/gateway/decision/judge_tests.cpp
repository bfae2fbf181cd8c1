#include <catch2/catch.hpp>

#include "view_factory.h"

#include "gateway/decision/command_progress.h"

using namespace gateway;
using canonical::Command;
using canonical::Evidence;
using ocpp::ChargePointStatus;

namespace {

/// "pending", the code of a failure, or the evidence of a success.
std::string judged(const ConnectorView& view, Command command, std::chrono::milliseconds since_ago = 5s) {
    const Verdict verdict = judge(view, {command, kNow - since_ago}, kNow);
    if (const auto* failed = std::get_if<Failed>(&verdict)) return failed->code;
    if (const auto* succeeded = std::get_if<Succeeded>(&verdict)) return std::string(to_text(succeeded->evidence));
    CHECK(std::get<StillPending>(verdict).judge_again_at > kNow);
    return "pending";
}

ConnectorView in_session(ChargePointStatus status) {
    auto view = quiet_view();
    open_transaction(view);
    set_status(view, status);
    return view;
}

ConnectorView paused(std::chrono::milliseconds acknowledged_ago,
                     ChargePointStatus status = ChargePointStatus::Charging) {
    auto view = in_session(status);
    view.desired.intent = canonical::Intent::pause;
    acknowledge(view, view.tx_default, 0, acknowledged_ago);
    return view;
}

}  // namespace

TEST_CASE("while the charger is away a command is pending for 30 s, from the command or the loss") {
    auto view = quiet_view();
    view.is_connected = false;
    const auto command = GENERATE(Command::charge, Command::idle);
    CHECK(judged(view, command, 29s) == "pending");
    CHECK(judged(view, command, 30s) == "DEVICE_OFFLINE");
    view.connected_changed_at = kNow - 10s;
    CHECK(judged(view, command, 60s) == "pending");
}

TEST_CASE("charge in a session by what is observed") {
    CHECK(judged(in_session(ChargePointStatus::Charging), Command::charge) == "status");
    CHECK(judged(in_session(ChargePointStatus::SuspendedEV), Command::charge) == "status");
    CHECK(judged(in_session(ChargePointStatus::SuspendedEVSE), Command::charge) == "pending");
    CHECK(judged(in_session(ChargePointStatus::SuspendedEVSE), Command::charge, 179s) == "pending");
    CHECK(judged(in_session(ChargePointStatus::SuspendedEVSE), Command::charge, 180s) == "EFFECT_NOT_OBSERVED");
    CHECK(judged(in_session(ChargePointStatus::Preparing), Command::charge) == "pending");
    CHECK(judged(in_session(ChargePointStatus::Preparing), Command::charge, 60s) == "acknowledged");
    auto at_rest = in_session(ChargePointStatus::Preparing);
    measure(at_rest, 0);
    CHECK(judged(at_rest, Command::charge, 60s) == "transaction");
    auto view = in_session(ChargePointStatus::SuspendedEVSE);
    measure(view, 3);
    CHECK(judged(view, Command::charge) == "meter");
}

TEST_CASE(
    "charge is not completed by a session of which nothing was heard since the boot, or that is told to be over") {
    auto view = in_session(ChargePointStatus::Preparing);
    REQUIRE(judged(view, Command::charge, 60s) == "acknowledged");
    SECTION("the charger booted") {
        view.observed.transaction_is_stale = true;
        view.observed.status.reset();
    }
    SECTION("Available") { set_status(view, ChargePointStatus::Available, 5s); }
    CHECK(judged(view, Command::charge, 60s) == "pending");
    CHECK(judged(view, Command::charge, 9min) == "pending");
    CHECK(judged(view, Command::charge, 10min) == "TIMEOUT");
}

TEST_CASE("charge is not completed by what was seen before the zero was lifted") {
    auto view = in_session(ChargePointStatus::Charging);
    measure(view, 3, 20s);
    view.unheld_since = kNow - 10s;
    CHECK(judged(view, Command::charge, 20s) == "pending");
    measure(view, 3, 5s);
    CHECK(judged(view, Command::charge, 20s) == "meter");
}

TEST_CASE("charge while our zero is in force is pending, refused or unanswered") {
    auto view = in_session(ChargePointStatus::SuspendedEVSE);
    acknowledge(view, view.tx_default, 0);
    CHECK(judged(view, Command::charge, 2min) == "pending");
    view.tx_default.timeouts = 2;
    CHECK(judged(view, Command::charge) == "TIMEOUT");
    view.tx_default.timeouts = 0;
    view.tx_default.refused_by_all_variants = true;
    CHECK(judged(view, Command::charge) == "pending");
    view.tx_profile_refused = true;
    CHECK(judged(view, Command::charge) == "COMMAND_REJECTED");
}

TEST_CASE("charge without a session by the status") {
    auto view = quiet_view();
    CHECK(judged(view, Command::charge) == "VEHICLE_NOT_CONNECTED");
    set_status(view, ChargePointStatus::Reserved);
    view.reservation_is_open = true;
    CHECK(judged(view, Command::charge) == "VEHICLE_NOT_CONNECTED");
    set_status(view, ChargePointStatus::Preparing);
    CHECK(judged(view, Command::charge) == "pending");
    set_status(view, ChargePointStatus::Faulted);
    CHECK(judged(view, Command::charge) == "DEVICE_UNAVAILABLE");
    set_status(view, ChargePointStatus::Unavailable);
    CHECK(judged(view, Command::charge) == "DEVICE_UNAVAILABLE");
    set_status(view, ChargePointStatus::Available);
    view.connected_changed_at = kNow - 2s;
    CHECK(judged(view, Command::charge) == "pending");
    view.observed.starts_being_stored = 1;
    view.connected_changed_at = kNow - 1h;
    CHECK(judged(view, Command::charge) == "pending");
}

TEST_CASE("charge without a session by what became of the start") {
    auto view = quiet_view();
    const bool finishing = GENERATE(false, true);
    set_status(view, finishing ? ChargePointStatus::Finishing : ChargePointStatus::Preparing);
    SECTION("refused") {
        view.remote_start.refusal = "Rejected";
        CHECK(judged(view, Command::charge) == (finishing ? "REPLUG_REQUIRED" : "COMMAND_REJECTED"));
    }
    SECTION("accepted, and the window") {
        view.remote_start.accepted_at = kNow - 59s;
        CHECK(judged(view, Command::charge) == "pending");
        view.remote_start.accepted_at = kNow - 60s;
        CHECK(judged(view, Command::charge) == (finishing ? "REPLUG_REQUIRED" : "pending"));
        view.remote_start.accepted_at = kNow - 150s;
        CHECK(judged(view, Command::charge) == (finishing ? "REPLUG_REQUIRED" : "EFFECT_NOT_OBSERVED"));
        view.capabilities.connection_timeout_s = 300;
        CHECK(judged(view, Command::charge) == (finishing ? "REPLUG_REQUIRED" : "pending"));
    }
    SECTION("not answered twice") {
        view.remote_start.timeouts = 1;
        CHECK(judged(view, Command::charge) == "pending");
        view.remote_start.timeouts = 2;
        CHECK(judged(view, Command::charge) == "TIMEOUT");
    }
}

TEST_CASE("charge under a ceiling below the minimum fails in any state") {
    auto view = GENERATE(quiet_view(), in_session(ChargePointStatus::Charging));
    view.desired.max_charge_rate_kw = 1;
    CHECK(judged(view, Command::charge) == "CEILING_BELOW_MINIMUM");
}

TEST_CASE("charge waits for the end of a stop that is under way") {
    auto view = in_session(ChargePointStatus::Charging);
    view.remote_stop.sent_at = kNow - 5s;
    CHECK(judged(view, Command::charge) == "pending");
    view.remote_stop.refusal = "Rejected";
    CHECK(judged(view, Command::charge) == "status");
}

TEST_CASE("idle in a session needs the acknowledgement first") {
    auto view = in_session(ChargePointStatus::SuspendedEV);
    view.desired.intent = canonical::Intent::pause;
    CHECK(judged(view, Command::idle) == "pending");
    acknowledge(view, view.tx_default, 0, 1s);
    CHECK(judged(view, Command::idle) == "status");
    view.tx_default.acknowledged->is_stale = true;
    CHECK(judged(view, Command::idle) == "pending");
}

TEST_CASE("idle in a session by the meter") {
    auto view = paused(30s);
    measure(view, 0, 40s);
    CHECK(judged(view, Command::idle) == "pending");
    measure(view, 7, 10s);
    CHECK(judged(view, Command::idle) == "pending");
    measure(view, 0.05, 5s);
    CHECK(judged(view, Command::idle) == "meter");
}

TEST_CASE("idle is not completed by a status while the meter's last word is that power flows") {
    auto view = paused(30s);
    measure(view, 7, 31s);
    set_status(view, ChargePointStatus::SuspendedEVSE, 24s);
    CHECK(judged(view, Command::idle) == "pending");
    SECTION("its next one ends the wait") {
        measure(view, 0, 1s);
        CHECK(judged(view, Command::idle) == "status");
    }
    SECTION("a meter that falls silent does not hold it up") {
        set_status(view, ChargePointStatus::SuspendedEVSE, 26s);
        CHECK(judged(view, Command::idle) == "status");
    }
    SECTION("it goes on") {
        measure(view, 7, 1s);
        CHECK(judged(view, Command::idle) == "pending");
        view.tx_default.acknowledged->at = kNow - 180s;
        view.traits.stop_as_pause = false;
        CHECK(judged(view, Command::idle, 180s) == "EFFECT_NOT_OBSERVED");
    }
}

TEST_CASE("idle in a session at the end of the window") {
    auto view = paused(60s);
    CHECK(judged(view, Command::idle, 60s) == "acknowledged");
    measure(view, 7, 5s);
    CHECK(judged(view, Command::idle, 60s) == "pending");
    view.tx_default.acknowledged->at = kNow - 180s;
    CHECK(judged(view, Command::idle, 180s) == "pending");  // a stop is tried, too
    view.traits.stop_as_pause = false;
    CHECK(judged(view, Command::idle, 180s) == "EFFECT_NOT_OBSERVED");
}

TEST_CASE("idle is judged by the TxProfile once that binds") {
    auto view = paused(60s);
    view.tx_profile_in_use = true;
    acknowledge(view, view.tx_profile, 11, 5min);
    measure(view, 7, 5s);
    CHECK(judged(view, Command::idle, 60s) == "pending");
    view.tx_profile.timeouts = 2;
    CHECK(judged(view, Command::idle, 60s) == "TIMEOUT");
}

TEST_CASE("idle by a stop") {
    auto view = in_session(ChargePointStatus::Charging);
    view.capabilities.zero_ends_transaction = true;
    view.desired.intent = canonical::Intent::pause;
    CHECK(judged(view, Command::idle) == "pending");
    view.remote_stop.accepted_at = kNow - 10s;
    measure(view, 7);
    CHECK(judged(view, Command::idle) == "pending");
    view.remote_stop.accepted_at = kNow - 60s;
    CHECK(judged(view, Command::idle) == "EFFECT_NOT_OBSERVED");
    view.remote_stop = {};
    view.remote_stop.refusal = "Rejected";
    CHECK(judged(view, Command::idle) == "COMMAND_REJECTED");
    view.observed.transaction.reset();
    view.stopped_by_us = true;
    CHECK(judged(view, Command::idle) == "pending");  // no session is not no power
    measure(view, 0);
    CHECK(judged(view, Command::idle) == "transaction");
}

TEST_CASE("idle without a session is done when zero is armed or cannot be") {
    auto view = quiet_view();
    view.desired.intent = canonical::Intent::pause;
    CHECK(judged(view, Command::idle) == "pending");
    SECTION("armed") { acknowledge(view, view.tx_default, 0); }
    SECTION("not in this state") { view.tx_default.waits_for_plug_in = true; }
    SECTION("not at all") { view.tx_default.refused_by_all_variants = true; }
    SECTION("never where it ends sessions") { view.capabilities.zero_ends_transaction = true; }
    CHECK(judged(view, Command::idle) == "status");
}

TEST_CASE("idle that the charger does not answer is a TIMEOUT") {
    auto view = quiet_view();
    view.desired.intent = canonical::Intent::pause;
    view.tx_default.timeouts = 2;
    CHECK(judged(view, Command::idle) == "TIMEOUT");
    open_transaction(view);
    CHECK(judged(view, Command::idle) == "TIMEOUT");
}

TEST_CASE("whatever happens a command ends after ten minutes") {
    auto view = quiet_view();
    set_status(view, ChargePointStatus::Preparing);
    view.may_call = false;
    CHECK(judged(view, Command::charge, 599s) == "pending");
    CHECK(judged(view, Command::charge, 600s) == "TIMEOUT");
}
