#pragma once

#include <string>

#include "gateway/control/charge_point.h"

namespace gateway {

/// What an answered call of the operator means for what the gateway keeps of the charger: its reservations, and what it
/// may send while it is not accepted. `payload` is the request's. Io thread.
void note_consequences(ChargePoint& charge_point, const std::string& action, const std::string& payload,
                       const RawOutcome& outcome);
bool is_accepted(const RawOutcome& outcome);

}  // namespace gateway
