#pragma once

#include <chrono>

namespace gateway {

/// Every window of the control engine; configurable so that tests of real processes need not wait ([control] in the
/// configuration file, each name with _ms behind it).
struct ControlTimings {
    using ms = std::chrono::milliseconds;
    ms settle_after_boot{1000};   ///< between accepting a boot and our first CALL (quirk 20)
    ms ask_for_boot_after{5000};  ///< silence after connecting before one TriggerMessage (quirk 19)
    ms go_on_without_boot_after{60000};
    ms between_profiles{5000};  ///< floor for one purpose; a pause, its end and a first reduction are exempt (quirk 96)
    ms between_hurried_profiles{1000};  ///< floor for a first reduction, and after another unit
    ms between_reassertions{60000};     ///< of a limit that somebody else overrides (quirk 124)
    ms reapply_every{900000};           ///< slow timer
    ms live_effect_after{15000};        ///< a sample this much younger than the acknowledgement must follow it
    ms zero_effect_after{30000};        ///< the same for the last zero that is left to try ((b) step 3)
    ms phase_probe{60000};              ///< for so long the minimum is offered to learn the phases
    ms vehicle_sleeps_after{60000};     ///< without drawing after a pause it is taken to be asleep (quirk 110)
    ms wake_edge{10000};                ///< of zero, before the limit comes back
    ms between_stop_and_start{60000};   ///< of ours; some break when it is less (quirk 107)
    ms alert_after{45000};              ///< over the ceiling for so long
    ms alert_latest{120000};            ///< and never later, however slow the charger is known to be
    ms trial_after{30000};              ///< of proven excess: the limit is told again, or in another way
    ms least_trial_after{15000};        ///< however fast the charger is known to be
    ms overridden_after{75000};         ///< since the last value under a limit that was followed: it is told again
    ms judged_after{180000};            ///< what had no effect until then has none, where the effect delay is unknown
    ms least_judged_after{60000};       ///< and at least this where it is known
    ms zero_enforced_after{
        75000};  ///< of proven excess over a zero under which more than the ceiling flows: RemoteStop
    ms checked_after_start{15000};    ///< whether a limit outlived the begin of charging, where power is measured
    ms own_zero_shows_within{60000};  ///< a connector that goes out of order so soon after our zero does so by it
    ms retry_after_timeout{10000};
    ms retry_after_refusal{600000};        ///< when no variant is left; a plug-in or a boot retries at once
    ms effect_window{60000};               ///< for an action's effect to be observed
    ms start_window{150000};               ///< from an accepted RemoteStart to its transaction
    ms offline_grace{30000};               ///< how long an action waits for a charger that is away
    ms scheduled_offline_grace{300000};    ///< of what had a start
    ms late_start_allowed{300000};         ///< a start may be missed by so much
    ms wall_clock_looked_at_every{60000};  ///< it may jump, which no timer shows
    ms longest_command{600000};            ///< whatever else goes wrong, an action ends then
    ms status_patience{10000};             ///< for a status of this connection before a start goes out without one
    ms ask_for_status_after{5000};         ///< a missing status is asked for then (quirks 48, 56)
    ms refresh_patience{5000};             ///< how long a read waits for what it asked the charger for
    ms between_refreshes{30000};           ///< too many triggers block some chargers (quirk 73)
    ms unplugging_shows_within{60000};     ///< a vehicle that leaves so soon after a session's end is why it ended
    ms write_shows_within{60000};          ///< a reboot so soon after a key was written is its fault (quirk 118)
    ms call_timeout{60000};
    ms between_configurations{600000};  ///< GetConfiguration is not repeated more often ((e) step 3)
    ms forced_reconnect_every{600000};  ///< after three unanswered CALLs in a row (quirk 17)
    int heartbeat_interval_s = 60;
    int boot_retry_interval_s = 60;  ///< what a pending or rejected charger is told; 0: as it likes (OCPP 1.6, 4.2)
    int meter_interval_s = 10;
};

}  // namespace gateway
