#pragma once

#include "gateway/decision/ceiling_watch.h"
#include "gateway/decision/wanted_limit.h"

/// What an operator sees when a charger does not do what it was told: the one place of these tests that knows how the
/// engine says so.
namespace days {

/// More flows than the owner allows, and that has lasted.
inline bool alarm_stands(const gateway::ConnectorView& view, gateway::SteadyTime /*now*/) {
    return gateway::ceiling_is_not_followed(view);
}

/// Every way to tell the limit was refused, for now or until the next plug-in (quirk 91).
inline bool refusal_is_visible(const gateway::ConnectorView& view) {
    const bool in_session = view.observed.transaction.has_value();
    return view.tx_default.refused_by_all_variants || view.every_profile_is_refused() ||
           (view.tx_default.waits_for_plug_in && !in_session);
}

}  // namespace days
