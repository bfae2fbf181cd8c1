#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canonical/desired.h"
#include "gateway/clock.h"
#include "gateway/control/setup_lessons.h"
#include "gateway/control/timings.h"
#include "gateway/translate/charging_limit.h"
#include "gateway/translate/charging_profile.h"
#include "gateway/translate/meter_readings.h"
#include "ocpp/enums.h"

/// Desired, acknowledged and observed state of one connector, and what its charger can do: all that the
/// decision function sees (architecture, section 7). Plain values, owned by the Connector, io thread.
namespace gateway {

/// What was learnt about a vendor, model and firmware by using it (algorithm (e) step 7); stored and shared.
struct Capabilities {
    bool amperes_allowed = true;  ///< by ChargingScheduleAllowedChargingRateUnit; both while unknown
    bool watts_allowed = true;
    int max_stack_level = 0;        ///< as reported
    std::size_t rung = 0;           ///< of the ladder: the variant that works, or is tried next
    bool needs_tx_profile = false;  ///< TxDefaultProfile has no effect on a running transaction (quirk 86)
    bool zero_ends_transaction = false;  ///< quirk 80
    bool zero_ignored = false;           ///< quirk 80
    std::optional<int> connection_timeout_s;
    SetupLessons setup;

    bool operator==(const Capabilities& other) const {
        return amperes_allowed == other.amperes_allowed && watts_allowed == other.watts_allowed &&
               max_stack_level == other.max_stack_level && rung == other.rung &&
               needs_tx_profile == other.needs_tx_profile &&
               zero_ends_transaction == other.zero_ends_transaction && zero_ignored == other.zero_ignored &&
               connection_timeout_s == other.connection_timeout_s && setup == other.setup;
    }
};

struct AcknowledgedLimit {
    ChargingLimit limit;
    double asked_kw = 0;   ///< what the owner wanted when it was sent
    double kilowatts = 0;  ///< what it allowed when it was acknowledged
    SteadyTime at{};
    bool in_doubt = false;  ///< something happened since that makes chargers forget; to be sent again
};

/// One purpose's dialogue with the charger.
struct ProfileDialogue {
    std::optional<AcknowledgedLimit> acknowledged;
    std::optional<SteadyTime> last_sent;
    std::optional<SteadyTime> not_before;  ///< after a time-out, or when no variant is left
    bool waits_for_plug_in = false;        ///< refused while Available: not now, instead of never (quirk 91)
    bool refused_by_all_variants = false;
    int timeouts = 0;          ///< in a row
    std::size_t refusals = 0;  ///< in a row: rungs tried since the last acceptance
    std::string refusal;       ///< the charger's own words
};

struct ObservedTransaction {
    std::int64_t id = 0;  ///< as the charger calls it
    SteadyTime opened_at{};
    std::int64_t stored_id = 0;  ///< ours, under which it is stored; 0 for one that was adopted (quirk 52)
    std::string start_key;       ///< of its StartTransaction, to know a repeat (quirk 49)
};

struct Observed {
    std::optional<ocpp::ChargePointStatus> status;  ///< since boot
    std::string status_text;                        ///< raw, also for unknown names
    SteadyTime status_at{};                         ///< or when the last one stopped counting
    bool was_plugged = false;                       ///< by the last status that told
    std::string error_text;                         ///< the charger's own words; empty for NoError
    std::optional<ObservedTransaction> transaction;
    bool session_ended_without_status =
        false;                    ///< StopTransaction came, its StatusNotification not yet (quirk 56)
    int starts_being_stored = 0;  ///< a StartTransaction came in and is not durable yet
    SteadyTime drew_power_at{};
    std::optional<SteadyTime> last_message_at;
    MeterReadings meter;
};

/// A command under way, as far as the charger is concerned.
struct RemoteCallState {
    std::optional<SteadyTime> sent_at;
    std::optional<SteadyTime> accepted_at;
    std::string refusal;
    int timeouts = 0;
    int attempts = 0;
};

struct ConnectorView {
    int connector_id = 1;
    int max_phases = 3;
    double nominal_voltage = 230;
    double minimum_current = 6;
    double max_kw = 50;  ///< the rating, else the canonical bound
    std::chrono::seconds meter_interval{10};
    ControlTimings timings;

    bool may_call = false;  ///< connected, boot accepted, settled, and nothing of ours unanswered
    bool is_connected = false;
    SteadyTime connected_changed_at{};

    canonical::Desired desired;         ///< what is durable
    bool charge_is_wanted_now = false;  ///< an open `charge` action, or its session is to be restarted
    Capabilities capabilities;
    ProfileDialogue tx_default, tx_profile;
    bool profile_may_be_installed = false;  ///< of ours; then even "unlimited" is a profile (quirk 94)
    bool tx_profile_in_use = false;   ///< one was accepted in this transaction: it comes first from then on
    bool tx_profile_refused = false;  ///< for good in this transaction
    bool limit_not_followed = false;  ///< no lever left: alarm
    RemoteCallState remote_start, remote_stop;
    Observed observed;
    std::optional<double>
        acknowledged_ceiling_kw;  ///< as last accepted; a pause's zero is no ceiling (decisions, O-6)
    SteadyTime unheld_since{};    ///< when our limit was last lifted from zero
    bool stopped_by_us = false;   ///< the last transaction ended because we asked

    ElectricalFacts facts() const;
    /// Fresh power, or zero where the status leaves no doubt; empty when unknown.
    std::optional<PowerReading> power(SteadyTime now) const;
    /// The limit that binds a transaction now, as far as the charger acknowledged one.
    const AcknowledgedLimit* binding_limit() const;
    bool is_held_by_our_limit() const;
    /// A TxProfile comes before the TxDefaultProfile in this transaction.
    bool tx_profile_comes_first() const;
    /// No profile of any kind is taken, so no limit can be set now.
    bool every_profile_is_refused() const;
    /// The last status is of this connection and since the last boot.
    bool status_is_current() const;
    /// Since when a current status has been missing.
    SteadyTime status_missing_since() const;
};

/// The variants of a profile that are tried in turn, best first (algorithm (a) step 4): unit, kind, stack
/// level. The rungs that follow in the algorithm (connector 0, ChargePointMaxProfile, vendor keys) belong
/// behind these.
std::size_t number_of_rungs(const Capabilities& capabilities);
ProfileVariant variant_on_rung(const Capabilities& capabilities, std::size_t rung);
ProfileVariant variant_in_use(const Capabilities& capabilities);

}  // namespace gateway
