#pragma once

#include <memory>

#include <boost/asio/ip/tcp.hpp>

#include "gateway/link/link_context.h"

namespace gateway {

/// Ends a socket over which a close frame was said and not answered. Closed with unread bytes, or while more come, the
/// kernel would send a reset, for which many a charger throws away what it has not read yet: the close frame. So what
/// comes is dropped unread until the peer ends too, for `LinkLimits::farewell` and `farewell_bytes` at most; then the
/// end is hard.
void say_farewell(const std::shared_ptr<LinkContext>& context, boost::asio::ip::tcp::socket& socket,
                  DescriptorShares::Token descriptor);

/// `hard` resets the connection and drops what was still to be sent.
void close_socket(boost::asio::ip::tcp::socket& socket, bool hard);

}  // namespace gateway
