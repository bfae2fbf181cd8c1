#include "loopback_server.h"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>

namespace simulators::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using beast::error_code;

struct LoopbackServer::State {
    State(LoopbackServer& server, asio::io_context& io)
        : owner(&server), acceptor(io, tcp::endpoint(asio::ip::address_v4::loopback(), 0)) {}
    LoopbackServer* owner;
    tcp::acceptor acceptor;
    std::weak_ptr<Session> newest;

    static void accept_next(const std::shared_ptr<State>& state);
};

class LoopbackServer::Session : public std::enable_shared_from_this<Session> {
  public:
    Session(tcp::socket socket, std::shared_ptr<State> state) : stream_(std::move(socket)), state_(std::move(state)) {}

    void start() {
        http::async_read(stream_.next_layer(), buffer_, request_,
                         [self = shared_from_this()](error_code error, std::size_t) {
                             if (!error && self->state_->owner) self->upgrade();
                         });
    }

    void send(const std::string& message) {
        waiting_.push_back(message);
        if (waiting_.size() == 1) write_next();
    }

    void ping() {
        stream_.async_ping({}, [self = shared_from_this()](error_code) {});
    }

    void cut() { beast::get_lowest_layer(stream_).close(); }

  private:
    void upgrade() {
        LoopbackServer& server = *state_->owner;
        const auto text = [this](http::field name) { return std::string(request_[name]); };
        server.handshakes.push_back({std::string(request_.target()), text(http::field::sec_websocket_protocol),
                                     text(http::field::authorization)});
        if (server.refuses) return refuse();
        stream_.set_option(websocket::stream_base::decorator(
            [](websocket::response_type& response) { response.set(http::field::sec_websocket_protocol, "ocpp1.6"); }));
        stream_.control_callback([state = state_](websocket::frame_type kind, beast::string_view) {
            if (state->owner && kind == websocket::frame_type::pong) ++state->owner->pongs;
        });
        stream_.async_accept(request_, [self = shared_from_this()](error_code error) {
            if (!error) self->read_next();
        });
    }

    void refuse() {
        refusal_.result(http::status::not_found);
        refusal_.prepare_payload();
        http::async_write(stream_.next_layer(), refusal_,
                          [self = shared_from_this()](error_code, std::size_t) { self->cut(); });
    }

    void read_next() {
        stream_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
            LoopbackServer* const server = self->state_->owner;
            if (!server) return;
            if (error) {
                ++server->ends;
                server->polite_ends += error == websocket::error::closed;
                return;
            }
            server->received.push_back(beast::buffers_to_string(self->buffer_.data()));
            self->buffer_.consume(self->buffer_.size());
            const std::string answer = server->answer ? server->answer(server->received.back()) : "";
            if (!answer.empty()) self->send(answer);
            self->read_next();
        });
    }

    void write_next() {
        stream_.async_write(asio::buffer(waiting_.front()), [self = shared_from_this()](error_code error, std::size_t) {
            if (error) return;
            self->waiting_.pop_front();
            if (!self->waiting_.empty()) self->write_next();
        });
    }

    websocket::stream<beast::tcp_stream> stream_;
    std::shared_ptr<State> state_;
    beast::flat_buffer buffer_;
    http::request<http::string_body> request_;
    http::response<http::string_body> refusal_;
    std::deque<std::string> waiting_;
};

void LoopbackServer::State::accept_next(const std::shared_ptr<State>& state) {
    state->acceptor.async_accept([state](error_code error, tcp::socket socket) {
        if (error || !state->owner) return;
        const auto session = std::make_shared<Session>(std::move(socket), state);
        state->newest = session;
        session->start();
        accept_next(state);
    });
}

LoopbackServer::LoopbackServer(asio::io_context& io) : state_(std::make_shared<State>(*this, io)) {
    State::accept_next(state_);
}

LoopbackServer::~LoopbackServer() {
    state_->owner = nullptr;
    state_->acceptor.close();
    cut();
}

unsigned short LoopbackServer::port() const { return state_->acceptor.local_endpoint().port(); }

void LoopbackServer::send(const std::string& message) {
    if (const auto session = state_->newest.lock()) session->send(message);
}

void LoopbackServer::ping() {
    if (const auto session = state_->newest.lock()) session->ping();
}

void LoopbackServer::cut() {
    if (const auto session = state_->newest.lock()) session->cut();
}

bool run_until(asio::io_context& io, const std::function<bool()>& condition) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    io.restart();
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end) return false;
        io.run_one_for(std::chrono::milliseconds(50));
        if (io.stopped()) io.restart();
    }
    return true;
}

void run_briefly(asio::io_context& io) {
    io.restart();
    io.run_for(std::chrono::milliseconds(150));
}

}  // namespace simulators::test
