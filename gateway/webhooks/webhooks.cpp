#include "gateway/webhooks/webhooks.h"

namespace gateway {

namespace {

void member(json::Writer& out, const char* name, std::uint64_t count) {
    out.member(name, static_cast<std::int64_t>(count));
}

}  // namespace

Webhooks::Webhooks(boost::asio::io_context& io, const WebhookOptions& options,
                   const std::vector<storage::WebhookEndpointRecord>& endpoints, storage::Storage& storage, Time& time)
    : rules_(options.rules),
      addresses_(options.targets),
      tls_(options.ca_file),
      storage_(storage),
      sender_(io, addresses_, tls_, system_resolver(io, names_asked_), options.sender),
      endpoints_(endpoints, storage, addresses_, rules_, time),
      deliveries_(endpoints_, storage, sender_, rules_, time) {
    endpoints_.on_change = [this](const std::string& id) { deliveries_.start_afresh(id); };
}

void Webhooks::start() {
    storage_.tell_of_events([this](const std::vector<storage::EventRecord>& events) { deliveries_.wake(events); });
    deliveries_.start();
}

void Webhooks::write_counters(json::Writer& out) const {
    const DeliveryCounters& deliveries = deliveries_.counters();
    const SenderCounters& sender = sender_.counters();
    member(out, "endpoints", endpoints_.all().size());
    member(out, "endpointsRefused", endpoints_.refused());
    member(out, "underWay", deliveries_.pending_operations());
    member(out, "delivered", deliveries.delivered);
    member(out, "failedAttempts", deliveries.failed_attempts);
    member(out, "givenUp", deliveries.given_up);
    member(out, "disabled", deliveries.disabled);
    member(out, "breakerOpened", deliveries.breaker_opened);
    member(out, "notStored", deliveries.not_stored);
    member(out, "testsRefused", deliveries.tests_refused);
    member(out, "requeuesRefused", deliveries.requeues_refused);
    member(out, "attempts", sender.attempts);
    member(out, "answered", sender.answered);
    member(out, "addressesRefused", sender.refused_addresses);
    member(out, "lookupsRefused", sender.refused_lookups);
    member(out, "timeouts", sender.timeouts);
    member(out, "tlsFailures", sender.tls_failures);
    member(out, "answersCut", sender.cut_answers);
}

}  // namespace gateway
