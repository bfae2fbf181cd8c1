#pragma once

#include <deque>
#include <optional>

#include "ocpp/call_table.h"
#include "simulators/limits_in_force.h"
#include "simulators/profile_rules.h"

namespace simulators {

/// One charge point is told limits (OCPP 1.6, 5.5, 5.7 and 5.16). Owned by the ChargePoint.
class ProfileCalls {
  public:
    ProfileCalls(ChargePointState& state, LimitsInForce& limits) : state_(state), limits_(limits) {}

    void answer(const ocpp::SetChargingProfile::Request& request, const ocpp::Reply& reply);
    void answer(const ocpp::ClearChargingProfile::Request& request, const ocpp::Reply& reply);
    void answer(const ocpp::GetCompositeSchedule::Request& request, const ocpp::Reply& reply);
    ocpp::ChargingProfileStatus take_profile(std::int64_t connector, const ocpp::ChargingProfile& profile,
                                             ProfileFate fate);
    std::optional<SteadyTime> next_late_answer() const {
        return late_answers_.empty() ? std::nullopt : std::optional(late_answers_.front().due);
    }
    void give_late_answers();
    void forget_late_answers() { late_answers_.clear(); }

  private:
    void spike(std::int64_t connector);
    void reply_late(const ocpp::Reply& reply, const ocpp::SetChargingProfile::Response& response);
    bool is_above_rating(const ocpp::ChargingProfile& profile) const;
    bool refuses_while_available(std::int64_t connector, const ocpp::ChargingProfile& profile) const;

    struct LateAnswer {
        SteadyTime due;
        ocpp::Reply reply;
        ocpp::SetChargingProfile::Response response;
    };

    ChargePointState& state_;
    LimitsInForce& limits_;
    std::deque<LateAnswer> late_answers_;
};

}  // namespace simulators
