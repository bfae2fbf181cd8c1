#include "gateway/link/farewell.h"

#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <utility>

#include <boost/asio/steady_timer.hpp>

namespace gateway {

namespace asio = boost::asio;

namespace {

/// Lives by its own handlers.
class Farewell : public std::enable_shared_from_this<Farewell> {
  public:
    Farewell(std::shared_ptr<LinkContext> context, asio::ip::tcp::socket socket, DescriptorShares::Token descriptor)
        : context_(std::move(context)),
          descriptor_(std::move(descriptor)),
          socket_(std::move(socket)),
          timer_(context_->io),
          bytes_left_(context_->limits.farewell_bytes) {}

    void begin() {
        ++context_->farewells;
        boost::system::error_code ignored;
        socket_.shutdown(asio::socket_base::shutdown_send, ignored);
        timer_.expires_after(context_->limits.farewell);
        timer_.async_wait([self = shared_from_this()](const boost::system::error_code& error) {
            if (!error) self->cut();
        });
        wait();
    }

  private:
    void wait() {
        socket_.async_wait(asio::socket_base::wait_read,
                           [self = shared_from_this()](const boost::system::error_code& error) {
                               if (!error) self->drop_what_came();
                           });
    }

    void drop_what_came() {
        // MSG_TRUNC: the kernel lets the bytes go without copying them.
        const ssize_t dropped = ::recv(socket_.native_handle(), nullptr, bytes_left_, MSG_TRUNC | MSG_DONTWAIT);
        if (dropped < 0 && (errno == EAGAIN || errno == EINTR)) return wait();
        if (dropped <= 0) return end(false);
        bytes_left_ -= std::min(bytes_left_, static_cast<std::size_t>(dropped));
        if (bytes_left_ == 0) return cut();
        wait();
    }

    void cut() {
        ++context_->counters.farewells_cut;
        end(true);
    }

    void end(bool hard) {
        if (!socket_.is_open()) return;
        --context_->farewells;
        timer_.cancel();
        close_socket(socket_, hard);
        descriptor_.reset();
    }

    std::shared_ptr<LinkContext> context_;
    DescriptorShares::Token descriptor_;
    asio::ip::tcp::socket socket_;
    asio::steady_timer timer_;
    std::size_t bytes_left_;
};

}  // namespace

void close_socket(asio::ip::tcp::socket& socket, bool hard) {
    boost::system::error_code ignored;
    if (hard) socket.set_option(asio::socket_base::linger(true, 0), ignored);
    socket.close(ignored);
}

void say_farewell(const std::shared_ptr<LinkContext>& context, asio::ip::tcp::socket& socket,
                  DescriptorShares::Token descriptor) {
    boost::system::error_code error;
    const auto protocol = socket.local_endpoint(error).protocol();
    if (error || context->farewells >= context->limits.farewells) return close_socket(socket, true);
    // Away from the library, whose operations on it end with this.
    const auto handle = socket.release(error);
    if (error) return close_socket(socket, true);
    asio::ip::tcp::socket own(context->io);
    own.assign(protocol, handle, error);
    if (error) {
        ::close(handle);
        return;
    }
    std::make_shared<Farewell>(context, std::move(own), std::move(descriptor))->begin();
}

}  // namespace gateway
