#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "ocpp/enums.h"

/// What is known of a kind of charger before it is met: a row of the charger kinds (ocpp/charger_kinds.json), then the
/// operator's own word for one charger. What is left empty is found out by use. Plain
/// values; io thread.
namespace gateway {

/// A limit that is no charging profile: a configuration key, or a DataTransfer (quirk 99).
struct VendorLimit {
    std::string key;        ///< written by ChangeConfiguration; empty: a DataTransfer
    std::string vendor_id;  ///< of the DataTransfer
    std::string message_id;
    std::string text;  ///< the value or data with `{}` where the number goes; empty: the number alone
    double scale = 1;  ///< key = amperes (or watts) times this
    ocpp::ChargingRateUnitType unit = ocpp::ChargingRateUnitType::A;
    bool operator==(const VendorLimit& other) const;
};

struct Traits {
    // How a limit is told: what is set here is not tried in another way.
    std::optional<ocpp::ChargingRateUnitType> unit;             ///< `unit`
    std::optional<int> stack_level;                             ///< `stack_level`
    std::optional<ocpp::ChargingProfileKindType> profile_kind;  ///< `profile_kind`
    bool tx_profile = true;                                     ///< false: only TxDefaultProfile is taken
    bool needs_tx_profile = false;
    bool charge_point_max = true;  ///< false: ChargePointMaxProfile is refused or ignored
    std::optional<VendorLimit> vendor_limit;
    bool vendor_limit_first = false;  ///< before any profile
    bool whole_amperes = false;
    std::vector<int> ampere_steps;  ///< the only values it knows, ascending
    bool phase_probe =
        true;  ///< a ceiling that only the guessed phases forbid: offer the minimum for a minute to learn them
    std::optional<double> minimum_current;  ///< amperes per phase
    std::optional<double> minimum_kw;       ///< of a limit in W
    bool direct_current =
        false;  ///< DC at the vehicle: no phases; a limit in A is at the highest voltage seen, else at 1000 V

    // How it pauses and resumes.
    bool zero_ends_transaction = false;
    bool zero_ignored = false;
    bool stop_as_pause = true;  ///< false: a stopped session does not come back, so stopping is no pause
    bool hold_at_minimum =
        false;  ///< where zero does not pause: keep the session at the minimum current instead of stopping
    bool wake_by_restart = false;  ///< a sleeping vehicle may be woken by stop and start

    // Wear (quirk 96).
    std::optional<int> profiles_per_day;  ///< raises beyond this wait; reductions never do
    double least_rise_a = 0.5;            ///< a rise by less is not worth a write
    bool keeps_profiles = false;  ///< in flash: a plug-in, a start or the slow timer is no reason to send it again

    // The dialogue after boot.
    std::optional<int> keys_at_once;                   ///< GetConfiguration with more, or without keys, is not answered
    std::optional<int> configuration_delay_ms;         ///< rest before GetConfiguration
    std::vector<std::string> keys_not_to_touch;        ///< neither asked for by name nor written
    std::map<std::string, std::string> keys_to_write;  ///< beyond the usual wishes, or instead of their value
    std::vector<std::string> unwanted_measurands;
    bool clear_foreign_profiles = true;
    bool triggers = true;  ///< false: TriggerMessage does harm

    // Messages.
    std::vector<std::string> data_transfer_vendors;  ///< their DataTransfer is answered Accepted
    std::string id_tag_key;                          ///< configuration key that holds the tag for remote starts

    bool operator==(const Traits& other) const;
    bool operator!=(const Traits& other) const { return !(*this == other); }
};

/// The text is no object of traits; what() names the member and what it should be.
struct TraitError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Lays a JSON object of traits over the others; members are named as above, null takes one back to its default.
/// Throws TraitError, and then nothing has changed.
void overlay(Traits& traits, const std::string& json_object);

/// Every member name, for help texts.
std::vector<std::string_view> trait_names();

}  // namespace gateway
