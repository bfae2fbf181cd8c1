#pragma once

#include <memory>

#include "gateway/charge_point/charge_point.h"

namespace gateway {

/// Sends the call as it is, but a GetConfiguration for more keys than the charger takes at once
/// (GetConfigurationMaxKeys, as last read) as several, one after the other, with one merged answer in the order asked
/// (CF-101). The first that is not answered ends it. Io thread.
void call_in_batches(const std::shared_ptr<ChargePoint>& charge_point, RawCall call);

}  // namespace gateway
