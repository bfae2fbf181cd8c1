#pragma once

#include <string>

#include "gateway/clock.h"

namespace gateway {

/// What a request that is well-formed had better not ask: a reservation that is over already (BI-267), an upload or
/// download by a scheme that is no transfer (BI-282). Throws ApiError 422 VALIDATION_ERROR. Pure.
void check_semantics(const std::string& action, const std::string& payload, UtcTime now);

/// Whether it stops a charger for a while: Reset, and updates of its firmware (BI-284).
bool is_disruptive(const std::string& action);

}  // namespace gateway
