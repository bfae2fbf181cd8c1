#pragma once

#include "gateway/decision/wanted_limit.h"

/// What the meter shows of the limits that were acknowledged, and of what the owner allows. Only what is proven counts,
/// by evidence from behind the limit's begin. Pure.
namespace gateway {

/// A limit binds a vehicle that draws at least so much of it.
constexpr double kBindingShare = 0.5;

/// What may flow under it, in kW.
inline double allowed_by(const AcknowledgedLimit& limit) { return limit.limit.is_zero() ? 0 : limit.kilowatts; }

/// For how long more than the limit allows is proven to have flowed; zero while that is not proven.
std::chrono::milliseconds excess_over(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now);

/// Long enough for the limit to be told again, or in another way.
bool trial_is_due(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now);

/// Long enough to say for good that the limit has no effect.
bool has_no_effect(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now);

/// What flows is shown to be no more than the owner's ceiling.
bool flows_within_ceiling(const ConnectorView& view, SteadyTime now);

/// A zero stands for a ceiling that no vehicle can charge under, or more than the ceiling flows under it: the session
/// has to end.
bool zero_is_to_be_enforced(const ConnectorView& view, SteadyTime now);

/// When charging began the limit was not told again, because what flows is measured: it shows now that it was lost.
bool limit_was_lost_at_start(const ConnectorView& view, SteadyTime now);

/// When the limit is told again all the same, because no value came by which it could be checked; empty: nothing to
/// check, or it is checked.
std::optional<SteadyTime> start_not_checked_at(const ConnectorView& view, SteadyTime now);

/// Empty while nothing newer than `since` is known, or the number of phases is a guess.
std::optional<PowerReading> proven_since(const ConnectorView& view, SteadyTime since, SteadyTime now);

/// How long an effect is waited for before its absence means anything.
std::chrono::milliseconds judged_after(const ConnectorView& view, Effect effect);
Effect effect_of(const AcknowledgedLimit& limit);

/// After a raise the power still sits at the limit before it. It may be the vehicle's own maximum by chance.
bool raise_shows_no_effect(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now);

/// The limit visibly binds: nothing flows at zero, or much of what it allows.
bool is_followed(const ConnectorView& view, const AcknowledgedLimit& limit, SteadyTime now);

/// Behind `since`, power is proven to flow, and to flow still.
std::optional<PowerReading> flow_since(const ConnectorView& view, SteadyTime since, SteadyTime now);

/// Some time behind `since`, up to now, no more than this is proven to flow.
std::optional<PowerReading> at_most_since(const ConnectorView& view, SteadyTime since, double kilowatts,
                                          SteadyTime now);

/// From when on values that show the effect of the limit are worth asking for: where the next ones would come late.
std::optional<SteadyTime> evidence_wanted_at(const ConnectorView& view, SteadyTime now);

/// Notes what is seen of the limit in force and of the ceiling; before each decision.
void look_at_power(ConnectorView& view, SteadyTime now);

}  // namespace gateway
