#pragma once

#include "ocpp/call_queue.h"
#include "ocpp/types.h"

namespace simulators {

using ocpp::SteadyTime;
using ocpp::UtcTime;

/// "Now" as told to a simulated charger. `steady` drives physics and intervals and may run faster than the real clock;
/// `utc` is what goes on the wire and what charging schedules are read against.
struct SimulatedTime {
    SteadyTime steady;
    UtcTime utc;
};

}  // namespace simulators
