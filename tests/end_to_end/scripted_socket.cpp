#include "tests/end_to_end/scripted_socket.h"

namespace end_to_end {

namespace websocket = boost::beast::websocket;
using boost::system::error_code;

void ScriptedSocket::open(std::uint16_t port, const std::string& target, const std::string& authorization) {
    stream_.set_option(websocket::stream_base::decorator([authorization](websocket::request_type& request) {
        request.set(boost::beast::http::field::sec_websocket_protocol, "ocpp1.6");
        if (!authorization.empty()) request.set(boost::beast::http::field::authorization, authorization);
    }));
    const std::string host = "127.0.0.1:" + std::to_string(port);
    stream_.next_layer().async_connect({boost::asio::ip::address_v4::loopback(), port},
                                       [self = shared_from_this(), host, target](error_code error) {
                                           if (error) return self->opened(0);
                                           self->shake_hands(host, target);
                                       });
}

void ScriptedSocket::shake_hands(const std::string& host, const std::string& target) {
    stream_.async_handshake(response_, host, target, [self = shared_from_this()](error_code error) {
        self->opened(static_cast<int>(self->response_.result_int()));
        if (!error) self->read_next();
    });
}

void ScriptedSocket::opened(int status) {
    http_status_ = status;
    is_open_ = status == 101;
}

void ScriptedSocket::read_next() {
    stream_.async_read(buffer_, [self = shared_from_this()](error_code error, std::size_t) {
        if (error) {
            self->is_open_ = false;
            return;
        }
        const std::string text = boost::beast::buffers_to_string(self->buffer_.data());
        self->buffer_.clear();
        if (self->on_text_) self->on_text_(text);
        self->read_next();
    });
}

void ScriptedSocket::send(std::string text) {
    waiting_.push_back(std::move(text));
    if (waiting_.size() == 1) write_next();
}

void ScriptedSocket::write_next() {
    stream_.async_write(boost::asio::buffer(waiting_.front()),
                        [self = shared_from_this()](error_code error, std::size_t) {
                            self->waiting_.pop_front();
                            if (!error && !self->waiting_.empty()) self->write_next();
                        });
}

void ScriptedSocket::abandon() {
    on_text_ = nullptr;
    is_open_ = false;
    error_code ignored;
    stream_.next_layer().close(ignored);
}

}  // namespace end_to_end
