#include "gateway/http/http_stream_connection.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>

#include "gateway/log.h"

namespace gateway::http {
namespace {

namespace asio = boost::asio;

/// A vanished peer never acknowledges; without this its stream would be open for a quarter of an hour.
void give_up_on_silence(asio::ip::tcp::socket& socket, std::chrono::milliseconds time) {
    const auto timeout_ms = static_cast<unsigned int>(time.count());
    ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout_ms, sizeof timeout_ms);
}

}  // namespace

StreamConnection::StreamConnection(asio::ip::tcp::socket socket, std::shared_ptr<HttpService> service,
                                   DescriptorShares::Token descriptor)
    : socket_(std::move(socket)),
      descriptor_(std::move(descriptor)),
      timer_(socket_.get_executor()),
      service_(std::move(service)) {}

/// Every way in goes through here.
template <typename Step>
void StreamConnection::guarded(Step step) noexcept {
    if (!is_open_) return;
    try {
        step();
    } catch (...) {
        log::error("http.stream", exception_text());
        close();
    }
}

void StreamConnection::start(HttpResponse response, bool is_http10) {
    ++service_->counters.streams;
    ++service_->counters.streams_open;
    guarded([&] {
        service_->streams.insert(shared_from_this());
        terms_ = std::move(*response.stream);
        give_up_on_silence(socket_, service_->limits.send_time);
        std::string head;
        write_response_head(head, response, {true, is_http10, true}, service_->date.now());
        if (!send(head)) return;
        read_away();
        keep_alive();
        was_opened_ = true;
        terms_.opened(shared_from_this());
    });
}

bool StreamConnection::send(std::string_view text) {
    guarded([&] {
        said_something_ = true;
        const std::size_t sent = queue_.empty() ? write_now(text) : 0;
        if (!is_open_ || sent == text.size()) return;
        if (queue_.size() + text.size() - sent > service_->limits.stream_queue_bytes) {
            ++service_->counters.streams_too_slow;
            return abort();
        }
        queue_ += text.substr(sent);
        wait_for_room();
    });
    return is_open_;
}

std::size_t StreamConnection::write_now(std::string_view text) {
    ErrorCode error;
    const auto sent = socket_.write_some(asio::buffer(text.data(), text.size()), error);
    if (error && error != asio::error::would_block) close();
    return sent;
}

void StreamConnection::wait_for_room() {
    if (waits_for_room_) return;
    waits_for_room_ = true;
    socket_.async_wait(asio::ip::tcp::socket::wait_write, [self = shared_from_this()](const ErrorCode& error) {
        self->waits_for_room_ = false;
        if (!error) self->guarded([&] { self->send_queued(); });
    });
}

void StreamConnection::send_queued() {
    queue_.erase(0, write_now(queue_));
    if (!is_open_) return;
    if (!queue_.empty()) return wait_for_room();
    if (terms_.drained) terms_.drained();
}

void StreamConnection::read_away() {
    socket_.async_read_some(asio::buffer(thrown_away_),
                            [self = shared_from_this()](const ErrorCode& error, std::size_t) {
                                self->guarded([&] { error ? self->close() : self->read_away(); });
                            });
}

/// A queue means that the peer has more to read than it does.
void StreamConnection::keep_alive() {
    if (!said_something_ && queue_.empty()) send(terms_.keep_alive);
    said_something_ = false;
    timer_.expires_after(service_->limits.stream_keep_alive);
    timer_.async_wait([self = shared_from_this()](const ErrorCode& error) {
        if (!error) self->guarded([&] { self->keep_alive(); });
    });
}

void StreamConnection::close() {
    if (!is_open_) return;
    is_open_ = false;
    ErrorCode ignored;
    timer_.cancel();
    socket_.close(ignored);
    descriptor_.reset();
    --service_->counters.streams_open;
    service_->streams.erase(shared_from_this());
    queue_.clear();
    if (was_opened_) asio::post(socket_.get_executor(), std::move(terms_.closed));
}

/// Frees what the kernel still holds for a peer that does not take it.
void StreamConnection::abort() {
    ErrorCode ignored;
    socket_.set_option(asio::socket_base::linger(true, 0), ignored);
    close();
}

}  // namespace gateway::http
