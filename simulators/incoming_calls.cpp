#include <algorithm>

#include "ocpp/messages/notifications.h"
#include "simulators/charge_point.h"

/// What the central system may ask of the ChargePoint; whatever has no row here is answered NotImplemented.
namespace simulators {

using ocpp::Reply;
using Purpose = ocpp::ChargingProfilePurposeType;
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
    const Reply reply(call, [this](const std::string& answer) { surroundings_.send_frame(answer); });
    if (ordered_.is_plain() || !controls_charging(call.action)) return incoming_calls().dispatch(*this, call, reply);
    if (ordered_.delay.count() == 0) return handle_as_ordered(call, reply);
    const std::string payload = call.payload ? call.payload->to_json() : "{}";
    delayed_.push_back({now_.steady + ordered_.delay, ocpp::write_call(call.id, call.action, payload)});
    if (delayed_.size() > kMostDelayed) delayed_.pop_front();
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
        const auto& call = std::get<ocpp::Call>(frame.content);
        handle_as_ordered(call, Reply(call, [this](const std::string& answer) { surroundings_.send_frame(answer); }));
    }
}

void ChargePoint::answer(const ocpp::RemoteStartTransaction::Request& request, const Reply& reply) {
    Connector* connector = uplink_.is_ready() ? connector_for_remote_start(request) : nullptr;
    const auto& profile = request.chargingProfile;
    const bool bad_profile =
        profile && (profile->chargingProfilePurpose != Purpose::TxProfile || profile->transactionId);
    if (!connector || bad_profile) {
        return reply.with(ocpp::RemoteStartTransaction::Response{ocpp::RemoteStartStopStatus::Rejected});
    }
    reply.with(ocpp::RemoteStartTransaction::Response{ocpp::RemoteStartStopStatus::Accepted});
    tell(Event::Kind::note, connector->number, "remote start by " + request.idTag.value);
    if (options_.behaviour.ignores_remote_start) return;
    const Permission permission{request.idTag.value, permission_end(), profile};
    if (!configuration_.boolean("AuthorizeRemoteTxRequests")) return grant(*connector, permission);
    authorise(permission.id_tag, [this, connector, permission] { grant(*connector, permission); });
}

Connector* ChargePoint::connector_for_remote_start(const ocpp::RemoteStartTransaction::Request& request) {
    const int wanted = request.connectorId ? static_cast<int>(std::min<std::int64_t>(*request.connectorId, 1000)) : 0;
    Connector* connector = connector_for_start(wanted);
    const bool too_late = connector && connector->finishing && options_.behaviour.rejects_remote_start_in_finishing;
    return too_late ? nullptr : connector;
}

void ChargePoint::answer(const ocpp::RemoteStopTransaction::Request& request, const Reply& reply) {
    const auto found = std::find_if(connectors_.begin(), connectors_.end(), [&](const Connector& connector) {
        return connector.transaction && connector.transaction->id == request.transactionId;
    });
    if (found == connectors_.end()) {
        return reply.with(ocpp::RemoteStopTransaction::Response{ocpp::RemoteStartStopStatus::Rejected});
    }
    reply.with(ocpp::RemoteStopTransaction::Response{ocpp::RemoteStartStopStatus::Accepted});
    if (!options_.behaviour.ignores_remote_stop) end_transaction(*found, ocpp::Reason::Remote);
}

bool ChargePoint::refuses_by_behaviour(std::int64_t number, const ocpp::ChargingProfile& profile) const {
    const Behaviour& behaviour = options_.behaviour;
    const auto kind = profile.chargingProfileKind;
    if (behaviour.rejects_profiles) return true;
    if (behaviour.rejects_stack_level_above_zero && profile.stackLevel > 0) return true;
    if (behaviour.rejects_absolute_profiles && kind == ocpp::ChargingProfileKindType::Absolute) return true;
    if (behaviour.rejects_relative_profiles && kind == ocpp::ChargingProfileKindType::Relative) return true;
    if (!behaviour.rejects_tx_default_while_available || profile.chargingProfilePurpose != Purpose::TxDefaultProfile)
        return false;
    return std::any_of(connectors_.begin(), connectors_.end(), [&](const Connector& connector) {
        return (number == 0 || connector.number == number) && connector.status() == ocpp::ChargePointStatus::Available;
    });
}

