#pragma once

#include <algorithm>
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
#include "gateway/net/descriptor_shares.h"

namespace gateway {

class WebsocketLink;
struct ChargerEndpoint;  ///< websocketpp's endpoint, hidden from everybody but the few files that include it

/// What the links of one server share. Owned by the server and its links together, since a session may hold a link
/// longer than the server lives. Io thread.
struct LinkContext {
    LinkContext(boost::asio::io_context& the_io, ListenerSecurity the_security, const LinkLimits& the_limits,
                LinkListener& the_listener, const DescriptorShares* the_descriptors)
        : io(the_io),
          security(std::move(the_security)),
          limits(the_limits),
          listener(&the_listener),
          descriptors(the_descriptors),
          gate(the_limits.unauthenticated_per_address, the_limits.unauthenticated_total),
          long_messages(the_limits.long_messages_bytes) {}

    boost::asio::io_context& io;
    const ListenerSecurity security;
    const LinkLimits limits;
    /// Shorter while those that wait have taken half of the places that are to be had: whoever stands behind those
    /// that say nothing is let in the sooner. Chargers that are let in shorten nobody's.
    std::chrono::milliseconds handshake_time() const {
        std::size_t places = limits.unauthenticated_total;
        if (descriptors != nullptr)
            places = std::min(places, gate.waiting() + descriptors->left_for(DescriptorShares::Door::chargers));
        const bool is_crowded = gate.waiting() > places / 2;
        return is_crowded ? std::min(limits.crowded_handshake, limits.open_handshake) : limits.open_handshake;
    }
    DescriptorShares::Token take_descriptor() const {
        return descriptors != nullptr ? descriptors->take(DescriptorShares::Door::chargers) : nullptr;
    }

    LinkListener* listener;               ///< null once the server is gone: nothing is reported any more
    const DescriptorShares* descriptors;  ///< null: not shared with anybody; not looked at once the server is gone
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
