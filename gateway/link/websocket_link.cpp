#include "gateway/link/websocket_link.h"

#include <algorithm>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/post.hpp>

#include "gateway/code_point.h"
#include "gateway/link/handshake.h"
#include "gateway/log.h"
#include "json/parse.h"

namespace gateway {

namespace asio = boost::asio;
namespace frame = websocketpp::frame;
namespace status = websocketpp::close::status;

namespace {

constexpr double pings_per_second = 100;      // reliability-security c.6; above: 1008
constexpr std::size_t close_reason_bytes = 123;  // RFC 6455, 5.5.1
/// The kernel's clock of arrivals is coarse; only clearly later bytes count as new.
constexpr std::chrono::milliseconds arrival_margin{20};

std::uint64_t next_generation() {
    static std::uint64_t last = 0;
    return ++last;
}

std::string close_reason(std::string_view text) {
    std::size_t length = 0;
    while (length < text.size()) {
        const CodePoint c = first_code_point(text.substr(length));
        if (c.length == 0 || length + c.length > close_reason_bytes) {
            break;
        }
        length += c.length;
    }
    return std::string(text.substr(0, length));
}

}  // namespace

WebsocketLink::WebsocketLink(std::shared_ptr<LinkContext> context, const Address& address)
    : context_(std::move(context)),
      timer_(context_->io),
      generation_(next_generation()),
      address_(address),
      remote_address_(address.to_string()),
      handshake_deadline_(Clock::now() + context_->limits.open_handshake),
      liveness_(context_->limits.ping_interval, context_->limits.silence_limit, Clock::now()),
      messages_(context_->limits.messages_per_second, context_->limits.message_burst, Clock::now()),
      pings_(pings_per_second, pings_per_second, Clock::now()) {}

void WebsocketLink::start(const std::shared_ptr<LinkContext>& context, Socket socket, const Address& address) {
    const auto link = std::make_shared<WebsocketLink>(context, address);
    const auto connection = context->endpoint.get_connection();
    connection->get_raw_socket() = std::move(socket);
    connection->link = link;
    context->links.emplace(link->generation_, link);
    link->attach(connection);
    link->rearm();
    connection->start();
}

void WebsocketLink::attach(std::shared_ptr<Connection> connection) {
    connection_ = std::move(connection);
    // Plain `this` is enough: the connection that calls keeps the link (LinkKeeper).
    connection_->set_validate_handler([this](auto) { return on_validate(); });
    connection_->set_http_handler([this](auto) { on_plain_http(); });
    connection_->set_open_handler([this](auto) { on_open(); });
    connection_->set_message_handler([this](auto, const Message& message) { on_message(message); });
    connection_->set_ping_handler([this](auto, const auto&) { return on_ping(); });
    connection_->set_pong_handler([this](auto, const auto&) {
        inbound("pong", [this] { liveness_.ponged(Clock::now()); });
    });
    connection_->set_termination_handler([this](auto) { on_terminated(); });
    set_socket_options();
}

void WebsocketLink::set_socket_options() {
    Socket& socket = connection_->get_raw_socket();
    boost::system::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    socket.set_option(asio::socket_base::keep_alive(true), ignored);
    const auto timeout_ms = static_cast<unsigned>(context_->limits.tcp_user_timeout.count());
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms, sizeof timeout_ms);
}

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

