#pragma once

#include "tests/end_to_end/gateway_process.h"

/// What the tests of the ceiling begin with.
namespace end_to_end {

constexpr double kCeilingKw = 7.4;

inline GatewayOptions as_shipped() {
    GatewayOptions options;
    options.windows = Windows::as_shipped;
    return options;
}

}  // namespace end_to_end
