#pragma once

#include <string>
#include <vector>

#include "ocpp/call_table.h"
#include "simulators/limits_in_force.h"

namespace simulators {

/// The configuration of one charge point is asked for and written (OCPP 1.6, 5.3 and 5.8). Owned by the ChargePoint.
class ConfigurationCalls {
  public:
    ConfigurationCalls(ChargePointState& state, LimitsInForce& limits) : state_(state), limits_(limits) {}

    void answer(const ocpp::ChangeConfiguration::Request& request, const ocpp::Reply& reply);
    void answer(const ocpp::GetConfiguration::Request& request, const ocpp::Reply& reply);
    /// What was written counts now (quirk 119), and what was borne is borne again.
    void restarted();

  private:
    ocpp::ConfigurationStatus write_key(const std::string& key, const std::string& value);
    bool writes_measurands_too_often(const std::string& key);

    ChargePointState& state_;
    LimitsInForce& limits_;
    std::vector<InitialValue> writes_after_reboot_;  ///< quirk 119
    bool whole_list_told_ = false;                   ///< since the last start (quirk 115)
    int measurand_writes_ = 0;                       ///< since the last start (quirk 118)
};

}  // namespace simulators
