#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"

namespace simulators {

/// How a charger departs from the specification; the default departs in nothing. Personas are values of this struct.
/// Plain value.
struct Behaviour {
    // Which charging profiles it takes.
    bool only_amperes = false;                        ///< 74: refuses W
    bool only_watts = false;                          ///< 74: refuses A
    bool ignores_watts = false;                       ///< 74: accepted, no effect
    bool ignores_amperes = false;                     ///< 74: accepted, no effect
    bool rejects_fractions = false;                   ///< 78
    bool ignores_zero = false;                        ///< 80: accepted, the limit before it stays
    bool rejects_zero = false;                        ///< 80
    bool rejects_stack_level_above_zero = false;      ///< 81
    bool only_top_stack_level_applies = false;        ///< 81: lower ones accepted, no effect
    bool clears_same_profile_id_everywhere = false;   ///< 83: even when the new profile is then refused
    bool counts_profiles_before_replacing = false;    ///< 84
    std::int64_t most_profiles = 0;                   ///< 84: 0 for as many as usual
    bool rejects_charge_point_max = false;            ///< 85 i
    bool ignores_charge_point_max = false;            ///< 85 ii
    bool mute_on_absolute_profiles = false;           ///< 85 iii: no answer at all
    bool rejects_tx_profile = false;                  ///< 87
    bool rejects_tx_profile_with_id = false;          ///< 87
    bool rejects_tx_profile_without_id = false;       ///< 87
    bool rejects_connector_zero = false;              ///< 89
    bool rejects_tx_default_on_connectors = false;    ///< 89: takes it on connector 0 only
    bool rejects_absolute_profiles = false;           ///< 90
    bool rejects_relative_profiles = false;           ///< 90
    bool rejects_tx_default_while_available = false;  ///< 91
    bool ignores_profiles = false;                    ///< 95: every profile accepted, none applied
    bool rejects_profiles = false;                    ///< 85, 100
    std::string refusal_words;                        ///< 100: every profile is refused by a CALLERROR with these

    // What becomes of its limit.
    std::vector<double> ampere_steps;              ///< 78: the only values it knows, ascending; rounds down
    bool zero_ends_transaction = false;            ///< 79, 80: less than the minimum ends the transaction
    bool loses_top_stack_level_on_reboot = false;  ///< 82
    bool drops_tx_profile_on_resume = false;       ///< 85 iv
    bool tx_default_has_no_live_effect = false;    ///< 86: only the next transaction follows a new TxDefault
    double foreign_profile_a = 0;                  ///< 92: a TxDefaultProfile of that limit is there from the start
    std::int64_t foreign_profile_level = 1;
    bool forgets_profiles_on_reboot = false;      ///< 93
    bool forgets_profiles_on_disconnect = false;  ///< 93
    std::string vendor_limit_key;                 ///< 99: no profiles at all, this configuration key is the limit
    double vendor_limit_scale = 1;                ///< 99: key = amperes per phase times this
    std::int64_t external_limit_after_s = 0;      ///< 124: so long after each accepted profile a foreign 32 A wins

    // Starting, stopping, transactions.
    bool starts_before_answering = false;            ///< 42: StartTransaction crosses the answer
    bool no_status_after_stop = false;               ///< 56
    bool ignores_remote_start = false;               ///< 102: Accepted, then nothing
    bool rejects_start_without_connector = false;    ///< 103
    bool authorizes_before_answering_start = false;  ///< 104
    bool rejects_remote_start_in_finishing = false;  ///< 105
    bool drops_link_on_quick_start = false;          ///< 107: accepted within a minute of a stop, then offline
    bool ignores_remote_stop = false;                ///< 108: Accepted, then nothing
    bool keeps_own_transaction_ids = false;          ///< 108
    bool says_suspended_ev_when_paused = false;      ///< 109
    bool vehicle_wakes_on_edge_only = false;         ///< 110

    // Configuration and triggers.
    bool mute_without_keys = false;                 ///< 115: GetConfiguration without keys is not answered
    std::int64_t most_keys_at_once = 0;             ///< 115: more close the link; 0 for no such bound
    bool reboots_on_keys_asked_again = false;       ///< 115 ii: a key by name after the whole list
    bool odd_configuration_spelling = false;        ///< 116
    std::vector<std::string> rejects_measurand;     ///< 118: a list with one of these is refused
    bool reboots_on_third_measurand_write = false;  ///< 118
    bool reboot_required_for_writes = false;        ///< 119
    bool not_supported_writes = false;              ///< 120
    bool ignores_triggers = false;                  ///< 121: Accepted, then nothing
    bool rejects_triggers = false;                  ///< 121
    bool trigger_needs_connector = false;           ///< 121
    bool trigger_without_connector_only = false;    ///< 121

