#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "gateway/net/tls_stream.h"
#include "gateway/webhooks/answer_reader.h"
#include "gateway/webhooks/http_sender.h"

namespace gateway {

/// One webhook on its way: resolve, check, connect, shake hands, send, read. Keeps itself until it has answered. Io
/// thread.
class HttpAttempt : public std::enable_shared_from_this<HttpAttempt> {
  public:
    using Addresses = std::vector<boost::asio::ip::address>;
    using Error = boost::system::error_code;

    HttpAttempt(std::shared_ptr<HttpSender::Parts> parts, WebhookPost post, WebhookSender::Answered answered);
    void start();

  private:
    void look_up();
    void check(Addresses addresses);
    void connect(std::size_t index);
    void shake_hands();
    void write(std::size_t sent);
    void read();
    void take(const Error& error, std::size_t bytes);

    void give_patience();
    void run_out_of_time();
    void fail(const std::string& reason);
    void finish(WebhookAnswer answer);
    std::string head() const;

    std::shared_ptr<HttpSender::Parts> parts_;
    WebhookPost post_;
    WebhookSender::Answered answered_;
    GiveUp give_up_name_;  ///< while it is asked for
    Addresses addresses_;
    boost::asio::ip::tcp::socket socket_;
    boost::asio::steady_timer timer_;
    std::chrono::steady_clock::time_point latest_;
    std::unique_ptr<TlsStream> tls_;
    std::string message_;
    std::string buffer_;
    AnswerReader reader_;
};

}  // namespace gateway
