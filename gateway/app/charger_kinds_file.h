#pragma once

#include <memory>
#include <string>

#include "ocpp/charger_kinds.h"

namespace gateway {

/// The file of the data directory that adds kinds of chargers; it is written like ocpp/charger_kinds.json.
constexpr const char* kChargerKindsFile = "charger-kinds.json";

/// The built-in kinds of chargers and those of DATA_DIR/charger-kinds.json, which need not be there. Logs how many
/// there are, and each row whose traits cannot be read. Throws ConfigError that names the file and what is wrong with
/// it. Read once at start; io thread.
std::shared_ptr<const ocpp::ChargerKinds> charger_kinds(const std::string& data_dir);

}  // namespace gateway
