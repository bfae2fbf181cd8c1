#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "gateway/app/charger_security_files.h"
#include "gateway/app/config.h"
#include "gateway/link/charger_link.h"

namespace gateway {

/// The ports for chargers: plain (profiles 0 and 1), TLS (2) and TLS with client certificates (3), each as far as it is
/// configured. Owned by main; io thread.
class ChargerListeners {
  public:
    /// Throws ConfigError for an address that is none, std::runtime_error for one that cannot be listened on.
    ChargerListeners(boost::asio::io_context& io, const Config& config, const ChargerSecurityFiles& files,
                     LinkListener& listener, const DescriptorShares& descriptors);

    /// "ocpp=HOST:PORT ocpp_tls=HOST:PORT", as far as they are there.
    std::string shown() const;
    /// By the name in `shown`; they live as long as this.
    std::vector<std::pair<std::string, const ChargerServer*>> servers() const;
    bool all_have_left() const;
    void stop();

  private:
    struct Port {
        std::string name;
        HostPort address;
        std::unique_ptr<ChargerServer> server;
    };
    std::vector<Port> ports_;
};

/// As an address is written in a URL.
std::string shown(const HostPort& address, std::uint16_t port);

}  // namespace gateway
