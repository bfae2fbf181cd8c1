#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "json/value.h"
#include "ocpp/field.h"
#include "ocpp/quirks.h"

/// Messages by the name of their action, for whoever holds a name and JSON in place of a type: raw calls of the
/// operator and tooling. Pure; any thread.
namespace ocpp {

struct ActionInfo {
    std::string_view action;
    Sender sender;

    /// Read strictly, its meaning checked (`check_semantics`), and written anew: exactly what the specification allows.
    /// Throws CallError whose text begins with the path of the field.
    std::string (*checked_request)(json::Value payload);

    /// A peer's answer, read as strictly as told and written anew; lenient reading leaves out what it cannot use.
    /// Throws CallError.
    std::string (*checked_response)(std::optional<json::Value> payload, Strictness strictness, QuirkCounters& quirks);
};

/// By its exact name (OCPP-J 4.2.1: case-sensitive). nullptr: no such action.
const ActionInfo* find_action(std::string_view action);

/// All 39 actions.
const std::vector<ActionInfo>& all_actions();

}  // namespace ocpp
