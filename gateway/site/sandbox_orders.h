#pragma once

namespace gateway {

/// Whose DataTransfer the chargers of the sandbox take as an order (simulators/ordered_outcome.h).
constexpr const char* kOrderingVendor = "ocpp-gateway.sandbox";

}  // namespace gateway