    // Link and meter.
    bool boots_on_reconnect = false;              ///< H.1: most chargers do not, as OCPP-J 5.4 allows
    bool drops_link_on_call_before_boot = false;  ///< 20
    std::int64_t drops_link_every_s = 0;          ///< 18: after so long a connection, for a second
    bool ignores_boot_interval = false;           ///< 122: honours the key all the same
    std::int64_t answers_after_ms = 0;            ///< 44
    std::int64_t mute_after_s = 0;                ///< 17: from then on CALLs are not answered until it reconnects
    bool meters_energy_only = false;              ///< 65
    bool meters_current_only = false;             ///< 65
    bool meters_per_phase_only = false;           ///< 62: power of each phase, no total
    double reports_offered_constant_a = 0;        ///< 70
    bool silent_meter = false;                    ///< 73: values only when triggered

    // The register of energy, and what is told of it (played in register.cpp).
    std::int64_t register_step_wh = 1;         ///< it shows multiples of this
    bool first_register_zero = false;          ///< the first sample of a transaction shows 0
    bool meter_start_zero = false;             ///< StartTransaction says 0, whatever the register shows
    bool meter_stop_zero = false;              ///< StopTransaction says 0
    bool register_restarts_on_reboot = false;  ///< it counts from 0 after a power cycle
    std::int64_t register_glitches_every = 0;  ///< every so manieth sample shows 0
    bool samples_count_the_session = false;    ///< samples count from 0 beside a meterStart of the lifetime
    std::int64_t meter_freezes_after_s = 0;    ///< so long into a transaction all samples stay what they were
    bool register_in_kwh = false;              ///< in kWh, as it says
    bool labels_wh_as_kwh = false;

    // Samples that are odd, or contradict each other (played in meter_faults.cpp).
    bool power_told_zero = false;  ///< Power.Active.Import is always 0
    bool lacks_power = false;      ///< no Power.Active.Import at all
    bool lacks_register = false;   ///< no Energy.Active.Import.Register in samples
    bool power_in_kw_without_unit = false;
    bool current_in_tenths = false;  ///< Current.Import ten times too large
    bool decimal_comma = false;
    bool phase_per_entry = false;               ///< each phase in a meterValue of its own, 0.15 s apart
    bool phase_per_message = false;             ///< each phase in a MeterValues of its own
    double reactive_rest_a = 0;                 ///< on each phase at rest, with its Power.Factor; no power is told
    double residual_a = 0;                      ///< told of phases that are not used
    double feeds_back_kw = 0;                   ///< the held vehicle feeds back: import is told negative
    bool tells_split_phase = false;             ///< the one voltage is told as L1-L2
    bool tells_line_voltages = false;           ///< L1-L2, L2-L3, L3-L1, 1.73 times the phase's
    bool meters_dc = false;                     ///< one voltage, one current, no phase
    bool one_meter_for_all = false;             ///< each connector tells the power and current of all together
    bool samples_outside_transactions = false;  ///< at the same interval, without transactionId
    bool tells_dead_transaction = false;        ///< the same with the id of the last transaction
    std::int64_t mislabels_every = 0;           ///< every so manieth MeterValues bears another connector's number

    // Statuses that are not true (played in statuses.cpp).
    bool says_available_on_reconnect = false;  ///< until the true status changes
    bool never_preparing = false;              ///< Available instead
    bool reserved_when_plugged = false;        ///< Reserved instead of Preparing
    bool unavailable_at_zero = false;          ///< while a limit forbids any current and no transaction runs
    bool session_survives_reboot = false;      ///< it says Available after the boot, and the current flows on

    // Time: effects and answers.
    double reduction_takes_s = 0;              ///< a lower or higher limit counts so long after it was told
    double pause_takes_s = 0;                  ///< the same of one below the minimum
    double resume_takes_s = 0;                 ///< the same of one above it after one below
    double spikes_after_write_s = 0;           ///< full current so long after each accepted profile
    std::int64_t profile_answer_after_ms = 0;  ///< applied at once, answered later
    double refuses_above_a = 0;                ///< profiles of more are Rejected
    bool error_on_fractions = false;           ///< 78: by a CALLERROR
    std::int64_t draws_on_after_stop_s = 0;    ///< after StopTransaction
    std::string stop_id;                       ///< what StopTransaction says instead of its transactionId

    bool allows_amperes() const { return !only_watts; }
    bool allows_watts() const { return !only_amperes; }
};

/// Switches on the behaviour of that name (the member's name); false when there is none, or it is more than a switch.
bool switch_on(Behaviour& behaviour, std::string_view name);

/// Sets the member of that name. Throws std::invalid_argument that names the member where there is none, or where the
/// value is not of its kind; nothing is changed then.
void set_member(Behaviour& behaviour, std::string_view name, json::Value value);

/// For command lines: "name" switches on, "name=VALUE" sets; VALUE is JSON, for a text its words. Throws as above.
void set_member(Behaviour& behaviour, const std::string& assignment);

/// Names of all members, for help texts.
std::vector<std::string> behaviour_names();

}  // namespace simulators
