#pragma once

#include <cstddef>
#include <optional>
#include <tuple>

#include "gateway/decision/setup_lessons.h"

/// What a charger can do, as it told, as it was learnt on this one, and as its model's lessons hint.
/// Plain values; io thread.
namespace gateway {

/// What the charger says of itself, in its configuration and by its statuses.
struct ReportedFacts {
    bool amperes_allowed = true;  ///< by ChargingScheduleAllowedChargingRateUnit; both while unknown
    bool watts_allowed = true;
    bool units_are_told = false;  ///< the key was there and said something
    int max_stack_level = 0;
    std::optional<int> connection_timeout_s;
    std::optional<int> max_profiles;  ///< MaxChargingProfilesInstalled
    bool tells_preparing = false;     ///< it told Preparing once; else Available may hide a vehicle

    auto reported() const {
        return std::tie(amperes_allowed, watts_allowed, units_are_told, max_stack_level, connection_timeout_s,
                        max_profiles, tells_preparing);
    }
    /// The variants in which a limit can be told are the same by both.
    bool leads_to_strategies_of(const ReportedFacts& other) const {
        return amperes_allowed == other.amperes_allowed && watts_allowed == other.watts_allowed &&
               max_stack_level == other.max_stack_level;
    }
};

/// What others of the model showed. It orders what is tried; no session is ended for it.
struct ModelHints {
    bool needs_tx_profile = false;
    bool zero_ends_transaction = false;
    bool zero_ignored = false;

    auto all() const { return std::tie(needs_tx_profile, zero_ends_transaction, zero_ignored); }
};

/// And what was learnt by using it.
struct Capabilities : ReportedFacts {
    std::size_t strategy = 0;  ///< of the strategies: the variant that works, or is tried next
    bool strategy_is_proven =
        false;                   ///< it was accepted once: a time-out is then slowness, not a reason to try another
    bool whole_amperes = false;  ///< fractions are refused (quirk 78)
    bool watts_detour_fails = false;  ///< watts for a ceiling below the minimum in amperes: refused, or without effect
    bool needs_tx_profile = false;    ///< TxDefaultProfile has no effect on a running transaction (quirk 86)
    bool tx_profile_without_id = false;    ///< a TxProfile is taken only without its transaction's id (quirk 87)
    bool start_without_connector = false;  ///< RemoteStart is taken only without connectorId (quirk 103)
    bool zero_ends_transaction = false;    ///< quirk 80
    bool zero_ignored = false;             ///< quirk 80
    SetupLessons setup;
    ModelHints hints;  ///< not stored with it

    auto learnt() const {
        return std::tie(strategy, strategy_is_proven, whole_amperes, watts_detour_fails, needs_tx_profile,
                        tx_profile_without_id, start_without_connector, zero_ends_transaction, zero_ignored, setup);
    }
    bool operator==(const Capabilities& other) const {
        return reported() == other.reported() && learnt() == other.learnt() && hints.all() == other.hints.all();
    }
    bool operator!=(const Capabilities& other) const { return !(*this == other); }
};

}  // namespace gateway
