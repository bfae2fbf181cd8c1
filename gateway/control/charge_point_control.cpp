#include <algorithm>

#include "gateway/control/charge_point.h"
#include "gateway/log.h"

/// The loop: judge what is under way, then take the first step that is due; one call at a time, so the rest
/// follows with its answer.
namespace gateway {

namespace {

constexpr int kTimeoutsBeforeReconnect = 3;
constexpr std::chrono::seconds kCongestionAskedAgainAfter{1};

void earlier(std::optional<SteadyTime>& wake, std::optional<SteadyTime> time) {
    if (time) wake = wake ? std::min(*wake, *time) : *time;
}

}  // namespace

void ChargePoint::decide_soon() {
    if (deciding_soon_) return;
    deciding_soon_ = true;
    services_.time.post([weak = weak_from_this()] {
        if (const auto alive = weak.lock()) {
            alive->deciding_soon_ = false;
            alive->decide();
        }
    });
}

void ChargePoint::decide() {
    const SteadyTime now = services_.time.now();
    std::optional<SteadyTime> wake;
    calls_.on_time(now);
    for (auto& [id, connector] : connectors_) {
        connector->view.capabilities = capabilities_;
        connector->view.meter_interval = setup_.meter_interval();
    }
    learn_that_zero_ends(now, wake);
    judge_commands(now, wake);
    reconnect_if_unanswered(now);
    finish_refreshes(now, wake);
    store_what_failed(now);
    pause_reading_if_congested();
    take_steps(now, wake);

    earlier(wake, calls_.deadline());
    earlier(wake, boot_gate_.next_change(now));
    earlier(wake, store_again_at_);
    if (reading_paused_) earlier(wake, now + kCongestionAskedAgainAfter);
    if (wake) alarm_->set(*wake);
    else alarm_->clear();
}

void ChargePoint::judge_commands(SteadyTime now, std::optional<SteadyTime>& wake) {
    for (auto& [id, connector] : connectors_) {
        if (!connector->command) continue;
        const Verdict verdict = judge(connector->view, *connector->command, now);
        if (const auto* pending = std::get_if<StillPending>(&verdict)) earlier(wake, pending->judge_again_at);
        else end_action(*connector, verdict);
    }
}

void ChargePoint::end_action(Connector& connector, const Verdict& verdict) {
    const canonical::Action action = connector.close_action(verdict, services_.time.utc());
    log::info("action.ended", action.id + " " + std::string(to_text(action.command)) + " " +
                                  std::string(to_text(action.state)) + " " + action.error_code.value_or(""));
    store_ended(connector, action);
}

void ChargePoint::take_steps(SteadyTime now, std::optional<SteadyTime>& wake) {
    if (!link_ || !record_.control || is_retiring_) return;
    if (boot_gate_.wants_boot(now)) {
        boot_gate_.boot_was_asked_for();
        trigger(ocpp::MessageTrigger::BootNotification, std::nullopt);
    }
    // The end of the open call brings the next turn.
    bool may_call = boot_gate_.is_open(now) && calls_.is_idle();
    for (auto& [id, connector] : connectors_) {
        connector->view.may_call = may_call;
        if (take_step(*connector, now, wake)) may_call = false;
    }
    if (may_call) take_setup_step(now, wake);
}

/// True: a call went out.
bool ChargePoint::take_step(Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake) {
    constexpr int kMostLessons = 3;  // there are no more kinds, and none is taught twice
    for (int lessons = 0; lessons <= kMostLessons; ++lessons) {
        const Step step = next_step(connector.view, now);
        const auto* lesson = std::get_if<Learn>(&step);
        if (lesson == nullptr) return take(connector, step, wake);
        learn(connector, lesson->lesson);
    }
    return false;
}

bool ChargePoint::take(Connector& connector, const Step& step, std::optional<SteadyTime>& wake) {
    if (const auto* limit = std::get_if<SendLimit>(&step)) return send_limit(connector, *limit), true;
    if (std::holds_alternative<SendRemoteStart>(step)) return send_remote_start(connector), true;
    if (const auto* stop = std::get_if<SendRemoteStop>(&step))
        return send_remote_stop(connector, stop->transaction_id), true;
    if (const auto* wait = std::get_if<WaitUntil>(&step)) earlier(wake, wait->time);
    return false;
}

void ChargePoint::learn(Connector& connector, Learn::Lesson lesson) {
    const Capabilities before = capabilities_;
    connector.learn(lesson, capabilities_);
    connector.view.capabilities = capabilities_;
    if (connector.view.limit_not_followed) log::warning("limit.not_followed", record_.id);
    capabilities_changed(before);
    decide_soon();  // what is known now may also end an action
}

void ChargePoint::learn_that_zero_ends(SteadyTime now, std::optional<SteadyTime>& wake) {
    for (auto& [id, connector] : connectors_) {
        const auto at = connector->zero_ends_lesson_at();
        if (at && now < *at) earlier(wake, at);
        if (!at || now < *at) continue;
        connector->zero_ends_lesson_taken();
        const Capabilities before = capabilities_;
        capabilities_.zero_ends_transaction = true;
        capabilities_changed(before);
    }
}

void ChargePoint::capabilities_changed(const Capabilities& before) {
    if (before == capabilities_) return;
    for (auto& [id, connector] : connectors_) connector->view.capabilities = capabilities_;
    services_.capabilities_learnt(*this);
}

// The dialogue after boot, behind everything that concerns the ceiling.

bool ChargePoint::take_setup_step(SteadyTime now, std::optional<SteadyTime>& wake) {
    if (const auto step = setup_.next()) {
        if (std::holds_alternative<AskConfiguration>(*step)) ask_configuration();
        else write_key(std::get<WriteKey>(*step));
        return true;
    }
    return std::any_of(connectors_.begin(), connectors_.end(),
                       [&](auto& entry) { return ask_for_status(*entry.second, now, wake); });
}

/// Once for each time that the status is missing: after connecting, a boot, or a stop that no status
/// followed.
bool ChargePoint::ask_for_status(Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake) {
    const int id = connector.view.connector_id;
    if (connector.view.status_is_current() || status_asked_.count(id) > 0) return false;
    const SteadyTime at = connector.view.status_missing_since() + services_.timings.ask_for_status_after;
    if (now < at) return earlier(wake, at), false;
    status_asked_.insert(id);
    trigger(ocpp::MessageTrigger::StatusNotification, id);
    return true;
}

/// Heartbeats go on but no CALL is answered: only a fresh session helps (quirk 17).
void ChargePoint::reconnect_if_unanswered(SteadyTime now) {
    if (!link_ || calls_.timeouts_in_a_row() < kTimeoutsBeforeReconnect) return;
    if (forced_reconnect_at_ && now - *forced_reconnect_at_ < services_.timings.forced_reconnect_every)
        return;
    forced_reconnect_at_ = now;
    log::warning("charger.unanswered_calls", record_.id);
    link_->close(CloseCode::going_away, "calls are not answered");
}

void ChargePoint::refresh(Connector& connector, std::function<void()> done) {
    const SteadyTime now = services_.time.now();
    const int id = connector.view.connector_id;
    const bool is_asked = std::any_of(refreshes_.begin(), refreshes_.end(),
                                      [id](const auto& other) { return other.connector_id == id; });
    const auto asked = refreshes_asked_at_.find(id);
    const bool too_often =
        asked != refreshes_asked_at_.end() && now - asked->second < services_.timings.between_refreshes;
    const bool may_ask = link_ && boot_gate_.is_open(now) && !is_retiring_ && !too_often;
    if (!may_ask && !is_asked) return done();
    refreshes_.push_back({id, now + services_.timings.refresh_patience, std::move(done)});
    if (may_ask && !is_asked) {
        refreshes_asked_at_[id] = now;
        trigger(ocpp::MessageTrigger::StatusNotification, id);
        trigger(ocpp::MessageTrigger::MeterValues, id);
    }
    decide_soon();
}

void ChargePoint::refreshed(int connector_id) {
    const auto of_others = [&](const Refresh& each) { return each.connector_id != connector_id; };
    const auto first = std::stable_partition(refreshes_.begin(), refreshes_.end(), of_others);
    std::vector<Refresh> finished(std::make_move_iterator(first), std::make_move_iterator(refreshes_.end()));
    refreshes_.erase(first, refreshes_.end());
    for (Refresh& each : finished) each.done();
}

void ChargePoint::finish_refreshes(SteadyTime now, std::optional<SteadyTime>& wake) {
    for (auto& [id, connector] : connectors_) {
        const auto overdue = [&, number = id](const Refresh& each) {
            return each.connector_id == number && now >= each.until;
        };
        if (std::any_of(refreshes_.begin(), refreshes_.end(), overdue)) refreshed(id);
    }
    for (const Refresh& each : refreshes_) earlier(wake, each.until);
}

}  // namespace gateway
