#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <vector>

#include "gateway/admin/charger_passwords.h"
#include "gateway/link/charger_link.h"
#include "gateway/site/site.h"

namespace simulators {
class SimulatedCharger;
}

namespace gateway {

/// Brings sockets of one listener to the site; the environment belongs to the listener.
class Door : public LinkListener {
  public:
    Door(Site& site, canonical::Environment environment) : site_(site), environment_(environment) {}
    Admission admit(const UpgradeRequest& request) override { return site_.admission().admit(request, environment_); }
    void opened(std::shared_ptr<ChargerLink> link) override { site_.admission().link_opened(std::move(link)); }
    void received(ChargerLink& link, std::string text) override { site_.admission().received(link, std::move(text)); }
    void closed(ChargerLink& link, std::string_view) override { site_.admission().link_closed(link); }

  private:
    Site& site_;
    canonical::Environment environment_;
};

/// `serve --sandbox N`: N simulated chargers inside the process, reached over an own loopback listener with a random
/// password per start. Io thread; owned by main.
class Sandbox {
  public:
    Sandbox(boost::asio::io_context& io, Site& site, const ChargerPasswords& passwords, const LinkLimits& limits,
            int chargers);
    ~Sandbox();
    void stop();

  private:
    Door door_;
    std::unique_ptr<ChargerServer> server_;
    std::vector<std::unique_ptr<simulators::SimulatedCharger>> chargers_;
};

}  // namespace gateway
