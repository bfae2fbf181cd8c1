#pragma once

#include "gateway/decision/connector_view.h"

/// The alarm about the owner's ceiling, by what was noted of it. Pure.
namespace gateway {

/// What the owner allows now. Less is a new cause of an excess, unless it is by the same ceiling: the minimum that was
/// offered is not offered any more.
void note_allowed(ConnectorView& view, double allowed_kw, double wanted_kw, SteadyTime now);
/// What was allowed in a window that began then.
double allowed_then(const LimitEvidence& evidence, SteadyTime since);

/// An estimate tells of its own window alone: what windows have proven that ended before it began is added.
std::chrono::milliseconds excess_in_all(LimitEvidence& evidence, const PowerReading& reading,
                                        std::chrono::milliseconds lasted);

/// More is seen to have flowed than the owner allows for longer than a charger may take: the alarm. One value proves no
/// duration.
bool ceiling_is_not_followed(const ConnectorView& view);

/// A value of then would show whether the excess lasts; empty: there is none, or it is known.
std::optional<SteadyTime> proof_of_excess_at(const ConnectorView& view, SteadyTime now);

}  // namespace gateway
