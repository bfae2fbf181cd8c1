#include "simulators/profile_calls.h"

#include <algorithm>

#include "simulators/profile_rules.h"

namespace simulators {

using ocpp::ChargingProfile;
using ocpp::ChargingProfileStatus;
using ocpp::Reply;

namespace {

constexpr double kTenthHair_a = 0.05;  // limits are told in tenths

bool has_fraction(const ChargingProfile& profile) {
    const auto& periods = profile.chargingSchedule.chargingSchedulePeriod;
    return std::any_of(periods.begin(), periods.end(),
                       [](const auto& period) { return period.limit.tenths % 10 != 0; });
}

}  // namespace

void ProfileCalls::answer(const ocpp::SetChargingProfile::Request& request, const Reply& reply) {
    const Behaviour& behaviour = state_.behaviour();
    const auto& profile = request.csChargingProfiles;
    if (!behaviour.refusal_words.empty()) throw ocpp::CallError(ocpp::ErrorCode::GenericError, behaviour.refusal_words);
    if (!behaviour.vendor_limit_key.empty())
        return reply.with(ocpp::SetChargingProfile::Response{ChargingProfileStatus::NotSupported});
    auto fate = fate_of(profile, request.connectorId, behaviour, state_.profiles.most_stack_level());
    if (fate == ProfileFate::unanswered) return;
    if (behaviour.error_on_fractions && has_fraction(profile))
        throw ocpp::CallError(ocpp::ErrorCode::PropertyConstraintViolation, "whole amperes only");
    if (refuses_while_available(request.connectorId, profile) || is_above_rating(profile)) fate = ProfileFate::refused;
    const auto status = take_profile(request.connectorId, profile, fate);
    if (status == ChargingProfileStatus::Accepted) spike(request.connectorId);
    reply_late(reply, {status});
    const auto& first = profile.chargingSchedule.chargingSchedulePeriod.front();
    state_.tell(Event::Kind::limit, static_cast<int>(request.connectorId.value),
                profile.chargingProfilePurpose.text() + " of " + ocpp::to_text(first.limit) + " " +
                    profile.chargingSchedule.chargingRateUnit.text() + " " + std::string(ocpp::wire_name(status)));
}

ChargingProfileStatus ProfileCalls::take_profile(std::int64_t number, const ChargingProfile& profile,
                                                 ProfileFate fate) {
    auto status = fate == ProfileFate::ignored ? ChargingProfileStatus::Accepted : ChargingProfileStatus::Rejected;
    if (fate == ProfileFate::stored) {
        const Connector* connector = state_.find(number);
        std::optional<TransactionView> view;
        if (connector && connector->transaction) view = connector->transaction->view();
        const auto known = static_cast<int>(std::min<std::int64_t>(number, 1000));
        status = state_.profiles.install(known, profile, view ? &*view : nullptr, state_.now.utc);
    }
    if (status == ChargingProfileStatus::Accepted) limits_.profile_was_accepted();
    return status;
}

void ProfileCalls::spike(std::int64_t number) {
    const std::chrono::duration<double> time(state_.behaviour().spikes_after_write_s);
    if (time.count() <= 0) return;
    for (Connector& connector : state_.connectors) {
        const bool meant = number == 0 || connector.number == number;
        if (meant) connector.spikes_until = state_.now.steady + std::chrono::duration_cast<SteadyTime::duration>(time);
    }
}

void ProfileCalls::reply_late(const Reply& reply, const ocpp::SetChargingProfile::Response& response) {
    const std::chrono::milliseconds after(state_.behaviour().profile_answer_after_ms);
    if (after.count() <= 0) return reply.with(response);
    late_answers_.push_back({state_.now.steady + after, reply, response});
}

bool ProfileCalls::is_above_rating(const ChargingProfile& profile) const {
    const double most_a = state_.behaviour().refuses_above_a;
    if (most_a <= 0) return false;
    const auto& periods = profile.chargingSchedule.chargingSchedulePeriod;
    const auto unit = profile.chargingSchedule.chargingRateUnit.value.value_or(ocpp::ChargingRateUnitType::A);
    return std::any_of(periods.begin(), periods.end(), [&](const auto& period) {
        return to_current(period, unit, state_.wiring).amperes > most_a + kTenthHair_a;
    });
}

bool ProfileCalls::refuses_while_available(std::int64_t number, const ChargingProfile& profile) const {
    const bool of_later = profile.chargingProfilePurpose == ocpp::ChargingProfilePurposeType::TxDefaultProfile;
    if (!of_later || !state_.behaviour().rejects_tx_default_while_available) return false;
    return std::any_of(state_.connectors.begin(), state_.connectors.end(), [&](const Connector& connector) {
        return (number == 0 || connector.number == number) && connector.status() == ocpp::ChargePointStatus::Available;
    });
}

void ProfileCalls::answer(const ocpp::ClearChargingProfile::Request& request, const Reply& reply) {
    const auto status = state_.profiles.clear(request);
    reply.with(ocpp::ClearChargingProfile::Response{status});
    state_.tell(Event::Kind::limit, 0, "clear: " + std::string(ocpp::wire_name(status)));
}

void ProfileCalls::answer(const ocpp::GetCompositeSchedule::Request& request, const Reply& reply) {
    const Connector* connector = state_.find(request.connectorId);
    ocpp::GetCompositeSchedule::Response response{ocpp::GetCompositeScheduleStatus::Rejected, {}, {}, {}};
    if ((!connector && request.connectorId != 0) || request.duration < 0) return reply.with(response);
    std::optional<TransactionView> view;
    if (connector && connector->transaction) view = connector->transaction->view();
    auto unit = state_.behaviour().allows_amperes() ? ocpp::ChargingRateUnitType::A : ocpp::ChargingRateUnitType::W;
    if (request.chargingRateUnit && request.chargingRateUnit->value) unit = *request.chargingRateUnit->value;
    const auto from = std::chrono::floor<std::chrono::seconds>(state_.now.utc);
    const double share = connector ? 1 : static_cast<double>(state_.connectors.size());
    const CurrentLimit most{state_.options.max_current_a * share, state_.options.phases};
    response.status = ocpp::GetCompositeScheduleStatus::Accepted;
    response.connectorId = request.connectorId;
    response.scheduleStart = ocpp::DateTime(from);
    response.chargingSchedule =
        state_.profiles.composite(static_cast<int>(request.connectorId), view ? &*view : nullptr, from,
                                  std::chrono::seconds(request.duration), unit, most);
    reply.with(response);
}

void ProfileCalls::give_late_answers() {
    while (!late_answers_.empty() && late_answers_.front().due <= state_.now.steady) {
        const LateAnswer late = late_answers_.front();
        late_answers_.pop_front();
        late.reply.with(late.response);
    }
}

}  // namespace simulators