void ChargePoint::answer(const ocpp::SetChargingProfile::Request& request, const Reply& reply) {
    const auto& profile = request.csChargingProfiles;
    const Connector* connector = find_connector(request.connectorId);
    std::optional<TransactionView> view;
    if (connector && connector->transaction) view = connector->transaction->view();
    auto status = ocpp::ChargingProfileStatus::Rejected;
    if (!refuses_by_behaviour(request.connectorId, profile)) {
        const auto number = static_cast<int>(std::min<std::int64_t>(request.connectorId, 1000));
        status = profiles_.install(number, profile, view ? &*view : nullptr, now_.utc);
    }
    reply.with(ocpp::SetChargingProfile::Response{status});
    const auto& first = profile.chargingSchedule.chargingSchedulePeriod.front();
    tell(Event::Kind::limit, static_cast<int>(request.connectorId.value),
         profile.chargingProfilePurpose.text() + " of " + ocpp::to_text(first.limit) + " " +
             profile.chargingSchedule.chargingRateUnit.text() + " " + std::string(ocpp::wire_name(status)));
}

void ChargePoint::answer(const ocpp::ClearChargingProfile::Request& request, const Reply& reply) {
    const auto status = profiles_.clear(request);
    reply.with(ocpp::ClearChargingProfile::Response{status});
    tell(Event::Kind::limit, 0, "clear: " + std::string(ocpp::wire_name(status)));
}

void ChargePoint::answer(const ocpp::GetCompositeSchedule::Request& request, const Reply& reply) {
    const Connector* connector = find_connector(request.connectorId);
    ocpp::GetCompositeSchedule::Response response{ocpp::GetCompositeScheduleStatus::Rejected, {}, {}, {}};
    if ((!connector && request.connectorId != 0) || request.duration < 0) return reply.with(response);
    std::optional<TransactionView> view;
    if (connector && connector->transaction) view = connector->transaction->view();
    auto unit = options_.behaviour.allows_amperes() ? ocpp::ChargingRateUnitType::A : ocpp::ChargingRateUnitType::W;
    if (request.chargingRateUnit && request.chargingRateUnit->value) unit = *request.chargingRateUnit->value;
    const auto from = std::chrono::floor<std::chrono::seconds>(now_.utc);
    const double share = connector ? 1 : static_cast<double>(connectors_.size());
    const CurrentLimit most{options_.max_current_a * share, options_.phases};
    response.status = ocpp::GetCompositeScheduleStatus::Accepted;
    response.connectorId = request.connectorId;
    response.scheduleStart = ocpp::DateTime(from);
    response.chargingSchedule = profiles_.composite(static_cast<int>(request.connectorId), view ? &*view : nullptr,
                                                    from, std::chrono::seconds(request.duration), unit, most);
    reply.with(response);
}

void ChargePoint::answer(const ocpp::ChangeConfiguration::Request& request, const Reply& reply) {
    const auto status = configuration_.change(request.key.value, request.value.value);
    reply.with(ocpp::ChangeConfiguration::Response{status});
    tell(Event::Kind::note, 0,
         request.key.value + "=" + request.value.value + " " + std::string(ocpp::wire_name(status)));
}

void ChargePoint::answer(const ocpp::GetConfiguration::Request& request, const Reply& reply) {
    reply.with(configuration_.get(request));
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
    if (possible) send_triggered(request);
}

bool ChargePoint::can_trigger(const ocpp::TriggerMessage::Request& request) {
    if (request.connectorId && !find_connector(*request.connectorId)) return false;
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
