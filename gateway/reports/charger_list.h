#pragma once

#include <string>
#include <vector>

#include "storage/records.h"

namespace gateway {

struct ChargerRow {
    storage::ChargePointRecord record;
    std::string state;  ///< "online", "offline" or "discovered"
};

/// The table that `chargers list` prints; foreign text is made harmless for a terminal.
std::string charger_list(const std::vector<ChargerRow>& rows);

}  // namespace gateway
