#pragma once

#include <boost/asio/ip/address.hpp>

namespace gateway {

/// Who can be behind an address (the registries of RFC 6890).
enum class AddressScope {
    everywhere,       ///< the public internet
    private_network,  ///< this machine or its site: only where the configuration allows it
    nobody,           ///< multicast, unspecified, reserved, tunnels with an address inside: never
};

/// An IPv4 address in the clothes of an IPv6 one (mapped, NAT64) counts as what it is. Pure; any thread.
AddressScope address_scope_of(const boost::asio::ip::address& address);
boost::asio::ip::address unwrapped(const boost::asio::ip::address& address);

/// A block of addresses, "10.0.0.0/8"; one address is a block, too.
class AddressBlock {
  public:
    /// Throws std::invalid_argument.
    explicit AddressBlock(const std::string& text);
    bool holds(const boost::asio::ip::address& address) const;

  private:
    boost::asio::ip::address first_;
    unsigned bits_ = 0;
};

}  // namespace gateway
