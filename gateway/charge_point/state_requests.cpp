#include "gateway/charge_point/state_requests.h"

#include <algorithm>

#include "gateway/decision/limit_watch.h"

namespace gateway {

using ocpp::MessageTrigger;

void StateRequests::ask_for_boot() {
    trigger(MessageTrigger::BootNotification, std::nullopt, [this](const auto& outcome) {
        const auto* response = std::get_if<ocpp::TriggerMessage::Response>(&outcome);
        const bool refused = (response != nullptr && response->status != ocpp::TriggerMessageStatus::Accepted) ||
                             std::holds_alternative<ocpp::Refused>(outcome);
        // Who refuses to boot again holds itself for accepted (errata 3.35): no boot need be waited for.
        if (refused) parts_.boot_gate.boot_was_refused(parts_.time.now());
    });
}

bool StateRequests::may_trigger(MessageTrigger message) const {
    return ports_.knows_triggers() && TriggerPolicy::is_of_use(message, parts_.setup.lessons());
}

bool StateRequests::ask_for_state(SteadyTime now, std::optional<SteadyTime>& wake) {
    return std::any_of(parts_.connectors.begin(), parts_.connectors.end(),
                       [&](const auto& entry) { return ask_for_state_of(*entry.second, now, wake); });
}

bool StateRequests::ask_for_state_of(const Connector& connector, SteadyTime now, std::optional<SteadyTime>& wake) {
    for (const auto message : {MessageTrigger::StatusNotification, MessageTrigger::MeterValues}) {
        const auto at = next_trigger_at(message, connector);
        if (at && now < *at) keep_earlier(wake, at);
        if (!at || now < *at || !parts_.setup.may_trigger(message, now)) continue;
        parts_.setup.trigger_sent(message, now);
        ask_for(message, connector);
        return true;
    }
    return false;
}

std::optional<SteadyTime> StateRequests::next_trigger_at(MessageTrigger message, const Connector& connector) const {
    const ConnectorView& view = connector.view;
    if (!may_trigger(message)) return std::nullopt;
    if (message == MessageTrigger::StatusNotification) {
        if (view.status_is_current()) return std::nullopt;
        return policy_.status_at(view.connector_id, view.status_missing_since() + parts_.timings.ask_for_status_after);
    }
    // Where one shows that is not known, its meter values would tell the transaction's id (quirk 52).
    if (!view.observed.transaction && !view.session_is_told()) return std::nullopt;
    const SteadyTime now = parts_.time.now();
    if (const auto due = parts_.clock_lag.witness_wanted_at(now)) return policy_.evidence_at(view.connector_id, *due);
    if (const auto due = evidence_wanted_at(view, now)) return policy_.evidence_at(view.connector_id, *due);
    if (view.observed.status == ocpp::ChargePointStatus::Charging && !view.power(now)) {
        const SteadyTime since = std::max(view.observed.status_at, view.connected_changed_at);
        if (const auto due = policy_.first_values_at(view.connector_id, since)) return due;
    }
    const SteadyTime begun = view.observed.transaction ? view.observed.transaction->opened_at : view.observed.status_at;
    const SteadyTime since = std::max(begun, view.connected_changed_at);
    return policy_.meter_values_at(view.connector_id, since, parts_.setup.meter_interval());
}

void StateRequests::ask_for(MessageTrigger message, const Connector& connector) {
    const int id = connector.view.connector_id;
    const bool named = policy_.sent(message, id, parts_.time.now(), parts_.setup.lessons());
    trigger(message, named ? std::optional(id) : std::nullopt,
            [this, message, id](const auto& outcome) { answered(message, id, outcome); });
}

void StateRequests::answered(MessageTrigger message, int connector_id,
                             const ocpp::Outcome<ocpp::TriggerMessage>& outcome) {
    const auto* response = std::get_if<ocpp::TriggerMessage::Response>(&outcome);
    const bool accepted = response != nullptr && response->status == ocpp::TriggerMessageStatus::Accepted;
    const bool was_heard = response != nullptr || std::holds_alternative<ocpp::Refused>(outcome) ||
                           std::holds_alternative<ocpp::TimedOut>(outcome);
    if (!was_heard) return policy_.forget(message, connector_id);
    if (accepted) {
        const auto where = parts_.connectors.find(connector_id);
        const bool in_session = where != parts_.connectors.end() && where->second->view.observed.transaction;
        // Without a session there may be nothing to measure.
        const bool must_come = message != MessageTrigger::MeterValues || in_session;
        return policy_.accepted(message, connector_id, must_come, parts_.time.now());
    }
    policy_.refused(message, connector_id, parts_.setup.lessons());
    ports_.note_lessons();
}

void StateRequests::trigger(MessageTrigger message, std::optional<int> connector_id, Answer on_outcome) {
    ocpp::TriggerMessage::Request request;
    request.requestedMessage = message;
    if (connector_id) request.connectorId = ocpp::AtLeast<1>(*connector_id);
    ports_.trigger(request, std::move(on_outcome));
}

void StateRequests::on_time(SteadyTime now, std::optional<SteadyTime>& wake) {
    keep_earlier(wake, policy_.on_time(now, parts_.setup.lessons()));
    ports_.note_lessons();
}

void StateRequests::heard(MessageTrigger message, int connector_id) {
    policy_.heard(message, connector_id, parts_.time.now(), parts_.setup.lessons());
    ports_.note_lessons();
}

void StateRequests::refresh(Connector& connector, std::function<void()> done) {
    const SteadyTime now = parts_.time.now();
    const int id = connector.view.connector_id;
    const bool is_asked =
        std::any_of(refreshes_.begin(), refreshes_.end(), [id](const auto& other) { return other.connector_id == id; });
    const auto asked = asked_at_.find(id);
    const bool too_often = asked != asked_at_.end() && now - asked->second < parts_.timings.between_refreshes;
    const bool is_of_use = may_trigger(MessageTrigger::StatusNotification) || may_trigger(MessageTrigger::MeterValues);
    const bool may_ask = ports_.may_ask() && !too_often && is_of_use;
    if (!may_ask && !is_asked) return done();
    refreshes_.push_back({id, now + parts_.timings.refresh_patience, std::move(done)});
    if (may_ask && !is_asked) {
        asked_at_[id] = now;
        for (const auto message : {MessageTrigger::StatusNotification, MessageTrigger::MeterValues}) {
            if (may_trigger(message)) ask_for(message, connector);
        }
    }
    ports_.decide_soon();
}

void StateRequests::refreshed(int connector_id) {
    const auto of_others = [&](const Refresh& each) { return each.connector_id != connector_id; };
    const auto first = std::stable_partition(refreshes_.begin(), refreshes_.end(), of_others);
    std::vector<Refresh> finished(std::make_move_iterator(first), std::make_move_iterator(refreshes_.end()));
    refreshes_.erase(first, refreshes_.end());
    for (Refresh& each : finished) each.done();
}

void StateRequests::finish_overdue(SteadyTime now, std::optional<SteadyTime>& wake) {
    for (auto& [id, connector] : parts_.connectors) {
        const auto overdue = [&, number = id](const Refresh& each) {
            return each.connector_id == number && now >= each.until;
        };
        if (std::any_of(refreshes_.begin(), refreshes_.end(), overdue)) refreshed(id);
    }
    for (const Refresh& each : refreshes_) keep_earlier(wake, each.until);
}

}  // namespace gateway
