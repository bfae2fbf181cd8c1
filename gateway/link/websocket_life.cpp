#include "gateway/link/websocket_link.h"

#include <algorithm>
#include <utility>

#include <boost/asio/post.hpp>

#include "gateway/link/close_reason.h"
#include "gateway/link/farewell.h"
#include "gateway/link/socket_state.h"
#include "gateway/log.h"

/// How a link lives and ends: deadlines, probes, the closing handshake, and the one place where a socket is gone.
namespace gateway {

namespace asio = boost::asio;
namespace status = websocketpp::close::status;

namespace {

/// The kernel's clock of arrivals is coarse; only clearly later bytes count as new.
constexpr std::chrono::milliseconds kArrivalMargin{20};

/// Our close frame went out, and the peer's has not come.
bool is_unanswered(const Connection& connection) {
    return connection.get_local_close_code() != status::abnormal_close &&
           connection.get_remote_close_code() == status::abnormal_close;
}

void ping(Connection& connection) {
    websocketpp::lib::error_code ignored;
    connection.ping({}, ignored);
}

void count_close_codes(const Connection& connection, LinkCounters& counters, const std::string& id) {
    if (connection.get_local_close_code() == status::message_too_big) {
        ++counters.message_too_big;  // a record may be lost with it, so the operator should know
        log::warning("link.ended_for_cause", id + ": message too big");
    } else if (connection.get_local_close_reason() == kTooManyFragments) {
        ++counters.fragment_floods;
        log::warning("link.ended_for_cause", id + ": " + std::string(kTooManyFragments));
    }
}

/// Where we did not end it.
std::string reason_of_end(const Connection& connection) {
    const auto remote = connection.get_remote_close_code();
    if (remote != status::abnormal_close)
        return "closed by peer, " + std::to_string(remote) + " " + connection.get_remote_close_reason();
    return connection.get_ec() ? connection.get_ec().message() : connection.get_local_close_reason();
}

std::string failure_of_tls(Connection& connection) {
    const TlsStream* const tls = connection.get_socket().tls();
    return tls == nullptr ? std::string() : tls->failure();
}

}  // namespace

bool WebsocketLink::is_silent() const {
    return phase_ == Phase::open && !hold_.is_held() && liveness_.is_silent(Clock::now());
}

void WebsocketLink::heard(Clock::time_point now) {
    liveness_.heard(now);
    probes_.answer_all(true);
}

void WebsocketLink::probe(std::chrono::milliseconds patience, std::function<void(bool)> answer) {
    // A peer that talks faster than it may be heard is alive; a link that has ended is not. Both without waiting.
    if (phase_ != Phase::open || hold_.is_held()) {
        asio::post(context_->io, [self = shared_from_this(), alive = phase_ == Phase::open, answer] {
            self->guarded("probe", [&] { answer(alive); });
        });
        return;
    }
    probes_.add(Clock::now() + patience, std::move(answer));
    ping(*connection_);
    rearm();
}

void WebsocketLink::close(CloseCode code, std::string_view reason) {
    if (phase_ != Phase::open) {
        return;
    }
    phase_ = Phase::closing;
    end_reason_ = std::string(reason);
    websocketpp::lib::error_code error;
    connection_->close(static_cast<std::uint16_t>(code), close_reason(reason), error);
    follow(hold_.release(ReadingHold::by_owner));  // the peer's half of the closing handshake has to be read
    follow(hold_.release(ReadingHold::by_rate));
    follow(hold_.release(ReadingHold::by_room));
}

/// A limit that the peer overstepped.
void WebsocketLink::end_for_cause(std::uint64_t& counter, CloseCode code, std::string_view cause) {
    ++counter;
    log::warning("link.ended_for_cause", id_ + ": " + std::string(cause));
    close(code, cause);
}

void WebsocketLink::abort(std::string_view reason) {
    if (phase_ == Phase::aborted || phase_ == Phase::gone) {
        return;
    }
    phase_ = Phase::aborted;
    end_reason_ = std::string(reason);
    close_socket(connection_->get_raw_socket(), true);
    asio::post(context_->io, [connection = connection_] {
        connection->terminate(websocketpp::error::make_error_code(websocketpp::error::general));
    });
}

void WebsocketLink::shut_down() {
    if (phase_ == Phase::handshake) {
        abort("stopping");
    } else {
        close(CloseCode::going_away, "stopping");
    }
}

void WebsocketLink::sever() {
    if (phase_ != Phase::gone) {
        close_socket(connection_->get_raw_socket(), true);
        const auto connection = connection_;
        connection->terminate(websocketpp::error::make_error_code(websocketpp::error::general));
    }
}

void WebsocketLink::leave_gate() {
    if (std::exchange(in_gate_, false)) {
        context_->gate.leave(address_);
        if (context_->gate_opened) {
            context_->gate_opened();
        }
    }
}

/// The one place where a socket ends, whoever ended it.
void WebsocketLink::on_terminated() {
    const auto self = shared_from_this();
    count_close_codes(*connection_, context_->counters, id_);
    if (end_reason_.empty()) end_reason_ = reason_of_end(*connection_);
    const Phase before = std::exchange(phase_, Phase::gone);
    const std::string tls_failure = failure_of_tls(*connection_);
    if (before == Phase::handshake && !tls_failure.empty() && !connection_->get_socket().tls()->is_shaken()) {
        ++context_->counters.tls_refused;
        log::warning("link.tls_refused", remote_address_ + " " + tls_failure);
    } else if (!tls_failure.empty() &&
               (end_reason_.empty() || connection_->get_remote_close_code() == status::abnormal_close)) {
        end_reason_ = tls_failure;
    }
    const auto connection = std::exchange(connection_, nullptr);
    // A refusal's answer may still be on its way; an open link without a closing handshake leaves nothing behind.
    const auto descriptor = std::exchange(descriptor_, nullptr);
    if (is_unanswered(*connection)) say_farewell(context_, connection->get_raw_socket(), descriptor);
    else close_socket(connection->get_raw_socket(), before != Phase::handshake && connection->get_ec());
    timer_.reset();
    long_message_.done();
    leave_gate();
    context_->links.erase(generation_);
    guarded("probe", [this] { probes_.answer_all(false); });
    if (!std::exchange(reported_open_, false)) {
        return;
    }
    --context_->counters.open;
    if (context_->listener != nullptr) {
        guarded("closed", [this] { context_->listener->closed(*this, end_reason_); });
    }
}

/// Never later than the earliest deadline; a wait that comes early only looks again.
void WebsocketLink::rearm() {
    if (!timer_ || phase_ == Phase::gone) {
        return;
    }
    const auto next = next_deadline();
    if (next >= armed_for_) {
        return;
    }
    armed_for_ = next;
    timer_->expires_at(next);
    timer_->async_wait([self = shared_from_this()](const boost::system::error_code& error) {
        if (!error && self->phase_ != Phase::gone) {
            self->guarded("timer", [&] { self->on_timer(); });
        }
    });
}

WebsocketLink::Clock::time_point WebsocketLink::next_deadline() const {
    if (phase_ == Phase::handshake) {
        return handshake_deadline_;
    }
    if (phase_ != Phase::open) {
        return Clock::time_point::max();
    }
    auto next = liveness_.next_check();
    if (hold_.is_held(ReadingHold::by_rate)) {
        next = std::min(next, messages_.ready_at());
    }
    next = hold_.is_held(ReadingHold::by_room) ? std::min(next, look_for_room_at_) : next;
    return std::min(next, probes_.next_deadline());
}

void WebsocketLink::on_timer() {
    armed_for_ = Clock::time_point::max();
    const auto now = Clock::now();
    if (phase_ == Phase::handshake && now >= handshake_deadline_) {
        ++context_->counters.handshake_timeouts;
        abort("handshake timeout");
    } else if (phase_ == Phase::open) {
        probes_.answer_overdue(now);
        check_rate(now);
        check_room(now);
        check_life(now);
    }
    rearm();
}

void WebsocketLink::check_rate(Clock::time_point now) {
    if (!hold_.is_held(ReadingHold::by_rate) || now < messages_.ready_at()) {
        return;
    }
    if (flood_.look(now, waiting_bytes(connection_->get_raw_socket().native_handle()))) {
        return end_for_cause(context_->counters.message_floods, CloseCode::policy_violation, "too many messages");
    }
    follow(hold_.release(ReadingHold::by_rate));
}

void WebsocketLink::check_life(Clock::time_point now) {
    if (phase_ != Phase::open) {
        return;
    }
    if (hold_.is_held()) {
        liveness_.heard(now);  // we do not listen, so silence proves nothing
    } else if (const auto arrived = last_data_at(connection_->get_raw_socket().native_handle(), now);
               arrived > liveness_.heard_at() + kArrivalMargin) {
        liveness_.heard(arrived);  // part of a long message
    }
    switch (liveness_.check(now)) {
        case Liveness::Verdict::nothing:
            break;
        case Liveness::Verdict::ping:
            ping(*connection_);
            break;
        case Liveness::Verdict::dead:
            ++context_->counters.silent;
            abort("silent");
            break;
    }
}

}  // namespace gateway
