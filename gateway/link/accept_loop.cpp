#include "gateway/link/accept_loop.h"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>
#include <cerrno>
#include <stdexcept>
#include <utility>

#include "gateway/log.h"

namespace gateway {

namespace asio = boost::asio;

namespace {

constexpr int kListenBacklog = 65535;  // the kernel cuts it to net.core.somaxconn
/// Small against the reserved descriptors, which are counted once a batch only.
constexpr int kSocketsPerBatch = 32;
constexpr std::chrono::seconds kBetweenShortagesLogged{10};  // BI-006

}  // namespace

AcceptLoop::AcceptLoop(asio::io_context& io, const std::string& host, std::uint16_t port, const LinkLimits& limits,
                       LinkCounters& counters, Hooks hooks)
    : limits_(limits), counters_(counters), hooks_(std::move(hooks)), io_(io), acceptor_(io), retry_(io) {
    try {
        open(host, port);
    } catch (const boost::system::system_error& error) {
        throw std::runtime_error("cannot listen for chargers on " + host + ":" + std::to_string(port) + ": " +
                                 error.code().message());
    }
}

void AcceptLoop::open(const std::string& host, std::uint16_t port) {
    asio::ip::tcp::resolver resolver(io_);
    const auto found = resolver.resolve(host, std::to_string(port), asio::ip::tcp::resolver::passive);
    const Endpoint endpoint = *found.begin();
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(kListenBacklog);
    acceptor_.non_blocking(true);
    port_ = acceptor_.local_endpoint().port();
}

void AcceptLoop::stop() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    retry_.cancel();
}

void AcceptLoop::gate_opened() {
    if (std::exchange(gate_shut_, false)) {
        wait();
    }
}

void AcceptLoop::wait() {
    if (!acceptor_.is_open()) {
        return;
    }
    acceptor_.async_wait(asio::socket_base::wait_read, [self = shared_from_this()](const auto& error) {
        if (!error) {
            self->accept_batch();
        }
    });
}

void AcceptLoop::accept_batch() {
    if (!acceptor_.is_open()) {
        return;
    }
    if (descriptors_are_short()) {
        return pause_for_descriptors();
    }
    for (int i = 0; i < kSocketsPerBatch && acceptor_.is_open(); ++i) {
        switch (accept_one()) {
            case Outcome::taken:
                break;
            case Outcome::queue_empty:
                return wait();
            case Outcome::paused:
                return;
        }
    }
    wait();
}

AcceptLoop::Outcome AcceptLoop::accept_one() {
    if (hooks_.gate_is_full()) {
        ++counters_.accept_paused;
        gate_shut_ = true;
        return Outcome::paused;
    }
    if (!hooks_.has_descriptor()) {
        pause_for_descriptors();
        return Outcome::paused;
    }
    Socket socket(io_);
    Endpoint peer;
    boost::system::error_code error;
    acceptor_.accept(socket, peer, error);
    if (error == asio::error::would_block || error == asio::error::try_again) {
        return Outcome::queue_empty;
    }
    if (error == asio::error::no_descriptors || error.value() == ENFILE || error.value() == ENOBUFS ||
        error.value() == ENOMEM) {
        pause_for_descriptors();
        return Outcome::paused;
    }
    if (!error) {
        ++counters_.accepted;
        hooks_.take(std::move(socket), peer);
    }
    return Outcome::taken;  // an aborted connection costs no more than its turn
}

/// The kernel hands out the lowest free descriptor, so a copy of ours shows how many are in use.
bool AcceptLoop::descriptors_are_short() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const int lowest_free = ::fcntl(acceptor_.native_handle(), F_DUPFD_CLOEXEC, 0);
    if (lowest_free < 0) {
        return true;
    }
    ::close(lowest_free);
    return static_cast<rlim_t>(lowest_free) + limits_.file_descriptors_reserved >= limit.rlim_cur;
}

void AcceptLoop::pause_for_descriptors() {
    ++counters_.out_of_descriptors;
    const auto now = std::chrono::steady_clock::now();
    if (!shortage_logged_ || now - *shortage_logged_ >= kBetweenShortagesLogged) {
        shortage_logged_ = now;
        log::warning("link.out_of_descriptors", "accepting pauses");
    }
    retry_.expires_after(limits_.accept_retry);
    retry_.async_wait([self = shared_from_this()](const auto& error) {
        if (!error) {
            self->wait();
        }
    });
}

}  // namespace gateway
