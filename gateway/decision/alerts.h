#pragma once

#include <string>
#include <vector>

#include "gateway/decision/connector_view.h"

namespace gateway {

/// Something that the gateway cannot mend by itself; told with the device until it is over.
struct Alert {
    std::string code;     ///< upper case, stable: programs match on it
    std::string message;  ///< for the owner; holds the charger's own words where there are any (quirk 100)
};

/// Every alarm that the state gives rise to now, the worst first. Pure; any thread.
std::vector<Alert> alerts_of(const ConnectorView& view, SteadyTime now);

}  // namespace gateway
