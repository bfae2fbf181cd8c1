#pragma once

#include <optional>
#include <string>
#include <vector>

#include "canonical/desired.h"
#include "gateway/clock.h"
#include "gateway/decision/capabilities.h"
#include "gateway/decision/effect_delays.h"
#include "gateway/decision/limit_bounds.h"
#include "gateway/decision/refused_fraction.h"
#include "gateway/decision/timings.h"
#include "gateway/decision/traits.h"
#include "gateway/translate/charging_limit.h"
#include "gateway/translate/charging_profile.h"
#include "gateway/translate/meter_readings.h"
#include "ocpp/enums.h"
#include "ocpp/lazy_deque.h"

/// Desired, acknowledged and observed state of one connector, and what its charger can do: all that the
/// decision function sees. Plain values, owned by the Connector, io thread.
namespace gateway {

/// Of the budget of profiles (quirk 96).
inline constexpr std::chrono::hours kBudgetPeriod{24};

struct AcknowledgedLimit {
    ChargingLimit limit;
    double asked_kw = 0;   ///< what the owner wanted when it was sent
    double kilowatts = 0;  ///< what it allowed when it was acknowledged
    SteadyTime at{};
    double kilowatts_before = 0;         ///< what the one before it allowed
    bool is_stale = false;               ///< something happened since that makes chargers forget; to be sent again
    std::optional<SteadyTime> first_at;  ///< as much or less has been allowed since then, if that is before `at`
    double flowed_kw = 0;                ///< just before it; 0: unknown
    bool counts_anew = false;            ///< the link or a boot came between: told again it is a new limit
    bool effect_is_seen = false;
    SteadyTime exceeded_at{};  ///< the newest value above it, until its effect is seen

    /// What flowed before tells nothing about it. An equal value told again changes nothing.
    SteadyTime counts_from() const { return first_at.value_or(at); }
};

/// One purpose's dialogue with the charger.
struct ProfileDialogue {
    std::optional<AcknowledgedLimit> acknowledged;
    std::optional<SteadyTime> last_sent;
    std::optional<SteadyTime> hurried_at;  ///< when one was last sent without keeping the distance
    std::optional<SteadyTime> not_before;  ///< after a time-out, or when no variant is left
    bool waits_for_plug_in = false;        ///< refused while Available: not now, instead of never (quirk 91)
    bool refused_by_all_variants = false;
    bool was_refused_by_all = false;   ///< then a new chance is one try, not the whole strategies
    int timeouts = 0;                  ///< in a row
    int timeouts_on_strategy = 0;      ///< in a row, of one variant
    std::size_t refusals = 0;          ///< in a row: strategies tried since the last acceptance
    std::string refusal;               ///< the charger's own words
    bool whole_amperes_tried = false;  ///< in this session, because a fraction was refused
};

/// So long in all had more flowed than the owner allows, up to a window's end.
struct ProvenExcess {
    SteadyTime until{};
    std::chrono::milliseconds in_all{0};
};

/// What the meter showed of the limits that were acknowledged.
struct LimitEvidence {
    bool was_followed = false;  ///< the limit in force bound a vehicle that would have drawn more, or held it at zero
    std::optional<SteadyTime> within_at;      ///< when last no more flowed than the limit in force allows
    std::optional<SteadyTime> exceeded_at;    ///< and when more was seen after that
    std::optional<SteadyTime> tried_at;       ///< the last trial: another lever, or the same limit again
    int trials = 0;                           ///< in this excess
    bool start_is_checked = false;            ///< whether the limit outlived the begin of charging
    std::optional<double> allowed_kw;         ///< by the owner, when it was last looked
    double wanted_kw = 0;                     ///< what the owner wanted then
    std::optional<SteadyTime> allowed_since;  ///< so little; the cause of an excess
    double offered_kw = 0;                    ///< the minimum above the same ceiling, until
    SteadyTime offered_until{};
    double flowed_kw = 0;  ///< just before that; 0: unknown
    bool resume_is_seen = false;
    std::vector<ProfileVariant> variants_without_effect;  ///< no indices: the strategies change
    bool no_strategy_is_left = false;
    bool charge_point_max_fails = false;           ///< accepted twice without effect: it hides that all else is refused
    std::optional<SteadyTime> over_ceiling_since;  ///< power above what the owner allows; empty: it is not
    SteadyTime over_ceiling_at{};                  ///< the newest value that shows it
    ocpp::LazyDeque<ProvenExcess> excess;          ///< of this excess, by estimates; those that a window may follow
    std::optional<SteadyTime> reasserted_at;  ///< the limit was followed and then it was not: somebody else's doing
    int reassertions = 0;                     ///< in this session (quirk 124)
};

/// The minimum is offered for a while to learn on how many phases the vehicle draws.
enum class PhaseProbe { not_yet, running, over };

/// A vehicle that does not draw after a pause is woken, once per resume (quirk 110).
enum class Wake { not_needed, may_be_needed, zero_edge, restart_may_be_needed, restart, given_up };

struct ObservedTransaction {
    std::int64_t id = 0;  ///< as the charger calls it
    SteadyTime opened_at{};
    std::int64_t stored_id = 0;  ///< ours, under which it is stored; 0 for one that was adopted (quirk 52)
    std::string start_key;       ///< of its StartTransaction, to know a repeat (quirk 49)
    bool is_resumed = false;     ///< it had been given up: a status that told so is still in doubt
};

struct Observed {
    std::optional<ocpp::ChargePointStatus> status;  ///< since boot
    std::string status_text;                        ///< raw, also for unknown names
    SteadyTime status_at{};                         ///< or when the last one stopped counting
    bool was_plugged = false;                       ///< by the last status that told
    std::string error_text;                         ///< the charger's own words; empty for NoError
    std::optional<ObservedTransaction> transaction;
    bool session_ended_without_status = false;  ///< StopTransaction came, its StatusNotification not yet (quirk 56)
    int starts_being_stored = 0;                ///< a StartTransaction came in and is not durable yet
    bool transaction_is_stale = false;          ///< the charger booted, and has told nothing of it since
    std::optional<SteadyTime> stop_told_at;     ///< a StopTransaction came in and is not durable yet
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
    bool the_other_way = false;  ///< a RemoteStart without its connector, or with it where that is unusual (quirk 103)
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
    std::string twins;  ///< two boxes go by the charger's id: what they call themselves; empty: there is one
    SteadyTime connected_changed_at{};

