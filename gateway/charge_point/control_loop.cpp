#include "gateway/charge_point/control_loop.h"

#include <algorithm>

#include "gateway/decision/limit_watch.h"
#include "gateway/log.h"

namespace gateway {

namespace {

constexpr std::chrono::seconds kCongestionAskedAgainAfter{1};

std::string observed_now(const ConnectorView& view, SteadyTime now) {
    const AcknowledgedLimit* limit = view.binding_limit();
    return limit == nullptr ? std::string() : words_for(view, *limit, now);
}

}  // namespace

ControlLoop::ControlLoop(Parts parts, Ports ports)
    : parts_(parts), ports_(std::move(ports)), timer_(parts_.time.make_timer([this] { decide(); })) {}

void ControlLoop::decide_soon() {
    if (deciding_soon_) return;
    deciding_soon_ = true;
    parts_.time.post([this, still_here = ports_.still_here()] {
        const auto alive = still_here.lock();
        if (!alive) return;
        deciding_soon_ = false;
        decide();
    });
}

void ControlLoop::decide() {
    const SteadyTime now = parts_.time.now();
    std::optional<SteadyTime> wake;
    parts_.calls.on_time(now);
    look_at_connectors(now);
    ports_.learn_from_what_flows(now, wake);
    watch_wall_clock(now, wake);
    judge_commands(now, wake);
    tell_events(now, wake);
    ports_.reconnect_if_unanswered(now);
    ports_.finish_overdue_readers(now, wake);
    parts_.writes.try_what_failed(now);
    keep_earlier(wake, parts_.raw_calls.expire(now));
    ports_.pause_reading_if_congested();
    take_steps(now, wake);
    wake_at(now, wake);
    ports_.looked_at();
}

void ControlLoop::look_at_connectors(SteadyTime now) {
    for (auto& [id, connector] : parts_.connectors) {
        connector->view.meter_interval = ports_.meter_interval();
        connector->view.reservation_is_open = parts_.reservations.is_open_for(id);
        connector->view.twins = parts_.identity.is_clash(now) ? parts_.identity.words() : std::string();
        connector->watch_power(now);
    }
}

void ControlLoop::tell_events(SteadyTime now, std::optional<SteadyTime>& wake) {
    if (!parts_.writes.may_store(now)) return;
    for (auto& [id, connector] : parts_.connectors) parts_.events.look_at(*connector, now, wake);
}

void ControlLoop::wake_at(SteadyTime now, std::optional<SteadyTime> wake) {
    keep_earlier(wake, parts_.calls.deadline());
    keep_earlier(wake, parts_.boot_gate.next_change(now));
    keep_earlier(wake, parts_.writes.next_try());
    if (ports_.is_reading_paused()) keep_earlier(wake, now + kCongestionAskedAgainAfter);
    if (wake) timer_->set(*wake);
    else timer_->clear();
}

void ControlLoop::judge_commands(SteadyTime now, std::optional<SteadyTime>& wake) {
    for (auto& [id, connector] : parts_.connectors) {
        if (!connector->desired_state.command) continue;
        const Verdict verdict = judge(connector->view, *connector->desired_state.command, now);
        if (const auto* pending = std::get_if<StillPending>(&verdict)) keep_earlier(wake, pending->judge_again_at);
        else end_action(*connector, verdict);
    }
}

void ControlLoop::end_action(Connector& connector, const Verdict& verdict) {
    const canonical::Action action = connector.desired_state.close_action(verdict, parts_.time.utc());
    log::info("action.ended", action.id + " " + std::string(to_text(action.command)) + " " +
                                  std::string(to_text(action.state)) + " " + action.error_code.value_or(""));
    parts_.writes.store_ended(connector, action);
}

void ControlLoop::take_steps(SteadyTime now, std::optional<SteadyTime>& wake) {
    if (!ports_.is_connected()) return;
    const bool acts_of_its_own = parts_.record.control && !is_retiring_;
    // The end of the open call brings the next turn.
    bool may_call = parts_.boot_gate.is_open(now) && parts_.calls.is_idle();
    if (acts_of_its_own && take_own_steps(now, wake, may_call)) may_call = false;
    // A pending charger hears what the operator asks of it, and nothing else (OCPP 1.6, 4.2).
    const bool is_pending = parts_.record.registration == storage::Registration::pending;
    if ((may_call || (is_pending && parts_.calls.is_idle())) && parts_.raw_calls.send_next(now)) may_call = false;
    if (may_call && acts_of_its_own) take_setup_step(now, wake);
}

/// True: a call went out.
bool ControlLoop::take_own_steps(SteadyTime now, std::optional<SteadyTime>& wake, bool may_call) {
    if (parts_.boot_gate.wants_boot(now) && ports_.knows_triggers()) {
        parts_.boot_gate.boot_was_asked_for();
        ports_.ask_for_boot();
    }
    bool has_called = false;
    for (auto& [id, connector] : parts_.connectors) {
        connector->view.may_call = may_call && !has_called;
        if (take_step(*connector, now, wake)) has_called = true;
    }
    return has_called;
}

/// True: a call went out.
bool ControlLoop::take_step(Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake) {
    constexpr int kMostLessons = 8;  // there are no more kinds, and none is taught twice in one turn
    for (int lessons = 0; lessons <= kMostLessons; ++lessons) {
        const Step step = next_step(connector.view, now);
        const auto* lesson = std::get_if<Learn>(&step);
        if (lesson != nullptr) {
            learn(connector, lesson->lesson);
            continue;
        }
        if (const auto* wait = std::get_if<WaitUntil>(&step)) keep_earlier(wake, wait->time);
        return ports_.send(connector, step);
    }
    return false;
}

void ControlLoop::learn(Connector& connector, Learn::Lesson lesson) {
    const Capabilities before = ports_.capabilities();
    const bool something_was_left = !connector.view.evidence.no_strategy_is_left;
    if (lesson == Learn::Lesson::drifted) parts_.events.tell_of_drift(connector);
    const std::string observation = observed_now(connector.view, parts_.time.now());
    connector.limits.learn(lesson, ports_.capabilities(), parts_.time.now());
    if (something_was_left && connector.view.evidence.no_strategy_is_left)
        log::warning("limit.not_followed", parts_.record.id);
    ports_.capabilities_changed(before, connector, observation);
    decide_soon();  // what is known now may also end an action
}

bool ControlLoop::take_setup_step(SteadyTime now, std::optional<SteadyTime>& wake) {
    ports_.count_what_did_not_come(now, wake);
    return ports_.take_setup_step(now, wake) || ports_.ask_for_state(now, wake);
}

void ControlLoop::retire(std::function<void(bool)> done) {
    const bool is_charging = std::any_of(parts_.connectors.begin(), parts_.connectors.end(), [](const auto& entry) {
        return entry.second->view.observed.transaction.has_value();
    });
    is_retiring_ = true;
    const bool may_call = ports_.is_connected() && parts_.boot_gate.is_open(parts_.time.now());
    if (is_charging || !may_call) return done(false);
    ports_.clear_all_limits(std::move(done));
}

void ControlLoop::stay_in_service() {
    is_retiring_ = false;
    for (auto& [id, connector] : parts_.connectors) connector->limits.start_over();
    decide_soon();
}

}  // namespace gateway
