#include "gateway/webhooks/delivery_outcome.h"

#include <algorithm>

#include "gateway/webhooks/retry_after.h"

namespace gateway {

namespace {

constexpr int kGone = 410;
constexpr std::size_t kLongestError = 256;

std::string error_of(const WebhookAnswer& answer) {
    if (answer.is_success()) return "";
    if (answer.status == 0) return answer.error.substr(0, kLongestError);
    return "answered " + std::to_string(answer.status);
}

void disable(DeliveryOutcome& outcome, const std::string& reason) {
    if (!outcome.endpoint.enabled) return;
    outcome.endpoint.enabled = false;
    outcome.endpoint.disabled_reason = reason;
    outcome.endpoint_changed = outcome.disabled = true;
}

void succeed(DeliveryOutcome& outcome) {
    outcome.delivery.state = storage::DeliveryState::delivered;
    outcome.endpoint_changed = outcome.endpoint.failing_since.has_value();
    outcome.endpoint.failing_since.reset();
}

void try_again(DeliveryOutcome& outcome, canonical::UtcTime now, const DeliveryRules& rules) {
    const auto attempts = static_cast<std::size_t>(outcome.delivery.attempts);
    if (attempts > rules.retries.size()) outcome.delivery.state = storage::DeliveryState::failed;
    else outcome.delivery.next_attempt_at = now + std::max(rules.retries[attempts - 1], outcome.pause);
}

void note_failure(DeliveryOutcome& outcome, canonical::UtcTime now, const DeliveryRules& rules) {
    if (!outcome.endpoint.failing_since) {
        outcome.endpoint.failing_since = now;
        outcome.endpoint_changed = true;
    }
    const auto since = *outcome.endpoint.failing_since;
    const bool is_long = now - since >= rules.disable_after && outcome.delivery.attempts >= rules.failures_to_disable;
    if (is_long) disable(outcome, "every attempt has failed since " + canonical::to_text(since));
}

}  // namespace

DeliveryOutcome outcome_of(const storage::DeliveryRecord& delivery, const storage::WebhookEndpointRecord& endpoint,
                           const WebhookAnswer& answer, canonical::UtcTime now, const DeliveryRules& rules) {
    DeliveryOutcome outcome{delivery, endpoint, false, false, {}};
    ++outcome.delivery.attempts;
    outcome.delivery.last_status = answer.status;
    outcome.delivery.last_error = error_of(answer);
    outcome.delivery.updated_at = now;
    if (answer.is_success()) {
        succeed(outcome);
        return outcome;
    }
    outcome.pause = retry_after(answer.retry_after, now).value_or(std::chrono::milliseconds(0));
    try_again(outcome, now, rules);
    note_failure(outcome, now, rules);
    if (answer.status == kGone) disable(outcome, "the endpoint answered 410 Gone");
    return outcome;
}

}  // namespace gateway
