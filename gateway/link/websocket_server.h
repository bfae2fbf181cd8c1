#pragma once

#include <boost/asio/io_context.hpp>

#include "gateway/link/charger_link.h"
#include "gateway/link/listener_security.h"
#include "gateway/net/descriptor_shares.h"

namespace gateway {

/// Listens for chargers on host:port (port 0 picks a free one) with websocketpp, on the given io_context, whose one
/// thread owns everything here. Throws std::runtime_error with a clear text when the address cannot be bound.
/// `descriptors` outlives the server.
std::unique_ptr<ChargerServer> listen_for_chargers(boost::asio::io_context& io, const std::string& host,
                                                   std::uint16_t port, const LinkLimits& limits, LinkListener& listener,
                                                   ListenerSecurity security = {},
                                                   const DescriptorShares* descriptors = nullptr);

}  // namespace gateway
