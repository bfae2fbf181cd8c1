#pragma once

#include <optional>

#include "canonical/action.h"
#include "json/value.h"

/// What a command is made of in a body, wherever it stands there: in a push or in a slot of a schedule.
namespace canonical {

/// There, and not null.
bool was_sent(const std::optional<json::Value>& member);
/// 422 UNSUPPORTED_MODE with the commands there are.
Command parse_command(json::Value value);
/// 422 UNSUPPORTED_PARAMETER for each one there is: the commands of a charger take none.
void refuse_parameters(json::Value parameters);

}  // namespace canonical
