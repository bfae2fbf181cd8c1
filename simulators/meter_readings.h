#pragma once

#include <vector>

#include "ocpp/messages/core.h"
#include "simulators/behaviour.h"
#include "simulators/configuration.h"
#include "simulators/connector.h"

namespace simulators {

/// What the meter of a connector shows, in the measurands asked for as far as `behaviour` has them. Empty when none of
/// them can be read now.
ocpp::MeterValue read_meter(const Connector& connector, const Wiring& wiring, const std::vector<MeteredItem>& items,
                            ocpp::ReadingContext context, ocpp::UtcTime at, const Behaviour& behaviour);

}  // namespace simulators