void WebsocketLink::fail(std::string_view where, std::string_view what) {
    ++context_->counters.handler_exceptions;
    log::error("link.exception", std::string(where) + " of " + id_ + ": " + std::string(what));
    close(CloseCode::internal_error, "internal error");
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

bool WebsocketLink::on_validate() {
    HandshakeAnswer answer;
    guarded("admit", [&] {
        answer.status = 500;
        if (context_->listener != nullptr) {
            answer = answer_handshake(connection_->get_request().take_head(), remote_address_,
                                      context_->limits.strict_subprotocol, *context_->listener);
        }
    });
    if (answer.status != 101) {
        refuse(answer.status);
        return false;
    }
    id_ = std::move(answer.charge_point_id);
    no_common_subprotocol_ = !answer.subprotocol.common;
    if (!answer.subprotocol.echo.empty()) {
        connection_->append_header("Sec-WebSocket-Protocol", answer.subprotocol.echo);
    }
    return true;
}

void WebsocketLink::on_plain_http() {
    refuse(connection_->get_request().take_head().refusal);
}

void WebsocketLink::refuse(int http_status) {
    const bool judged = http_status == 401 || http_status == 403 || http_status == 404 || http_status == 503;
    ++(judged ? context_->counters.refused : context_->counters.bad_requests);
    connection_->set_status(static_cast<websocketpp::http::status_code::value>(http_status));
    for (const auto& [name, value] : refusal_headers(http_status)) {
        connection_->append_header(name, value);
    }
    connection_->set_body(refusal_body(http_status));
    if (log::enabled(log::Level::debug)) {
        log::debug("link.refused", remote_address_ + " " + std::to_string(http_status));
    }
}

void WebsocketLink::on_open() {
    leave_gate();
    phase_ = Phase::open;
    ++context_->counters.upgraded;
    if (no_common_subprotocol_) {
        ++context_->counters.no_common_subprotocol;
        return close(CloseCode::protocol_error, "no common subprotocol");
    }
    reported_open_ = true;
    ++context_->counters.open;
    liveness_ = Liveness(context_->limits.ping_interval, context_->limits.silence_limit, Clock::now());
    inbound("opened", [this] { context_->listener->opened(shared_from_this()); });
    rearm();
}

void WebsocketLink::on_message(const Message& message) {
    inbound("received", [&] {
        if (message->get_opcode() == frame::opcode::binary) {
            ++context_->counters.binary_messages;
            if (!json::is_utf8(message->get_payload())) {
                return close_with(status::unsupported_data, "binary message");
            }
        }
        take_rate(Clock::now());
        context_->listener->received(*this, std::move(message->get_raw_payload()));
    });
}

bool WebsocketLink::on_ping() {
    inbound("ping", [this] {
        if (!pings_.take(Clock::now())) {
            close(CloseCode::policy_violation, "too many pings");
        } else if (connection_->get_buffered_amount() > context_->limits.send_queue_bytes) {
            ++context_->counters.send_queue_full;
            abort("send queue full");
        }
    });
    return phase_ == Phase::open;
}

void WebsocketLink::heard(Clock::time_point now) {
    liveness_.heard(now);
    if (!probes_.empty()) {
        settle_probes(true);
    }
}

void WebsocketLink::settle_probes(bool alive) {
    const auto settled = std::exchange(probes_, {});
    for (const Probe& probe : settled) {
        probe.answer(alive);
    }
}

void WebsocketLink::take_rate(Clock::time_point now) {
    if (!messages_.take(now) && !hold_.is_held(ReadingHold::by_rate)) {
        ++context_->counters.reading_paused;
        follow(hold_.hold(ReadingHold::by_rate));
        rearm();
    }
}

void WebsocketLink::follow(ReadingHold::Step step) {
    if (!connection_) {
        return;
    }
    switch (step) {
        case ReadingHold::Step::nothing: break;
        case ReadingHold::Step::stop: connection_->handle_pause_reading(); break;
        case ReadingHold::Step::start: connection_->handle_resume_reading(); break;
        case ReadingHold::Step::start_later:
            asio::post(context_->io, [self = shared_from_this()] { self->follow(self->hold_.start_if_wanted()); });
            break;
    }
}

bool WebsocketLink::is_silent() const {
    return phase_ == Phase::open && !hold_.is_held() && liveness_.is_silent(Clock::now());
}

void WebsocketLink::send(std::string_view text) {
    if (phase_ != Phase::open) {
        return;
    }
    // Prepared here because the library would copy the text once more and check UTF-8 that our writer guarantees.
    const auto message = connection_->get_message(frame::opcode::text, text.size());
    const frame::basic_header basic(frame::opcode::text, text.size(), true, false);
    message->set_header(frame::prepare_header(basic, frame::extended_header(text.size())));
    message->append_payload(text.data(), text.size());
    message->set_prepared(true);
    if (!connection_->send(message) && connection_->get_buffered_amount() > context_->limits.send_queue_bytes) {
        ++context_->counters.send_queue_full;
        abort("send queue full");
    }
}

void WebsocketLink::close(CloseCode code, std::string_view reason) {
    close_with(static_cast<std::uint16_t>(code), reason);
}

void WebsocketLink::close_with(std::uint16_t code, std::string_view reason) {
    if (phase_ != Phase::open) {
        return;
    }
    phase_ = Phase::closing;
    end_reason_ = std::string(reason);
    websocketpp::lib::error_code error;
    connection_->close(code, close_reason(reason), error);
    follow(hold_.release(ReadingHold::by_owner));  // the peer's half of the closing handshake has to be read
    follow(hold_.release(ReadingHold::by_rate));
}

void WebsocketLink::abort(std::string_view reason) {
    if (phase_ == Phase::aborted || phase_ == Phase::gone) {
        return;
    }
    phase_ = Phase::aborted;
    end_reason_ = std::string(reason);
    reset_socket();
    asio::post(context_->io, [connection = connection_] {
        connection->terminate(websocketpp::error::make_error_code(websocketpp::error::general));
    });
}

void WebsocketLink::reset_socket() {
    boost::system::error_code ignored;
    connection_->get_raw_socket().set_option(asio::socket_base::linger(true, 0), ignored);
    connection_->get_raw_socket().close(ignored);
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
        reset_socket();
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
    note_close_codes();
    phase_ = Phase::gone;
    const auto connection = std::exchange(connection_, nullptr);
    boost::system::error_code ignored;
    if (connection->get_ec()) {  // no closing handshake: leave nothing behind in the kernel either
        connection->get_raw_socket().set_option(asio::socket_base::linger(true, 0), ignored);
    }
    connection->get_raw_socket().close(ignored);
    timer_.reset();
    leave_gate();
    context_->links.erase(generation_);
    guarded("probe", [this] { settle_probes(false); });
    if (!std::exchange(reported_open_, false)) {
        return;
    }
    --context_->counters.open;
    if (context_->listener != nullptr) {
        guarded("closed", [this] { context_->listener->closed(*this, end_reason_); });
    }
}

void WebsocketLink::note_close_codes() {
    if (connection_->get_local_close_code() == status::message_too_big) {
        ++context_->counters.message_too_big;
    }
    if (!end_reason_.empty()) {
        return;
    }
    const auto remote = connection_->get_remote_close_code();
    if (remote != status::abnormal_close) {
        end_reason_ = "closed by peer, " + std::to_string(remote) + " " + connection_->get_remote_close_reason();
    } else if (connection_->get_ec()) {
        end_reason_ = connection_->get_ec().message();
    } else {
        end_reason_ = connection_->get_local_close_reason();
    }
}

}  // namespace gateway
