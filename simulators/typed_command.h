#pragma once

#include <string>
#include <string_view>

#include "simulators/simulated_charger.h"

namespace simulators {

/// One line typed at a simulated charger:
///   plug [CONNECTOR], unplug [CONNECTOR], swipe TAG [CONNECTOR], reboot, drop SECONDS, fault CODE [CONNECTOR], status
/// Returns what to print; empty when the charger's own events say enough.
std::string run_typed_command(SimulatedCharger& charger, std::string_view line);

}  // namespace simulators
