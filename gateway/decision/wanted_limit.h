#pragma once

#include <optional>

#include "gateway/decision/connector_view.h"

/// What the charger should be told so that it does what its owner wants. Pure.
namespace gateway {

struct WantedLimit {
    double kilowatts = 0;  ///< what the owner wants; 0 in a pause
    ChargingLimit limit;   ///< the same as the charger is told
    ProfileVariant variant;
    double least_rise_a = 0.5;
};

/// Empty while the charger is to be left alone.
std::optional<WantedLimit> wanted_limit(const ConnectorView& view, ProfilePurpose purpose);

/// The purpose that binds a transaction which runs, else the base.
ProfilePurpose binding_purpose(const ConnectorView& view);

/// By a base that is told now.
bool less_is_wanted_than(const ConnectorView& view, const ChargingLimit& told);
/// The dialogue's last word is the wanted limit and nothing has made that stale.
bool agrees(const ProfileDialogue& dialogue, const WantedLimit& wanted);

/// True when the profile that binds first was acknowledged with the wanted limit and nothing has made that stale.
bool limit_is_settled(const ConnectorView& view);

/// A ceiling under the connector's minimum current, and nothing that could show it is not: it acts as a pause.
bool ceiling_is_below_minimum(const ConnectorView& view);

/// Only the assumed number of phases puts the ceiling below the minimum, and offering the minimum for a while would
/// tell.
bool phase_probe_may_help(const ConnectorView& view);

/// A pause is to be lifted, no ceiling was ever written, and every limit that was tried is refused.
bool only_the_default_is_left(const ConnectorView& view);

/// No power may flow: a pause, or a ceiling that no vehicle could charge under.
bool wants_no_power(const ConnectorView& view);

}  // namespace gateway