    canonical::Desired desired;         ///< what is durable
    bool charge_is_wanted_now = false;  ///< an open `charge` action, or its session is to be restarted
    Capabilities capabilities;
    Traits traits;
    int connectors = 1;  ///< of the charger; limits of the whole station may be used where it is the only one
    ProfileDialogue tx_default, tx_profile;    ///< the base, by whatever lever, and what is for the transaction alone
    bool profile_may_be_installed = false;     ///< of ours; then even "unlimited" is a profile (quirk 94)
    bool tx_profile_may_be_installed = false;  ///< by this gateway before it was restarted; it would bind first
    bool tx_profile_in_use = false;            ///< one was accepted in this transaction: it comes first from then on
    bool tx_profile_refused = false;           ///< for good in this transaction
    bool tx_profile_on_trial = false;          ///< once in this transaction, where the base shows no effect
    std::optional<std::chrono::milliseconds> base_stood_without_effect;  ///< before that trial
    LimitEvidence evidence;
    EffectDelays effect_delays;
    LimitBounds bounds;              ///< what the charger was seen to take and to refuse
    bool power_is_measured = false;  ///< it told a power, or currents with their voltage, and not only energy
    ocpp::LazyDeque<SteadyTime> profile_writes;         ///< of the last `kBudgetPeriod`, where there is a budget
    std::optional<std::size_t> whole_amperes_tried_on;  ///< strategy on which a fraction was just refused (quirk 78)
    RefusedFraction refused_fraction;
    PhaseProbe phase_probe = PhaseProbe::not_yet;
    SteadyTime phase_probe_since{};
    Wake wake = Wake::not_needed;
    SteadyTime wake_since{};
    RemoteCallState remote_start, remote_stop;
    Observed observed;
    std::optional<double> acknowledged_ceiling_kw;  ///< as last accepted; a pause's zero is no ceiling
    std::optional<double> told_before_start_kw;     ///< by an earlier process, as far as its wishes show
    SteadyTime unheld_since{};                      ///< when our limit was last lifted from zero
    bool stopped_by_us = false;                     ///< the last transaction ended because we asked
    SteadyTime transaction_ended_at{};
    std::optional<SteadyTime> unrecorded_flow_since;  ///< by live samples, while no transaction is open
    SteadyTime unrecorded_flow_at{};                  ///< the newest sample that proved flow, transaction or not
    SteadyTime unrecorded_flow_from{};                ///< and the one before: it flowed after that
    SteadyTime power_told_at{};                       ///< the newest value that told some, transaction or not
    bool meter_is_frozen = false;                     ///< what it tells proves nothing
    bool meter_may_be_frozen = false;                 ///< nothing is concluded from it
    std::optional<SteadyTime> charging_since;         ///< by its status
    bool reservation_is_open = false;                 ///< by what is known of it
    bool out_of_order_by_our_zero = false;            ///< it went Unavailable or Faulted right after a zero of ours

