#pragma once

#include "gateway/charge_point/charge_point.h"
#include "gateway/site/operator_calls.h"
#include "json/value.h"

namespace gateway {

/// The body of POST /operator/charge-points/{id}/calls.
struct OperatorCallBody {
    OperatorRequest request;
    bool waits = true;       ///< for the charger's answer
    bool is_forced = false;  ///< sends what the charger is better not told
};

/// Checks the body and the OCPP request in it: the fields strictly as the specification has them, then what it says in
/// prose. Throws ApiError 422 VALIDATION_ERROR with `details.path` and `details.reason`. The payload of the result are
/// the bytes in `text`, which `body` was read from: what the charger gets is what the operator wrote.
OperatorCallBody read_operator_call(json::Value body, std::string_view text, const OperatorLimits& limits, UtcTime now);

/// Whether the charger may be told that now. Throws ApiError 409: DEVICE_OFFLINE, or CONFLICT.
void check_state(ChargePoint& charge_point, const OperatorCallBody& body);

}  // namespace gateway
