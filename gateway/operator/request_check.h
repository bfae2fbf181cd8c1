#pragma once

#include <optional>
#include <string>

#include "json/value.h"

namespace gateway {

/// The payload of a CALL that the central system may send, checked strictly and written again by its field list. Throws
/// ApiError 422 VALIDATION_ERROR: an unknown action, one that only chargers send, a field that is not as the
/// specification wants it, and what it says in prose (CF-104, CF-114, CF-115).
std::string checked_request(const std::string& action, const std::optional<json::Value>& payload);

}  // namespace gateway
