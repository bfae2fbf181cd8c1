#pragma once

#include <string>

#include "gateway/decision/traits.h"
#include "gateway/translate/charging_limit.h"

namespace gateway {

/// The value of the key, or the data of the DataTransfer, by which this vendor takes a limit (quirk 99). Never rounds
/// up. Pure.
std::string vendor_limit_text(const VendorLimit& vendor, const ChargingLimit& limit);

}  // namespace gateway
