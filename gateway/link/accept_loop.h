#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "gateway/link/charger_link.h"

namespace gateway {

/// Our own accept loop: websocketpp's spins and floods its log when descriptors run out, and cannot be gated.
/// Takes what is waiting in batches, lets other work run in between, and leaves connections in the kernel's queue while
/// the gate is shut or descriptors are short. Owned by the server; io thread.
class AcceptLoop : public std::enable_shared_from_this<AcceptLoop> {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    using Endpoint = boost::asio::ip::tcp::endpoint;

    struct Hooks {
        std::function<bool()> gate_is_full;
        std::function<bool()> has_descriptor;  ///< of the chargers' share
        std::function<void(Socket, const Endpoint& peer)> take;
    };

    /// Throws std::runtime_error when the address cannot be listened on. `counters` outlives the loop.
    AcceptLoop(boost::asio::io_context& io, const std::string& host, std::uint16_t port, const LinkLimits& limits,
               LinkCounters& counters, Hooks hooks);

    std::uint16_t port() const { return port_; }
    void start() { wait(); }
    /// The gate has room again.
    void gate_opened();
    void stop();

  private:
    enum class Outcome { taken, queue_empty, paused };

    void open(const std::string& host, std::uint16_t port);
    void wait();
    void accept_batch();
    Outcome accept_one();
    bool descriptors_are_short();
    void pause_for_descriptors();

    LinkLimits limits_;
    LinkCounters& counters_;
    Hooks hooks_;
    boost::asio::io_context& io_;
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer retry_;
    std::uint16_t port_ = 0;
    bool gate_shut_ = false;
    std::optional<std::chrono::steady_clock::time_point> shortage_logged_;
};

}  // namespace gateway
