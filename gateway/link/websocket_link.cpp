#include "gateway/link/websocket_link.h"

#include <algorithm>

#include <boost/asio/post.hpp>

#include "gateway/link/handshake.h"
#include "gateway/link/socket_state.h"
#include "gateway/log.h"
#include "json/parse.h"

namespace gateway {

namespace asio = boost::asio;
namespace frame = websocketpp::frame;

namespace {

constexpr std::chrono::milliseconds kLooksForRoomEvery{100};
std::uint64_t next_generation() {
    static std::uint64_t last = 0;
    return ++last;
}

UpgradeRequest peer_of(Connection& connection, const LinkContext& context, const std::string& address) {
    UpgradeRequest request;
    request.remote_address = address;
    request.security_profile = context.security.security_profile;
    if (TlsStream* const tls = connection.get_socket().tls()) request.certificate = tls->peer_certificate();
    return request;
}

/// Short messages cost more than their text: the library's object, the header, the allocator's share. How many of those
/// since the queue was last empty still wait, the library does not tell; no frame of ours is shorter than the shortest.
std::size_t queued_bytes(const Connection& connection, std::size_t messages) {
    constexpr std::size_t kPerMessage = 512, kShortestFrame = 40;
    const std::size_t text = connection.get_buffered_amount();
    return text + std::min(messages, text / kShortestFrame) * kPerMessage;
}

}  // namespace

struct ChargerEndpoint {
    Endpoint endpoint;
};

std::shared_ptr<ChargerEndpoint> make_endpoint(asio::io_context& io, const LinkLimits& limits) {
    auto made = std::make_shared<ChargerEndpoint>();
    Endpoint& endpoint = made->endpoint;
    endpoint.init_asio(&io);
    endpoint.set_user_agent("");
    endpoint.set_max_message_size(std::max(limits.message_bytes, limits.stop_bytes));
    endpoint.set_max_http_body_size(0);
    endpoint.set_open_handshake_timeout(0);  // the link's own timer has the deadline
    endpoint.set_close_handshake_timeout(static_cast<long>(limits.close_handshake.count()));
    endpoint.set_pong_timeout(0);
    return made;
}

void start_link(const std::shared_ptr<LinkContext>& context, asio::ip::tcp::socket socket,
                const AcceptGate::Address& address) {
    auto connection = context->endpoint->endpoint.get_connection();
    auto& incoming = *EndpointConfig::con_msg_manager_type::newest;  // of this connection
    const auto link = std::make_shared<WebsocketLink>(context, address);
    // Plain pointer: the connection that calls keeps the link (LinkKeeper).
    incoming.on_growth = [link = link.get()](std::string& payload, std::size_t announced) {
        return link->grown(payload, announced);
    };
    link->take(std::move(connection), std::move(socket));  // may throw, and then nobody has heard of it
    context->links.emplace(link->generation(), link);
    link->start();
}

template <typename Work>
void for_each_link(LinkContext& context, Work work) {
    const auto links = context.links;  // a link that ends leaves the original
    for (const auto& [generation, link] : links) work(*link);
}

void shut_down_links(LinkContext& context) {
    for_each_link(context, [](WebsocketLink& link) { link.shut_down(); });
}

void sever_links(LinkContext& context) {
    for_each_link(context, [](WebsocketLink& link) { link.sever(); });
}

WebsocketLink::WebsocketLink(std::shared_ptr<LinkContext> context, const Address& address)
    : context_(std::move(context)),
      descriptor_(context_->take_descriptor()),
      timer_(context_->io),
      generation_(next_generation()),
      address_(address),
      remote_address_(address.to_string()),
      handshake_deadline_(Clock::now() + context_->handshake_time()),
      liveness_(context_->limits.ping_interval, context_->limits.silence_limit, Clock::now()),
      messages_(context_->limits.messages_per_second, context_->limits.message_burst, Clock::now()),
      pings_(context_->limits.pings_per_second, context_->limits.pings_per_second, Clock::now()),
      flood_(context_->limits.flood_after, context_->limits.flood_bytes),
      long_message_(context_->long_messages, context_->limits.message_bytes, context_->limits.stop_bytes) {}

void WebsocketLink::take(std::shared_ptr<Connection> connection, Socket socket) {
    connection->get_raw_socket() = std::move(socket);
    if (context_->security.tls) connection->get_socket().begin_tls(*context_->security.tls);
    connection_ = std::move(connection);
}

void WebsocketLink::start() {
    connection_->link = shared_from_this();
    set_handlers();
    prepare_socket(connection_->get_raw_socket().native_handle(), context_->limits.tcp_user_timeout);
    rearm();
    connection_->start();
}

void WebsocketLink::set_handlers() {
    // Plain `this` is enough: the connection that calls keeps the link (LinkKeeper).
    connection_->set_validate_handler([this](auto) { return on_validate(); });
    connection_->set_http_handler([this](auto) { on_plain_http(); });
    connection_->set_open_handler([this](auto) { on_open(); });
    connection_->set_message_handler([this](auto, const Message& message) { on_message(message); });
    connection_->set_ping_handler([this](auto, const auto&) { return on_ping(); });
    connection_->set_pong_handler(
        [this](auto, const auto&) { inbound("pong", [this] { liveness_.ponged(Clock::now()); }); });
    connection_->set_termination_handler([this](auto) { on_terminated(); });
}

void WebsocketLink::fail(std::string_view where, std::string_view what) {
    ++context_->counters.handler_exceptions;
    log::error("link.exception", std::string(where) + " of " + id_ + ": " + std::string(what));
    close(CloseCode::internal_error, "internal error");
}

bool WebsocketLink::on_validate() {
    HandshakeAnswer answer;
    guarded("admit", [&] {
        answer.status = 500;
        if (context_->listener != nullptr) {
            answer = answer_handshake(
                connection_->get_request().take_head(), peer_of(*connection_, *context_, remote_address_),
                {context_->limits.strict_subprotocol, context_->limits.uniform_reject}, *context_->listener);
        }
    });
    if (answer.status != 101) {
        refuse(answer.status);
        return false;
    }
    id_ = std::move(answer.charge_point_id);
    security_profile_ = answer.security_profile;
    no_common_subprotocol_ = !answer.subprotocol.common;
    if (!answer.subprotocol.echo.empty()) connection_->append_header("Sec-WebSocket-Protocol", answer.subprotocol.echo);
    return true;
}

void WebsocketLink::on_plain_http() {
    const RequestHead head = connection_->get_request().take_head();
    context_->counters.tls_on_plain += head.is_tls_hello ? 1 : 0;
    refuse(head.refusal);
}

void WebsocketLink::refuse(int http_status) {
    const bool judged =
        http_status == 401 || http_status == 403 || http_status == 404 || http_status == 429 || http_status == 503;
    ++(judged ? context_->counters.refused : context_->counters.bad_requests);
    connection_->set_status(static_cast<websocketpp::http::status_code::value>(http_status));
    for (const auto& [name, value] : refusal_headers(http_status)) connection_->append_header(name, value);
    connection_->set_body(refusal_body(http_status));
    if (log::enabled(log::Level::debug))
        log::debug("link.refused", remote_address_ + " " + std::to_string(http_status));
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

bool WebsocketLink::on_ping() {
    inbound("ping", [this] {
        if (!pings_.take(Clock::now())) {
            end_for_cause(context_->counters.ping_floods, CloseCode::policy_violation, "too many pings");
        } else {
            check_send_queue();
        }
    });
    return phase_ == Phase::open;
}

void WebsocketLink::take_rate(Clock::time_point now) {
    if (!messages_.take(now) && !hold_.is_held(ReadingHold::by_rate)) {
        ++context_->counters.reading_paused;
        follow(hold_.hold(ReadingHold::by_rate));
        rearm();
    }
}

void WebsocketLink::follow(ReadingHold::Step step) {
    if (!connection_) return;
    switch (step) {
        case ReadingHold::Step::nothing:
            break;
        case ReadingHold::Step::stop:
            connection_->handle_pause_reading();
            break;
        case ReadingHold::Step::start:
            connection_->handle_resume_reading();
            break;
        case ReadingHold::Step::start_later:
            asio::post(context_->io, [self = shared_from_this()] { self->follow(self->hold_.start_if_wanted()); });
            break;
    }
}

void WebsocketLink::send(std::string_view text) {
    if (phase_ != Phase::open) return;
    // Prepared here because the library would copy the text once more and check UTF-8 that our writer guarantees.
    const auto message = connection_->get_message(frame::opcode::text, text.size());
    const frame::basic_header basic(frame::opcode::text, text.size(), true, false);
    message->set_header(frame::prepare_header(basic, frame::extended_header(text.size())));
    message->append_payload(text.data(), text.size());
    message->set_prepared(true);
    queued_messages_ = connection_->get_buffered_amount() == 0 ? 1 : queued_messages_ + 1;
    if (!connection_->send(message)) check_send_queue();
}

void WebsocketLink::check_send_queue() {
    if (queued_bytes(*connection_, queued_messages_) > context_->limits.send_queue_bytes) {
        ++context_->counters.send_queue_full;
        log::warning("link.ended_for_cause", id_ + ": send queue full");
        abort("send queue full");
    }
}

// How a message comes in, and what becomes of one for which there is no room.

websocketpp::lib::error_code WebsocketLink::grown(std::string& payload, std::size_t announced) {
    const auto verdict = long_message_.grown(payload, announced);
    if (verdict == LongMessage::Verdict::wait) wait_for_room();
    if (verdict != LongMessage::Verdict::too_big) return {};
    return websocketpp::processor::error::make_error_code(websocketpp::processor::error::message_too_big);
}

/// Called from inside a read of the library, outside of its handlers.
void WebsocketLink::wait_for_room() {
    if (hold_.is_held(ReadingHold::by_room)) return;
    ++context_->counters.long_message_waits;
    room_deadline_ = Clock::now() + context_->limits.room_patience;
    look_for_room_at_ = Clock::now() + kLooksForRoomEvery;
    follow(hold_.enter());
    follow(hold_.hold(ReadingHold::by_room));
    hold_.leave();
    rearm();
}

void WebsocketLink::check_room(Clock::time_point now) {
    if (!hold_.is_held(ReadingHold::by_room) || now < look_for_room_at_) return;
    look_for_room_at_ = now + kLooksForRoomEvery;
    const bool has_room = long_message_.has_room();
    if (!has_room && now < room_deadline_) return;
    if (!has_room && !long_message_.give_up())
        return end_for_cause(context_->counters.no_room, CloseCode::try_again_later, "no room for a long message");
    follow(hold_.release(ReadingHold::by_room));
}

void WebsocketLink::on_message(const Message& message) {
    inbound("received", [&] {
        if (long_message_.complete(message->get_raw_payload())) {
            ++context_->counters.stops_shortened;
            log::warning("link.stop_shortened",
                         id_ + ": a StopTransaction too long to be kept; its samples were let go");
        }
        if (message->get_opcode() == websocketpp::frame::opcode::binary) {
            ++context_->counters.binary_messages;
            if (!json::is_utf8(message->get_payload())) {
                return close(CloseCode::unsupported_data, "binary message");
            }
        }
        take_rate(Clock::now());
        context_->listener->received(*this, std::move(message->get_raw_payload()));
    });
    long_message_.done();
}

}  // namespace gateway
