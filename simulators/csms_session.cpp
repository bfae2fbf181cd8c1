#include "simulators/csms_session.h"

#include <algorithm>

namespace simulators {

using std::chrono::seconds;

CsmsSession::CsmsSession(Identity identity, Configuration& configuration, Ports ports)
    : identity_(std::move(identity)),
      configuration_(configuration),
      ports_(std::move(ports)),
      calls_({kMostCallsWaiting, identity_.call_timeout}, identity_.message_id_prefix,
             [this](const std::string& frame) { ports_.send(frame); }) {}

void CsmsSession::on_connected(SimulatedTime now) {
    now_ = now;
    online_ = true;
    last_heartbeat_ = now.steady;
    const bool known = registration_ == Registration::accepted;
    if (known && !identity_.boots_on_reconnect) return ports_.on_ready(false);
    send_boot();
}

void CsmsSession::on_disconnected(SimulatedTime now) {
    now_ = now;
    online_ = false;
    next_boot_.reset();
    calls_.on_disconnected();
}

void CsmsSession::on_answer(const ocpp::Frame& frame, SimulatedTime now) {
    now_ = now;
    if (const auto* result = std::get_if<ocpp::CallResult>(&frame.content)) {
        calls_.on_result(frame, *result, now.steady);
    } else if (const auto* error = std::get_if<ocpp::CallErrorFrame>(&frame.content)) {
        calls_.on_error(*error, now.steady);
    } else if (const auto* broken = std::get_if<ocpp::BrokenAnswer>(&frame.content)) {
        calls_.on_broken_answer(*broken, now.steady);
    }
}

void CsmsSession::on_time(SimulatedTime now) {
    now_ = now;
    if (!online_) return;
    calls_.on_time(now.steady);
    if (next_boot_ && now.steady >= *next_boot_) send_boot();
    const auto heartbeat = next_heartbeat();
    if (heartbeat && now.steady >= *heartbeat) send_heartbeat();
}

std::optional<SteadyTime> CsmsSession::next_event() const {
    if (!online_) return std::nullopt;
    std::optional<SteadyTime> next;
    for (const auto& candidate : {calls_.deadline(), next_boot_, next_heartbeat()}) {
        if (candidate && (!next || *candidate < *next)) next = candidate;
    }
    return next;
}

std::optional<SteadyTime> CsmsSession::next_heartbeat() const {
    const seconds interval(configuration_.integer("HeartbeatInterval"));
    if (!is_ready() || interval.count() == 0) return std::nullopt;
    return last_heartbeat_ + interval;
}

void CsmsSession::forget_registration() { registration_ = Registration::unknown; }

void CsmsSession::send_heartbeat() {
    last_heartbeat_ = now_.steady;
    call<ocpp::Heartbeat>({});
}

void CsmsSession::send_boot() {
    next_boot_.reset();
    if (boot_is_open_) return;
    boot_is_open_ = true;
    call<ocpp::BootNotification>(identity_.boot, [this](const auto& outcome) { on_boot_outcome(outcome); });
}

void CsmsSession::on_boot_outcome(const ocpp::Outcome<ocpp::BootNotification>& outcome) {
    boot_is_open_ = false;
    if (std::holds_alternative<ocpp::Disconnected>(outcome)) return;
    if (const auto* answer = std::get_if<ocpp::BootNotification::Response>(&outcome)) return take_boot_answer(*answer);
    next_boot_ = now_.steady + kBootRetry;
}

void CsmsSession::take_boot_answer(const ocpp::BootNotification::Response& answer) {
    const seconds interval(answer.interval.value);
    if (answer.status == ocpp::RegistrationStatus::Accepted) {
        registration_ = Registration::accepted;
        if (interval.count() > 0 && !identity_.ignores_boot_interval)
            configuration_.set_integer("HeartbeatInterval", interval.count());
        last_heartbeat_ = now_.steady;
        ports_.on_boot_answer(registration_);
        return ports_.on_ready(true);
    }
    const bool pending = answer.status == ocpp::RegistrationStatus::Pending;
    registration_ = pending ? Registration::pending : Registration::rejected;
    next_boot_ = now_.steady + (interval.count() > 0 ? interval : kBootRetry);
    ports_.on_boot_answer(registration_);
}

}  // namespace simulators
