#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio.hpp>

/// Receivers of webhooks on the loopback, for tests: they keep what came and answer as told.
namespace gateway::testing {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using asio::ip::tcp;

/// Runs the loop until `done` or the time is up; tells which.
inline bool run_until(asio::io_context& io, const std::function<bool()>& done,
                      std::chrono::milliseconds longest = 10s) {
    const auto latest = std::chrono::steady_clock::now() + longest;
    io.restart();
    while (!done() && std::chrono::steady_clock::now() < latest) io.run_one_for(20ms);
    return done();
}

inline std::string answer(const std::string& status, const std::string& headers = "", const std::string& body = "") {
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
}

/// `Stream` is a tcp::socket, or an asio::ssl::stream of one whose hands are shaken already.
template <class Stream>
class Conversation : public std::enable_shared_from_this<Conversation<Stream>> {
  public:
    using Reply = std::function<std::string(const std::string& request)>;

    Conversation(Stream stream, Reply reply) : stream_(std::move(stream)), reply_(std::move(reply)) {}
    Stream& stream() { return stream_; }
    std::chrono::milliseconds between_bytes{0};  ///< the answer drips where it is not zero
    bool endless = false;                        ///< the answer is repeated for ever
    std::function<void(std::size_t)> on_sent = [](std::size_t) {};

    void read() {
        auto self = this->shared_from_this();
        stream_.async_read_some(asio::buffer(part_), [self](const boost::system::error_code& error, std::size_t bytes) {
            if (error) return;
            self->request_.append(self->part_.data(), bytes);
            if (!self->is_whole()) return self->read();
            self->answer_ = self->reply_(self->request_);
            if (!self->answer_.empty()) self->write(0);
            else self->read();
        });
    }

  private:
    bool is_whole() const {
        if (request_.compare(0, 5, "POST ") != 0) return true;
        const auto head = request_.find("\r\n\r\n");
        const auto length = request_.find("Content-Length: ");
        if (head == std::string::npos || length == std::string::npos) return false;
        return request_.size() >= head + 4 + std::stoul(request_.substr(length + 16));
    }

    void write(std::size_t at) {
        auto self = this->shared_from_this();
        const std::size_t size = between_bytes > 0ms ? 1 : answer_.size() - at;
        asio::async_write(
            stream_, asio::buffer(answer_.data() + at, size),
            [self, next = at + size](const boost::system::error_code& error, std::size_t bytes) {
                self->on_sent(bytes);
                if (error || (next == self->answer_.size() && !self->endless)) return;
                self->timer_.expires_after(self->between_bytes);
                self->timer_.async_wait([self, next](const auto&) { self->write(next % self->answer_.size()); });
            });
    }

    Stream stream_;
    Reply reply_;
    asio::steady_timer timer_{stream_.get_executor()};
    std::array<char, 4096> part_{};
    std::string request_, answer_;
};

class Receiver {
  public:
    explicit Receiver(asio::io_context& io, std::string always = answer("204 No Content"),
                      const std::string& address = "127.0.0.1")
        : acceptor_(io, tcp::endpoint(asio::ip::make_address(address), 0)),
          reply([always](const std::string&) { return always; }) {
        accept();
    }

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    std::string url(const std::string& host = "127.0.0.1") const {
        return "http://" + host + ":" + std::to_string(port()) + "/hook";
    }

  private:
    tcp::acceptor acceptor_;

  public:
    std::function<std::string(const std::string&)> reply;
    std::chrono::milliseconds between_bytes{0};
    bool endless = false;
    std::vector<std::string> requests;
    std::size_t connections = 0, bytes_sent = 0;

  private:
    void accept() {
        acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
            if (error) return;
            ++connections;
            auto talk =
                std::make_shared<Conversation<tcp::socket>>(std::move(socket), [this](const std::string& request) {
                    requests.push_back(request);
                    return reply(request);
                });
            talk->between_bytes = between_bytes;
            talk->endless = endless;
            talk->on_sent = [this](std::size_t bytes) { bytes_sent += bytes; };
            talk->read();
            accept();
        });
    }
};

}  // namespace gateway::testing
