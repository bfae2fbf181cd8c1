#pragma once

#include "gateway/charge_point/charge_point.h"

namespace gateway {

/// Every CALL that a charger may send, a row each; what has no row is answered NotImplemented.
ocpp::CallTable<ChargePoint> make_incoming_calls();

}  // namespace gateway
