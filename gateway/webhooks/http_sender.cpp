#include "gateway/webhooks/http_sender.h"

#include <boost/asio/ip/tcp.hpp>

#include "gateway/webhooks/http_attempt.h"

namespace gateway {

namespace {

using boost::asio::ip::tcp;

std::vector<boost::asio::ip::address> addresses_in(const tcp::resolver::results_type& results) {
    std::vector<boost::asio::ip::address> addresses;
    for (const auto& each : results) addresses.push_back(each.endpoint().address());
    return addresses;
}

}  // namespace

Resolve system_resolver(boost::asio::io_context& io, std::shared_ptr<std::size_t> asking) {
    return [resolver = std::make_shared<tcp::resolver>(io), asking](const std::string& name, Resolved resolved) {
        ++*asking;
        resolver->async_resolve(name, "", [asking, resolved = std::move(resolved)](const boost::system::error_code& error,
                                                                                   const tcp::resolver::results_type& results) {
            --*asking;
            resolved(error ? error.message() : "", addresses_in(results));
        });
    };
}

HttpSender::HttpSender(boost::asio::io_context& io, const AddressRules& rules, const TlsClientContext& tls, Resolve resolve,
                       SenderLimits limits)
    : parts_(std::make_shared<Parts>(Parts{io, rules, tls, std::move(resolve), limits, {}})) {}

HttpSender::~HttpSender() = default;

void HttpSender::send(WebhookPost post, Answered answered) {
    std::make_shared<HttpAttempt>(parts_, std::move(post), std::move(answered))->start();
}

}  // namespace gateway
