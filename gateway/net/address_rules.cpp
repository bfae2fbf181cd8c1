#include "gateway/net/address_rules.h"

#include <algorithm>
#include <string_view>

#include "json/ascii.h"

namespace gateway {

namespace {

bool is_a_block(const std::string& text) {
    return text.find_first_of(":/") != std::string::npos || text.find_first_not_of("0123456789.") == std::string::npos;
}

/// RFC 6761: these names are this machine, whatever a resolver says.
bool is_localhost(std::string_view host) {
    constexpr std::string_view kName = "localhost", kBelow = ".localhost";
    return host == kName || (host.size() > kBelow.size() && host.substr(host.size() - kBelow.size()) == kBelow);
}

const std::string kPrivate =
    "leads to this machine or a private network, which the configuration does not allow ([webhooks] allow, "
    "allow_private)";
const std::string kNobody = "leads to an address that nobody can have";
const std::string kPlain = "must begin with https:// ([webhooks] allow_http)";

}  // namespace

AddressRules::AddressRules(WebhookTargets targets) : targets_(std::move(targets)) {
    for (const std::string& entry : targets_.allow) {
        if (is_a_block(entry)) blocks_.emplace_back(entry);
        else if (entry.empty()) throw std::invalid_argument("\"\" is no host, address or block of addresses");
        else hosts_.push_back(json::lower_case(entry));
    }
}

bool AddressRules::is_listed(const std::string& host) const {
    return std::find(hosts_.begin(), hosts_.end(), host) != hosts_.end();
}

bool AddressRules::is_listed(const boost::asio::ip::address& address) const {
    return std::any_of(blocks_.begin(), blocks_.end(), [&](const AddressBlock& block) { return block.holds(address); });
}

bool AddressRules::may_be_private(const EndpointUrl& url) const {
    return targets_.allow_private || is_listed(url.host) || (!url.address && !blocks_.empty());
}

std::optional<std::string> AddressRules::objection(const EndpointUrl& url) const {
    if (url.address) return objection(url, *url.address);
    if (is_localhost(url.host) && !may_be_private(url)) return kPrivate;
    if (!url.secure && !targets_.allow_http && !may_be_private(url)) return kPlain;
    return std::nullopt;
}

std::optional<std::string> AddressRules::objection(const EndpointUrl& url,
                                                   const boost::asio::ip::address& address) const {
    const bool listed = is_listed(url.host) || is_listed(unwrapped(address));
    switch (address_scope_of(address)) {
        case AddressScope::nobody:
            return kNobody;
        case AddressScope::private_network:
            return listed || targets_.allow_private ? std::nullopt : std::optional(kPrivate);
        case AddressScope::everywhere:
            break;
    }
    if (!url.secure && !targets_.allow_http && !listed) return kPlain;
    return std::nullopt;
}

}  // namespace gateway
