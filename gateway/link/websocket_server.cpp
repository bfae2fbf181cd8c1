#include "gateway/link/websocket_server.h"

#include <utility>

#include "gateway/link/accept_loop.h"
#include "gateway/link/link_context.h"
#include "gateway/log.h"

namespace gateway {

namespace {

using Address = AcceptGate::Address;

/// An IPv4 charger on a dual-stack socket keeps its IPv4 name.
Address plain_address(const Address& address) {
    const bool mapped = address.is_v6() && address.to_v6().is_v4_mapped();
    return mapped ? Address(boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6())) : address;
}

class WebsocketServer final : public ChargerServer {
  public:
    WebsocketServer(boost::asio::io_context& io, const std::string& host, std::uint16_t port, const LinkLimits& limits,
                    LinkListener& listener, ListenerSecurity security, const DescriptorShares* descriptors)
        : context_(std::make_shared<LinkContext>(io, std::move(security), limits, listener, descriptors)) {
        context_->endpoint = make_endpoint(io, limits);
        AcceptLoop::Hooks hooks{
            [this] { return context_->gate.is_full(); },
            [descriptors] { return descriptors == nullptr || descriptors->has_room(DescriptorShares::Door::chargers); },
            [this](auto socket, const auto& peer) { take(std::move(socket), peer.address()); }};
        accepting_ = std::make_shared<AcceptLoop>(io, host, port, limits, context_->counters, std::move(hooks));
        context_->gate_opened = [this] { accepting_->gate_opened(); };
        accepting_->start();
    }
    ~WebsocketServer() override {
        accepting_->stop();
        context_->listener = nullptr;
        context_->descriptors = nullptr;
        context_->gate_opened = nullptr;
        sever_links(*context_);
    }

    std::uint16_t port() const override { return accepting_->port(); }
    const LinkCounters& counters() const override { return context_->counters; }
    void stop() override {
        accepting_->stop();
        shut_down_links(*context_);
    }

  private:
    void take(boost::asio::ip::tcp::socket socket, const Address& peer) {
        const Address address = plain_address(peer);
        if (!context_->gate.enter(address)) {
            ++context_->counters.too_many_from_address;
            return;  // the socket closes itself
        }
        try {
            start_link(context_, std::move(socket), address);
        } catch (const std::exception& error) {
            context_->gate.leave(address);
            ++context_->counters.handler_exceptions;
            log::error("link.exception", error.what());
        }
    }

    std::shared_ptr<LinkContext> context_;
    std::shared_ptr<AcceptLoop> accepting_;
};

}  // namespace

std::unique_ptr<ChargerServer> listen_for_chargers(boost::asio::io_context& io, const std::string& host,
                                                   std::uint16_t port, const LinkLimits& limits, LinkListener& listener,
                                                   ListenerSecurity security, const DescriptorShares* descriptors) {
    return std::make_unique<WebsocketServer>(io, host, port, limits, listener, std::move(security), descriptors);
}

}  // namespace gateway
