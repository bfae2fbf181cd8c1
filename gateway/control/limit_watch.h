#pragma once

#include "gateway/control/wanted_limit.h"

/// What the meter shows of the limits that were acknowledged, and of what the owner allows (algorithm (a) step 5).
/// Pure.
namespace gateway {

/// A sample that came `takes_effect_after` later than the acknowledgement shows more than the limit.
bool is_exceeded(const ConnectorView& view, const AcknowledgedLimit& limit,
                 std::chrono::milliseconds takes_effect_after, SteadyTime now);

/// After a raise the power still sits at the limit before it. It may be the vehicle's own maximum by chance.
bool raise_shows_no_effect(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now);

/// The limit visibly binds: nothing flows at zero, or much of what it allows.
bool is_followed(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now);

/// From when on values that show the effect of the limit are worth asking for: where the next ones would come late.
std::optional<SteadyTime> evidence_wanted_at(const ConnectorView& view, SteadyTime now);

/// More flows than the owner allows, whatever the charger acknowledged.
bool is_over_ceiling(const ConnectorView& view, SteadyTime now);

/// That lasts for longer than a charger may take: the alarm.
bool ceiling_is_not_followed(const ConnectorView& view, SteadyTime now);

}  // namespace gateway
