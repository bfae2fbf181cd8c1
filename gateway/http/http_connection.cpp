#include "gateway/http/http_connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <cstring>
#include <utility>

#include "gateway/http/http_exchange.h"
#include "gateway/http/http_stream_connection.h"
#include "gateway/http/http_target.h"
#include "gateway/log.h"

namespace gateway::http {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kSmallestBuffer = 4096;
constexpr std::string_view kContinueLine = "HTTP/1.1 100 Continue\r\n\r\n";
/// Closing while bytes of the peer lie unread resets the connection and may destroy the answer on its way; so
/// they are read away for a while, enough for a body just over the limit.
constexpr std::chrono::milliseconds kDrainTime{2000};
constexpr std::size_t kDrainBytes = 4 << 20;

}  // namespace

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, std::shared_ptr<HttpService> service,
                               DescriptorShares::Token descriptor)
    : socket_(std::move(socket)),
      descriptor_(std::move(descriptor)),
      timer_(socket_.get_executor()),
      service_(std::move(service)),
      reader_(service_->limits),
      buffer_(std::max(service_->limits.header_bytes, kSmallestBuffer)) {}

void HttpConnection::start() {
    guarded([this] {
        ErrorCode ignored;
        remote_address_ = socket_.remote_endpoint(ignored).address().to_string();
        ticket_ = service_->unauthenticated.enter(remote_address_, weak_from_this());
        socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
        socket_.non_blocking(true);
        set_deadline(service_->limits.idle_time);
        read_more();
    });
}

void HttpConnection::refuse() {
    is_refused_ = true;
    guarded([this] {
        socket_.non_blocking(true);
        last_answer_ = true;
        send(service_->failure(503, "too many connections", {}));
    });
}

void HttpConnection::finish() {
    if (phase_ == Phase::reading) close();
    else last_answer_ = true;
}

void HttpConnection::close() {
    if (phase_ == Phase::closed) return;
    phase_ = Phase::closed;
    ErrorCode ignored;
    timer_.cancel();
    socket_.close(ignored);
    descriptor_.reset();
    service_->unauthenticated.leave(ticket_);
    --(is_refused_ ? service_->refused_open : service_->counters.open);
    service_->connections.erase(shared_from_this());
}

/// Frees what the kernel still holds for a peer that does not take it.
void HttpConnection::abort() {
    ErrorCode ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    close();
}

// --- reading

void HttpConnection::read_more() {
    read_pending_ = true;
    const auto free_space = asio::buffer(buffer_) + filled_;
    socket_.async_read_some(free_space, [self = shared_from_this()](const ErrorCode& error, std::size_t count) {
        self->guarded([&] { self->on_read(error, count); });
    });
}

void HttpConnection::on_read(const ErrorCode& error, std::size_t count) {
    read_pending_ = false;
    if (phase_ == Phase::sending) return;  // a timed-out request's rest; a lost peer shows when writing
    if (error) return close();
    if (phase_ == Phase::draining) return on_drained(count);
    filled_ += count;
    process();
}

/// A loop, not a recursion: a handler that answers at once must not deepen the stack with every pipelined
/// request.
void HttpConnection::process() {
    processing_ = true;
    while (phase_ == Phase::reading && take_request()) dispatch();
    processing_ = false;
    if (phase_ == Phase::reading) wait_for_more();
}

/// True when a whole request is there.
bool HttpConnection::take_request() {
    std::size_t taken = 0;
    if (filled_ == 0) return false;
    const auto progress = reader_.take({buffer_.data(), filled_}, taken);
    drop_front(taken);
    if (progress == RequestReader::Progress::refused) fail(reader_.refusal());
    return progress == RequestReader::Progress::complete;
}

void HttpConnection::drop_front(std::size_t count) {
    filled_ -= count;
    if (count > 0 && filled_ > 0) std::memmove(buffer_.data(), buffer_.data() + count, filled_);
}

void HttpConnection::wait_for_more() {
    if (!mid_request_ && (filled_ > 0 || reader_.in_body())) {
        mid_request_ = true;
        set_deadline(service_->limits.request_time);
    }
    if (reader_.in_body() && is_refused_before_body()) return;
    if (reader_.peer_waits_for_continue() && !continue_sent_) send_continue();
    if (phase_ == Phase::reading && !read_pending_) read_more();
}

/// Whoever may not ask need not send what the question is about.
bool HttpConnection::is_refused_before_body() {
    if (std::exchange(head_shown_, true)) return false;
    reader_.request().remote_address = remote_address_;
    auto refusal = service_->handler.refuse_before_body(reader_.request());
    if (!refusal) return false;
    ++service_->counters.refused_before_body;
    last_answer_ = true;
    send(std::move(*refusal));
    return true;
}

