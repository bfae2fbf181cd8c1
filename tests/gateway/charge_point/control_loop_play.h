#pragma once

#include <algorithm>

#include "gateway/charge_point/control_loop.h"
#include "tests/support/manual_time.h"
#include "tests/support/stepped_storage.h"

namespace gateway {

using namespace std::chrono_literals;

inline std::string step_name(const Step& step) {
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
    std::vector<std::string> sent;
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

}  // namespace gateway
