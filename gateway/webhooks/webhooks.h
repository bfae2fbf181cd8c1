#pragma once

#include "gateway/security/tls_client_context.h"
#include "gateway/webhooks/deliveries.h"
#include "gateway/webhooks/http_sender.h"
#include "json/writer.h"

namespace gateway {

/// All that webhooks consist of, put together for a running gateway. Io thread; owned by main.
class Webhooks {
  public:
    /// `storage` and `time` outlive it. Throws SecurityError where `ca_file` cannot be read.
    Webhooks(boost::asio::io_context& io, const WebhookOptions& options,
             const std::vector<storage::WebhookEndpointRecord>& endpoints, storage::Storage& storage, Time& time);

    /// Goes on with what waits on disk, and hears of what comes.
    void start();
    WebhookEndpoints& endpoints() { return endpoints_; }
    Deliveries& deliveries() { return deliveries_; }
    /// A name server has not answered yet: the process can end only by leaving that behind.
    bool is_resolving() const { return *names_asked_ > 0; }
    /// The members of its object in GET /operator/counters.
    void write_counters(json::Writer& out) const;

  private:
    const DeliveryRules rules_;
    const AddressRules addresses_;
    const TlsClientContext tls_;
    storage::Storage& storage_;
    const std::shared_ptr<std::size_t> names_asked_ = std::make_shared<std::size_t>(0);
    HttpSender sender_;
    WebhookEndpoints endpoints_;
    Deliveries deliveries_;
};

}  // namespace gateway
