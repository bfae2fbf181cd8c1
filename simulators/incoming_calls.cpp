#include "simulators/incoming_calls.h"

#include "ocpp/messages/notifications.h"

namespace simulators {

using ocpp::Reply;
using Trigger = ocpp::MessageTrigger;

namespace {

constexpr std::size_t kMostDelayed = 16;

}  // namespace

const ocpp::CallTable<IncomingCalls>& IncomingCalls::table() {
    static const ocpp::CallTable<IncomingCalls> rows_of_all = [] {
        ocpp::CallTable<IncomingCalls> rows;
        const auto answer = [](IncomingCalls& self, const auto& request, const ocpp::Call&, const Reply& reply) {
            self.answer(request, reply);
        };
        const auto remote = [](IncomingCalls& self, const auto& request, const ocpp::Call&, const Reply& reply) {
            self.parts_.remote_calls.answer(request, reply);
        };
        const auto profiles = [](IncomingCalls& self, const auto& request, const ocpp::Call&, const Reply& reply) {
            self.parts_.profile_calls.answer(request, reply);
        };
        const auto configuration = [](IncomingCalls& self, const auto& request, const ocpp::Call&, const Reply& reply) {
            self.parts_.configuration_calls.answer(request, reply);
        };
        rows.on<ocpp::RemoteStartTransaction>(remote);
        rows.on<ocpp::RemoteStopTransaction>(remote);
        rows.on<ocpp::SetChargingProfile>(profiles);
        rows.on<ocpp::ClearChargingProfile>(profiles);
        rows.on<ocpp::GetCompositeSchedule>(profiles);
        rows.on<ocpp::ChangeConfiguration>(configuration);
        rows.on<ocpp::GetConfiguration>(configuration);
        rows.on<ocpp::TriggerMessage>(answer);
        rows.on<ocpp::DataTransfer>(answer);
        for (const auto action : {"Authorize", "BootNotification", "Heartbeat", "MeterValues", "StartTransaction",
                                  "StatusNotification", "StopTransaction"}) {
            rows.not_supported(action);
        }
        return rows;
    }();
    return rows_of_all;
}

void IncomingCalls::receive(const ocpp::Call& call) {
    if (is_mute()) return;
    if (parts_.state.behaviour().drops_link_on_call_before_boot && !is_registered())
        return parts_.state.leave_link(kSulk);
    std::chrono::milliseconds delay(parts_.state.behaviour().answers_after_ms);
    if (controls_charging(call.action)) delay += ordered_.delay;
    if (delay.count() <= 0) return handle(call);
    const std::string payload = call.payload ? call.payload->to_json() : "{}";
    delayed_.push_back({parts_.state.now.steady + delay, ocpp::write_call(call.id, call.action, payload)});
    if (delayed_.size() > kMostDelayed) delayed_.pop_front();
}

bool IncomingCalls::is_mute() const {
    const std::chrono::seconds after(parts_.state.behaviour().mute_after_s);
    return after.count() > 0 && parts_.state.now.steady >= connected_at_ + after;
}

void IncomingCalls::handle(const ocpp::Call& call) {
    const Reply reply(call, [this](const std::string& answer) { parts_.state.surroundings.send_frame(answer); });
    if (controls_charging(call.action)) return handle_as_ordered(call, reply);
    table().dispatch(*this, call, reply);
}

void IncomingCalls::handle_as_ordered(const ocpp::Call& call, const Reply& reply) {
    switch (ordered_.kind) {
        case OrderedOutcome::Kind::accept:
        case OrderedOutcome::Kind::offline:
            return table().dispatch(*this, call, reply);
        case OrderedOutcome::Kind::timeout:
            return;
        // The three actions share the form of their answer.
        case OrderedOutcome::Kind::reject:
            return reply.with(ocpp::RemoteStopTransaction::Response{ocpp::RemoteStartStopStatus::Rejected});
        case OrderedOutcome::Kind::no_effect:
            return reply.with(ocpp::RemoteStopTransaction::Response{ocpp::RemoteStartStopStatus::Accepted});
    }
}

std::optional<SteadyTime> IncomingCalls::next_delayed() const {
    if (delayed_.empty()) return std::nullopt;
    return delayed_.front().due;
}

void IncomingCalls::handle_delayed() {
    while (!delayed_.empty() && delayed_.front().due <= parts_.state.now.steady) {
        const ocpp::Frame frame = ocpp::read_frame(std::move(delayed_.front().frame), strictness(), quirks());
        delayed_.pop_front();
        handle(std::get<ocpp::Call>(frame.content));
    }
}

void IncomingCalls::answer(const ocpp::DataTransfer::Request& request, const Reply& reply) {
    const auto with = [&](ocpp::DataTransferStatus status) { reply.with(ocpp::DataTransfer::Response{status, {}}); };
    const bool is_known =
        !parts_.state.options.ordering_vendor.empty() && request.vendorId.value == parts_.state.options.ordering_vendor;
    if (!is_known) return with(ocpp::DataTransferStatus::UnknownVendorId);
    const auto order = parse_ordered_outcome(request.data ? request.data->value : std::string());
    if (!order) return with(ocpp::DataTransferStatus::Rejected);
    with(ocpp::DataTransferStatus::Accepted);
    ordered_ = *order;
    if (ordered_.kind == OrderedOutcome::Kind::offline) parts_.state.leave_link(OrderedOutcome::kAbsence);
}

void IncomingCalls::answer(const ocpp::TriggerMessage::Request& request, const Reply& reply) {
    const bool possible = can_trigger(request);
    reply.with(ocpp::TriggerMessage::Response{possible ? ocpp::TriggerMessageStatus::Accepted
                                                       : ocpp::TriggerMessageStatus::Rejected});
    if (possible && !parts_.state.behaviour().ignores_triggers) send_triggered(request);
}

bool IncomingCalls::can_trigger(const ocpp::TriggerMessage::Request& request) {
    const Behaviour& behaviour = parts_.state.behaviour();
    if (behaviour.rejects_triggers) return false;
    if (request.connectorId && !parts_.state.find(*request.connectorId)) return false;
    if (request.connectorId && behaviour.trigger_without_connector_only) return false;
    const bool of_connector =
        request.requestedMessage == Trigger::StatusNotification || request.requestedMessage == Trigger::MeterValues;
    if (of_connector && !request.connectorId && behaviour.trigger_needs_connector) return false;
    // Errata 3.35: no second boot for who is accepted.
    return request.requestedMessage != Trigger::BootNotification || !is_registered();
}

void IncomingCalls::send_triggered(const ocpp::TriggerMessage::Request& request) {
    const auto for_connectors = [&](auto act) {
        for (Connector& connector : parts_.state.connectors) {
            if (!request.connectorId || *request.connectorId == connector.number) act(connector);
        }
    };
    switch (*request.requestedMessage.value) {
        case Trigger::BootNotification:
            return parts_.csms.send_boot();
        case Trigger::Heartbeat:
            return parts_.csms.send_heartbeat();
        case Trigger::DiagnosticsStatusNotification:
            return parts_.csms.call<ocpp::DiagnosticsStatusNotification>({ocpp::DiagnosticsStatus::Idle});
        case Trigger::FirmwareStatusNotification:
            return parts_.csms.call<ocpp::FirmwareStatusNotification>({ocpp::FirmwareStatus::Idle});
        case Trigger::StatusNotification:
            return for_connectors([&](Connector& connector) {
                parts_.csms.call<ocpp::StatusNotification>(parts_.statuses.status_of(connector));
            });
        case Trigger::MeterValues:
            return for_connectors([&](Connector& connector) {
                parts_.metering.send_sample(connector, "MeterValuesSampledData", ocpp::ReadingContext::Trigger);
            });
    }
}

}  // namespace simulators
