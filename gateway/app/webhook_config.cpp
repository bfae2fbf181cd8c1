#include "gateway/app/config_values.h"
#include "gateway/webhooks/webhook_options.h"

#include <stdexcept>

/// `[webhooks]` of the configuration.
namespace gateway::config_values {

namespace {

constexpr int kMostAtOnce = 1000, kMostEndpoints = 10'000;

Set targets(std::vector<std::string>& allow) {
    return [&allow](const toml::node& node) {
        texts(allow)(node);
        try {
            const AddressRules rules({false, false, allow});
        } catch (const std::invalid_argument&) {
            throw WrongType{};
        }
    };
}

Set count(int most, std::size_t& target) {
    return [most, &target](const toml::node& node) {
        int value = 0;
        number_between(1, most, value)(node);
        target = static_cast<std::size_t>(value);
    };
}

}  // namespace

Keys webhook_keys(WebhookOptions& options) {
    DeliveryRules& rules = options.rules;
    return {{"allow_private", flag(options.targets.allow_private)},
            {"allow_http", flag(options.targets.allow_http)},
            {"allow", targets(options.targets.allow)},
            {"ca_file", text(options.ca_file)},
            {"silence_ms", milliseconds(options.sender.silence)},
            {"total_ms", milliseconds(options.sender.total)},
            {"retries_ms", list_of_milliseconds(rules.retries)},
            {"disable_after_ms", milliseconds(rules.disable_after)},
            {"rotation_ms", milliseconds(rules.rotation)},
            {"breaker_after", number_between(1, kMostAtOnce, rules.breaker_after)},
            {"between_probes_ms", milliseconds(rules.between_probes)},
            {"at_once", count(kMostAtOnce, rules.at_once)},
            {"at_once_per_endpoint", count(kMostAtOnce, rules.at_once_per_endpoint)},
            {"endpoints", count(kMostEndpoints, rules.endpoints)}};
}

}  // namespace gateway::config_values
