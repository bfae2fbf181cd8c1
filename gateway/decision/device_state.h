#pragma once

#include "gateway/decision/connector_view.h"
#include "gateway/translate/connector_status.h"

/// What a read says of a connector: its status, its power and where that is known from, and the limit in force. The
/// three never contradict each other. Pure.
namespace gateway {

struct ShownState {
    CanonicalStatus status;
    double kilowatts = 0;  ///< measured; the middle of an estimate; else the last that was known in this session, or 0
    PowerSource source = PowerSource::unknown;
};
ShownState state_shown(const ConnectorView& view, SteadyTime now);

struct LimitInForce {
    double kilowatts = 0;
    bool is_acknowledged = false;  ///< by this charger, to this process; else it is what probably holds
};
LimitInForce limit_in_force(const ConnectorView& view);

/// Per phase. A tenth below a whole ampere, the step in which limits are told, counts as whole.
int whole_amperes(const ConnectorView& view, double kilowatts);

}  // namespace gateway
