#include "gateway/control/connector.h"

/// The Connector as its owner sees it: ceiling, intent and the action in flight.
namespace gateway {

namespace {

using canonical::Command;
using canonical::Intent;

Intent intent_of(Command command) { return command == Command::charge ? Intent::run : Intent::pause; }

}  // namespace

int Connector::write_ceiling(double kilowatts) {
    record.desired.max_charge_rate_kw = kilowatts;
    return ++ceiling_writes_;
}

void Connector::ceiling_written(int write, double kilowatts, bool durable) {
    if (durable) view.desired.max_charge_rate_kw = kilowatts;
    // A newer wish that still waits is in the record already.
    if (write == ceiling_writes_) record.desired.max_charge_rate_kw = view.desired.max_charge_rate_kw;
}

std::optional<Connector::Replaced> Connector::take_open_action() {
    if (!open_action) return std::nullopt;
    Replaced replaced{std::move(*open_action), command};
    open_action.reset();
    command.reset();
    record.desired.intent = replaced.action.replaced_intent;
    return replaced;
}

void Connector::open(const canonical::Action& action) {
    record.desired.intent = intent_of(action.command);
    open_action = action;
}

void Connector::begin(SteadyTime now) {
    command = CommandInFlight{open_action->command, now};
    // A stop that is under way still comes: a charge in its place has to wait for it.
    if (command->command == Command::idle) view.remote_stop = {};
    // After one that came, a charge has to let the charger rest (quirk 107).
    if (command->command == Command::idle) view.stopped_by_us = false;
    if (open_action->replaced_intent == Intent::pause) view.profile_may_be_installed = true;
    view.remote_start = {};
    forget_refusals();
    set_intent(intent_of(command->command));
}

void Connector::put_back(const std::optional<Replaced>& replaced) {
    record.desired.intent = open_action->replaced_intent;
    open_action.reset();
    command.reset();
    if (!replaced || !replaced->command) return;
    open_action = replaced->action;
    command = replaced->command;
    record.desired.intent = intent_of(replaced->action.command);
}

canonical::Action Connector::close_action(const Verdict& verdict, UtcTime now) {
    canonical::Action action = std::move(*open_action);
    open_action.reset();
    command.reset();
    if (const auto* succeeded = std::get_if<Succeeded>(&verdict)) {
        canonical::complete(action, succeeded->evidence, succeeded->message, now);
    } else if (const auto* failed = std::get_if<Failed>(&verdict)) {
        canonical::fail(action, failed->code, failed->message, now);
        set_intent(action.replaced_intent);
    }
    update_charge_wanted();
    last_action = action;
    return action;
}

void Connector::set_intent(Intent intent) {
    record.desired.intent = intent;
    view.desired.intent = intent;
    if (intent == Intent::pause) view.wake = Wake::not_needed;
    update_charge_wanted();
}

bool Connector::end_run_intent() {
    restart_session_ = false;
    const bool was_running = view.desired.intent == Intent::run && !open_action;
    if (was_running) set_intent(Intent::none);
    update_charge_wanted();
    return was_running;
}

void Connector::update_charge_wanted() {
    const bool charge_is_open = command && command->command == Command::charge;
    view.charge_is_wanted_now = view.desired.intent == Intent::run && (charge_is_open || restart_session_);
}

}  // namespace gateway
