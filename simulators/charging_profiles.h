#pragma once

#include <algorithm>
#include <chrono>
#include <optional>
#include <vector>

#include "ocpp/messages/smart_charging.h"
#include "simulators/charging_schedule.h"

namespace simulators {

/// What the charger allows to be installed; the same numbers stand in its configuration keys.
struct ProfileRules {
    int connectors = 1;
    std::int64_t most_stack_level = 10;
    std::size_t most_periods = 24;
    std::size_t most_installed = 32;
    bool allows_amperes = true;
    bool allows_watts = true;
    bool counts_before_replacing = false;  ///< quirk 84
    bool clears_same_id_first = false;     ///< quirk 83
    Wiring wiring;
};

struct InstalledProfile {
    int connector = 0;
    ocpp::UtcTime installed;
    ocpp::ChargingProfile profile;
};

/// What the store has to know of a running transaction.
struct TransactionView {
    std::optional<std::int64_t> id;  ///< empty until StartTransaction was answered
    ocpp::UtcTime started;
    /// When set these stand in for the installed TxDefaultProfiles (quirk 86).
    const std::vector<InstalledProfile>* frozen_defaults = nullptr;
};

/// The charging profiles of one charge point and what they add up to (OCPP 1.6, sections 3.13, 5.5, 5.7, 5.16 with
/// errata 3.25, 3.26, 3.39). Pure: time is told. Owned by the ChargePoint.
class ChargingProfiles {
  public:
    explicit ChargingProfiles(const ProfileRules& rules) : rules_(rules) {}

    /// `transaction` is the one running on that connector, if any. Throws ocpp::CallError where the specification
    /// wants a CALLERROR (unknown connector).
    ocpp::ChargingProfileStatus install(int connector, const ocpp::ChargingProfile& profile,
                                        const TransactionView* transaction, ocpp::UtcTime now);
    ocpp::ClearChargingProfileStatus clear(const ocpp::ClearChargingProfile::Request& filter);

    /// TxProfiles live as long as their transaction.
    void end_transaction(int connector);
    void forget_all() { installed_.clear(); }
    void forget_top_level();
    /// Somebody else put it there, past all rules.
    void adopt(InstalledProfile profile) { installed_.push_back(std::move(profile)); }

    /// TxProfile over TxDefaultProfile of the connector over TxDefaultProfile of connector 0; empty: no limit.
    std::optional<CurrentLimit> connector_limit(int connector, const TransactionView* transaction,
                                                ocpp::UtcTime at) const;
    /// ChargePointMaxProfile: of the whole charge point; empty: no limit.
    std::optional<CurrentLimit> station_limit(ocpp::UtcTime at) const;

    /// The schedule that GetCompositeSchedule reports, from now on; never above `most`. Connector 0: the station.
    ocpp::ChargingSchedule composite(int connector, const TransactionView* transaction, ocpp::UtcTime from,
                                     std::chrono::seconds duration, ocpp::ChargingRateUnitType unit,
                                     const CurrentLimit& most) const;
    /// The next instant in (after, until] at which a limit may change by itself.
    std::optional<ocpp::UtcTime> next_change(const TransactionView* transaction, ocpp::UtcTime after,
                                             ocpp::UtcTime until) const;

    /// TxDefaultProfiles that count for the connector.
    std::vector<InstalledProfile> defaults_for(int connector) const;
    const std::vector<InstalledProfile>& installed() const { return installed_; }
    std::int64_t most_stack_level() const { return rules_.most_stack_level; }

  private:
    template <class Unwanted>
    void erase_if(Unwanted unwanted) {
        installed_.erase(std::remove_if(installed_.begin(), installed_.end(), unwanted), installed_.end());
    }
    bool is_sound(const ocpp::ChargingProfile& profile) const;
    bool suits_connector(int connector, const ocpp::ChargingProfile& profile, const TransactionView* transaction) const;
    std::optional<CurrentLimit> highest(const std::vector<InstalledProfile>& among,
                                        ocpp::ChargingProfilePurposeType purpose, int connector,
                                        const TransactionView* transaction, ocpp::UtcTime at) const;
    CurrentLimit total_limit(int connector, const TransactionView* transaction, ocpp::UtcTime at,
                             const CurrentLimit& most) const;
    std::vector<ocpp::UtcTime> changes(const TransactionView* transaction, ocpp::UtcTime from,
                                       ocpp::UtcTime until) const;

    ProfileRules rules_;
    std::vector<InstalledProfile> installed_;
};

}  // namespace simulators
