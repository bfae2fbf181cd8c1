#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "gateway/net/name_lookups.h"
#include "gateway/webhooks/webhook_options.h"
#include "gateway/webhooks/webhook_sender.h"

namespace gateway {

class TlsClientContext;

struct SenderCounters {
    std::uint64_t attempts = 0, answered = 0, refused_addresses = 0, refused_lookups = 0, timeouts = 0,
                  tls_failures = 0, cut_answers = 0;
};

/// Webhooks over HTTP/1.1, a connection each: the name is resolved, every address it has must be
/// allowed, the connection goes to one of these and nowhere else; the name goes into SNI and Host. TLS is always
/// verified, redirects are never followed. Io thread; owned by main.
class HttpSender : public WebhookSender {
  public:
    /// `rules` and `tls` outlive it.
    HttpSender(boost::asio::io_context& io, const AddressRules& rules, const TlsClientContext& tls, Resolve resolve,
               SenderLimits limits = {});
    ~HttpSender() override;

    void send(WebhookPost post, Answered answered) override;
    const SenderCounters& counters() const { return parts_->counters; }

  private:
    friend class HttpAttempt;
    struct Parts {
        boost::asio::io_context& io;
        const AddressRules& rules;
        const TlsClientContext& tls;
        NameLookups names;
        SenderLimits limits;
        SenderCounters counters;
    };
    std::shared_ptr<Parts> parts_;
};

}  // namespace gateway