/// If the socket takes nothing now, the peer sends its body after a while all the same (RFC 9110, 10.1.1).
void HttpConnection::send_continue() {
    continue_sent_ = true;
    ErrorCode error;
    const auto sent = socket_.write_some(asio::buffer(kContinueLine.data(), kContinueLine.size()), error);
    if (sent != kContinueLine.size() && error != asio::error::would_block) close();
}

void HttpConnection::fail(const Refusal& refusal) {
    service_->count_refusal(refusal.status);
    last_answer_ = true;
    request_path_ = without_query(reader_.request().target);
    send(service_->failure(refusal.status, refusal.reason, request_path_));
}

void HttpConnection::dispatch() {
    phase_ = Phase::handling;
    lift_deadline();
    ++service_->counters.requests;
    last_answer_ = !reader_.keep_alive();
    request_path_ = without_query(reader_.request().target);
    reader_.request().remote_address = remote_address_;
    // While it is being answered it may hold a key: only a silent one makes room.
    service_->unauthenticated.leave(std::exchange(ticket_, 0));
    const auto exchange = std::make_shared<Exchange>(weak_from_this(), service_);
    try {
        service_->handler.handle(std::move(reader_.request()),
                                 [exchange](HttpResponse response) { exchange->answer(std::move(response)); });
    } catch (...) {
        ++service_->counters.handler_exceptions;
        log::error("http.handler", exception_text());
        exchange->fail("internal error");
    }
}

// --- answering

void HttpConnection::answer(HttpResponse response) {
    guarded([&] { send(std::move(response)); });
}

void HttpConnection::answer_failure(std::string_view reason) {
    guarded([&] { send(service_->failure(500, reason, request_path_)); });
}

/// Most answers fit the socket's buffer, so one call sends them and no time limit is needed.
void HttpConnection::send(HttpResponse response) {
    if (response.is_to_key_holder) service_->unauthenticated.leave(std::exchange(ticket_, 0));
    else if (ticket_ == 0 && !is_refused_ && phase_ != Phase::closed)
        ticket_ = service_->unauthenticated.enter(remote_address_, weak_from_this());
    if (response.stream && !reader_.is_head_method()) return become_stream(std::move(response));
    write_response_head(head_, response, {last_answer_, reader_.is_http10()}, service_->date.now());
    const bool has_body = may_have_body(final_status(response.status)) && !reader_.is_head_method();
    body_ = has_body ? std::move(response.body) : std::string();
    ErrorCode error;
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head_), asio::buffer(body_)};
    const auto sent = socket_.write_some(parts, error);
    if (error && error != asio::error::would_block) return close();
    if (sent == head_.size() + body_.size()) return after_send();
    send_rest(sent);
}

/// The socket goes to the stream, and this connection is over.
void HttpConnection::become_stream(HttpResponse response) {
    if (!service_->has_room_for_stream()) return send(service_->failure(503, "too many streams", request_path_));
    const auto stream = std::make_shared<StreamConnection>(std::move(socket_), service_, std::move(descriptor_));
    close();
    stream->start(std::move(response), reader_.is_http10());
}

void HttpConnection::send_rest(std::size_t sent) {
    phase_ = Phase::sending;
    set_deadline(service_->limits.send_time);
    const auto of_head = std::min(sent, head_.size());
    const std::array<asio::const_buffer, 2> parts{asio::buffer(head_) + of_head,
                                                  asio::buffer(body_) + (sent - of_head)};
    asio::async_write(socket_, parts, [self = shared_from_this()](const ErrorCode& error, std::size_t) {
        self->guarded([&] { self->on_sent(error); });
    });
}

void HttpConnection::on_sent(const ErrorCode& error) {
    if (error) return close();
    after_send();
}

void HttpConnection::after_send() {
    body_ = std::string();
    if (last_answer_) return drain();
    begin_next_request();
    if (processing_) return;
    if (filled_ == 0) return wait_for_more();
    // Posted: the handler may be in the middle of something, and must not be called from within its own
    // Respond.
    asio::post(socket_.get_executor(), [self = shared_from_this()] { self->guarded([&] { self->process(); }); });
}

void HttpConnection::begin_next_request() {
    reader_.reset();
    mid_request_ = continue_sent_ = head_shown_ = false;
    phase_ = Phase::reading;
    set_deadline(service_->limits.idle_time);
}

void HttpConnection::drain() {
    phase_ = Phase::draining;
    ErrorCode error;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
    if (error) return close();
    filled_ = 0;
    set_deadline(kDrainTime);
    if (!read_pending_) read_more();
}

void HttpConnection::on_drained(std::size_t count) {
    drained_ += count;
    if (drained_ > kDrainBytes) return close();
    read_more();
}

}  // namespace gateway::http
