#pragma once

#include <chrono>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "gateway/link/flood_watch.h"
#include "gateway/link/link_context.h"
#include "gateway/link/liveness.h"
#include "gateway/link/long_message.h"
#include "gateway/link/probes.h"
#include "gateway/link/reading_hold.h"
#include "gateway/link/websocket_endpoint.h"
#include "gateway/net/token_bucket.h"

namespace gateway {

/// One charger's socket from accept to the end: handshake, frames, life, limits. One timer for all its deadlines.
class WebsocketLink final : public ChargerLink, public std::enable_shared_from_this<WebsocketLink> {
  public:
    using Socket = boost::asio::ip::tcp::socket;
    using Address = boost::asio::ip::address;
    using Clock = std::chrono::steady_clock;

    WebsocketLink(std::shared_ptr<LinkContext> context, const Address& address);

    std::uint64_t generation() const override { return generation_; }
    const std::string& charge_point_id() const override { return id_; }
    int security_profile() const override { return security_profile_; }
    const std::string& remote_address() const override { return remote_address_; }
    bool is_silent() const override;
    void send(std::string_view text) override;
    void close(CloseCode code, std::string_view reason) override;
    void abort(std::string_view reason) override;
    void probe(std::chrono::milliseconds patience, std::function<void(bool)> answer) override;
    void pause_reading() override { follow(hold_.hold(ReadingHold::by_owner)); }
    void resume_reading() override { follow(hold_.release(ReadingHold::by_owner)); }

    /// Once, right after construction. Throws SecurityError where there is no TLS to be had; the socket is closed then.
    void take(std::shared_ptr<Connection> connection, Socket socket);
    void start();
    void shut_down();
    void sever();
    /// The message that is coming in has grown; an error ends the link.
    websocketpp::lib::error_code grown(std::string& payload, std::size_t announced);

  private:
    enum class Phase { handshake, open, closing, aborted, gone };
    using Message = EndpointConfig::message_type::ptr;

    void set_handlers();
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
    void check_send_queue();
    void take_rate(Clock::time_point now);
    void follow(ReadingHold::Step step);
    void end_for_cause(std::uint64_t& counter, CloseCode code, std::string_view cause);
    void fail(std::string_view where, std::string_view what);
    void leave_gate();

    void rearm();
    Clock::time_point next_deadline() const;
    void on_timer();
    void check_rate(Clock::time_point now);
    void wait_for_room();
    void check_room(Clock::time_point now);
    void check_life(Clock::time_point now);

    std::shared_ptr<LinkContext> context_;
    DescriptorShares::Token descriptor_;      ///< until the socket is gone
    std::shared_ptr<Connection> connection_;  ///< null once gone
    std::optional<boost::asio::steady_timer> timer_;
    Clock::time_point armed_for_ = Clock::time_point::max();
    Phase phase_ = Phase::handshake;
    bool reported_open_ = false;
    bool in_gate_ = true;
    bool no_common_subprotocol_ = false;
    std::uint64_t generation_;
    std::string id_;
    int security_profile_ = 0;
    Address address_;
    std::string remote_address_;
    std::string end_reason_;
    Clock::time_point handshake_deadline_;
    Liveness liveness_;
    std::size_t queued_messages_ = 0;  ///< since the send queue was last empty
    TokenBucket messages_;
    TokenBucket pings_;
    FloodWatch flood_;
    ReadingHold hold_;
    LongMessage long_message_;
    Clock::time_point room_deadline_{}, look_for_room_at_{};
    Probes probes_;
};

/// No exception may reach the library: it would leave io_context::run().
template <typename Work>
void WebsocketLink::guarded(const char* where, Work work) {
    try {
        work();
    } catch (const std::exception& error) {
        fail(where, error.what());
    } catch (...) {
        fail(where, "unknown exception");
    }
}

/// Everything that arrives on an open socket passes through here.
template <typename Work>
void WebsocketLink::inbound(const char* where, Work work) {
    if (phase_ != Phase::open) {
        return;
    }
    const auto self = shared_from_this();
    follow(hold_.enter());
    guarded(where, [&] {
        heard(Clock::now());
        work();
    });
    hold_.leave();
}

}  // namespace gateway
