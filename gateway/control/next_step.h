#pragma once

#include <variant>

#include "gateway/control/connector_view.h"

/// The one decision of the program: what to do next so that the charger agrees with its owner. Pure: no I/O,
/// no clock, level-triggered; it compares states and never replays old calls (architecture, section 7;
/// quirks, (a) and (b)).
namespace gateway {

struct SendLimit {
    ProfilePurpose purpose = ProfilePurpose::tx_default;
    ProfileVariant variant;
    ChargingLimit limit;
    double kilowatts = 0;  ///< what the owner asked for, before it became whole amperes
};
struct SendRemoteStart {};
struct SendRemoteStop {
    std::int64_t transaction_id = 0;
};
/// Something about this model became plain; the caller notes it and asks again.
struct Learn {
    enum class Lesson { needs_tx_profile, zero_ignored, limit_not_followed };
    Lesson lesson = Lesson::needs_tx_profile;
};
struct WaitUntil {
    SteadyTime time{};
};
struct Nothing {};

using Step = std::variant<SendLimit, SendRemoteStart, SendRemoteStop, Learn, WaitUntil, Nothing>;

/// A WaitUntil is always in the future.
Step next_step(const ConnectorView& view, SteadyTime now);

struct WantedLimit {
    double kilowatts = 0;  ///< what the owner wants; 0 in a pause
    ChargingLimit limit;   ///< the same in the variant in use
};
/// What the charger should be told; empty while it is to be left alone (decisions: first contact).
std::optional<WantedLimit> wanted_limit(const ConnectorView& view);

/// The dialogue's last word is the wanted limit and nothing has put that in doubt.
bool agrees(const ProfileDialogue& dialogue, const WantedLimit& wanted);

/// True when the profile that binds first was acknowledged with the wanted limit and nothing has put that in
/// doubt.
bool limit_is_settled(const ConnectorView& view);

/// A ceiling under the connector's minimum current: it acts as a pause (decisions: below the minimum).
bool ceiling_is_below_minimum(const ConnectorView& view);

}  // namespace gateway
