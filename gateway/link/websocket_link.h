#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "gateway/link/accept_gate.h"
#include "gateway/link/charger_link.h"
#include "gateway/link/liveness.h"
#include "gateway/link/reading_hold.h"
#include "gateway/link/token_bucket.h"
#include "gateway/link/websocket_endpoint.h"

namespace gateway {

class WebsocketLink;

/// What the links of one server share. Outlives the server where a session still holds a link.
struct LinkContext {
    LinkContext(boost::asio::io_context& the_io, const LinkLimits& the_limits, LinkListener& the_listener)
        : io(the_io),
          limits(the_limits),
          listener(&the_listener),
          gate(the_limits.unauthenticated_per_address, the_limits.unauthenticated_total) {}

    boost::asio::io_context& io;
    const LinkLimits limits;
    LinkListener* listener;  ///< null once the server is gone: nothing is reported any more
    LinkCounters counters;
    AcceptGate gate;
    std::function<void()> gate_opened;
    Endpoint endpoint;
    std::unordered_map<std::uint64_t, std::shared_ptr<WebsocketLink>> links;  ///< by generation, until gone
};

/// One charger's socket from accept to the end: handshake, frames, life, limits. One timer for all its deadlines.
class WebsocketLink final : public ChargerLink, public std::enable_shared_from_this<WebsocketLink> {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    using Address = boost::asio::ip::address;
    using Clock = std::chrono::steady_clock;

    /// Takes over an accepted socket whose address has passed the gate.
    static void start(const std::shared_ptr<LinkContext>& context, Socket socket, const Address& address);
    WebsocketLink(std::shared_ptr<LinkContext> context, const Address& address);

    std::uint64_t generation() const override { return generation_; }
    const std::string& charge_point_id() const override { return id_; }
    const std::string& remote_address() const override { return remote_address_; }
    bool is_silent() const override;
    void send(std::string_view text) override;
    void close(CloseCode code, std::string_view reason) override;
    void abort(std::string_view reason) override;
    void probe(std::chrono::milliseconds patience, std::function<void(bool)> answer) override;
    void pause_reading() override { follow(hold_.hold(ReadingHold::by_owner)); }
    void resume_reading() override { follow(hold_.release(ReadingHold::by_owner)); }

    /// 1001 for an open charger, an end without words for a handshake.
    void shut_down();
    /// The server is going away: ends at once and reports nothing.
    void sever();

  private:
    enum class Phase { handshake, open, closing, aborted, gone };
    using Message = EndpointConfig::message_type::ptr;
    struct Probe {
        Clock::time_point deadline;
        std::function<void(bool)> answer;
    };

    void attach(std::shared_ptr<Connection> connection);
    void set_socket_options();
    template <typename Work>
    void guarded(const char* where, Work work);
    template <typename Work>
    void inbound(const char* where, Work work);

    bool on_validate();
    void on_plain_http();
    void refuse(int status);
    void on_open();
    void on_message(const Message& message);
    bool on_ping();
    void on_terminated();

    void heard(Clock::time_point now);
    void settle_probes(bool alive);
    void take_rate(Clock::time_point now);
    void follow(ReadingHold::Step step);
    void close_with(std::uint16_t code, std::string_view reason);
    void fail(std::string_view where, std::string_view what);
    void reset_socket();
    void leave_gate();
    void note_close_codes();

    void rearm();
    Clock::time_point next_deadline() const;
    void on_timer();
    void check_open(Clock::time_point now);
    void check_life(Clock::time_point now);
    Clock::time_point last_data_at(Clock::time_point now);

    std::shared_ptr<LinkContext> context_;
    std::shared_ptr<Connection> connection_;  ///< null once gone
    std::optional<boost::asio::steady_timer> timer_;
    Clock::time_point armed_for_ = Clock::time_point::max();
    Phase phase_ = Phase::handshake;
    bool reported_open_ = false;
    bool in_gate_ = true;
    bool no_common_subprotocol_ = false;
    std::uint64_t generation_;
    std::string id_;
    Address address_;
    std::string remote_address_;
    std::string end_reason_;
    Clock::time_point handshake_deadline_;
    Liveness liveness_;
    TokenBucket messages_;
    TokenBucket pings_;
    ReadingHold hold_;
    std::vector<Probe> probes_;
};

}  // namespace gateway
