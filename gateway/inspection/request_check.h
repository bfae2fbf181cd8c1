#pragma once

#include <optional>
#include <string>

#include "json/value.h"

namespace gateway {

/// Checks the payload of a CALL that the central system may send, strictly. Throws ApiError 422 VALIDATION_ERROR: an
/// unknown action, one that only chargers send, a field that is not as the specification wants it, and what it says in
/// prose (CF-104, CF-114, CF-115).
void check_request(const std::string& action, const std::optional<json::Value>& payload);

}  // namespace gateway
