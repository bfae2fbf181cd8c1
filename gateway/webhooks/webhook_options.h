#pragma once

#include <chrono>
#include <cstddef>
#include <string>

#include "gateway/net/address_rules.h"
#include "gateway/webhooks/delivery_rules.h"

namespace gateway {

/// How long a receiver may take, and how much of its answer is read.
struct SenderLimits {
    std::chrono::milliseconds silence{10'000};  ///< without a byte or a step forward
    std::chrono::milliseconds total{15'000};
    std::chrono::milliseconds lookup_pause{
        60'000};  ///< a name whose look-up took too long is not asked for again before
    std::size_t head_bytes = 8192;
    std::size_t body_bytes = 4096;  ///< read so that the receiver can finish; then the connection is closed
};

/// `[webhooks]` of the configuration.
struct WebhookOptions {
    WebhookTargets targets;
    std::string ca_file;  ///< PEM of the authorities that are trusted; empty: the system's
    SenderLimits sender;
    DeliveryRules rules;
};

}  // namespace gateway
