#include <algorithm>

#include "gateway/charge_point/charge_point.h"
#include "gateway/charge_point/lesson_store.h"
#include "gateway/log.h"

/// The loop: judge what is under way, then take the first step that is due; one call at a time, so the rest
/// follows with its answer.
namespace gateway {

namespace {

constexpr int kTimeoutsBeforeReconnect = 3;
constexpr std::chrono::seconds kCongestionAskedAgainAfter{1};

std::string observed_now(const ConnectorView& view, SteadyTime now) {
    const AcknowledgedLimit* limit = view.binding_limit();
    return limit == nullptr ? std::string() : words_for(view, *limit, now);
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
        connector->view.meter_interval = setup_.meter_interval();
        connector->view.reservation_is_open = reservations_.is_open_for(id);
        connector->view.twins = identity_.is_clash(now) ? identity_.words() : std::string();
        connector->watch_power(now);
    }
    learn_from_what_flows(now, wake);
    watch_clock(now, wake);
    judge_commands(now, wake);
    if (!store_again_at_ || now >= *store_again_at_) {
        for (auto& [id, connector] : connectors_) news_.look_at(*connector, now, wake);
    }
    reconnect_if_unanswered(now);
    finish_refreshes(now, wake);
    store_what_failed(now);
    keep_earlier(wake, raw_calls_.expire(now));
    pause_reading_if_congested();
    take_steps(now, wake);

