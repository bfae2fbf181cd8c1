#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "gateway/link/accept_gate.h"
#include "gateway/link/charger_link.h"
#include "gateway/link/listener_security.h"
#include "gateway/link/long_message.h"

namespace gateway {

class WebsocketLink;
struct ChargerEndpoint;  ///< websocketpp's endpoint, hidden from everybody but the few files that include it

/// What the links of one server share. Owned by the server and its links together, since a session may hold a link
/// longer than the server lives. Io thread.
struct LinkContext {
    LinkContext(boost::asio::io_context& the_io, ListenerSecurity the_security, const LinkLimits& the_limits,
                LinkListener& the_listener)
        : io(the_io),
          security(std::move(the_security)),
          limits(the_limits),
          listener(&the_listener),
          gate(the_limits.unauthenticated_per_address, the_limits.unauthenticated_total),
          long_messages(the_limits.long_messages_bytes) {}

    boost::asio::io_context& io;
    const ListenerSecurity security;
    const LinkLimits limits;
    LinkListener* listener;  ///< null once the server is gone: nothing is reported any more
    LinkCounters counters;
    AcceptGate gate;
    MessageMemory long_messages;
    std::size_t farewells = 0;  ///< sockets that wait for their peers' end
    std::function<void()> gate_opened;
    std::shared_ptr<ChargerEndpoint> endpoint;
    std::unordered_map<std::uint64_t, std::shared_ptr<WebsocketLink>> links;  ///< by generation, until gone
};

std::shared_ptr<ChargerEndpoint> make_endpoint(boost::asio::io_context& io, const LinkLimits& limits);

/// Takes over an accepted socket whose address has passed the gate.
void start_link(const std::shared_ptr<LinkContext>& context, boost::asio::ip::tcp::socket socket,
                const AcceptGate::Address& address);

/// 1001 to every open charger, an end without words to every handshake.
void shut_down_links(LinkContext& context);

/// The server is going away: ends every link at once and reports nothing.
void sever_links(LinkContext& context);

}  // namespace gateway
