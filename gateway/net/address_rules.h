#pragma once

#include <optional>
#include <string>
#include <vector>

#include "gateway/net/address_scope.h"
#include "gateway/net/endpoint_url.h"

namespace gateway {

/// `[webhooks]` of the configuration, as far as it says where webhooks may go.
struct WebhookTargets {
    bool allow_private = false;      ///< any address of the site and of this machine
    bool allow_http = false;         ///< to the internet without TLS
    std::vector<std::string> allow;  ///< host names, addresses and blocks that may be private, and be told without TLS
};

/// Where webhooks may go: by the URL when it is given, and by each address that
/// its name has at each attempt, since a name can change its mind. Pure; any thread.
class AddressRules {
  public:
    /// Throws std::invalid_argument for an entry of `allow` that is none.
    explicit AddressRules(WebhookTargets targets);

    /// What speaks against this URL, in words for the one who gave it; empty: nothing.
    std::optional<std::string> objection(const EndpointUrl& url) const;
    /// What speaks against connecting to this address for it.
    std::optional<std::string> objection(const EndpointUrl& url, const boost::asio::ip::address& address) const;

  private:
    bool is_listed(const std::string& host) const;
    bool is_listed(const boost::asio::ip::address& address) const;
    bool may_be_private(const EndpointUrl& url) const;

    WebhookTargets targets_;
    std::vector<std::string> hosts_;
    std::vector<AddressBlock> blocks_;
};

}  // namespace gateway