    keep_earlier(wake, calls_.deadline());
    keep_earlier(wake, boot_gate_.next_change(now));
    keep_earlier(wake, store_again_at_);
    if (reading_paused_) keep_earlier(wake, now + kCongestionAskedAgainAfter);
    if (wake) alarm_->set(*wake);
    else alarm_->clear();
    services_.looked_at(*this);
}

void ChargePoint::judge_commands(SteadyTime now, std::optional<SteadyTime>& wake) {
    for (auto& [id, connector] : connectors_) {
        if (!connector->command) continue;
        const Verdict verdict = judge(connector->view, *connector->command, now);
        if (const auto* pending = std::get_if<StillPending>(&verdict)) keep_earlier(wake, pending->judge_again_at);
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
    if (!link_) return;
    const bool acts_of_its_own = record_.control && !is_retiring_;
    // The end of the open call brings the next turn.
    bool may_call = boot_gate_.is_open(now) && calls_.is_idle();
    if (acts_of_its_own && take_own_steps(now, wake, may_call)) may_call = false;
    // A pending charger hears what the operator asks of it, and nothing else (OCPP 1.6, 4.2).
    const bool is_pending = record_.registration == storage::Registration::pending;
    if ((may_call || (is_pending && calls_.is_idle())) && send_raw_call(now)) may_call = false;
    if (may_call && acts_of_its_own) take_setup_step(now, wake);
}

/// True: a call went out.
bool ChargePoint::take_own_steps(SteadyTime now, std::optional<SteadyTime>& wake, bool may_call) {
    if (boot_gate_.wants_boot(now) && traits().triggers) {
        boot_gate_.boot_was_asked_for();
        ask_for_boot();
    }
    bool has_called = false;
    for (auto& [id, connector] : connectors_) {
        connector->view.may_call = may_call && !has_called;
        if (take_step(*connector, now, wake)) has_called = true;
    }
    return has_called;
}

/// True: a call went out.
bool ChargePoint::take_step(Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake) {
    constexpr int kMostLessons = 8;  // there are no more kinds, and none is taught twice in one turn
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
    if (const auto* clear = std::get_if<ClearOwnLimit>(&step)) return clear_own_limit(connector, clear->purpose), true;
    if (std::holds_alternative<SendRemoteStart>(step)) return send_remote_start(connector), true;
    if (const auto* stop = std::get_if<SendRemoteStop>(&step))
        return send_remote_stop(connector, stop->transaction_id), true;
    if (const auto* wait = std::get_if<WaitUntil>(&step)) keep_earlier(wake, wait->time);
    return false;
}

void ChargePoint::learn(Connector& connector, Learn::Lesson lesson) {
    const Capabilities before = capabilities_;
    const bool something_was_left = !connector.view.evidence.no_rung_is_left;
    if (lesson == Learn::Lesson::drifted) news_.tell_of_drift(connector);
    const std::string observation = observed_now(connector.view, services_.time.now());
    connector.learn(lesson, capabilities_, services_.time.now());
    if (something_was_left && connector.view.evidence.no_rung_is_left)
        log::warning("limit.not_followed", record_.id);
    capabilities_changed(before, &connector, observation);
    decide_soon();  // what is known now may also end an action
}

void ChargePoint::learn_from_what_flows(SteadyTime now, std::optional<SteadyTime>& wake) {
    const Capabilities before = capabilities_;
    bool has_learnt = lessons_.key_survived(setup_.written_without_harm(now));
    for (auto& [id, connector] : connectors_) {
        has_learnt |= lessons_.watch(connector->view, now);
        has_learnt |= lessons_.note_delays(id, connector->view.effect_delays);
        const auto end = connector->ended_under_zero();
        if (end && now < end->plain_at) keep_earlier(wake, end->plain_at);
        if (!end || now < end->plain_at) continue;
        connector->end_under_zero_taken();
        has_learnt |= lessons_.zero_ended(*end);
    }
    if (!has_learnt) return;
    lessons_.put_into(capabilities_);
    if (before != capabilities_) share_what_is_known();
    services_.lessons.keep(record_, lessons_.knowledge(capabilities_));
}

/// From now on Available means that no vehicle is there.
void ChargePoint::note_preparing() {
    if (capabilities_.tells_preparing) return;
    const Capabilities before = capabilities_;
    capabilities_.tells_preparing = true;
    capabilities_changed(before);
}

/// Every connector decides by the same knowledge of the charger.
void ChargePoint::share_what_is_known() {
    for (auto& [id, connector] : connectors_) {
        connector->view.capabilities = capabilities_;
        connector->view.traits = traits_;
        connector->view.observed.meter.configured_as_dc(traits_.direct_current);
        connector->view.effect_delays = lessons_.delays_of(id);
        connector->view.connectors = static_cast<int>(connectors_.size());
    }
    // A second connector takes the station's levers off the ladder: what worked was another list's rung.
    const auto is_short = [this](const auto& entry) { return capabilities_.rung >= entry.second->view.ladder().size(); };
    if (!std::any_of(connectors_.begin(), connectors_.end(), is_short)) return;
    capabilities_.rung = 0;
    capabilities_.rung_is_proven = false;
    for (auto& [id, connector] : connectors_) connector->view.capabilities = capabilities_;
}

void ChargePoint::capabilities_changed(const Capabilities& before, const Connector* where, const std::string& observation) {
    if (before == capabilities_) return;
    const bool in_session = where != nullptr && where->view.observed.transaction;
    lessons_.note_changes(before, capabilities_, in_session ? where->view.observed.transaction->id : 0, observation);
    share_what_is_known();
    services_.lessons.keep(record_, lessons_.knowledge(capabilities_));
}

/// Heartbeats go on but no CALL is answered: only a fresh session helps (quirk 17).
void ChargePoint::reconnect_if_unanswered(SteadyTime now) {
    if (!link_ || calls_.timeouts_in_a_row() < kTimeoutsBeforeReconnect) return;
    if (forced_reconnect_at_ && now - *forced_reconnect_at_ < services_.timings.forced_reconnect_every) return;
    forced_reconnect_at_ = now;
    log::warning("charger.unanswered_calls", record_.id);
    lessons_.confounders.closed_by_us(now);
    link_->close(CloseCode::going_away, "calls are not answered");
}

}  // namespace gateway
