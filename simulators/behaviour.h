#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace simulators {

/// How a charger departs from the specification; the default departs in nothing. Personas are values of this struct.
/// The numbers are those of the field-quirks catalogue.
struct Behaviour {
    bool forgets_profiles_on_reboot = false;          ///< 93
    bool forgets_profiles_on_disconnect = false;      ///< 93
    bool tx_default_has_no_live_effect = false;       ///< 86: only the next transaction follows a new TxDefault
    bool zero_ends_transaction = false;               ///< 79, 80: less than the minimum ends the transaction
    bool ignores_remote_start = false;                ///< 102: Accepted, then nothing
    bool ignores_remote_stop = false;                 ///< 108: Accepted, then nothing
    bool ignores_profiles = false;                    ///< 95: every profile Accepted, none applied
    bool rejects_profiles = false;                    ///< 85, 100
    bool rejects_tx_default_while_available = false;  ///< 91
    bool rejects_stack_level_above_zero = false;      ///< 81
    bool rejects_absolute_profiles = false;           ///< 90
    bool rejects_relative_profiles = false;           ///< 90
    bool rejects_remote_start_in_finishing = false;   ///< 105
    bool boots_on_reconnect = false;                  ///< H.1: most chargers do not, as OCPP-J 5.4 allows
    bool only_amperes = false;                        ///< 74
    bool only_watts = false;                          ///< 74

    bool allows_amperes() const { return !only_watts; }
    bool allows_watts() const { return !only_amperes; }
};

/// Switches on the behaviour of that name (the member's name); false when there is none.
bool switch_on(Behaviour& behaviour, std::string_view name);

/// Names of all behaviours, for help texts.
std::vector<std::string> behaviour_names();

}  // namespace simulators
