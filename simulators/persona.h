#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ocpp/charger_kinds.h"
#include "simulators/charge_point.h"

/// The charge point that a row of the charger kinds describes. Its `persona` is a JSON object, every member optional:
///   {"vendor": "Huawei", "model": "SCharger-22KT-S0", "firmware": "V100", "connectors": 1, "phases": 3,
///    "max_current_a": 32, "clock_lag_s": 0,
///    "behaviour": {"only_watts": true, "ampere_steps": [6, 8]},      members of Behaviour
///    "configuration": {"HeartbeatInterval": "3600", "SomeKey": null}}  null: the charger does not have the key
namespace simulators {

/// Throws std::invalid_argument that names the row and the member for what is no persona.
ChargePointOptions persona_options(const ocpp::ChargerKind& kind);

bool has_persona(const ocpp::ChargerKind& kind);

/// The row of that name. Throws std::invalid_argument where there is none with a persona: it names those whose names
/// are like it.
const ocpp::ChargerKind& find_persona(const ocpp::ChargerKinds& kinds, std::string_view name);

/// One line each: name, title, note.
std::vector<std::string> list_personas(const ocpp::ChargerKinds& kinds);

}  // namespace simulators
