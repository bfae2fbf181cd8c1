#include "gateway/charge_point/desired_state.h"

namespace gateway {

namespace {

using canonical::Command;
using canonical::Intent;

Intent intent_of(Command command) { return command == Command::charge ? Intent::run : Intent::pause; }

}  // namespace

int DesiredState::write_ceiling(double kilowatts) {
    stored_.max_charge_rate_kw = kilowatts;
    return ++ceiling_writes_;
}

void DesiredState::ceiling_written(int write, double kilowatts, bool durable) {
    // What was refused may be more than what is wanted now: less does not wait until more may be tried again.
    if (durable && kilowatts < view_.desired.max_charge_rate_kw.value_or(view_.max_kw)) limits_.forget_refusals();
    if (durable) view_.desired.max_charge_rate_kw = kilowatts;
    // A newer wish that still waits is in the record already.
    if (write == ceiling_writes_) stored_.max_charge_rate_kw = view_.desired.max_charge_rate_kw;
}

std::optional<DesiredState::Replaced> DesiredState::take_open_action() {
    if (!open_action) return std::nullopt;
    Replaced replaced{std::move(*open_action), command, stored_};
    open_action.reset();
    command.reset();
    restore_stored_before(replaced.action);
    return replaced;
}

void DesiredState::open(const canonical::Action& action, SteadyTime now) {
    open_action = action;
    if (!is_scheduled()) adopt_stored(now);
}

void DesiredState::start_due(UtcTime utc, SteadyTime now) {
    open_action->state = canonical::ActionState::acknowledged;
    open_action->acknowledged_at = open_action->updated_at = utc;
    open_action->replaced_intent = stored_.intent;
    open_action->replaced_pause_at = stored_.pause_at;
    adopt_stored(now);
}

void DesiredState::start_put_off() {
    restore_stored_before(*open_action);
    open_action->state = canonical::ActionState::scheduled;
    open_action->acknowledged_at.reset();
}

/// Charging that began before the window, and not by a window, goes on after it.
void DesiredState::adopt_stored(SteadyTime now) {
    stored_.intent = intent_of(open_action->command);
    const bool goes_on = is_charging(now) && !open_action->replaced_pause_at;
    stored_.pause_at = goes_on ? std::nullopt : open_action->end;
}

void DesiredState::restore_stored_before(const canonical::Action& action) {
    if (action.state == canonical::ActionState::scheduled) return;
    stored_.intent = action.replaced_intent;
    stored_.pause_at = action.replaced_pause_at;
}

bool DesiredState::is_charging(SteadyTime now) const {
    if (!view_.observed.transaction || view_.is_held_by_our_limit()) return false;
    // After a restart or a boot the session alone is known.
    if (!view_.observed.status) return open_action->replaced_intent != Intent::pause;
    const auto power = view_.power(now);
    return view_.observed.status == ocpp::ChargePointStatus::Charging || (power && power->flows());
}

bool DesiredState::is_scheduled() const {
    return open_action && open_action->state == canonical::ActionState::scheduled;
}

bool DesiredState::is_in_window() const { return command && open_action->end; }

std::optional<UtcTime> DesiredState::next_turn() const {
    std::optional<UtcTime> next = stored_.pause_at;
    const auto other = is_scheduled() ? open_action->start : is_in_window() ? open_action->end : std::nullopt;
    if (other && (!next || *other < *next)) next = other;
    return next;
}

void DesiredState::begin(SteadyTime now) {
    command = CommandInFlight{open_action->command, now, open_action->start.has_value(), std::nullopt};
    // A stop that is under way still comes: a charge in its place has to wait for it.
    if (command->command == Command::idle) view_.remote_stop = {};
    // After one that came, a charge has to let the charger rest (quirk 107).
    if (command->command == Command::idle) view_.stopped_by_us = false;
    if (open_action->replaced_intent == Intent::pause) view_.profile_may_be_installed = true;
    view_.remote_start = {};
    limits_.forget_refusals();
    set_intent(intent_of(command->command));
}

void DesiredState::put_back(const std::optional<Replaced>& replaced) {
    restore_stored_before(*open_action);
    open_action.reset();
    command.reset();
    const bool had_begun =
        replaced && (replaced->command || replaced->action.state == canonical::ActionState::scheduled);
    if (!had_begun) return;
    open_action = replaced->action;
    command = replaced->command;
    stored_.intent = replaced->desired.intent;
    stored_.pause_at = replaced->desired.pause_at;
}

bool DesiredState::cancel_was_not_stored(const Replaced& cancelled, const std::optional<canonical::Action>& last) {
    if (open_action) return false;
    last_action = last;
    open_action = cancelled.action;
    return true;
}

canonical::Action DesiredState::close_action(const Verdict& verdict, UtcTime now) {
    canonical::Action action = std::move(*open_action);
    open_action.reset();
    command.reset();
    if (const auto* succeeded = std::get_if<Succeeded>(&verdict)) {
        canonical::complete(action, succeeded->evidence, succeeded->message, now);
    } else if (const auto* failed = std::get_if<Failed>(&verdict)) {
        const bool had_begun = action.state == canonical::ActionState::acknowledged;
        canonical::fail(action, failed->code, failed->message, now);
        if (had_begun && !intent_stays_after(action.command, failed->code)) {
            stored_.pause_at = action.replaced_pause_at;
            set_intent(action.replaced_intent);
        }
    }
    update_charge_wanted();
    last_action = action;
    return action;
}

/// What only ran out of evidence or of answers is still the owner's wish.
bool DesiredState::intent_stays_after(Command failed, const std::string& code) const {
    if (code != "EFFECT_NOT_OBSERVED" && code != "TIMEOUT") return false;
    return failed == Command::idle || view_.observed.transaction.has_value();
}

void DesiredState::end_window() {
    stored_.pause_at.reset();
    set_intent(Intent::pause);
}

void DesiredState::set_intent(Intent intent) {
    stored_.intent = intent;
    view_.desired.intent = intent;
    if (intent == Intent::pause) view_.wake = Wake::not_needed;
    update_charge_wanted();
}

void DesiredState::session_begins() {
    restart_session_ = false;
    update_charge_wanted();
}

bool DesiredState::session_ended(bool begins_again) {
    if (!begins_again) return end_run_intent();
    restart_session_ = true;
    view_.remote_start = {};
    update_charge_wanted();
    return false;
}

bool DesiredState::end_run_intent() {
    restart_session_ = false;
    const bool was_running = view_.desired.intent == Intent::run && !open_action;
    if (was_running) set_intent(Intent::none);
    update_charge_wanted();
    return was_running;
}

void DesiredState::update_charge_wanted() {
    const bool charge_is_open = command && command->command == Command::charge;
    view_.charge_is_wanted_now = view_.desired.intent == Intent::run && (charge_is_open || restart_session_);
}

}  // namespace gateway
