#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>

#include <boost/asio/ip/address.hpp>

namespace gateway {

/// Why a URL cannot be a webhook's; written for the one who gave it.
struct UrlRefused : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Where a webhook goes. Read by one strict reader, so that what is checked is what is
/// connected to: every spelling that readers disagree on is refused.
struct EndpointUrl {
    bool secure = true;  ///< https
    std::string host;    ///< lower case, without brackets or a final dot
    std::uint16_t port = 443;
    std::string target;                                 ///< path and query
    std::string host_header;                            ///< with the port where it is not the scheme's own
    std::optional<boost::asio::ip::address> address{};  ///< where the host is no name
};

constexpr std::size_t kLongestUrl = 2048;

/// Throws UrlRefused.
EndpointUrl parse_endpoint_url(const std::string& text);

}  // namespace gateway
