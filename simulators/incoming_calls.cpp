#include "ocpp/messages/notifications.h"
#include "simulators/charge_point.h"

/// What the central system may ask of the ChargePoint; whatever has no row here is answered NotImplemented.
namespace simulators {

using ocpp::Reply;
using Trigger = ocpp::MessageTrigger;

namespace {

constexpr std::size_t kMostDelayed = 16;

}  // namespace

const ocpp::CallTable<ChargePoint>& ChargePoint::incoming_calls() {
    static const ocpp::CallTable<ChargePoint> table = [] {
        ocpp::CallTable<ChargePoint> rows;
        const auto answer = [](ChargePoint& self, const auto& request, const ocpp::Call&, const Reply& reply) {
            self.answer(request, reply);
        };
        rows.on<ocpp::RemoteStartTransaction>(answer);
        rows.on<ocpp::RemoteStopTransaction>(answer);
        rows.on<ocpp::SetChargingProfile>(answer);
        rows.on<ocpp::ClearChargingProfile>(answer);
        rows.on<ocpp::GetCompositeSchedule>(answer);
        rows.on<ocpp::ChangeConfiguration>(answer);
        rows.on<ocpp::GetConfiguration>(answer);
        rows.on<ocpp::TriggerMessage>(answer);
        rows.on<ocpp::DataTransfer>(answer);
        for (const auto action : {"Authorize", "BootNotification", "Heartbeat", "MeterValues", "StartTransaction",
                                  "StatusNotification", "StopTransaction"}) {
            rows.not_supported(action);
        }
        return rows;
    }();
    return table;
}

void ChargePoint::receive(const ocpp::Call& call) {
    if (is_mute()) return;
    if (options_.behaviour.drops_link_on_call_before_boot && !is_registered()) return leave_link(kSulk);
    std::chrono::milliseconds delay(options_.behaviour.answers_after_ms);
    if (controls_charging(call.action)) delay += ordered_.delay;
    if (delay.count() <= 0) return handle(call);
    const std::string payload = call.payload ? call.payload->to_json() : "{}";
    delayed_.push_back({now_.steady + delay, ocpp::write_call(call.id, call.action, payload)});
    if (delayed_.size() > kMostDelayed) delayed_.pop_front();
}

bool ChargePoint::is_mute() const {
    const std::chrono::seconds after(options_.behaviour.mute_after_s);
    return after.count() > 0 && now_.steady >= connected_at_ + after;
}

void ChargePoint::handle(const ocpp::Call& call) {
    const Reply reply(call, [this](const std::string& answer) { surroundings_.send_frame(answer); });
    if (controls_charging(call.action)) return handle_as_ordered(call, reply);
    incoming_calls().dispatch(*this, call, reply);
}

void ChargePoint::handle_as_ordered(const ocpp::Call& call, const Reply& reply) {
    switch (ordered_.kind) {
        case OrderedOutcome::Kind::accept:
        case OrderedOutcome::Kind::offline:
            return incoming_calls().dispatch(*this, call, reply);
        case OrderedOutcome::Kind::timeout:
            return;
        // The three actions share the form of their answer.
        case OrderedOutcome::Kind::reject:
            return reply.with(ocpp::RemoteStopTransaction::Response{ocpp::RemoteStartStopStatus::Rejected});
        case OrderedOutcome::Kind::no_effect:
            return reply.with(ocpp::RemoteStopTransaction::Response{ocpp::RemoteStartStopStatus::Accepted});
    }
}

std::optional<SteadyTime> ChargePoint::next_delayed() const {
    if (delayed_.empty()) return std::nullopt;
    return delayed_.front().due;
}

void ChargePoint::handle_delayed() {
    while (!delayed_.empty() && delayed_.front().due <= now_.steady) {
        const ocpp::Frame frame = ocpp::read_frame(std::move(delayed_.front().frame), strictness(), quirks());
        delayed_.pop_front();
        handle(std::get<ocpp::Call>(frame.content));
    }
}

void ChargePoint::answer(const ocpp::DataTransfer::Request& request, const Reply& reply) {
    const auto with = [&](ocpp::DataTransferStatus status) { reply.with(ocpp::DataTransfer::Response{status, {}}); };
    const bool is_known = !options_.ordering_vendor.empty() && request.vendorId.value == options_.ordering_vendor;
    if (!is_known) return with(ocpp::DataTransferStatus::UnknownVendorId);
    const auto order = parse_ordered_outcome(request.data ? request.data->value : std::string());
    if (!order) return with(ocpp::DataTransferStatus::Rejected);
    with(ocpp::DataTransferStatus::Accepted);
    ordered_ = *order;
    if (ordered_.kind == OrderedOutcome::Kind::offline) leave_link(OrderedOutcome::kAbsence);
}

void ChargePoint::answer(const ocpp::TriggerMessage::Request& request, const Reply& reply) {
    const bool possible = can_trigger(request);
    reply.with(ocpp::TriggerMessage::Response{possible ? ocpp::TriggerMessageStatus::Accepted
                                                       : ocpp::TriggerMessageStatus::Rejected});
    if (possible && !options_.behaviour.ignores_triggers) send_triggered(request);
}

bool ChargePoint::can_trigger(const ocpp::TriggerMessage::Request& request) {
    const Behaviour& behaviour = options_.behaviour;
    if (behaviour.rejects_triggers) return false;
    if (request.connectorId && !find_connector(*request.connectorId)) return false;
    if (request.connectorId && behaviour.trigger_without_connector_only) return false;
    const bool of_connector =
        request.requestedMessage == Trigger::StatusNotification || request.requestedMessage == Trigger::MeterValues;
    if (of_connector && !request.connectorId && behaviour.trigger_needs_connector) return false;
    // Errata 3.35: no second boot for who is accepted.
    return request.requestedMessage != Trigger::BootNotification || !is_registered();
}

void ChargePoint::send_triggered(const ocpp::TriggerMessage::Request& request) {
    const auto for_connectors = [&](auto act) {
        for (Connector& connector : connectors_) {
            if (!request.connectorId || *request.connectorId == connector.number) act(connector);
        }
    };
    switch (*request.requestedMessage.value) {
        case Trigger::BootNotification:
            return uplink_.send_boot();
        case Trigger::Heartbeat:
            return uplink_.send_heartbeat();
        case Trigger::DiagnosticsStatusNotification:
            return uplink_.call<ocpp::DiagnosticsStatusNotification>({ocpp::DiagnosticsStatus::Idle});
        case Trigger::FirmwareStatusNotification:
            return uplink_.call<ocpp::FirmwareStatusNotification>({ocpp::FirmwareStatus::Idle});
        case Trigger::StatusNotification:
            return for_connectors(
                [&](Connector& connector) { uplink_.call<ocpp::StatusNotification>(status_of(connector)); });
        case Trigger::MeterValues:
            return for_connectors([&](Connector& connector) {
                send_sample(connector, "MeterValuesSampledData", ocpp::ReadingContext::Trigger);
            });
    }
}

}  // namespace simulators
