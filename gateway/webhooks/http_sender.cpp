#include "gateway/webhooks/http_sender.h"

#include "gateway/webhooks/http_attempt.h"

namespace gateway {

HttpSender::HttpSender(boost::asio::io_context& io, const AddressRules& rules, const TlsClientContext& tls,
                       Resolve resolve, SenderLimits limits)
    : parts_(std::make_shared<Parts>(Parts{io, rules, tls, {std::move(resolve), limits.lookup_pause}, limits, {}})) {}

HttpSender::~HttpSender() = default;

void HttpSender::send(WebhookPost post, Answered answered) {
    std::make_shared<HttpAttempt>(parts_, std::move(post), std::move(answered))->start();
}

}  // namespace gateway