    /// For the transaction that runs: on as many phases as it draws.
    ElectricalFacts facts() const;
    /// For whatever comes next: on as many phases as could draw (quirk 77).
    ElectricalFacts base_facts() const;
    std::vector<ProfileVariant> limit_strategies() const;
    ProfileVariant variant_in_use() const;
    /// Fresh power, or zero where the status leaves no doubt; empty when unknown.
    std::optional<PowerReading> power(SteadyTime now) const;
    /// What the meter told last, whatever the status says; empty where it tells of energy alone, or nothing fresh.
    std::optional<PowerReading> last_measured(SteadyTime now) const;
    /// By evidence that lies wholly behind `since`; a status that leaves no power counts from when it was told.
    std::optional<PowerReading> power_since(SteadyTime since, SteadyTime now) const;
    /// The limit that binds a transaction now, as far as the charger acknowledged one.
    const AcknowledgedLimit* binding_limit() const;
    bool is_held_by_our_limit() const;
    bool tx_profiles_fit() const;
    /// TxProfiles are an option in this transaction.
    bool tx_profile_is_possible() const;
    /// A TxProfile comes before the TxDefaultProfile in this transaction.
    bool tx_profile_comes_first() const;
    /// The transaction is seen to draw on fewer phases than it could.
    bool draws_on_fewer_phases() const;
    // What was learnt on this charger, or the operator or its kind say. For nothing less is a session ended.
    bool zero_ends_transaction() const { return traits.zero_ends_transaction || capabilities.zero_ends_transaction; }
    bool zero_ignored() const { return traits.zero_ignored || capabilities.zero_ignored; }
    /// A zero that is not needed is better left out.
    bool zero_may_do_harm() const {
        return zero_ends_transaction() || zero_ignored() || capabilities.hints.zero_ends_transaction ||
               capabilities.hints.zero_ignored;
    }
    /// A pause that cannot be a zero limit keeps the minimum flowing, by the operator's choice.
    bool holds_at_minimum() const { return traits.hold_at_minimum && zero_ends_transaction(); }
    /// Its status may hide a vehicle: one start may be tried.
    bool may_hide_vehicle() const;
    /// Something has flowed for a while and no transaction tells of it.
    bool has_session_without_record(SteadyTime now) const;
    /// Power is proven to flow though no transaction is open.
    bool flows_without_transaction(SteadyTime now) const;
    /// No profile of any kind is taken, so no limit can be set now.
    bool every_profile_is_refused() const;
    /// The last status is of this connection and since the last boot.
    bool status_is_current() const;
    /// By a current status a session goes on.
    bool session_is_told() const;
    /// Since when a current status has been missing.
    SteadyTime status_missing_since() const;

  private:
    std::chrono::milliseconds freshness() const;  ///< of values
    std::optional<PowerReading> under_this_limit(std::optional<PowerReading> reading, SteadyTime now) const;
    std::optional<PowerReading> as_status_allows(const std::optional<PowerReading>& reading) const;
};

}  // namespace gateway
