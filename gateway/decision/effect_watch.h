#pragma once

#include "gateway/decision/connector_view.h"

/// How long a charger takes to keep a limit, learnt where the meter shows it closely enough. Notes only, decides
/// nothing.
namespace gateway {

/// `most_kw`: no more than this is the effect of the limit in force.
void watch_effect(ConnectorView& view, AcknowledgedLimit& limit, double most_kw, SteadyTime now);

/// Of the end of a pause.
void watch_resume(ConnectorView& view, SteadyTime now);

}  // namespace gateway
