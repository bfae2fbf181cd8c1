#pragma once

#include <chrono>
#include <cstddef>
#include <vector>

namespace gateway {

/// How deliveries of webhooks are paced (`[webhooks]` of the configuration); times count from the answer before.
struct DeliveryRules {
    /// Waits between the attempts of one delivery; behind the last it has failed (Svix's published schedule).
    std::vector<std::chrono::milliseconds> retries = {
        std::chrono::seconds(5), std::chrono::minutes(5), std::chrono::minutes(30), std::chrono::hours(2),
        std::chrono::hours(5),   std::chrono::hours(10),  std::chrono::hours(10)};
    std::chrono::milliseconds disable_after = std::chrono::hours(5 * 24);  ///< an endpoint that fails throughout
    int failures_to_disable = 4;  ///< and of the delivery that fails last: one failure after a long quiet is not enough
    std::chrono::milliseconds rotation = std::chrono::hours(24);  ///< how long a replaced secret signs, too
    int breaker_after = 5;  ///< failures in a row; then there is one attempt at a time, until one succeeds
    std::chrono::milliseconds between_probes = std::chrono::seconds(5);
    std::size_t at_once = 16;              ///< attempts under way
    std::size_t at_once_per_endpoint = 4;  ///< so that one that hangs leaves room for the others
    std::size_t endpoints = 50;            ///< in each environment
};

}  // namespace gateway
