#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <optional>
#include <string>

#include "simulators/charge_point.h"
#include "simulators/tls_files.h"
#include "simulators/websocket_client.h"

namespace simulators {

struct ChargerOptions {
    std::string url;  ///< ws://HOST:PORT/PATH or wss://; the identity is appended as last path segment
    std::string id;
    std::optional<std::string> password;  ///< Basic authentication, user is the identity
    TlsFiles tls;                         ///< for wss
    /// Simulated seconds per real second: physics, intervals and back-off. Timestamps on the wire stay real.
    double speed = 1;
    ChargePointOptions charge_point;
};

/// A whole simulated charger on an io_context: charge point, websocket, timer. One thread, that of the io_context; many
/// may share one. Costs nothing between events. Owned by the program, the gateway's sandbox or a test.
class SimulatedCharger {
  public:
    static constexpr double kHighestSpeed = 10000;

    /// Throws std::invalid_argument for an address that is not ws:// or wss://, or a speed outside (0, kHighestSpeed].
    SimulatedCharger(
        boost::asio::io_context& io, ChargerOptions options,
        std::function<void(const Event&)> on_event = [](const Event&) {});
    ~SimulatedCharger();

    void start();
    void stop();

    const ChargePoint& charge_point() const { return charge_point_; }
    bool is_online() const { return client_.is_open(); }
    SimulatedTime now() const;

    /// Everything that people do to the charger goes through here, so that its timer is set anew:
    ///   charger.act([](ChargePoint& point, SimulatedTime now) { point.plug(1, now); });
    template <class Act>
    void act(Act&& act_on) {
        act_on(charge_point_, now());
        set_timer();
    }

  private:
    /// A scaled clock must not turn into a busy loop.
    static constexpr std::chrono::milliseconds kShortestWait{20};

    WebsocketClient::Options client_options() const;
    ChargePointOptions scaled_options() const;
    std::chrono::milliseconds unscaled(std::chrono::milliseconds simulated) const;
    void set_timer();
    void tell(const std::string& text);

    ChargerOptions options_;
    std::function<void(const Event&)> on_event_;
    SteadyTime origin_;
    boost::asio::steady_timer timer_;
    WebsocketClient client_;
    ChargePoint charge_point_;
    bool running_ = false;
    /// Watched by handlers that may still be queued when the charger goes.
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace simulators
