#pragma once

#include <optional>

#include "ocpp/messages/core.h"
#include "simulators/behaviour.h"
#include "simulators/connector.h"

/// How a charger's behaviour spoils what its meter shows. Pure functions.
namespace simulators {

/// What the next sample says the register is, where that is not what it shows; counts the sample.
std::optional<std::int64_t> told_register_wh(Connector& connector, const Behaviour& behaviour);

/// Changes the values as the behaviour wants; `register_wh` replaces the register's.
void spoil(ocpp::MeterValue& readings, const Connector& connector, const Behaviour& behaviour,
           std::optional<std::int64_t> register_wh = std::nullopt);

/// One for each phase, that without a phase first, 0.15 s apart.
std::vector<ocpp::MeterValue> split_by_phase(const ocpp::MeterValue& readings);

/// Power and current of all connectors, as one meter in the supply of them all shows them.
Reading sum_of(const std::vector<Connector>& connectors);

bool tells_register(const ocpp::MeterValue& readings);

}  // namespace simulators
