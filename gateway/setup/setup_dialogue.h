#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "gateway/decision/connector_view.h"
#include "gateway/setup/setup.h"
#include "ocpp/call_queue.h"
#include "ocpp/messages/smart_charging.h"

namespace gateway {

/// Leads the dialogue after a boot: asks, writes and clears what Setup says, one CALL at a time and behind everything
/// that concerns the ceiling. Owned by the ChargePoint; io thread.
class SetupDialogue {
  public:
    /// How it reaches the charger, and who learns from its answers.
    struct Ports {
        std::function<void(const ocpp::GetConfiguration::Request&,
                           std::function<void(const ocpp::Outcome<ocpp::GetConfiguration>&)>, ocpp::LateAnswer)>
            ask;
        std::function<void(const ocpp::ChangeConfiguration::Request&,
                           std::function<void(const ocpp::Outcome<ocpp::ChangeConfiguration>&)>, ocpp::LateAnswer)>
            write;
        std::function<void(const ocpp::ClearChargingProfile::Request&,
                           std::function<void(const ocpp::Outcome<ocpp::ClearChargingProfile>&)>)>
            clear;
        std::function<const Traits&()> traits;
        std::function<Capabilities&()> capabilities;
        std::function<void(const Capabilities& before)> capabilities_changed;
        std::function<void()> note_lessons;                      ///< of Setup
        std::function<void()> strategies_changed;                ///< other ways to limit are open
        std::function<void()> limits_may_be_gone;                ///< ours
        std::function<void()> foreign_profiles_go;               ///< they are about to be cleared
        std::function<void(int connector_id)> connector_exists;  ///< the charger counts so many
        std::function<void(const ocpp::GetConfiguration::Response&)> configuration_was_read;  ///< to be shown
    };
    SetupDialogue(Setup& setup, Time& time, const ControlTimings& timings,
                  const std::map<int, ConnectorView*>& connectors, Ports ports)
        : setup_(setup), time_(time), timings_(timings), connectors_(connectors), ports_(std::move(ports)) {}

    /// True: a call went out.
    bool take_step(SteadyTime now, std::optional<SteadyTime>& wake);

  private:
    bool clear_foreign_profiles(SteadyTime now, std::optional<SteadyTime>& wake);
    void clear_profiles(ocpp::ChargingProfilePurposeType purpose);
    void ask_configuration(const std::vector<std::string>& keys);
    void configuration_answered(const ocpp::GetConfiguration::Response& response);
    void write_key(const WriteKey& key);
    void key_answered(const WriteKey& key, const ocpp::Outcome<ocpp::ChangeConfiguration>& outcome);

    Setup& setup_;
    Time& time_;
    const ControlTimings& timings_;
    const std::map<int, ConnectorView*>& connectors_;
    Ports ports_;
};

}  // namespace gateway
