#pragma once

#include <map>
#include <memory>

#include "gateway/charge_point/connector.h"

namespace gateway {

/// The connectors of one charger by their numbers.
using ConnectorMap = std::map<int, std::unique_ptr<Connector>>;

}  // namespace gateway
