#include <algorithm>

#include "simulators/charge_point.h"

/// The part of ChargePoint that is told limits.
namespace simulators {

using ocpp::ChargingProfile;
using ocpp::ChargingProfileStatus;
using ocpp::Reply;

void ChargePoint::answer(const ocpp::SetChargingProfile::Request& request, const Reply& reply) {
    const Behaviour& behaviour = options_.behaviour;
    const auto& profile = request.csChargingProfiles;
    if (!behaviour.refusal_words.empty()) throw ocpp::CallError(ocpp::ErrorCode::GenericError, behaviour.refusal_words);
    if (!behaviour.vendor_limit_key.empty())
        return reply.with(ocpp::SetChargingProfile::Response{ChargingProfileStatus::NotSupported});
    auto fate = fate_of(profile, request.connectorId, behaviour, profiles_.most_stack_level());
    if (fate == ProfileFate::unanswered) return;
    if (refuses_while_available(request.connectorId, profile)) fate = ProfileFate::refused;
    const auto status = take_profile(request.connectorId, profile, fate);
    reply.with(ocpp::SetChargingProfile::Response{status});
    const auto& first = profile.chargingSchedule.chargingSchedulePeriod.front();
    tell(Event::Kind::limit, static_cast<int>(request.connectorId.value),
         profile.chargingProfilePurpose.text() + " of " + ocpp::to_text(first.limit) + " " +
             profile.chargingSchedule.chargingRateUnit.text() + " " + std::string(ocpp::wire_name(status)));
}

ChargingProfileStatus ChargePoint::take_profile(std::int64_t number, const ChargingProfile& profile, ProfileFate fate) {
    auto status = fate == ProfileFate::ignored ? ChargingProfileStatus::Accepted : ChargingProfileStatus::Rejected;
    if (fate == ProfileFate::stored) {
        const Connector* connector = find_connector(number);
        std::optional<TransactionView> view;
        if (connector && connector->transaction) view = connector->transaction->view();
        const auto known = static_cast<int>(std::min<std::int64_t>(number, 1000));
        status = profiles_.install(known, profile, view ? &*view : nullptr, now_.utc);
    }
    const std::chrono::seconds foreign_after(options_.behaviour.external_limit_after_s);
    if (status == ChargingProfileStatus::Accepted && foreign_after.count() > 0)
        foreign_limit_from_ = now_.steady + foreign_after;
    return status;
}

bool ChargePoint::refuses_while_available(std::int64_t number, const ChargingProfile& profile) const {
    const bool of_later = profile.chargingProfilePurpose == ocpp::ChargingProfilePurposeType::TxDefaultProfile;
    if (!of_later || !options_.behaviour.rejects_tx_default_while_available) return false;
    return std::any_of(connectors_.begin(), connectors_.end(), [&](const Connector& connector) {
        return (number == 0 || connector.number == number) && connector.status() == ocpp::ChargePointStatus::Available;
    });
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

}  // namespace simulators
