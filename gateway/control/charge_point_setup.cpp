#include <algorithm>

#include "gateway/control/charge_point.h"
#include "gateway/log.h"
#include "ocpp/messages/remote_trigger.h"

/// The dialogue after a boot, behind everything that concerns the ceiling, and the questions a charger is asked for
/// fresh values.
namespace gateway {

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
    if (now < at) return keep_earlier(wake, at), false;
    status_asked_.insert(id);
    trigger(ocpp::MessageTrigger::StatusNotification, id);
    return true;
}

void ChargePoint::ask_configuration() {
    call<ocpp::GetConfiguration>({}, [this](const ocpp::Outcome<ocpp::GetConfiguration>& outcome) {
        const auto* response = std::get_if<ocpp::GetConfiguration::Response>(&outcome);
        if (response != nullptr) return configuration_answered(*response);
        setup_.configuration_failed(std::holds_alternative<ocpp::Disconnected>(outcome));
        connector(1);
    });
}

void ChargePoint::configuration_answered(const ocpp::GetConfiguration::Response& response) {
    const Capabilities before = capabilities_;
    setup_.configuration_received(response, capabilities_);
    for (int id = 1; id <= setup_.connectors(); ++id) connector(id);
    const bool ladder_changed = before.amperes_allowed != capabilities_.amperes_allowed ||
                                before.watts_allowed != capabilities_.watts_allowed ||
                                before.max_stack_level != capabilities_.max_stack_level;
    if (ladder_changed) {
        capabilities_.rung = 0;
        for (auto& [id, connector] : connectors_) connector->start_over();
    }
    capabilities_changed(before);
}

void ChargePoint::write_key(const WriteKey& key) {
    setup_.key_sent(key, services_.time.now());
    call<ocpp::ChangeConfiguration>(
        {key.key, key.value}, [this, key](const ocpp::Outcome<ocpp::ChangeConfiguration>& outcome) {
            const auto* response = std::get_if<ocpp::ChangeConfiguration::Response>(&outcome);
            if (response != nullptr && response->status.value) setup_.key_written(key, *response->status.value);
            else setup_.key_failed(key);
        });
}

void ChargePoint::trigger(ocpp::MessageTrigger message, std::optional<int> connector_id) {
    ocpp::TriggerMessage::Request request;
    request.requestedMessage = message;
    if (connector_id) request.connectorId = ocpp::AtLeast<1>(*connector_id);
    call<ocpp::TriggerMessage>(request, [this, message](const ocpp::Outcome<ocpp::TriggerMessage>& outcome) {
        const auto* response = std::get_if<ocpp::TriggerMessage::Response>(&outcome);
        const bool accepted = response != nullptr && response->status == ocpp::TriggerMessageStatus::Accepted;
        const bool refused = (response != nullptr && !accepted) || std::holds_alternative<ocpp::Refused>(outcome);
        // Who refuses to boot again holds itself for accepted (errata 3.35): no boot need be waited for.
        if (refused && message == ocpp::MessageTrigger::BootNotification) boot_gate_.call_heard(services_.time.now());
    });
}

void ChargePoint::refresh(Connector& connector, std::function<void()> done) {
    const SteadyTime now = services_.time.now();
    const int id = connector.view.connector_id;
    const bool is_asked =
        std::any_of(refreshes_.begin(), refreshes_.end(), [id](const auto& other) { return other.connector_id == id; });
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
    for (const Refresh& each : refreshes_) keep_earlier(wake, each.until);
}

}  // namespace gateway
